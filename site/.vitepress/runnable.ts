/** Programs of the pages get a button that runs them, after the programs above them. */
import typescript from "typescript";
import type { MarkdownRenderer } from "vitepress";

export function programsThatRun(markdown: MarkdownRenderer): void {
  const fence = markdown.renderer.rules.fence!;
  markdown.renderer.rules.fence = (tokens, i, options, env, self) => {
    const html = fence(tokens, i, options, env, self);
    const info = tokens[i]!.info.trim();
    // an example of the reference runs by itself, a program of a page after those above it
    const isExample = info === "ts example";
    const isProgram = isExample || (info === "ts" && /[\\/]docs[\\/]/.test(env.realPath ?? env.path ?? ""));
    if (!isProgram) return html;
    return `<RunnableProgram ${isExample ? "alone " : ""}code="${encodeURIComponent(withoutTypes(tokens[i]!.content))}">${html}</RunnableProgram>\n`;
  };
}

/** TypeScript as JavaScript that finds Recurve in the names `__recurve` and `__tfjs`. */
function withoutTypes(code: string): string {
  const { ESNext } = typescript.ModuleKind;
  const compilerOptions = { target: typescript.ScriptTarget.ES2022, module: ESNext, verbatimModuleSyntax: true };
  return typescript
    .transpileModule(code, { compilerOptions })
    .outputText.replaceAll(
      /import \{([^}]*)\} from "recurve";/g,
      (_, names) => `const {${names.replaceAll(/ as /g, ": ")}} = __recurve;`,
    )
    .replaceAll('import * as tf from "recurve/tfjs";', "const tf = __tfjs;")
    .replaceAll(/^export \{\};?$/gm, "");
}
