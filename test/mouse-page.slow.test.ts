/** The example on live movements in Chromium: it learns in the page, and tells circles from lines while a mouse draws them. */
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { serveFolder } from "../site/test/static-server.ts";

describe.skipIf(!process.env.RECURVE_SLOW)("examples/mouse.html", () => {
  it("says what is drawn", { timeout: 120_000 }, async () => {
    const host = await serveFolder(".");
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu"],
    });
    try {
      const tab = await browser.newPage({ viewport: { width: 390, height: 800 } });
      const problems: string[] = [];
      tab.on("pageerror", ({ message }) => problems.push(message));
      await tab.goto(`${host.address}examples/mouse.html`);
      const said = tab.locator("#said");
      await expect.poll(() => said.textContent(), { timeout: 100_000 }).toBe("draw below");
      const pad = (await tab.locator("#pad").boundingBox())!;
      const [x, y] = [pad.x + pad.width / 2, pad.y + pad.height / 2];
      // twice around, then straight on
      for (let i = 0; i <= 48; i++) await tab.mouse.move(x + 50 * Math.cos(0.26 * i), y + 50 * Math.sin(0.26 * i));
      expect(await said.textContent()).toMatch(/^circle/);
      for (let i = 0; i < 24; i++) await tab.mouse.move(x - 150 + 12 * i, y - 60);
      expect(await said.textContent()).toMatch(/^line/);
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
      await host.stop();
    }
  });
});
