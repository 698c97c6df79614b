/** The code of a page's program, as the site, the reference and the tests of the pages run it: one function around all programs of a page. */
import typescript from "typescript";

/** The names under which a program finds what it imports. */
export const nameOfModule = {
  recurve: "__recurve",
  "recurve/cluster": "__cluster",
  "recurve/testing": "__testing",
  "recurve/tfjs": "__tfjs",
  "recurve/worker": "__worker",
};
const anImport = /import (?:\* as (\w+)|(\{[^}]*\})) from "([^"]+)";/g;

/** The modules that a program imports. */
export const importsOf = (code) => [...code.matchAll(anImport)].map(([, , , module]) => module);

/**
 * TypeScript as JavaScript that takes what it imports from `__recurve` and the others of {@link nameOfModule}. Imports become `var`,
 * because every program of a page repeats those that it needs.
 */
export function programCode(code) {
  const { ESNext } = typescript.ModuleKind;
  const compilerOptions = { target: typescript.ScriptTarget.ES2022, module: ESNext, verbatimModuleSyntax: true };
  return typescript
    .transpileModule(code, { compilerOptions })
    .outputText.replaceAll(anImport, (whole, all, names, module) => {
      const from = nameOfModule[module];
      if (from === undefined) return whole;
      return `var ${all ?? names.replaceAll(/ as /g, ": ")} = ${from};`;
    })
    .replaceAll(/^export \{\};?$/gm, "");
}
