/** How the site is made of docs/ and site/pages/: see site/README.md. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { chinese, english } from "./languages.ts";
import { emptyCornersOfTables, linesOfChinese, linksOutOfTheSite, tablesByKeyboard } from "./markdown.ts";
import { once } from "./once.ts";
import { repository } from "./repository.ts";
import { programsThatRun } from "./runnable.ts";
import { search } from "./search.ts";
import { templates } from "./templates.ts";
import { themeWords, wordsOfMarkdown } from "./theme-words.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The mark of another site. By its name alone, VitePress would fetch it from elsewhere while it serves. */
const mark = (name: string) => {
  const path = here("../node_modules/@iconify-json/simple-icons/icons.json");
  // the link around it has a name
  return `<svg aria-hidden="true" viewBox="0 0 24 24">${JSON.parse(readFileSync(path, "utf8")).icons[name].body}</svg>`;
};

export default defineConfig({
  title: "Recurve",
  srcDir: "..",
  srcExclude: [
    "*.md",
    ".ci/**",
    "{bench,data,examples,native,runs,scripts,src,test}/**",
    "site/*.md",
    "site/{node_modules,laboratory,start,scripts,test,public}/**",
  ],
  rewrites: (path) => path.replace(/^docs\/|^site\/pages\//, "").replace(/^site\/generated\/api\/(..)\//, "$1/api/"),
  // addresses that every host serves without being told how
  cleanUrls: false,
  lastUpdated: false,
  // the service worker keeps all pages anyway; a first view loads its own alone
  router: { prefetchLinks: false },
  locales: { en: english, zh: chinese },
  head: [
    ["meta", { name: "theme-color", content: "#ffffff", media: "(prefers-color-scheme: light)" }],
    ["meta", { name: "theme-color", content: "#16181d", media: "(prefers-color-scheme: dark)" }],
  ],
  transformHead: ({ siteConfig }) => [
    ["link", { rel: "icon", type: "image/svg+xml", href: `${siteConfig.site.base}mark.svg` }],
  ],
  markdown: {
    // headings have the addresses that they have in the repository
    anchor: {
      slugify: (heading) =>
        heading
          .trim()
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
          .replaceAll(/\s/g, "-"),
    },
    // every colour can be read on its ground
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config(markdown) {
      linksOutOfTheSite(markdown);
      linesOfChinese(markdown);
      tablesByKeyboard(markdown);
      emptyCornersOfTables(markdown);
      programsThatRun(markdown);
      wordsOfMarkdown(markdown);
      markdown.options.highlight = once(markdown.options.highlight!);
    },
  },
  themeConfig: {
    logo: "/mark.svg",
    socialLinks: [{ icon: { svg: mark("github") }, link: repository, ariaLabel: "GitHub" }],
    search,
    externalLinkIcon: false,
  },
  vite: {
    publicDir: here("../public"),
    resolve: {
      alias: [
        { find: /^recurve$/, replacement: here("../../src/index.ts") },
        { find: /^recurve\/worker$/, replacement: here("../../src/worker/index.ts") },
      ],
    },
    plugins: [
      templates,
      themeWords,
      {
        name: "packages-of-this-folder",
        enforce: "pre",
        // docs/ lies outside of this folder, where its packages are not found
        resolveId(id, _, { ssr }) {
          if (!/^vue($|\/)/.test(id)) return undefined;
          return ssr ? { id, external: true } : this.resolve(id, here("config.ts"), { skipSelf: true });
        },
      },
    ],
    assetsInclude: ["**/*.keras"],
    // WebKit runs a worker's own file again when code that is loaded later imports it, and then has two of each class; as a facade
    // the file has nothing to import
    worker: {
      format: "es",
      plugins: () => [
        { name: "worker-facades", options: (options) => ({ ...options, preserveEntrySignatures: "strict" as const }) },
      ],
    },
    build: { target: "es2022", chunkSizeWarningLimit: 2000 },
    server: { fs: { allow: [here("../..")] } },
  },
});
