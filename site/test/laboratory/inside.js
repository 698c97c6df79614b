/** The page Inside, as a learner uses it. */
import assert from "node:assert/strict";
import { checkKeyboard, checkLook, hears, longestTask, open } from "./watch.js";

export async function walkInside(page, base, language, watched) {
  await open(page, base, language, "inside");
  watched.checkCode();
  const table = page.locator(".lab-table");
  assert.match(await table.textContent(), /\(1, 1\)[\s\S]*0\.2028144/, "the tutorial's number comes first");
  const isPhone = page.viewportSize().width < 600;
  /** A touch on a phone, a click elsewhere. */
  const touch = (locator) => (isPhone ? locator.tap() : locator.click());
  const question = (id) => page.locator(`nav a[href*="question=${id}"]`);
  const asked = async (id) => assert.equal(await question(id).getAttribute("aria-current"), "true", `${id} is asked`);

  // what does the forget gate do? It keeps the memory; closed by its bias, the memory is gone a step later
  await touch(question("forget"));
  const memory = page.locator('.lab-answer canvas[aria-label^="c"]');
  const kept = async () =>
    Number(/[:：] ?(−?[\d.]+)$/.exec(await memory.getAttribute("aria-label"))[1].replace("−", "-"));
  await page.locator(".lab-equations").getByText("−5.00").first().waitFor();
  await touchThirdStep(page, memory, isPhone);
  const held = await kept();
  await page.locator(".lab-answer input[type=range]").focus();
  await page.keyboard.press("Home");
  await page.waitForFunction(
    (before) => !document.querySelector('.lab-answer canvas[aria-label^="c"]').ariaLabel.endsWith(before),
    String(held),
  );
  assert.ok((await kept()) < held / 2, "a closed forget gate keeps little of the memory");
  await asked("forget");
  await checkLook(page, `${language} inside, the forget gate`);

  // what do returnSequences and returnState give?
  await touch(question("sequences"));
  await page.locator("td", { hasText: "(1, 3, 1)" }).first().waitFor();
  await page.locator("th", { hasText: "stateC" }).waitFor();
  await touch(page.locator(".lab-answer .lab-toggle").first());
  await page.locator("td", { hasText: "(1, 3, 1)" }).waitFor({ state: "detached" });
  await touch(page.locator(".lab-answer .lab-toggle").nth(1));
  await page.locator("th", { hasText: "stateC" }).waitFor({ state: "detached" });
  await asked("sequences");

  // why does a SimpleRNN forget? Its gradient fades on the way back, an LSTM's does not
  await touch(question("fading"));
  const first = page.locator(".lab-answer .lab-bar-number").first();
  await page.waitForFunction(() =>
    /SimpleRNN/.test(document.querySelector(".lab-answer .lab-gradient-name")?.textContent),
  );
  const faded = Number((await first.textContent()).replace("−", "-"));
  await touch(page.locator(".lab-answer label", { hasText: "LSTM" }));
  await page.waitForFunction(() => /LSTM/.test(document.querySelector(".lab-answer .lab-gradient-name").textContent));
  assert.ok(Number((await first.textContent()).replace("−", "-")) > 100 * faded, "the LSTM's gradient reaches further");
  await asked("fading");

  // a program that fails says why, and runs as a functional model
  await touch(question("failing"));
  await page.locator(".lab-error").waitFor();
  assert.match(
    await page.locator(".lab-error").textContent(),
    language === "zh" ? /只给出一个张量；LSTM/ : /gives one tensor; LSTM/,
  );
  assert.match(await page.locator(".lab-code").textContent(), /sequential\(/);
  await page.locator('.lab-answer input[value="functional"]').check();
  await page.locator("td pre").nth(2).waitFor();
  assert.match(await table.textContent(), /stateC[\s\S]*0\.354089/);
  await checkKeyboard(page, `${language} inside`);

  // at a masked step there are no equations to be seen
  await open(page, base, language, "inside", "data=0.1,0.2,0&masking=1&returnSequences=1&step=2");
  await page.locator(".lab-opened").waitFor();
  assert.match(await page.locator(".lab-opened").textContent(), language === "zh" ? /被掩去/ : /is masked/);
  assert.equal(await page.locator(".lab-equations").count(), 0);

  // a link gives the same picture
  const query = "cell=gru&units=3&weights=random&returnSequences=1&bidirectional=1&step=1&unit=2";
  const picture = async () => {
    await open(page, base, language, "inside", query);
    await page.locator(".lab-equations").waitFor();
    // it is drawn once its width is known
    await page.locator(".lab-pictures .lab-chart svg").first().waitFor();
    return page.locator(".lab-pictures").textContent();
  };
  assert.equal(await picture(), await picture(), "the same link, the same picture");
}

/** A touch on the third step of a map, where the memory has been kept over two empty steps. */
async function touchThirdStep(page, map, isPhone) {
  const { width, height } = await map.boundingBox();
  const position = { x: (width * 2.5) / 5, y: height / 2 };
  await (isPhone ? map.tap({ position }) : map.click({ position }));
  await page.waitForURL(/step=2/);
}

/** Three cells learn side by side: the page answers meanwhile, and the link goes back to the same weights. */
export async function trainInside(page, base, language) {
  await open(page, base, language, "inside", "mode=training&units=8&rate=0.03&compare=1&length=8");
  const trained = page.locator("[data-trained]");
  const button = page.locator(".lab-button").first();
  const longest = await longestTask(page, async () => {
    await button.click();
    await page.waitForFunction(() => Number(document.querySelector("[data-trained]").textContent) > 40);
  });
  await button.click();
  await page.waitForURL(/trained=\d+/);
  await hears(page, /LSTM/);
  const figures = async () => (await page.locator(".lab-figures").textContent()).replaceAll(/\s+/g, " ");
  const [count, first] = [await trained.textContent(), await figures()];
  await page.goto(page.url());
  await page.waitForFunction((until) => document.querySelector("[data-trained]")?.textContent === until, count);
  assert.equal(await figures(), first, "the same seed, the same weights");
  await checkLook(page, `${language} inside, after training`);
  return { longest };
}
