/**
 * Makes a built site independent of the path that it is served under. The generator knows only a fixed base, so the build
 * uses a placeholder, and every address that begins with it is turned here into one that is relative to its own file.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseAst } from "rollup/parseAst";

export const basePlaceholder = "/-site-base-/";

/** What code of the site calls the base that it found. */
const found = "__siteBase";

export function makeRelative(folder) {
  for (const path of filesIn(folder)) {
    const change = /\.html$/.test(path) ? inPage : /\.js$/.test(path) ? inScript : /\.css$/.test(path) ? inStyle : null;
    if (!change) continue;
    const text = readFileSync(path, "utf8");
    if (!text.includes(basePlaceholder)) continue;
    const depth = relative(folder, path).split(/[\\/]/).length - 1;
    writeFileSync(path, change(text, depth === 0 ? "./" : "../".repeat(depth), path));
  }
}

/** All files below a folder. */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const inStyle = (text, up) => text.replaceAll(basePlaceholder, up);

/** Strings and templates of a module begin with the placeholder, or hold pages with links that do. */
function inScript(text, up, path) {
  const literals = [];
  visit(parseAst(text), (node) => {
    const isText = (node.type === "Literal" && typeof node.value === "string") || node.type === "TemplateLiteral";
    if (!isText || !text.slice(node.start, node.end).includes(basePlaceholder)) return;
    literals.push(node);
    return "leave";
  });
  if (literals.length === 0) throw new Error(`${path}: the base stands outside of texts`);
  let code = text;
  for (const { start, end } of literals.sort((a, b) => b.start - a.start)) {
    code = `${code.slice(0, start)}(${code.slice(start, end)}).replaceAll(${split(basePlaceholder)},${found})${code.slice(end)}`;
  }
  return `const ${found}=new URL(${JSON.stringify(up)},import.meta.url).pathname;${code}`;
}

/** The placeholder as an expression that does not contain it. */
const split = (text) => `"${text.slice(0, 3)}"+"${text.slice(3)}"`;

function visit(node, see) {
  if (node === null || typeof node !== "object") return;
  if (Array.isArray(node)) {
    for (const each of node) visit(each, see);
    return;
  }
  if (typeof node.type === "string" && see(node) === "leave") return;
  for (const [key, value] of Object.entries(node)) if (key !== "type") visit(value, see);
}

/**
 * Links of a page become relative; once it is open they are made absolute, because the address changes without
 * reloading the page; the icon of the tab, too. The page's own data are a text in double quotes.
 */
function inPage(text, up) {
  const scripts = text.replaceAll(/<script>(.*?)<\/script>/gs, (_, code) => {
    return `<script>${code.replaceAll(basePlaceholder, `"+${found}+"`)}</script>`;
  });
  const begin = `<script>const ${found}=new URL(${JSON.stringify(up)},location.href).pathname</script>`;
  const end =
    `<script>for(const a of document.querySelectorAll("link[rel=icon],body [href^='.'],body [src^='.']"))` +
    `for(const n of["href","src"])a.getAttribute(n)?.startsWith(".")&&a.setAttribute(n,a[n])</script>`;
  return scripts
    .replaceAll(basePlaceholder, up)
    .replace(/<head>/, `<head>${begin}`)
    .replace(/<\/body>/, `${end}</body>`);
}
