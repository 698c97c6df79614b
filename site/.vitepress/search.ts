/** Search over all pages, in the page itself. Chinese has no spaces, so it is searched by characters and pairs of them. */
import type { DefaultTheme } from "vitepress";

/**
 * The words of a text: of Chinese each character and each pair, of what is searched for the pairs alone, or its only character. It is
 * sent to pages as its own source, so it uses nothing from outside.
 * @param field where the text stands; undefined for what is searched for
 */
function tokenize(text: string, field?: string): string[] {
  const words: string[] = [];
  for (const [part] of text.toLowerCase().matchAll(/[\p{Script=Han}]+|[\p{L}\p{N}_]+/gu)) {
    if (!/\p{Script=Han}/u.test(part)) words.push(part);
    else {
      for (let i = 0; i + 1 < part.length; i++) words.push(part.slice(i, i + 2));
      if (field !== undefined || part.length === 1) words.push(...part);
    }
  }
  return [...new Set(words)];
}

const chineseTexts = {
  button: { buttonText: "搜索", buttonAriaLabel: "搜索" },
  modal: {
    displayDetails: "显示详情",
    resetButtonTitle: "清除",
    backButtonTitle: "关闭搜索",
    noResultsText: "没有找到",
    footer: {
      selectText: "打开",
      selectKeyAriaLabel: "回车键",
      navigateText: "移动",
      navigateUpKeyAriaLabel: "上箭头",
      navigateDownKeyAriaLabel: "下箭头",
      closeText: "关闭",
      closeKeyAriaLabel: "Esc 键",
    },
  },
};

export const search: DefaultTheme.Config["search"] = {
  provider: "local",
  options: {
    // the reference is found by its names and what is said of them; its tables would be most of what is searched
    _render(source, env, markdown) {
      const isReference = /\/api\//.test(env.relativePath);
      return markdown.render(
        isReference ? source.replaceAll(/^\|.*$|^<p class="(?:names|type)".*$/gm, "") : source,
        env,
      );
    },
    locales: { zh: { translations: chineseTexts } },
    miniSearch: {
      options: { tokenize },
      searchOptions: {
        combineWith: "AND",
        fuzzy: 0.1,
        prefix: (term: string) => !/\p{Script=Han}/u.test(term),
        // pages that explain come before the reference, which repeats their words at every name
        boostDocument: (id: string) => (id.includes("/api/") ? 0.4 : 1),
      },
    },
  },
};
