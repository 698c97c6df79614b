/** The page Open, with files as people have them. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { checkKeyboard, checkLook, hears, open } from "./watch.js";

const fixture = (path) => fileURLToPath(new URL(`../../../test/fixtures/${path}`, import.meta.url));

export async function walkOpen(page, base, language, watched) {
  await open(page, base, language, "open", "example=chain");
  watched.checkCode();
  await page.locator(".lab-traced").first().waitFor();
  await checkLook(page, `${language} open, an example`);
  await checkKeyboard(page, `${language} open`);
  const download = page.waitForEvent("download");
  await page.locator(".lab-lessons button", { hasText: "ONNX" }).click();
  assert.equal((await download).suggestedFilename(), "classifier.onnx");

  const files = page.locator(".lab-drop input");

  await files.setInputFiles(fixture("keras/graph.keras"));
  await page.locator("h2", { hasText: "graph.keras" }).waitFor();
  await page.locator(".lab-weight canvas").first().waitFor();
  await hears(page, /graph\.keras/);
  await page.locator("textarea").fill("[[1");
  await page.locator("form .lab-button").click();
  assert.match(await page.locator(".lab-error").textContent(), language === "zh" ? /数据不是 JSON/ : /no JSON/);

  await files.setInputFiles(fixture("keras/graph.weights.h5"));
  await page.locator("h2", { hasText: "graph.weights.h5" }).waitFor();
  await files.setInputFiles({ name: "rubbish.keras", mimeType: "application/zip", buffer: Buffer.from("rubbish") });
  await page.locator(".lab-error").first().waitFor();
  assert.match(
    await page.locator(".lab-error").first().textContent(),
    /rubbish\.keras (has no format that can be read|不是能读取的格式)/,
  );
}
