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

/** A tab that notes what goes wrong in it: errors, what its console warns of, requests to elsewhere or for what is not there. */
async function openTab(context: BrowserContext): Promise<{ tab: Page; problems: string[] }> {
  const tab = await context.newPage();
  tab.setDefaultTimeout(120_000);
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

/** Opens a page and waits until its own code has taken over, and in the laboratory until it shows something or waits for a file. */
async function open(tab: Page, path: string): Promise<void> {
  await tab.goto(`${host.address}${path}`);
  await tab.waitForFunction(() => {
    const isRunning = (document.querySelector("#app") as any)?.__vue_app__ !== undefined;
    const isRoom = document.querySelector("main.laboratory") !== null;
    return isRunning && (!isRoom || document.querySelector(".lab[data-ready], .lab[aria-busy=false]"));
  });
  // colours change at once
  await tab.addStyleTag({ content: "*, ::before, ::after { transition: none !important }" });
}

/** What axe finds within a part of the page, or in the elements that it has noted for a width; a line each. */
async function violations(tab: Page, within: string | number, rules = {}): Promise<string[]> {
  if (!(await tab.evaluate(() => "axe" in globalThis))) await tab.evaluate(axe);
  return tab.evaluate(
    async ([within, rules]) => {
      const { axe, unseen } = globalThis as any;
      const include = typeof within === "number" ? unseen[within] : within;
      if (include.length === 0) return [];
      const found = await axe.run({ include }, { resultTypes: ["violations"], ...rules });
      return found.violations.map(
        ({ id, help, nodes }: any) =>
          `${id}: ${help}: ${nodes
            .slice(0, 3)
            .map(({ html }: any) => html.slice(0, 160))
            .join(" ; ")}`,
      );
    },
    [within, rules] as const,
  );
}

const views = [
  { width: 1440, height: 900, isDark: false, looks: new Set<string>() },
  { width: 390, height: 844, isDark: true, looks: new Set<string>() },
];
type View = (typeof views)[number];

async function show(tab: Page, { width, height, isDark }: View): Promise<void> {
  await tab.setViewportSize({ width, height });
  await setDark(tab, isDark);
}

const setDark = (tab: Page, isDark: boolean) =>
  tab.evaluate((dark) => document.documentElement.classList.toggle("dark", dark), isDark);

const overflow = (tab: Page) =>
  tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/**
 * Notes the texts of a page that look like none before, by their colours, size, weight, and place among tags and classes: of thousands
 * of texts a few dozen. Whether they can be read on their ground is what axe takes longest for.
 */
async function noteLooks(tab: Page, { width, looks: known }: View): Promise<void> {
  const looks = await tab.evaluate(() => {
    const grounds = new Map<Element, string>();
    const groundOf = (element: Element): string => {
      const known = grounds.get(element);
      if (known !== undefined) return known;
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
      const own = `${element.localName}.${element.getAttribute("class") ?? ""} ${backgroundColor} ${backgroundImage} ${opacity}`;
      const ground = element.parentElement ? `${groundOf(element.parentElement)} > ${own}` : own;
      grounds.set(element, ground);
      return ground;
    };
    const byLook = new Map<string, Element>();
    const note = (element: Element) => {
      const { color, fontSize, fontWeight } = getComputedStyle(element);
      const look = `${groundOf(element)}: ${color} ${fontSize} ${fontWeight}`;
      if (!byLook.has(look) && element.checkVisibility()) byLook.set(look, element);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) if (/\S/.test(texts.currentNode.nodeValue!)) note(texts.currentNode.parentElement!);
    for (const element of document.querySelectorAll("input, select, textarea")) note(element);
    Object.assign(globalThis, { byLook });
    return [...byLook.keys()];
  });
  const fresh = looks.filter((look) => !known.has(look));
  for (const look of fresh) known.add(look);
  await tab.evaluate(
    ([width, fresh]) => {
      const page = globalThis as any;
      page.unseen = { ...page.unseen, [width]: fresh.map((look) => page.byLook.get(look)) };
    },
    [width, fresh] as const,
  );
}

/** Programs whose colours are known become plain text: the words of programs are most of a page, and nothing but colours. */
const plainPrograms = (tab: Page) =>
  tab.evaluate(() => {
    const unseen: Element[] = Object.values((globalThis as any).unseen).flat() as Element[];
    for (const code of document.querySelectorAll("pre.shiki code"))
      if (!unseen.some((element) => code.contains(element))) code.replaceChildren(code.textContent!);
  });

/** One page in all its forms. @returns what is wrong with it, but for what goes wrong in the tab by itself */
async function look(tab: Page, path: string): Promise<string[]> {
  const wrong: string[] = [];
  await tab.setViewportSize(views[0]!);
  await open(tab, path);
  for (const view of views) {
    await show(tab, view);
    const beyond = await overflow(tab);
    if (beyond > 0) wrong.push(`${beyond} pixels wider than ${view.width}`);
    await noteLooks(tab, view);
  }
  await plainPrograms(tab);
  for (const view of views.toReversed()) {
    await show(tab, view);
    const found = await violations(tab, view.width, { runOnly: ["color-contrast"] });
    // the reference has one form in both languages
    if (!path.startsWith("zh/api/"))
      found.push(...(await violations(tab, "html", { rules: { "color-contrast": { enabled: false } } })));
    wrong.push(...found.map((each) => `${view.width} ${view.isDark ? "dark" : "light"}: ${each}`));
  }
  return wrong;
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
    // what moves is not compared while it moves
    const context = await browser.newContext({ serviceWorkers: "block", reducedMotion: "reduce" });
    const left = [...pages];
    const found: Record<string, string[]> = {};
    const walk = async () => {
      const { tab, problems } = await openTab(context);
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        const wrong = await look(tab, path);
        wrong.push(...problems.splice(0));
        if (wrong.length > 0) found[path] = wrong;
      }
    };
    await Promise.all([walk(), walk()]);
    expect(found).toEqual({});
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
      const { tab, problems } = await openTab(context);
      await tab.setViewportSize({ width, height: 900 });
      await open(tab, `${language}/tutorial.html`);
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
