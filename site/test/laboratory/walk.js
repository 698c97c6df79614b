/**
 * Walks the laboratory of the built site as people use it: each page in both languages, on a phone and on a desk, light and dark.
 * `node site/test/laboratory/walk.js ADDRESS` walks a site that is served there, built by `npm run site:build`.
 */
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { walkClassify, walkForecast } from "./forecast.js";
import { trainInside, walkInside } from "./inside.js";
import { walkOpen } from "./open.js";
import { watch } from "./watch.js";
import { walkWrite } from "./write.js";

const views = [
  { language: "en", viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  {
    language: "zh",
    viewport: { width: 390, height: 844 },
    colorScheme: "dark",
    reducedMotion: "reduce",
    hasTouch: true,
  },
];
const walks = {
  inside: walkInside,
  training: trainInside,
  open: walkOpen,
  forecast: walkForecast,
  classify: walkClassify,
  write: walkWrite,
};

/** Walks all pages, each view in a browser of its own, at once; throws at the first that is not as it should be. */
export async function walkLaboratory(launch, base) {
  await Promise.all(
    views.map(async (view) => {
      const browser = await launch();
      try {
        for (const [name, walk] of Object.entries(walks)) await walkOne(browser, base, view, name, walk);
      } finally {
        await browser.close();
      }
    }),
  );
}

async function walkOne(browser, base, { language, ...options }, name, walk) {
  const context = await browser.newContext({ ...options, serviceWorkers: "block" });
  // far more than anything takes alone: machines are slow, and busy
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const watched = watch(page, base);
  const start = performance.now();
  try {
    const told = await walk(page, base, language, watched);
    watched.check();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`laboratory ${language} ${name}: ${seconds} s ${told ? JSON.stringify(told) : ""}`);
  } catch (error) {
    throw new Error(`laboratory ${language} ${name}: ${error.message}`, { cause: error });
  } finally {
    await context.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , address = "http://127.0.0.1:4173/"] = process.argv;
  const launch = () => chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  await walkLaboratory(launch, address.replace(/\/?$/, "/"));
}
