/** The frame of the pages in each language: menus, the order of pages, the theme's own words. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { DefaultTheme, LocaleSpecificConfig } from "vitepress";
import { versions } from "./versions.ts";

type Language = "en" | "zh";
type Locale = LocaleSpecificConfig<DefaultTheme.Config> & { label: string; link: string };

const root = new URL("../../", import.meta.url);

/** The pages of docs/, in the order in which one reads them. */
const parts: readonly { en: string; zh: string; pages: readonly string[] }[] = [
  { en: "Learn", zh: "学习", pages: ["tutorial", "examples"] },
  { en: "Use", zh: "用途", pages: ["text-generation", "translation", "forecasting", "classification"] },
  { en: "Build", zh: "构建", pages: ["layers", "operations", "training", "data", "cli"] },
  {
    en: "Files",
    zh: "文件",
    pages: ["files", "onnx", "pytorch", "tensorflowjs", "tensorflowjs-calls", "security"],
  },
  { en: "Serve and share out", zh: "服务与集群", pages: ["serving", "cluster"] },
  { en: "How it works", zh: "内部", pages: ["computing", "where-it-runs", "performance"] },
];

const listed = new Set(parts.flatMap(({ pages }) => pages));
for (const file of readdirSync(new URL("docs/en/", root)))
  if (file.endsWith(".md") && !listed.has(file.slice(0, -3))) throw new Error(`the menu leaves out docs/en/${file}`);

const laboratory: readonly { en: string; zh: string; page: string }[] = [
  { en: "Inside", zh: "看见记忆", page: "inside" },
  { en: "Write", zh: "会写字的网络", page: "write" },
  { en: "Forecast", zh: "预测", page: "forecast" },
  { en: "Open a model", zh: "打开模型", page: "open" },
];

/** What a page calls itself. */
const titleOf = (language: Language, page: string) =>
  /^# (.+)$/m.exec(readFileSync(new URL(`docs/${language}/${page}.md`, root), "utf8"))![1]!;

const laboratoryItems = (language: Language) =>
  laboratory.map((each) => ({ text: each[language], link: `/${language}/laboratory/${each.page}` }));

const sidebar = (language: Language): DefaultTheme.SidebarItem[] => [
  { text: language === "en" ? "Laboratory" : "实验室", items: laboratoryItems(language) },
  { text: language === "en" ? "Gallery" : "示例集", link: `/${language}/gallery` },
  ...parts.map((part) => ({
    text: part[language],
    items: [
      ...part.pages.map((page) => ({ text: titleOf(language, page), link: `/${language}/${page}` })),
      // the same figures, to be filtered
      ...(part.pages.includes("performance")
        ? [{ text: language === "en" ? "Benchmarks" : "基准测试", link: `/${language}/benchmarks` }]
        : []),
    ],
  })),
];

/** The pages of the reference, which the build makes: see scripts/reference/. */
const referenceSidebar = (language: Language): DefaultTheme.SidebarItem[] => {
  const folder = new URL(`site/generated/api/${language}/`, root);
  const pages = existsSync(folder) ? readdirSync(folder).map((file) => file.replace(/\.md$/, "")) : [];
  const item = (page: string, text = page) => ({ text, link: `/${language}/api/${page}` });
  const entries = ["recurve", "tfjs", "worker", "testing"];
  const rooms = pages.filter((page) => page !== "index" && !entries.includes(page)).sort();
  return [
    {
      text: language === "en" ? "Reference" : "参考",
      items: [
        item("", language === "en" ? "All names" : "所有名称"),
        item("recurve"),
        ...rooms.map((page) => item(page)),
        ...entries.slice(1).map((page) => item(page, `recurve/${page}`)),
      ],
    },
  ];
};

const editLink = (text: string): DefaultTheme.EditLink => ({
  // a function is sent to pages as its own source, so it uses nothing from outside
  pattern: ({ filePath }) => `https://github.com/recurve-ml/recurve/edit/main/${filePath}`,
  text,
});

export const english: Locale = {
  label: "English",
  lang: "en",
  link: "/en/",
  description: "Recurrent neural networks for TypeScript, in Node and in every browser",
  themeConfig: {
    nav: [
      { text: "Tutorial", link: "/en/tutorial", activeMatch: "/en/tutorial" },
      { text: "Laboratory", items: laboratoryItems("en"), activeMatch: "/en/laboratory/" },
      { text: "Reference", link: "/en/api/", activeMatch: "/en/api/" },
      versions("en"),
    ],
    sidebar: { "/en/api/": referenceSidebar("en"), "/en/": sidebar("en") },
    editLink: editLink("Edit this page"),
    outline: { label: "On this page", level: [2, 3] },
  },
};

export const chinese: Locale = {
  label: "简体中文",
  lang: "zh-CN",
  link: "/zh/",
  description: "TypeScript 的循环神经网络，在 Node 和所有浏览器中运行",
  themeConfig: {
    nav: [
      { text: "教程", link: "/zh/tutorial", activeMatch: "/zh/tutorial" },
      { text: "实验室", items: laboratoryItems("zh"), activeMatch: "/zh/laboratory/" },
      { text: "参考", link: "/zh/api/", activeMatch: "/zh/api/" },
      versions("zh"),
    ],
    sidebar: { "/zh/api/": referenceSidebar("zh"), "/zh/": sidebar("zh") },
    editLink: editLink("编辑本页"),
    outline: { label: "本页内容", level: [2, 3] },
    docFooter: { prev: "上一页", next: "下一页" },
    darkModeSwitchLabel: "外观",
    lightModeSwitchTitle: "切换到浅色",
    darkModeSwitchTitle: "切换到深色",
    sidebarMenuLabel: "目录",
    returnToTopLabel: "回到顶部",
    langMenuLabel: "语言",
    skipToContentLabel: "跳到正文",
    notFound: {
      title: "没有这一页",
      quote: "链接可能写错了，或者这一页已经搬走。",
      linkLabel: "回到首页",
      linkText: "回到首页",
    },
  },
};
