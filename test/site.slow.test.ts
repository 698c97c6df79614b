/**
 * The built site (`npm run site:build`), under a path that it was not built for: every page in both languages in Chromium, wide and
 * narrow, light and dark; docs, laboratory and start in Firefox, the laboratory in WebKit; offline once it was visited.
 */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, resolve } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
// @ts-expect-error a script without types
import { walkLaboratory } from "../site/test/laboratory/walk.js";
import { type Host, serveFolder } from "../site/test/static-server.ts";
import { visit } from "./browsers.ts";

const built = "site/.vitepress/dist";
const files = readdirSync(built, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
const pages = files.filter((path) => /^(en|zh)\/.*\.html$/.test(path));
const axe = readFileSync("site/node_modules/axe-core/axe.min.js", "utf8");

let host: Host;
let browser: Browser;

beforeAll(async () => {
  host = await serveFolder(built, "/a/b/");
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update".split(
      " ",
    ),
  });
});

afterAll(async () => {
  await browser?.close();
  await host?.stop();
});

/** A tab that notes what goes wrong in it: errors, what its console warns of, requests to elsewhere or for what is not there. */
async function openTab(context: BrowserContext): Promise<{ tab: Page; problems: string[] }> {
  const tab = await context.newPage();
  const problems: string[] = [];
  tab.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  tab.on("console", (message) => {
    if (/^(error|warning)$/.test(message.type()) && !/Service Worker registration blocked/.test(message.text()))
      problems.push(`console: ${message.text()}`);
  });
  tab.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(host.address))
      problems.push(`request to ${request.url()}`);
  });
  tab.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  return { tab, problems };
}

/** What axe finds, a line each. */
async function violations(tab: Page): Promise<string[]> {
  await tab.evaluate(axe);
  return tab.evaluate(async () => {
    const found = await (globalThis as any).axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map(
      ({ id, help, nodes }: any) =>
        `${id}: ${help}: ${nodes
          .slice(0, 3)
          .map(({ html }: any) => html.slice(0, 160))
          .join(" ; ")}`,
    );
  });
}

const setDark = (tab: Page, isDark: boolean) =>
  tab.evaluate((dark) => document.documentElement.classList.toggle("dark", dark), isDark);

const overflow = (tab: Page) =>
  tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** One page in all its forms. @returns what is wrong with it */
async function look(context: BrowserContext, path: string, check: (tab: Page) => Promise<string[]>): Promise<string[]> {
  const { tab, problems } = await openTab(context);
  // what moves is not compared while it moves
  await tab.emulateMedia({ reducedMotion: "reduce" });
  await tab.goto(`${host.address}${path}`);
  await tab.waitForLoadState("networkidle");
  for (const [width, height, dark] of [
    [1440, 900, false],
    [390, 844, true],
  ] as const) {
    await tab.setViewportSize({ width, height });
    await setDark(tab, dark);
    await tab.waitForTimeout(dark ? 350 : 0); // colours fade
    const beyond = await overflow(tab);
    if (beyond > 0) problems.push(`${beyond} pixels wider than ${width}`);
    for (const each of await check(tab)) problems.push(`${width} ${dark ? "dark" : "light"}: ${each}`);
  }
  await tab.close();
  return problems;
}

/** Does work for each of a list, two at a time. */
async function forEachPage(
  list: readonly string[],
  work: (path: string) => Promise<string[]>,
): Promise<Record<string, string[]>> {
  const left = [...list];
  const found: Record<string, string[]> = {};
  const next = async () => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      const problems = await work(path);
      if (problems.length > 0) found[path] = problems;
    }
  };
  await Promise.all([next(), next()]);
  return found;
}

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

  it("goes to the reader's language", async () => {
    for (const [locale, language] of [
      ["zh-CN", "zh"],
      ["de-DE", "en"],
    ] as const) {
      const context = await browser.newContext({ locale, serviceWorkers: "block" });
      const { tab } = await openTab(context);
      await tab.goto(host.address);
      await tab.waitForURL(`${host.address}${language}/`);
      await context.close();
    }
  });
});

describe("in Chromium", () => {
  it("every page: no error, no other host, nothing wider than a phone, axe finds nothing", async () => {
    const context = await browser.newContext({ serviceWorkers: "block" });
    // the reference has one form in both languages
    const check = (path: string) => (path.startsWith("zh/api/") ? async () => [] : violations);
    expect(await forEachPage(pages, (path) => look(context, path, check(path)))).toEqual({});
    await context.close();
  });

  it("the start page's network writes, and pauses", async () => {
    for (const language of ["en", "zh"]) {
      const context = await browser.newContext({ serviceWorkers: "block" });
      const { tab, problems } = await openTab(context);
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
    ["en", "forget gate", "Recurrent networks, layer by layer", 1440],
    // within a sentence, which has no spaces
    ["zh", "遗忘门", "逐层认识循环网络", 390],
    ["zh", "双向", "翻译", 1440],
  ] as const)("is searched: %s %s", async (language, words, found, width) => {
    const context = await browser.newContext({ serviceWorkers: "block", reducedMotion: "reduce" });
    const { tab, problems } = await openTab(context);
    await tab.setViewportSize({ width, height: 900 });
    await tab.goto(`${host.address}${language}/tutorial.html`);
    await tab.locator("#local-search button").click();
    await tab.locator("#localsearch-input").fill(words);
    await expect.poll(() => tab.locator("#localsearch-list").innerText(), { timeout: 15_000 }).toContain(found);
    for (const isDark of [false, true]) {
      await setDark(tab, isDark);
      await tab.waitForTimeout(400); // colours fade
      expect(await violations(tab)).toEqual([]);
      await tab.locator(".toggle-layout-button").click();
    }
    expect(problems).toEqual([]);
    await context.close();
  });

  it("finds what learners search for, in their words, and leads to a question of the laboratory", async () => {
    const context = await browser.newContext({ serviceWorkers: "block", reducedMotion: "reduce" });
    const { tab, problems } = await openTab(context);
    const results = tab.locator("#localsearch-list [role=option]");
    for (const [language, words] of Object.entries({
      en: ["return_sequences", "return sequences", "early stopping", "vanishing gradient", "attention weights"],
      zh: ["梯度消失", "返回序列", "return_sequences", "早停", "过拟合", "注意力", "遗忘门是什么", "为什么会忘"],
    })) {
      await tab.goto(`${host.address}${language}/tutorial.html`);
      await tab.locator("#local-search button").click();
      for (const each of words) {
        await tab.locator("#localsearch-input").fill(each);
        await expect.poll(() => results.count(), { message: each, timeout: 15_000 }).toBeGreaterThan(0);
        await tab.locator("#localsearch-input").fill("");
        await expect.poll(() => results.count()).toBe(0);
      }
      await tab
        .locator("#localsearch-input")
        .fill(language === "zh" ? "遗忘门有什么用" : "what does the forget gate do");
      await results.first().click();
      await tab.waitForURL(/laboratory\/inside\.html\?.*question=forget/);
      expect(await tab.locator('a[aria-current="true"]').getAttribute("href")).toContain("question=forget");
    }
    expect(problems).toEqual([]);
    await context.close();
  });

  it("leads home from an address without a page, at any depth", async () => {
    const context = await browser.newContext({ serviceWorkers: "block" });
    const tab = await context.newPage();
    await tab.route("**/zh/laboratory/nothing.html", (route) =>
      route.fulfill({ status: 404, path: `${built}/404.html` }),
    );
    await tab.goto(`${host.address}zh/laboratory/nothing.html`);
    expect(await tab.locator("h1").innerText()).toBe("没有这一页");
    expect(await violations(tab)).toEqual([]);
    await tab.locator("a").click();
    await tab.waitForURL(`${host.address}zh/index.html`);
    await context.close();
  });

  it("shows the bench's results by layer, work and threads, as its address says", async () => {
    const context = await browser.newContext({ serviceWorkers: "block" });
    const { tab, problems } = await openTab(context);
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

  it("has a laboratory that works as people use it", () => walkLaboratory(browser, host.address), 400_000);

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
      "inside.html": ".lab-equations",
      "write.html?length=20": ".lab-next li",
      "forecast.html?example=births": ".lab-chart svg",
      "forecast.html?use=classify&example=names": ".lab-next li",
      "open.html?example=chain": ".lab-traced",
    };
    for (const language of ["en", "zh"])
      for (const [path, shown] of Object.entries(rooms)) {
        await tab.goto(`${own.address}${language}/laboratory/${path}`);
        await tab.locator(shown).first().waitFor({ timeout: 30_000 });
      }
    for (const path of ["zh/tutorial.html", "en/api/losses.html", "en/", "zh/index.html"]) {
      await tab.goto(`${own.address}${path}`);
      expect(await tab.locator("h1").first().innerText()).toMatch(/\S/);
    }
    await expect
      .poll(
        () =>
          tab
            .locator(".writer .text")
            .innerText()
            .then(({ length }) => length),
        { timeout: 30_000 },
      )
      .toBeGreaterThan(8);
    await context.close();
  });
});

describe.each([
  ["firefox", (path: string) => !path.includes("/api/") || path === "en/api/losses.html"],
  ["webkit", (path: string) => path.includes("/laboratory/")],
] as const)("in %s", (browserName, isWalked) => {
  it("pages open, wide and narrow, without an error, and the start page's network writes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "recurve-site-"));
    symlinkSync(resolve(built), join(folder, "site"));
    copyFileSync("site/test/walk.html", join(folder, "walk.html"));
    const walked = pages.filter(isWalked);
    writeFileSync(join(folder, "pages.json"), JSON.stringify(walked));
    const { walk } = await visit<{ error?: string; problems: string[]; seen: number }>(browserName, {
      walk: { folder, page: "walk.html" },
    });
    rmSync(folder, { recursive: true, force: true });
    expect(walk).toEqual({ problems: [], seen: walked.length });
  });
});
