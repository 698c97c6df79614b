/** What pages need to be read both in the repository and here. */
import { existsSync } from "node:fs";
import { dirname, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { MarkdownRenderer } from "vitepress";
import { repository } from "./repository.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Pages link to files of the repository; on the site such links lead to the repository's own site. */
export function linksOutOfTheSite(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("links-out-of-the-site", ({ tokens, env }) => {
    const page = env.realPath ?? env.path;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type !== "link_open") continue;
      const href = token.attrGet("href")!;
      const address = addressOf(page, href);
      if (address) token.attrSet("href", address);
    }
  });
}

/** Chinese has no spaces between words, so the end of a line in the source is none either. */
export function linesOfChinese(markdown: MarkdownRenderer): void {
  const wide = /[\p{Script=Han}，。；：、？！（）“”《》]/u;
  markdown.core.ruler.push("lines-of-chinese", ({ tokens }) => {
    for (const { children } of tokens) {
      children?.forEach((token, i) => {
        const [before, after] = [children[i - 1]?.content.at(-1), children[i + 1]?.content[0]];
        if (token.type === "softbreak" && wide.test(before ?? "") && wide.test(after ?? "")) token.hidden = true;
        if (token.hidden) token.type = "text";
      });
    }
  });
}

/** A wide table scrolls on its own on a phone, so the keyboard must be able to reach it. */
export function tablesByKeyboard(markdown: MarkdownRenderer): void {
  markdown.renderer.rules.table_open = (tokens, i, options, _, self) => {
    tokens[i]!.attrSet("tabindex", "0");
    return self.renderToken(tokens, i, options);
  };
}

/** The empty corner of a table is no heading: a screen reader would announce one without a name. */
export function emptyCornersOfTables(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("empty-corners-of-tables", ({ tokens }) => {
    tokens.forEach((token, i) => {
      if (token.type !== "th_open" || tokens[i + 1]?.content !== "") return;
      const close = tokens.slice(i).find(({ type }) => type === "th_close")!;
      token.tag = close.tag = "td";
    });
  });
}

/** Where a link of a page leads outside of the site; undefined for links within it. */
function addressOf(page: string, href: string): string | undefined {
  if (/^[a-z]+:|^[#/]/i.test(href)) return undefined;
  const target = posix.join(relative(root, dirname(page)).replaceAll("\\", "/"), href.replace(/#.*/, ""));
  if (/^(docs|site\/pages|site\/generated)\//.test(target)) return undefined;
  if (!existsSync(`${root}/${target}`)) throw new Error(`${page}: ${href} leads nowhere`);
  return `${repository}/blob/main/${target}${/#.*/.exec(href)?.[0] ?? ""}`;
}
