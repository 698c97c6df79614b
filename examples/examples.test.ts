/** The examples of the uses run, small, and are short enough to read at once; those of the folders have a test each. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "recurve-examples-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Each example at a size of seconds, and what must come of it. */
const small: Record<string, (run: (options: object) => Promise<any>) => Promise<void>> = {
  "language-model": async (run) => {
    const { bits, ngramBits } = await run({ poems: 300, units: 32, epochs: 2, folder });
    expect(bits).toBeGreaterThan(5);
    expect(bits).toBeLessThan(11);
    expect(ngramBits).toBeGreaterThan(5);
  },
  translation: async (run) => {
    const { exact, accuracy } = await run({ pairs: 600, units: 24, epochs: 3, folder });
    expect(accuracy.at(-1)).toBeGreaterThan(accuracy[0]!);
    expect(exact).toBeLessThanOrEqual(1);
  },
  forecasting: async (run) => {
    const { scores, coverage, times } = await run({ days: 420, units: 32, epochs: 20, horizon: 7, folder });
    const [network, naive] = scores as { mase: number }[];
    expect(network!.mase).toBeLessThan(naive!.mase);
    expect(coverage.births).toBeGreaterThan(0.3);
    expect(times[0]).toBe("2015-01-01");
  },
  classification: async (run) => {
    const { network, baseline } = await run({ names: 1600, units: 16, epochs: 2, folder });
    // of 18 languages, five by their script alone
    expect(network.accuracy).toBeGreaterThan(0.2);
    expect(baseline.accuracy).toBeGreaterThan(0.2);
  },
  mouse: async (run) => {
    const moves = Array.from({ length: 30 }, () => [0, 3]);
    const { accuracy, said } = await run({ series: 140, epochs: 10, units: 12, moves });
    expect(accuracy).toBeGreaterThan(0.8);
    expect(said.at(-1)).toBe("line");
  },
};

const names = readdirSync("examples").filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));

const folders = readdirSync("examples", { withFileTypes: true }).filter((entry) => entry.isDirectory());

it.each(folders)("every example of $name has its test", ({ name }) => {
  const files = readdirSync(join("examples", name)).filter((file) => file.endsWith(".ts"));
  const examples = files.filter((file) => !file.endsWith(".test.ts"));
  expect(files.filter((file) => file.endsWith(".test.ts"))).toEqual(
    examples.map((file) => file.replace(".ts", ".test.ts")),
  );
});

describe("examples", () => {
  it.each(names)("%s", async (name) => {
    const source = readFileSync(join("examples", name), "utf8");
    expect(source.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
    expect([...source.matchAll(/from "([^"]+)"/g)].map(([, from]) => from)).toContain("recurve");
    const spies = [
      vi.spyOn(console, "log").mockImplementation(() => {}),
      vi.spyOn(process.stdout, "write").mockReturnValue(true),
    ];
    try {
      const { run } = await import(/* @vite-ignore */ new URL(name, import.meta.url).href);
      await small[name.replace(".ts", "")]!(run);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  });
});
