/**
 * VitePress says some things to screen readers in English alone: its templates and what it makes of Markdown have no setting for them.
 * They are changed while the site is made, so that pages speak their own language.
 */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import type { MarkdownRenderer } from "vitepress";
import { templateOf } from "./templates.ts";

const language = fileURLToPath(new URL("../laboratory/language.ts", import.meta.url)).replaceAll("\\", "/");

/** By the template: what it says in English, and the Chinese of it. */
const said: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  VPNavBarMenu: ["Main Navigation", "主导航"],
  VPNavBarExtra: ["extra navigation", "更多"],
  VPNavBarHamburger: ["mobile navigation", "菜单"],
  VPSidebar: ["Sidebar Navigation", "侧栏导航"],
  VPSidebarItem: ["toggle section", "展开或折叠"],
  VPDocFooter: ["Pager", "前后页"],
};

export const themeWords: Plugin = {
  name: "theme-words",
  enforce: "pre",
  transform(code, id) {
    const name = templateOf(id);
    if (!name || !Object.hasOwn(said, name)) return undefined;
    const [en, zh] = said[name]!;
    const inLanguage = `inLanguage({ en: '${en}', zh: '${zh}' })`;
    const next = code
      .replace(new RegExp(`(\\S*label)="${en}"`), `:$1="${inLanguage}"`)
      .replace(new RegExp(`>\\s*${en}\\s*<`), `>{{ ${inLanguage} }}<`);
    if (next === code) throw new Error(`VitePress's ${name} has changed: it does not say "${en}"`);
    return next.replace(
      /<script[^>]*>/,
      (script) =>
        `${script}\nimport { useLanguage } from ${JSON.stringify(language)}\nconst { pick: inLanguage } = useLanguage()`,
    );
  },
};

/** By the address of the page; what is rendered for other parts of the site has none. */
const isChinese = ({ relativePath = "" }: { relativePath?: string }) => relativePath.startsWith("zh/");

/** The links beside headings, and the buttons that copy a program. */
export function wordsOfMarkdown(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("links-beside-headings", ({ tokens, env }) => {
    if (!isChinese(env)) return;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const title = /^Permalink to "(.*)"$/s.exec(token.attrGet("aria-label") ?? "")?.[1];
      if (title !== undefined) token.attrSet("aria-label", `到“${title}”的链接`);
    }
  });
  const fence = markdown.renderer.rules.fence!;
  markdown.renderer.rules.fence = (tokens, i, options, env, self) => {
    const html = fence(tokens, i, options, env, self);
    return isChinese(env) ? html.replace('title="Copy Code"', 'title="复制代码"') : html;
  };
}
