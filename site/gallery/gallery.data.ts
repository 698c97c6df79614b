/** The examples with what came out of them, read from the tables of docs/LANGUAGE/examples.md. */
import { readFileSync } from "node:fs";
import { createMarkdownRenderer, defineLoader } from "vitepress";

export interface Example {
  /** As `npm run example` calls it, such as keras/conv-lstm. */
  name: string;
  /** What it shows, its result, and how it differs from the original: short pieces of HTML. */
  shows: string;
  result: string;
  origin: string;
}

export interface Part {
  title: string;
  examples: Example[];
}

export declare const data: Readonly<Record<"en" | "zh", Part[]>>;

export default defineLoader({
  watch: ["../../docs/*/examples.md"],
  async load(): Promise<Record<"en" | "zh", Part[]>> {
    const { renderInline } = await createMarkdownRenderer(process.cwd()).then((markdown) => ({
      renderInline: (text: string) => markdown.renderInline(text),
    }));
    const read = (language: string) => {
      const page = readFileSync(new URL(`../../docs/${language}/examples.md`, import.meta.url), "utf8");
      return page
        .split(/^## /m)
        .slice(1)
        .map((part) => readPart(part, renderInline, language === "zh" ? " 秒" : " s"));
    };
    return { en: read("en"), zh: read("zh") };
  },
});

/** The tables end a result with its seconds, whose unit stands in their head; a card says it. */
function readPart(text: string, html: (text: string) => string, seconds: string): Part {
  const rows = [...text.matchAll(/^\| `([\w/-]+)` \|(.*)\|$/gm)];
  const examples = rows.map(([, name, rest]) => {
    const [shows, result, origin] = rest!.split(/(?<!\\)\|/).map((cell) => html(cell.trim().replaceAll("\\|", "|")));
    return {
      name: name!,
      shows: shows!,
      result: result!.replace(/([;；]\s*[\d.]+)$/, `$1${seconds}`),
      origin: origin!,
    };
  });
  return { title: text.split("\n")[0]!, examples };
}
