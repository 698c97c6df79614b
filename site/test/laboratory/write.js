/** The page Write: it writes as one types, and learns a text. */
import assert from "node:assert/strict";
import { checkKeyboard, checkLook, longestTask, open } from "./watch.js";

export async function walkWrite(page, base, language, watched) {
  await open(page, base, language, "write", "length=60&seed=3");
  watched.checkCode();
  const text = page.locator(".lab-text");
  const first = await text.textContent();
  await open(page, base, language, "write", "length=60&seed=3");
  assert.equal(await text.textContent(), first, "the same link writes the same");
  await page.locator(".lab-prompt input").fill(language === "zh" ? "春風" : "The sea ");
  await page.waitForFunction((before) => document.querySelector(".lab-text").textContent !== before, first);
  await page.locator(".lab-lessons button").first().waitFor();
  await checkLook(page, `${language} write`);
  await checkKeyboard(page, `${language} write`);

  const longest = await longestTask(page, async () => {
    await page.locator(".lab-button").click();
    await page.waitForFunction(() => Number(document.querySelector("[data-learned]")?.textContent) > 5);
  });
  await page.locator(".lab-button").click();
  await page.locator(".lab-sample").first().waitFor();
  await page.locator(".lab-sample ~ .lab-lessons button:not([disabled])").first().click();
  await page.waitForFunction(() => document.querySelector('input[value="own"]')?.checked);
  return { longest };
}
