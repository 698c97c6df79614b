/** Programs of the pages, by the names that they use: the shortest that runs by itself. */
import { readdirSync, readFileSync } from "node:fs";

/** @returns for a name as it stands in code (`layers.lstm`) its program, and the page that it is from */
export function readExamples(folder) {
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
  return (name) => {
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
