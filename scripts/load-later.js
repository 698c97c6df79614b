/**
 * In Node, the uses, the data, the texts and the files of formats are read when a program first calls one of them: they are two
 * fifths of the library, and reading them takes as long as the first prediction. Calls stay synchronous, and only `require` reads a
 * file at once in every Node; so this part becomes a file of CommonJS, a function of what it takes from the core. Pages have no
 * `require`: there `index.js` imports that file as a script before all else, and it leaves the function where the core finds it.
 */
import { readFileSync } from "node:fs";

/** The exports of index.ts that belong to the later part, and their modules. */
const namespaces = ["tasks", "text", "data"];
const functions = "io";

/** Makes index.ts export stand-ins for the later part, and bundles that part under the name `later`. */
export function laterPlugin(main) {
  return {
    name: "later",
    enforce: "pre",
    resolveId: (id) => (id === "later" || id === "later-loader" ? `\0${id}` : undefined),
    async load(id) {
      if (id === "\0later") {
        return [...namespaces, functions]
          .map((name) => `export * as ${name} from ${JSON.stringify(main.replace("index.ts", `${name}/index.ts`))};`)
          .join("\n");
      }
      // the function itself is added to the joined core
      if (id === "\0later-loader") return "export const later = () => loadLater();";
      return id === main ? await withStandIns(readFileSync(main, "utf8")) : undefined;
    },
  };
}

/** index.ts, in which names of the later part are stand-ins that load it at first use. */
async function withStandIns(code) {
  const names = async (folder) => Object.entries(await import(`../dist/${folder}/index.js`));
  let text = code;
  for (const name of namespaces) {
    const members = (await names(name)).map(([key]) => key);
    const standIn = `export const ${name} = standIn(${JSON.stringify(members)}, () => later().${name});`;
    text = replaceOnce(text, `export * as ${name} from "./${name}/index.ts";`, standIn);
  }
  const called = (await names(functions)).map(([name, value]) => {
    if (typeof value !== "function" || /^class/.test(String(value)))
      throw new Error(`${name} can't be loaded later: no function`);
    return `export function ${name}(...given) { return later().${functions}.${name}(...given); }`;
  });
  text = replaceOnce(text, new RegExp(`export \\{[^}]*\\} from "\\./${functions}/index\\.ts";`), called.join("\n"));
  return `import { later } from "later-loader";
function standIn(names, whole) {
  const properties = names.map((name) => [name, { get: () => whole()[name], enumerable: true }]);
  return Object.defineProperties({}, { ...Object.fromEntries(properties), [Symbol.toStringTag]: { value: "Module" } });
}
${text}`;
}

/**
 * The joined files with `later/later.js`, a function that the core calls with what that part takes from it; `shared-later.js` stays,
 * to give out the same names to the other files. `lazy.js` is what Node imports, `index.js` the same with that part at once.
 */
export function loadedLater(files) {
  const text = files.get("shared-later.js");
  const core = files.get("shared-core.js");
  const imports = [...text.matchAll(/^import \{ (.*) \} from "(.*)";$/gm)];
  const taken = imports.flatMap(([, names, file]) =>
    pairs(names).map(([name, local]) => [local, nameInCore(core, file, name)]),
  );
  const [exportLine, exported] = text.match(/^export \{ (.*) \};$/m);
  const whole = pairs(files.get("later.js").match(/^export \{ (.*) \} from "\.\/shared-later\.js";$/m)[1]);
  const map = JSON.parse(files.get("shared-later.js.map"));
  const lines = imports.map(([line]) => line);
  for (const name of ["later.js", "later.js.map", "shared-later.js.map"]) files.delete(name);
  return files
    .set("later/package.json", '{ "type": "commonjs" }\n')
    .set("later/later.js", asFunction(text, taken, lines, exportLine, pairs(exported)))
    .set(
      "later/later.js.map",
      JSON.stringify({ ...map, file: "later.js", sources: map.sources.map((path) => `../${path}`) }),
    )
    .set("shared-core.js", withLoader(core, files.get("shared-rolldown-runtime.js"), taken, whole))
    .set("shared-later.js", forwarding(pairs(exported).map(([, name]) => name)))
    .set("index.js", 'import "./shared-later.js";\nexport * from "./lazy.js";\n');
}

/** Where the later part leaves its function when it is no CommonJS. */
const place = 'globalThis[Symbol.for("recurve: later")]';

/** The later part as a function, in as many lines as before, so that the map of lines holds. */
function asFunction(text, taken, importLines, exportLine, exported) {
  const gives = exported.map(([local, name]) => `${name}: ${local}`);
  const ends = `typeof module === "object" ? (module.exports = later) : (${place} = later);`;
  let code = replaceOnce(text, exportLine, `return { ${gives.join(", ")} }; }; ${ends}`);
  for (const line of importLines) code = replaceOnce(code, line, "");
  const ofModules = code.match(/^(import|export)\b.*|\bimport\.meta\b/m);
  if (ofModules) throw new Error(`The later part can't be CommonJS: ${ofModules[0]}`);
  const head = `"use strict"; const later = ({ ${taken.map(([local]) => local).join(", ")} }) => {`;
  // it is one folder deeper than the files that it imports later
  const moved = (head + code).replace(/\bimport\("(?=\.)/g, 'import("../');
  return replaceOnce(moved, "shared-later.js.map", "later.js.map");
}

/** The core with what loads the later part, and with the few lines that rolldown puts into a file of their own. */
function withLoader(core, runtime, taken, whole) {
  const helpers = runtime.replace(/^(export|\/\/).*$/gm, "").replaceAll("\n", " ");
  const text = core.replace(/^import \{ t as __exportAll \} from .*$/m, () => helpers);
  const given = taken.map(([local, name]) => `${local}: ${name}`).join(", ");
  const loader = `let partOfLater;
const requireLater = () => {
	// bundlers (Bun's, esbuild with the condition node) and tracers of files see this
	try { return require("./later/later.js"); }
	catch { return process.getBuiltinModule("node:module").createRequire(new URL("./later/later.js", import.meta.url))("./later.js"); }
};
const loadPartOfLater = () => partOfLater ??= (${place} ?? requireLater())({ ${given} });
const loadLater = () => ({ ${whole.map(([name, as]) => `${as}: loadPartOfLater().${name}`).join(", ")} });
export { loadPartOfLater };
`;
  return replaceOnce(text, "\n//# sourceMappingURL", `${loader}\n//# sourceMappingURL`);
}

const forwarding = (names) => `import "./later/later.js";
import { loadPartOfLater } from "./shared-core.js";
const part = loadPartOfLater();
delete ${place};
${names.map((name, at) => `const v${at} = part.${name};`).join("\n")}
export { ${names.map((name, at) => `v${at} as ${name}`).join(", ")} };
`;

/** What the core calls something that it gives out or, as the later part does, takes from another file. */
function nameInCore(core, file, name) {
  const lines = core.matchAll(/^(import|export) \{ (.*) \}(?: from "(.*)")?;$/gm);
  for (const [, kind, names, from] of lines) {
    const [mine, theirs] = kind === "export" ? [0, 1] : [1, 0];
    if ((kind === "export" ? "./shared-core.js" : from) !== file) continue;
    const found = pairs(names).find((pair) => pair[theirs] === name);
    if (found) return found[mine];
  }
  throw new Error(`The core does not have ${name} of ${file}, which the later part needs.`);
}

/** `a as b, c` as pairs of names: [a, b], [c, c]. */
const pairs = (names) =>
  names.split(", ").map((each) => {
    const [from, to = from] = each.split(" as ");
    return [from, to];
  });

function replaceOnce(text, what, by) {
  const found = text.split(what).length - 1;
  if (found !== 1) throw new Error(`${what} stands ${found} times where it should stand once.`);
  return text.replace(what, () => by);
}
