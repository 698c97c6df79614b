/** Runs a program of a page, and sends what it prints. */
import * as recurve from "recurve";

export interface Told {
  line?: string;
  problem?: string;
  done?: true;
}

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<void>;
const tell = (told: Told) => postMessage(told);
const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** @param before the programs above on the page, whose values it uses; they print nothing */
addEventListener("message", async ({ data: { before, code } }: MessageEvent<{ before: string; code: string }>) => {
  let isPrinting = false;
  console.log = (...values: unknown[]) => isPrinting && tell({ line: values.map(shown).join(" ") });
  const begin = () => {
    isPrinting = true;
  };
  try {
    const needsTensorFlow = `${before}${code}`.includes("__tfjs");
    const tfjs = needsTensorFlow ? await import("../../src/tfjs/index.ts") : undefined;
    await new AsyncFunction("__recurve", "__tfjs", "__begin", `${before}\n__begin();\n${code}`)(recurve, tfjs, begin);
    tell({ done: true });
  } catch (error) {
    tell({ problem: error instanceof Error ? error.message : String(error) });
  }
});
