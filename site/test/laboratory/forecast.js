/** The page Forecast, with a table that is dropped. */
import assert from "node:assert/strict";
import { checkKeyboard, checkLook, hears, longestTask, open } from "./watch.js";

const months = Array.from(
  { length: 60 },
  (_, i) => `${2000 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`,
);
const csv = (cell) => Buffer.from(`month,sold\n${months.map((month, i) => `${month},${cell(i)}`).join("\n")}\n`);
const table = (name, cell) => ({ name, mimeType: "text/csv", buffer: csv(cell) });
const wave = (i) => (100 + i + 20 * Math.sin((i * Math.PI) / 6)).toFixed(2);

export async function walkForecast(page, base, language, watched) {
  await open(page, base, language, "forecast", "example=weather");
  watched.checkCode();
  const files = page.locator(".lab-drop input");

  await files.setInputFiles(table("gaps.csv", (i) => (i === 7 ? "" : wave(i))));
  await page.locator(".lab-error").waitFor();
  assert.match(await page.locator(".lab-error").textContent(), /sold/);

  await files.setInputFiles(table("sales.csv", wave));
  await page.locator("h2", { hasText: "sold" }).waitFor();
  const longest = await longestTask(page, async () => {
    await page.locator(".lab-button").click();
    await page.locator("[data-forecast]").waitFor();
  });
  await hears(page, /80\s%/);
  await checkLook(page, `${language} forecast`);
  await checkKeyboard(page, `${language} forecast`);
  for (const ending of [".keras", "-forecast.csv", "-report.html"]) {
    const download = page.waitForEvent("download");
    await page
      .locator("[data-not-in-report] .lab-lessons button")
      .nth([".keras", "-forecast.csv", "-report.html"].indexOf(ending))
      .click();
    assert.equal((await download).suggestedFilename(), `sales${ending}`);
  }

  // stop answers at once, whatever is computed
  await open(page, base, language, "forecast", "example=births");
  const button = page.locator(".lab-button");
  const idle = await button.textContent();
  await button.click();
  await page.waitForFunction((text) => document.querySelector(".lab-button").textContent !== text, idle);
  await button.click();
  await page.waitForFunction((text) => document.querySelector(".lab-button")?.textContent === text, idle, {
    timeout: 5000,
  });
  return { longest };
}

/** A table of texts is dropped where series are forecast: it is handed over, learned and measured. */
export async function walkClassify(page, base, language) {
  await open(page, base, language, "forecast", "example=births");
  const files = page.locator(".lab-drop input");
  const [rise, fall] = [
    ["up", "grow", "climb"],
    ["down", "sink", "drop"],
  ];
  const rows = Array.from(
    { length: 120 },
    (_, i) => `we ${(i % 2 ? rise : fall)[i % 3]} a little,${i % 2 ? "rise" : "fall"}`,
  );
  const buffer = Buffer.from(`said,kind\n${rows.join("\n")}\n`);
  await files.setInputFiles({ name: "moves.csv", mimeType: "text/csv", buffer });
  await page.locator("p.lab-lessons button").click();
  await page.waitForURL(/use=classify/);
  await page.locator("h2", { hasText: "kind" }).waitFor();
  const longest = await longestTask(page, async () => {
    await page.locator(".lab-button").click();
    await page.locator("[data-classified]").waitFor();
  });
  assert.match(await page.locator("[data-classified] p").textContent(), /100\.0\s%/);
  await hears(page, /100\.0\s%/);
  await page.locator('.lab-card input[type="text"]').fill("we climb a little");
  await page.waitForFunction(() => /^rise/.test(document.querySelector("ol[aria-live] li")?.textContent.trim()));
  await checkLook(page, `${language} classify`);
  await checkKeyboard(page, `${language} classify`);
  for (const [i, ending] of [".keras", "-report.html"].entries()) {
    const download = page.waitForEvent("download");
    await page.locator("[data-not-in-report] .lab-lessons button").nth(i).click();
    assert.equal((await download).suggestedFilename(), `moves${ending}`);
  }
  await files.setInputFiles({ name: "one.csv", mimeType: "text/csv", buffer: Buffer.from("said,kind\na,x\nb,x\n") });
  await page.locator(".lab-error").waitFor();
  assert.match(await page.locator(".lab-error").textContent(), /no two labels|没有两种标签/);
  return { longest };
}
