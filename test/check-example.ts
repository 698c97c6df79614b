/** What holds for every example in a folder of examples/: short, written with public names alone, and silent except for what it prints itself. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";

/**
 * Tests an example from the test beside it: `checkExample(import.meta.url, async (folder) => { … })`. The function runs the example
 * at a size of some two seconds, with `folder` for what it writes, and checks what came of it.
 */
export function checkExample(test: string, runSmall: (folder: string) => Promise<void>): void {
  const path = fileURLToPath(test).replace(/\.test\.ts$/, ".ts");
  const name = basename(path, ".ts");

  it(`${name} is short and uses public names alone`, () => {
    const source = readFileSync(path, "utf8");
    expect(source, "the first line says what it is").toMatch(/^\/\*\*/);
    expect(source.trimEnd().split("\n").length, "lines").toBeLessThanOrEqual(60);
    const imported = [...source.matchAll(/from "([^"]+)"/g)].map(([, from]) => from!);
    expect(imported).toContain("recurve");
    expect(imported.filter((from) => from !== "recurve" && !/^(node|recurve)[:/]/.test(from))).toEqual([]);
  });

  it(`${name} runs and learns`, async () => {
    const folder = mkdtempSync(join(tmpdir(), `recurve-${name}-`));
    const muted = [
      vi.spyOn(console, "log").mockImplementation(() => {}),
      vi.spyOn(process.stdout, "write").mockReturnValue(true),
    ];
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    try {
      await runSmall(folder);
      expect(warned.mock.calls, "warnings").toEqual([]);
    } finally {
      for (const spy of [...muted, warned]) spy.mockRestore();
      rmSync(folder, { recursive: true });
    }
  });
}
