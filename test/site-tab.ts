/** How the site's test looks at a page: what goes wrong in its tab, what axe finds, what is wider than its view. */
import { readFileSync } from "node:fs";
import type { BrowserContext, Page } from "playwright-core";
// @ts-expect-error a script without types
import { faultsOfSpeech } from "../site/test/spoken.js";

const axe = readFileSync("site/node_modules/axe-core/axe.min.js", "utf8");

/** A tab that notes what goes wrong in it: errors, what its console warns of, requests to elsewhere or for what is not there. */
export async function openTab(context: BrowserContext, home: string): Promise<{ tab: Page; problems: string[] }> {
  const tab = await context.newPage();
  tab.setDefaultTimeout(120_000);
  const problems: string[] = [];
  tab.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  tab.on("console", (message) => {
    if (/^(error|warning)$/.test(message.type()) && !/Service Worker registration blocked/.test(message.text()))
      problems.push(`console: ${message.text()}`);
  });
  tab.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(home))
      problems.push(`request to ${request.url()}`);
  });
  tab.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  return { tab, problems };
}

/** Opens a page and waits until its own code has taken over, and in the laboratory until it shows something or waits for a file. */
export async function open(tab: Page, address: string): Promise<void> {
  await tab.goto(address);
  await tab.waitForFunction(() => {
    const isRunning = (document.querySelector("#app") as any)?.__vue_app__ !== undefined;
    const isRoom = document.querySelector("main.laboratory") !== null;
    return isRunning && (!isRoom || document.querySelector(".lab[data-ready], .lab[aria-busy=false]"));
  });
  // colours change at once
  await tab.addStyleTag({ content: "*, ::before, ::after { transition: none !important }" });
}

/** What axe finds within a part of the page, or in the elements that it has noted for a width; a line each. */
export async function violations(tab: Page, within: string | number, rules = {}): Promise<string[]> {
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

/** The dark look, or the light one. */
export const setDark = (tab: Page, isDark: boolean) =>
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
export async function look(tab: Page, address: string): Promise<string[]> {
  const wrong: string[] = [];
  await tab.setViewportSize(views[0]!);
  await open(tab, address);
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
    if (!address.includes("/zh/api/"))
      found.push(...(await violations(tab, "html", { rules: { "color-contrast": { enabled: false } } })));
    // the reference has one form, and the laboratory's pages are listened to where they are used
    if (/\/zh\/(?!api\/)/.test(address)) found.push(...(await faultsOfSpeech(tab, /zh\/index\.html$/.test(address))));
    wrong.push(...found.map((each) => `${view.width} ${view.isDark ? "dark" : "light"}: ${each}`));
  }
  return wrong;
}
