/** The code of a page's program, as the site and the tests of the pages run it: one function around all programs of a page. */
import typescript from "typescript";

/** The names under which a program finds what it imports. */
const modules: Readonly<Record<string, string>> = {
  recurve: "__recurve",
  "recurve/cluster": "__cluster",
  "recurve/tfjs": "__tfjs",
};
const anImport = /import (?:\* as (\w+)|(\{[^}]*\})) from "([^"]+)";/g;

/** The modules that a program imports. */
export const importsOf = (code: string): string[] => [...code.matchAll(anImport)].map(([, , , module]) => module!);

/**
 * TypeScript as JavaScript that takes what it imports from `__recurve`, `__cluster` and `__tfjs`. Imports become `var`, because
 * every program of a page repeats those that it needs.
 */
export function programCode(code: string): string {
  const { ESNext } = typescript.ModuleKind;
  const compilerOptions = { target: typescript.ScriptTarget.ES2022, module: ESNext, verbatimModuleSyntax: true };
  return typescript
    .transpileModule(code, { compilerOptions })
    .outputText.replaceAll(anImport, (whole, all, names, module) => {
      const from = modules[module];
      if (from === undefined) return whole;
      return `var ${all ?? names.replaceAll(/ as /g, ": ")} = ${from};`;
    })
    .replaceAll(/^export \{\};?$/gm, "");
}
