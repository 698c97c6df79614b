/** What must hold on every page: no error in the console, nothing from elsewhere, nothing too wide, little code, no fault for axe. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { faultsOfSpeech } from "../spoken.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** The most JavaScript of a first view, gzipped. */
const MOST_CODE = 250_000;
/** The longest that the main thread may be blocked while a network trains, in milliseconds. */
const MOST_BLOCKED = 50;

/** Listens to a page; `faults` are told at the end. */
export function watch(page, base) {
  const faults = [];
  const code = new Map();
  const origin = new URL(base).origin;
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const { protocol, origin: of } = new URL(request.url());
    if (/^https?:$/.test(protocol) && of !== origin) faults.push(`from elsewhere: ${request.url()}`);
  });
  page.on("response", async (response) => {
    if (!/\.js$/.test(new URL(response.url()).pathname)) return;
    const body = await response.body().catch(() => undefined);
    if (body) code.set(response.url(), gzipSync(body).length);
  });
  return {
    check: () => assert.deepEqual(faults, []),
    /** To be asked before anything is touched. */
    checkCode: () => {
      const bytes = [...code.values()].reduce((sum, each) => sum + each, 0);
      assert.ok(bytes > 50_000, `only ${bytes} bytes of code were seen`);
      assert.ok(bytes <= MOST_CODE, `the first view loads ${bytes} bytes of JavaScript, gzipped; at most ${MOST_CODE}`);
      return bytes;
    },
  };
}

/** Nothing is wider than the view, axe finds nothing, a screen reader speaks the language of the page, and pictures say in words what they show: their name, then what is in view. */
export async function checkLook(page, where) {
  const { wide, view } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, view: innerWidth }));
  assert.ok(wide <= view, `${where}: ${wide} pixels wide in a view of ${view}`);
  const silent = await page.evaluate(() =>
    [...document.querySelectorAll("main.laboratory :is(canvas, svg[role=img])")]
      .filter((picture) => picture.checkVisibility())
      .map((picture) => picture.getAttribute("aria-label") ?? "")
      .filter((label) => !/[:：;；\d]/.test(label)),
  );
  assert.deepEqual(silent, [], `${where}: pictures that say nothing`);
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run("main.laboratory"));
  const told = found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
  );
  assert.deepEqual(told, [], `${where}: axe`);
  assert.deepEqual(await faultsOfSpeech(page, true), [], `${where}: what a screen reader says`);
}

/** Waits until a screen reader hears such words of what went on; pages tell it when their work is over, some time after they draw. */
export const hears = (page, words) =>
  page.locator("p[role=status].lab-hidden", { hasText: words }).first().waitFor({ state: "attached" });

/** Opens a page of the laboratory and waits until it shows something. */
export async function open(page, base, language, name, query = "") {
  await page.goto(`${base}${language}/laboratory/${name}.html${query && "?"}${query}`);
  await page.locator("[data-ready]").first().waitFor();
}

/** The keyboard alone goes from the first control of the page to the last, each time with the focus in view. */
export async function checkKeyboard(page, where) {
  const controls =
    'a[href]:not(.header-anchor), button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex="0"], summary';
  const main = page.locator("main.laboratory");
  await main.locator(controls).first().focus();
  // browsers show the focus where the keyboard moved it
  await page.keyboard.press("Shift+Tab");
  await page.evaluate(() => {
    const walk = { reached: new Set(), unseen: [] };
    const listening = new AbortController();
    const note = ({ target }) => {
      if (!target.closest("main.laboratory")) {
        walk.isOver = true;
        listening.abort();
        return;
      }
      walk.reached.add(target);
      // the mark of a hidden radio button or file stands beside or around it
      const marks = [target, target.nextElementSibling, target.closest("label")].filter(Boolean);
      const isSeen = marks.some((mark) => {
        const { outlineStyle, boxShadow, borderColor } = getComputedStyle(mark);
        return outlineStyle !== "none" || boxShadow !== "none" || (mark.matches(".lab-drop") && borderColor !== "");
      });
      if (!isSeen) walk.unseen.push(target.outerHTML.slice(0, 120));
    };
    document.addEventListener("focusin", note, { signal: listening.signal });
    globalThis.walk = walk;
  });
  for (let i = 0; i < 30 && !(await page.evaluate(() => globalThis.walk.isOver)); i++)
    for (let j = 0; j < 10; j++) await page.keyboard.press("Tab");
  const told = await page.evaluate((selector) => {
    const { reached, unseen } = globalThis.walk;
    const isReached = (each) =>
      reached.has(each) ||
      // one radio button of a group is on the way
      (each.type === "radio" && !each.checked) ||
      // what is folded away
      !each.checkVisibility();
    const all = [...document.querySelector("main.laboratory").querySelectorAll(selector)];
    return { unseen, missed: all.filter((each) => !isReached(each)).map((each) => each.outerHTML.slice(0, 120)) };
  }, controls);
  assert.deepEqual(
    told,
    { unseen: [], missed: [] },
    `${where}: where the focus is not seen, and what it does not reach`,
  );
}

/**
 * The longest task of the page's main thread while `work` went on, in milliseconds of computing: other programs on the machine do not
 * count. Chromium alone tells; undefined elsewhere.
 */
export async function longestTask(page, work) {
  const browser = page.context().browser();
  if (browser.browserType().name() !== "chromium") {
    await work();
    return undefined;
  }
  await browser.startTracing(page, {
    categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"],
  });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const mains = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const isMain = ({ pid, tid }) => mains.some((main) => main.pid === pid && main.tid === tid);
  const tasks = traceEvents.filter((event) => /RunTask$/.test(event.name) && event.tdur !== undefined && isMain(event));
  assert.ok(tasks.length > 10, "the trace has no tasks of the main thread");
  const longest = Math.max(...tasks.map(({ tdur }) => tdur)) / 1000;
  assert.ok(longest <= MOST_BLOCKED, `a task of ${longest} ms while it trained`);
  return longest;
}
