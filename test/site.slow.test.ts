/**
 * The built site (`npm run site:build`), under a path that it was not built for: every page in both languages in Chromium, wide and
 * narrow, light and dark; docs, laboratory and start in Firefox, the laboratory in WebKit; offline once it was visited.
 */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
// @ts-expect-error a script without types
import { walkLaboratory } from "../site/test/laboratory/walk.js";
import { learnersWords } from "../site/test/learners-words.ts";
import { type Host, serveFolder } from "../site/test/static-server.ts";
import { visit } from "./browsers.ts";
import { look, open, openTab, setDark, violations } from "./site-tab.ts";

const built = "site/.vitepress/dist";
const files = readdirSync(built, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
const pages = files.filter((path) => /^(en|zh)\/.*\.html$/.test(path));

// what is typed by packages of the site alone
const { default: MiniSearch } = await import(resolve("site/node_modules/minisearch/dist/es/index.js"));
const { search } = await import(resolve("site/.vitepress/search.ts"));

let host: Host;
let browser: Browser;

const launch = () =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update".split(
      " ",
    ),
  });

beforeAll(async () => {
  host = await serveFolder(built, "/a/b/");
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await host?.stop();
});

describe("the built site", () => {
  it("has the same pages in both languages", () => {
    const of = (language: string) =>
      pages
        .filter((path) => path.startsWith(language))
        .map((path) => path.slice(3))
        .sort();
    expect(of("zh")).toEqual(of("en"));
    expect(of("en").length).toBeGreaterThan(40);
  });

  it("has no link that leads nowhere", () => {
    const texts = new Map(pages.map((path) => [path, readFileSync(`${built}/${path}`, "utf8")]));
    const ids = new Map(
      [...texts].map(([path, text]) => [path, new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
    );
    const dead: string[] = [];
    for (const [path, text] of texts) {
      for (const [, href] of text.matchAll(/ href="([^"]+)"/g)) {
        if (/^[a-z]+:/.test(href!)) continue;
        const [to, hash] = href!.replaceAll("&amp;", "&").split("#") as [string, string?];
        const file = to === "" ? path : posix.join(dirname(path), to.endsWith("/") ? `${to}index.html` : to);
        const there = files.includes(file) && (!hash || !ids.has(file) || ids.get(file)!.has(decodeURIComponent(hash)));
        if (!there) dead.push(`${path}: ${href}`);
      }
    }
    expect(dead).toEqual([]);
  });

  it.each(["en", "zh"] as const)("in %s finds first what explains a learner's word", async (language) => {
    const chunk = files.find((path) => path.startsWith(`assets/chunks/@localSearchIndex${language}`))!;
    const { default: json } = await import(pathToFileURL(resolve(built, chunk)).href);
    const { options, searchOptions } = search.options.miniSearch;
    // as VitePress's search box calls it
    const fields = ["title", "titles", "text"];
    const box = { prefix: true, boost: { title: 4, text: 2, titles: 1 }, ...searchOptions };
    const index = MiniSearch.loadJSON(json, {
      fields,
      storeFields: ["title", "titles"],
      searchOptions: box,
      ...options,
    });
    const wrong = Object.entries(learnersWords[language]).flatMap(([word, expected]) => {
      const found: string[] = index
        .search(word)
        .map(({ id }: { id: string }) => decodeURIComponent(id.replace(/.*\/(en|zh)\/|\.html/g, "")));
      return expected.test(found[0] ?? "") ? [] : [`${word}: ${found.slice(0, 3).join(", ")}`];
    });
    expect(wrong).toEqual([]);
  });

  it("goes to the reader's language", async () => {
    for (const [locale, language] of [
      ["zh-CN", "zh"],
      ["de-DE", "en"],
    ] as const) {
      const context = await browser.newContext({ locale, serviceWorkers: "block" });
      const { tab } = await openTab(context, host.address);
      await tab.goto(host.address);
      await tab.waitForURL(`${host.address}${language}/`);
      await context.close();
    }
  });
});

describe("in Chromium", () => {
  it("every page: no error, no other host, nothing wider than a phone, axe finds nothing", async () => {
    // what moves is not compared while it moves
    const context = await browser.newContext({ serviceWorkers: "block", reducedMotion: "reduce" });
    const left = [...pages];
    const found: Record<string, string[]> = {};
    const walk = async () => {
      const { tab, problems } = await openTab(context, host.address);
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        const wrong = await look(tab, `${host.address}${path}`);
        wrong.push(...problems.splice(0));
        if (wrong.length > 0) found[path] = wrong;
      }
    };
    await Promise.all([walk(), walk()]);
    expect(found).toEqual({});
    await context.close();
  }, 1_200_000);

  it("the start page's network writes, and pauses", async () => {
    for (const language of ["en", "zh"]) {
      const context = await browser.newContext({ serviceWorkers: "block" });
      const { tab, problems } = await openTab(context, host.address);
      await tab.goto(`${host.address}${language}/index.html`);
      const length = () =>
        tab
          .locator(".writer .text")
          .innerText()
          .then(({ length }) => length);
      await expect.poll(length, { timeout: 30_000 }).toBeGreaterThan(8);
      await tab.locator(".writer button").first().click();
      const paused = await length();
      await tab.waitForTimeout(600);
      expect(await length()).toBeLessThanOrEqual(paused + 1);
      expect(problems).toEqual([]);
      await context.close();
    }
  });

  it.each([
    [
      "en",
      1440,
      ["forget gate", "Recurrent networks, layer by layer"],
      ["return_sequences", "return sequences", "early stopping", "vanishing gradient", "attention weights"],
      "what does the forget gate do",
    ],
    [
      "zh",
      390,
      // within a sentence, which has no spaces
      ["遗忘门", "逐层认识循环网络"],
      ["双向", "梯度消失", "返回序列", "return_sequences", "早停", "过拟合", "注意力", "遗忘门是什么", "为什么会忘"],
      "遗忘门有什么用",
    ],
  ] as const)(
    "in %s it finds what learners search for, in their words, and leads to a question of the laboratory",
    async (language, width, [word, page], words, asked) => {
      const context = await browser.newContext({ serviceWorkers: "block", reducedMotion: "reduce" });
      const { tab, problems } = await openTab(context, host.address);
      await tab.setViewportSize({ width, height: 900 });
      await open(tab, `${host.address}${language}/tutorial.html`);
      await tab.locator("#local-search button").click();
      const field = tab.locator("#localsearch-input");
      const results = tab.locator("#localsearch-list [role=option]");
      await field.fill(word);
      await expect.poll(() => tab.locator("#localsearch-list").innerText(), { timeout: 15_000 }).toContain(page);
      for (const isDark of [false, true]) {
        await setDark(tab, isDark);
        expect(await violations(tab, ".VPLocalSearchBox")).toEqual([]);
        await tab.locator(".toggle-layout-button").click();
      }
      for (const each of words) {
        await field.fill("");
        await expect.poll(() => results.count()).toBe(0);
        await field.fill(each);
        await expect.poll(() => results.count(), { message: each }).toBeGreaterThan(0);
      }
      await field.fill(asked);
      await expect.poll(() => results.first().getAttribute("href")).toMatch(/laboratory\/inside\.html.*forget/);
      await results.first().click();
      await tab.waitForURL(/laboratory\/inside\.html\?.*question=forget/);
      expect(await tab.locator('a[aria-current="true"]').getAttribute("href")).toContain("question=forget");
      expect(problems).toEqual([]);
      await context.close();
    },
  );

  it("leads home from an address without a page, at any depth", async () => {
    const context = await browser.newContext({ serviceWorkers: "block" });
    const tab = await context.newPage();
    await tab.route("**/zh/laboratory/nothing.html", (route) =>
      route.fulfill({ status: 404, path: `${built}/404.html` }),
    );
    await tab.goto(`${host.address}zh/laboratory/nothing.html`);
    expect(await tab.locator("h1").innerText()).toBe("没有这一页");
    expect(await violations(tab, "html")).toEqual([]);
    await tab.locator("a").click();
    await tab.waitForURL(`${host.address}zh/index.html`);
    await context.close();
  });

  it("prints in the light, whole lines, and no menus", async () => {
    const context = await browser.newContext({ serviceWorkers: "block", colorScheme: "dark" });
    const { tab, problems } = await openTab(context, host.address);
    await open(tab, `${host.address}zh/tutorial.html`);
    const isDark = () => tab.evaluate(() => document.documentElement.classList.contains("dark"));
    expect(await isDark()).toBe(true);
    await tab.evaluate(() => {
      // after the page's own
      addEventListener("beforeprint", () => {
        document.title = document.documentElement.className;
      });
    });
    await tab.pdf();
    expect(await tab.title()).not.toContain("dark");
    expect(await isDark()).toBe(true);
    await tab.emulateMedia({ media: "print" });
    const seen = await tab.evaluate(() => ({
      menus: [...document.querySelectorAll(".VPNav, .VPSidebar, .run")].filter((each) => each.checkVisibility()).length,
      cut: [...document.querySelectorAll("pre")].filter((each) => each.scrollWidth > each.clientWidth).length,
    }));
    expect(seen).toEqual({ menus: 0, cut: 0 });
    expect(problems).toEqual([]);
    await context.close();
  });

  it("shows the bench's results by layer, work and threads, as its address says", async () => {
    const context = await browser.newContext({ serviceWorkers: "block" });
    const { tab, problems } = await openTab(context, host.address);
    await tab.goto(`${host.address}zh/benchmarks.html?cell=gru&work=forward`);
    const { rows } = JSON.parse(readFileSync("docs/bench/results.json", "utf8"));
    const timeOf = (threads: number) => {
      const fits = { threads, cell: "gru", work: "forward", shape: "B64 T50 D256 H512", system: "pytorch" };
      return rows.find((row: any) => Object.entries(fits).every(([key, value]) => row[key] === value)).ms;
    };
    const bar = tab.locator(".bars li", { hasText: /^PyTorch\s*\d/ });
    await expect.poll(() => bar.innerText()).toContain(timeOf(1).toPrecision(3));
    await tab.locator('input[value="2"]').check();
    await expect.poll(() => bar.innerText()).toContain(timeOf(2).toPrecision(3));
    await tab.waitForURL(/threads=2/);
    expect(problems).toEqual([]);
    await context.close();
  });

  it("has a laboratory that works as people use it", () => walkLaboratory(launch, host.address), 400_000);

  it("opens offline after one visit", async () => {
    const own = await serveFolder(built, "/somewhere/");
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(`${own.address}en/index.html`);
    await tab.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await own.stop();
    // what each page of the laboratory shows once it has computed something
    const rooms = {
      "en/laboratory/inside.html": ".lab-equations",
      "zh/laboratory/write.html?length=20": ".lab-next li",
      "en/laboratory/forecast.html?example=births": ".lab-chart svg",
      "zh/laboratory/forecast.html?use=classify&example=names": ".lab-next li",
      "en/laboratory/open.html?example=chain": ".lab-traced",
      "zh/index.html": ".writer .text",
    };
    for (const [path, shown] of Object.entries(rooms)) {
      await tab.goto(`${own.address}${path}`);
      await tab.locator(shown).first().waitFor({ timeout: 30_000 });
    }
    const writes = () => tab.locator(".writer .text").innerText();
    await expect.poll(async () => (await writes()).length, { timeout: 30_000 }).toBeGreaterThan(8);
    // every page, as the browser reads it, and an address that names none
    const titles = await tab.evaluate(
      (paths) => Promise.all(paths.map(async (path) => /<h1[^>]*>/.test(await (await fetch(path)).text()))),
      [...pages, "en/"].map((path) => own.address + path),
    );
    expect(titles).toEqual(titles.map(() => true));
    await context.close();
  });
});

/** Addresses of the laboratory that show the same words and numbers in Chromium and Firefox, after training and with a file too. */
const states = [
  {
    address:
      "zh/laboratory/inside.html?cell=gru&units=3&weights=random&returnSequences=1&bidirectional=1&step=1&unit=2",
    shown: ".lab-equations",
  },
  {
    address: "en/laboratory/inside.html?mode=training&units=4&compare=1&length=6&trained=20",
    shown: "[data-trained]",
    says: "20",
  },
  { address: "zh/laboratory/write.html?length=30&seed=3", shown: ".lab-next li" },
  { address: "en/laboratory/forecast.html?example=births", shown: ".lab-chart svg" },
  { address: "zh/laboratory/forecast.html?use=classify&example=names", shown: ".lab-next li" },
  { address: "en/laboratory/open.html", file: "graph.keras", shown: ".lab-traced" },
];

describe("in every browser", () => {
  let inChromium: unknown;

  it.each([
    ["chromium", () => false],
    ["firefox", (path: string) => !path.includes("/api/") || path === "en/api/losses.html"],
    ["webkit", (path: string) => path.includes("/laboratory/")],
  ] as const)(
    "in %s pages open, wide and narrow, without an error, the start page's network writes, an address shows the same",
    async (browserName, isWalked) => {
      const folder = mkdtempSync(join(tmpdir(), "recurve-site-"));
      symlinkSync(resolve(built), join(folder, "site"));
      copyFileSync("site/test/walk.html", join(folder, "walk.html"));
      copyFileSync("test/fixtures/keras/graph.keras", join(folder, "graph.keras"));
      const walked = pages.filter(isWalked);
      writeFileSync(join(folder, "walk.json"), JSON.stringify({ pages: walked, states }));
      const { walk } = await visit<{ error?: string; problems: string[]; seen: number; shown: unknown }>(browserName, {
        walk: { folder, page: "walk.html" },
      });
      rmSync(folder, { recursive: true, force: true });
      expect(walk).toEqual({
        problems: [],
        seen: walked.length,
        shown: inChromium ?? walk!.shown,
      });
      inChromium ??= walk!.shown;
    },
  );
});
