/**
 * Draws the laboratory's pages for the READMEs: `node site/scripts/draw-pages.js` opens those of the built site in Chromium, lets each
 * compute, and writes what stands in view as docs/site/NAME.LANGUAGE.svg, boxes and letters as they stand.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { drawPage } from "./draw-page.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = `${root}/site/.vitepress/dist`;

/** Each page: its state, what it does before it is drawn, and where the picture begins. */
const pages = {
  inside: { query: "data=1,0,0,-5,0&returnSequences=1&step=3", from: ".lab-pictures > .lab-card", height: 560 },
  write: { query: "seed=3&unit=8", from: ".lab-pictures", height: 560, done: ".lab-lessons button" },
  forecast: {
    query: "example=births&epochs=3&learned=1",
    from: "[data-forecast]",
    height: 560,
    done: "[data-forecast]",
  },
  open: { query: "example=branches", from: ".lab-pair", height: 744, done: ".lab-traced" },
};
const types = { html: "text/html", js: "text/javascript", css: "text/css", svg: "image/svg+xml" };

const server = createServer(async ({ url }, response) => {
  const path = url.split(/[?#]/)[0];
  const body = await readFile(built + path).catch(() => undefined);
  response.writeHead(body ? 200 : 404, { "content-type": types[path.split(".").at(-1)] ?? "application/octet-stream" });
  response.end(body);
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
mkdirSync(`${root}/docs/site`, { recursive: true });
for (const language of ["en", "zh"])
  for (const [name, { query, from, height, done = ".lab" }] of Object.entries(pages)) {
    const options = { viewport: { width: 1340, height: 1000 }, reducedMotion: "reduce", serviceWorkers: "block" };
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const address = `http://127.0.0.1:${server.address().port}/${language}/laboratory/${name}.html`;
    await page.goto(`${address}?${query}`);
    await page.locator("[data-ready]").first().waitFor();
    await page.locator(done).first().waitFor({ timeout: 300_000 });
    await page.waitForTimeout(1000);
    const svg = await page.evaluate(drawPage, { from, height });
    writeFileSync(`${root}/docs/site/${name}.${language}.svg`, svg);
    console.log(`docs/site/${name}.${language}.svg: ${(svg.length / 1000).toFixed(0)} kB`);
    await context.close();
  }
await browser.close();
server.close();
