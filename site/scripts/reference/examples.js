/** A program for each public name: its own in examples/, or of those of the pages that use it the shortest that runs by itself. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { nameOfModule, programCode } from "../../programs/program-code.js";

const own = fileURLToPath(new URL("examples/", import.meta.url));

/** The programs in examples/, by names as they stand in code: what is in their functions, behind the imports that it needs. */
export function ownExamples() {
  const programs = new Map();
  for (const file of readdirSync(own)) {
    const source = ts.createSourceFile(file, readFileSync(own + file, "utf8"), ts.ScriptTarget.Latest, true);
    const page = file.replace(/\.ts$/, "");
    const prefix = /^(recurve|testing|worker)$/.test(page) ? "" : `${page}.`;
    const imports = source.statements.filter(ts.isImportDeclaration);
    const { properties } = source.statements.find(ts.isVariableStatement).declarationList.declarations[0].initializer;
    for (const { name, initializer } of properties) {
      const body = bodyOf(initializer.body);
      const needed = imports.flatMap((each) => {
        const names = each.importClause.namedBindings.elements.map((element) => element.getText());
        const used = names.filter((one) => new RegExp(`(?<![\\w$]|[^.]\\.)${one.replace("type ", "")}\\b`).test(body));
        return used.length > 0 ? [`import { ${used.join(", ")} } from ${each.moduleSpecifier.getText()};`] : [];
      });
      programs.set(prefix + name.text, `${needed.join("\n")}\n\n${body}\n`);
    }
  }
  return programs;
}

/** What stands in a function, without its indentation. */
function bodyOf(body) {
  if (!ts.isBlock(body)) return `${body.getText().replaceAll("\n  ", "\n")};`;
  const lines = body
    .getFullText()
    .trim()
    .slice(1, -1)
    .split("\n")
    .filter((line, i, all) => line.trim() !== "" || (i > 0 && i < all.length - 1));
  return lines
    .map((line) => line.replace(/^ {4}/, ""))
    .join("\n")
    .trimEnd();
}

/**
 * Runs a program.
 * @param modules what the packages that it imports give, by name
 * @returns what it prints
 */
export async function runProgram(code, modules) {
  const AsyncFunction = (async () => {}).constructor;
  const [log, printed] = [console.log, []];
  console.log = (...values) => printed.push(values.map(show).join(" "));
  try {
    const names = Object.keys(modules).map((each) => nameOfModule[each]);
    await new AsyncFunction(...names, programCode(code))(...Object.values(modules));
  } finally {
    console.log = log;
  }
  return `${printed.join("\n").trimEnd()}\n`;
}

const show = (value) =>
  typeof value === "string" ? value : JSON.stringify(ArrayBuffer.isView(value) ? Array.from(value) : value);

/** Whether a page can run a program: it has Recurve, and no files. */
export const runsInPage = (code) => !/from "recurve\/|in Node/.test(code);

/**
 * @param folder the pages
 * @param outputs what programs of examples/ print, by name
 * @returns for a name as it stands in code (`layers.lstm`) its program, what that prints, and the page that it is from, if any
 */
export function readExamples(folder, outputs) {
  const programs = readdirSync(folder).flatMap((file) => {
    const text = readFileSync(`${folder}/${file}`, "utf8");
    const title = /^# (.+)$/m.exec(text)[1];
    return [...text.matchAll(/^```ts\n(.*?)^```\n(?:\n```text\n(.*?)^```)?/gms)].map(([, code, printed]) => ({
      code,
      printed,
      title,
      page: file.replace(/\.md$/, ""),
    }));
  });
  const alone = programs.filter(({ code }) => standsAlone(code)).sort((a, b) => a.code.length - b.code.length);
  const own = ownExamples();
  return (name) => {
    if (own.has(name)) return { code: own.get(name), printed: outputs.get(name) };
    const used = new RegExp(`(?<![\\w.])${name.replace(".", "\\.")}(?=[(<,;\\s)])`);
    return alone.find(({ code }) => used.test(code.replaceAll(/^import .*$/gm, "")));
  };
}

/** Whether a program imports all that it calls, so that it needs no program before it. */
function standsAlone(code) {
  const made = new Set([...builtIn]);
  for (const [, names] of code.matchAll(/import (?:\* as )?\{?([^}"]*?)\}? from/g)) add(made, names);
  for (const [, names] of code.matchAll(/(?:const|let|function\*?|class|async function\*?) (?:[[{])?([\w$, :]+)/g))
    add(made, names);
  for (const [, names] of code.matchAll(/[(,]?\s*\(?([\w$, {}[\]]+)\)? =>/g))
    add(made, names.replaceAll(/[{}[\]]/g, ""));
  for (const [, names] of code.matchAll(/(?:\w+|constructor)\(([\w$, :?[\]]+)\) ?[:{]/g)) add(made, names);
  const bare = code.replaceAll(/"[^"\n]*"|'[^'\n]*'|`[^`]*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "");
  return [...bare.matchAll(/(?<![\w$.])([a-zA-Z_$][\w$]*)(?=[.(])/g)].every(([, name]) => made.has(name));
}

const builtIn = new Set(
  "console Math Array Float32Array Int32Array Uint8Array Object Number String JSON Promise Map Set performance if for while switch catch await return super this constructor function new typeof".split(
    " ",
  ),
);

function add(set, names) {
  for (const name of names.split(/[,:]/)) set.add(name.trim().split(" as ").at(-1));
}
