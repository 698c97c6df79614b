/** Programs of the pages get a button that runs them, after the programs above them. */
import type { MarkdownRenderer } from "vitepress";
// @ts-expect-error a script without types
import { importsOf, programCode } from "../programs/program-code.js";
import { once } from "./once.ts";

const compiled = once((source: string): string => encodeURIComponent(programCode(source)));

export function programsThatRun(markdown: MarkdownRenderer): void {
  const fence = markdown.renderer.rules.fence!;
  markdown.renderer.rules.fence = (tokens, i, options, env, self) => {
    const html = fence(tokens, i, options, env, self);
    const { content, info: label } = tokens[i]!;
    const info = label.trim();
    // an example of the reference runs by itself, a program of a page after those above it
    const isExample = info === "ts example";
    const isProgram = isExample || (info === "ts" && /[\\/]docs[\\/]/.test(env.realPath ?? env.path ?? ""));
    // what needs Node, and what follows it on its page, does not run in a page
    if (info === "ts" && importsOf(content).includes("recurve/cluster")) env.needsNode = true;
    if (!isProgram || env.needsNode) return html;
    // behind the program, not around it: as a part of a component, each word of it would be code of the page
    return `${html}<RunnableProgram ${isExample ? "alone " : ""}code="${compiled(content)}" />\n`;
  };
}
