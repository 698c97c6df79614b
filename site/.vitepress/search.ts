/** Search over all pages, in the page itself. Chinese has no spaces, so it is searched by characters and pairs of them. */
import type { DefaultTheme } from "vitepress";
import { words as forecast } from "../laboratory/forecast/words.ts";
import { lessons } from "../laboratory/inside/lessons.ts";
import { words as open } from "../laboratory/open/words.ts";
import { words as write } from "../laboratory/write/words.ts";

/**
 * The words of a text. Names are known with and without underscores, and by their parts: return_sequences, returnSequences, "return
 * sequences". Of Chinese each character and each pair; of what is searched for the pairs within its words, or a word's only character,
 * and not what questions are made of. It is sent to pages as its own source, so it uses nothing from outside.
 * @param field where the text stands; undefined for what is searched for
 */
function tokenize(text: string, field?: string): string[] {
  const isSearched = field === undefined;
  const words: string[] = [];
  const asked = isSearched
    ? text
        .replaceAll(/为什么|什么|怎么样?|怎样|如何|有哪些|[的了吗呢是]/g, " ")
        .replaceAll(/\b(an?|the|of|to|in|for|is|are|do|does|can|i|my|how|what|why|when|which)\b/gi, " ")
    : text;
  for (const [part] of (asked.trim() === "" ? text : asked).matchAll(/[\p{Script=Han}]+|[\p{L}\p{N}_]+/gu)) {
    if (!/\p{Script=Han}/u.test(part)) {
      words.push(part.replaceAll("_", "").toLowerCase());
      if (!isSearched)
        words.push(
          ...(part.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+/gu) ?? []).map((each) => each.toLowerCase()),
        );
      continue;
    }
    const Segmenter = isSearched ? (globalThis.Intl as typeof Intl | undefined)?.Segmenter : undefined;
    const pieces = Segmenter
      ? [...new Segmenter("zh", { granularity: "word" }).segment(part)].map(({ segment }) => segment)
      : [part];
    for (const piece of pieces) {
      for (let i = 0; i + 1 < piece.length; i++) words.push(piece.slice(i, i + 2));
      if (!isSearched || piece.length === 1) words.push(...piece);
    }
  }
  return [...new Set(words.filter((word) => word !== ""))];
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

/** What is searched of a page. */
function searchedText(source: string, path: string): string {
  // the reference is found by its names and what is said of them; its tables would be most of what is searched
  if (/\/api\//.test(path)) return source.replaceAll(/^\|.*$|^<p class="(?:names|type)".*$/gm, "");
  const [, language, room] = /(en|zh)\/laboratory\/(\w+)\.md$/.exec(path) ?? [];
  return room ? `${source}\n${saidIn(room, language as "en" | "zh")}` : source;
}

/** What a page of the laboratory says once it runs: its questions, each under a heading that leads to it, or what it is for. */
function saidIn(room: string, language: "en" | "zh"): string {
  if (room === "inside")
    return lessons
      .map(({ id, title, text }) => `## ${title[language]} {#question-${id}}\n\n${text[language]}\n`)
      .join("\n");
  return Object.hasOwn(leads, room) ? leads[room as keyof typeof leads][language] : "";
}

const leads = { write: write.lead, forecast: forecast.lead, open: open.lead };

export const search: DefaultTheme.Config["search"] = {
  provider: "local",
  options: {
    _render: (source, env, markdown) => markdown.render(searchedText(source, env.relativePath), env),
    locales: { zh: { translations: chineseTexts } },
    miniSearch: {
      options: { tokenize },
      searchOptions: {
        combineWith: "AND",
        fuzzy: 0.1,
        prefix: (term: string) => !/\p{Script=Han}/u.test(term),
        // what explains a word to learners comes before what measures, serves or lists what it names
        boostDocument: (id: string) => {
          if (id.includes("/api/")) return 0.1;
          // the start page names all and explains nothing
          const [, page] = /\/(?:en|zh)\/(.*)\.html/.exec(id) ?? [];
          if (page === undefined) return 0.2;
          return /^(tutorial|layers|training|data|files|laboratory\/.*)$/.test(page) ? 1.5 : 1;
        },
      },
    },
  },
};
