/**
 * Silero VAD, a recurrent model that others trained and many use, runs on real speech window by window and gives ONNX
 * Runtime's answers. The models come from npm (`@ricky0123/vad-web`), the speech from Debian (`pocketsphinx-testdata`).
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadModel } from "../src/io/index.ts";
import { type Tensor, tensor, zeros } from "../src/tensor/index.ts";
import { expectClose } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

interface Case {
  model: string;
  rate: number;
  window: number;
  context: number;
  /** By the name of the input: the output that goes on as that input, and its shape. */
  carried: Record<string, { after: string; shape: number[] }>;
  probabilities: number[];
  states: Record<string, number[]>;
}

const folder = mkdtempSync(join(tmpdir(), "recurve-silero-"));
afterAll(() => rmSync(folder, { recursive: true }));
const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: folder, stdio: "pipe" });
run("npm", "pack", "@ricky0123/vad-web@0.0.31");
run("tar", "xzf", readdirSync(folder).find((name) => name.endsWith(".tgz"))!);
run("apt-get", "download", "pocketsphinx-testdata");
run("dpkg", "-x", readdirSync(folder).find((name) => name.endsWith(".deb"))!, "speech");
execFileSync("python3", ["test/fixtures/onnx/silero.py", folder], { stdio: "inherit" });
const { samples, cases } = JSON.parse(readFileSync(join(folder, "answers.json"), "utf8")) as {
  samples: number[];
  cases: Case[];
};

describe("Silero VAD", () => {
  it.each(cases)("$model at $rate Hz", async ({ model: name, rate, window, context, carried, ...expected }) => {
    const model = await loadModel(join(folder, "package/dist", `${name}.onnx`));
    const heard = samples.filter((_, i) => i % (16000 / rate) === 0);
    const padded = [...new Array<number>(context).fill(0), ...heard];
    let states: Record<string, Tensor> = Object.fromEntries(
      Object.entries(carried).map(([key, { shape }]) => [key, zeros(shape)]),
    );
    const probabilities: number[] = [];
    for (let start = 0; start + window <= heard.length; start += window) {
      const input = tensor([padded.slice(start, start + context + window)]);
      const outputs = model.predict({ input, sr: tensor(rate, [], "int32"), ...states }) as unknown as Record<
        string,
        Tensor
      >;
      probabilities.push(outputs.output!.item());
      states = Object.fromEntries(Object.entries(carried).map(([key, { after }]) => [key, outputs[after]!]));
    }
    expectClose(tensor(probabilities), expected.probabilities, tolerance.golden);
    for (const [key, values] of Object.entries(expected.states)) {
      expectClose(states[key]!, tensor(values, carried[key]!.shape), tolerance.golden);
    }
    // the recording is of a voice: some windows are speech, and some are not
    expect(Math.max(...probabilities)).toBeGreaterThan(0.9);
    expect(Math.min(...probabilities)).toBeLessThan(0.1);
  });
});
