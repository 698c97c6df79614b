/** The page Inside, as a learner uses it. */
import assert from "node:assert/strict";
import { checkLook, longestTask, open } from "./watch.js";

export async function walkInside(page, base, language, watched) {
  await open(page, base, language, "inside");
  watched.checkCode();
  const table = page.locator(".lab-table");
  assert.match(await table.textContent(), /\(1, 1\)[\s\S]*0\.2028144/, "the tutorial's number comes first");

  // a program that fails says why, and runs as a functional model
  await page.locator(".lab-lessons button").nth(4).click();
  await page.locator(".lab-error").waitFor();
  assert.match(await page.locator(".lab-error").textContent(), /gives one tensor; LSTM/);
  assert.match(await page.locator(".lab-code").textContent(), /sequential\(/);
  if (page.viewportSize().width < 960) await page.locator(".lab-panel summary").click();
  await page.locator('input[value="functional"]').check();
  await page.locator("td pre").nth(2).waitFor();
  assert.match(await table.textContent(), /stateC[\s\S]*0\.354089/);

  // the forget gate, by keyboard: the last step shows another number than the first
  await page.locator(".lab-lessons button").nth(2).click();
  await page.locator(".lab-equations").getByText("−5.00").first().waitFor();
  const slider = page.locator(".lab-steering input[type=range]").first();
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/step=4/);
  await checkLook(page, `${language} inside, the forget gate`);

  // a link gives the same picture
  const query = "cell=gru&units=3&weights=random&returnSequences=1&bidirectional=1&step=1&unit=2";
  const picture = async () => {
    await open(page, base, language, "inside", query);
    await page.locator(".lab-equations").waitFor();
    return page.locator(".lab-pictures").textContent();
  };
  assert.equal(await picture(), await picture(), "the same link, the same picture");
}

/** Three cells learn side by side: the page answers meanwhile, and the link goes back to the same weights. */
export async function trainInside(page, base, language) {
  await open(page, base, language, "inside", "mode=training&units=8&rate=0.03&compare=1&length=8");
  const trained = page.locator("[data-trained]");
  const button = page.locator(".lab-button").first();
  const longest = await longestTask(page, async () => {
    await button.click();
    await page.waitForFunction(() => Number(document.querySelector("[data-trained]").textContent) > 40, undefined, {
      timeout: 60_000,
    });
  });
  assert.ok(longest === undefined || longest <= 50, `a task of ${longest} ms while it trained`);
  await button.click();
  await page.waitForURL(/trained=\d+/, { timeout: 20_000 });
  const figures = async () => (await page.locator(".lab-figures").textContent()).replaceAll(/\s+/g, " ");
  const [count, first] = [await trained.textContent(), await figures()];
  await page.goto(page.url());
  await page.waitForFunction((until) => document.querySelector("[data-trained]")?.textContent === until, count, {
    timeout: 60_000,
  });
  assert.equal(await figures(), first, "the same seed, the same weights");
  await checkLook(page, `${language} inside, after training`);
  return { longest };
}
