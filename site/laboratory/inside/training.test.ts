import { Random } from "recurve";
import { describe, expect, it } from "vitest";
import { initialState } from "../shared/address.ts";
import type { Line } from "../shared/worker-calls.ts";
import { fields, type Setup } from "./setup.ts";
import { batchAt, taskOf } from "./tasks.ts";
import { type Frame, Training } from "./training.ts";

const at = (changes: Partial<Setup> = {}): Setup => ({ ...initialState(fields), mode: "training", ...changes });
const lineTo = (heard: Frame[] = [], signal = new AbortController().signal): Line<Frame> => ({
  tell: (frame) => heard.push(frame),
  signal,
  breathe: () => Promise.resolve(),
});
const draw = (changes: Partial<Setup>, seed = 1) => taskOf(at(changes)).draw(new Random(seed));

describe("tasks", () => {
  it("echo says what came so many steps before", () => {
    const { x, y } = draw({ task: "echo", length: 12, lag: 3 });
    expect(y.map(([value]) => value)).toEqual([0, 0, 0, ...x.slice(0, 9).map(([value]) => value)]);
  });

  it("adding marks two numbers and wants their sum", () => {
    for (let seed = 0; seed < 50; seed++) {
      const { x, y } = draw({ task: "adding", length: 7 }, seed);
      const marked = x.filter(([, mark]) => mark === 1);
      expect(marked).toHaveLength(2);
      expect(y).toEqual([[marked[0]![0]! + marked[1]![0]!]]);
    }
  });

  it("parity counts ones", () => {
    const { x, y } = draw({ task: "parity" });
    let ones = 0;
    for (const [t, [value]] of x.entries()) expect(y[t]).toEqual([(ones += value!) % 2]);
  });

  it("brackets are never closed by another kind", () => {
    const task = taskOf(at({ task: "brackets", length: 24 }));
    for (let seed = 0; seed < 20; seed++) {
      const { x, y } = task.draw(new Random(seed));
      const open: string[] = [];
      for (const [t, each] of x.entries()) {
        const letter = task.inputLabel(each);
        if ("([".includes(letter)) open.push(letter === "(" ? ")" : "]");
        else expect(letter).toBe(open.pop());
        expect(task.outputLabel(y[t]!)).toBe(open.at(-1) ?? "–");
      }
    }
  });

  it("a sentence is told character by character, in any script", () => {
    const task = taskOf(at({ task: "sentence", sentence: "明月 明" }));
    const { x, y } = task.draw(new Random(1));
    expect(x.map(task.inputLabel).join("")).toBe("明月␣明");
    expect(y.map(task.outputLabel).join("")).toBe("月␣明⏎");
  });

  it("the same seed draws the same batches, each step another", () => {
    const task = taskOf(at({ task: "sines" }));
    expect(batchAt(task, 3, 7, 4)).toEqual(batchAt(task, 3, 7, 4));
    expect(batchAt(task, 3, 7, 4)).not.toEqual(batchAt(task, 3, 8, 4));
  });
});

describe("training", () => {
  it("learns, and tells of it on the way", async () => {
    const frame = await new Training(at({ units: 8, length: 6, lag: 1, rate: "0.03" })).trainTo(150, lineTo());
    expect(frame.trained).toBe(150);
    expect(frame.curves[0]!.right).toBeGreaterThan(0.99);
    expect(frame.curves[0]!.losses.at(-1)).toBeLessThan(0.1);
    expect(frame.given).toHaveLength(6);
    expect(frame.right.every(Boolean)).toBe(true);
  });

  it("has the same bits at once and in parts", async () => {
    const setup = at({ units: 4, task: "parity", compare: true });
    const once = await new Training(setup).trainTo(12, lineTo());
    const parts = new Training(setup);
    await parts.trainTo(5, lineTo());
    expect(await parts.trainTo(12, lineTo())).toEqual(once);
    expect(once.curves.map(({ cell }) => cell)).toEqual(["simpleRNN", "gru", "lstm"]);
    expect(new Set(once.curves.map(({ losses }) => losses.at(-1))).size).toBe(3);
  });

  it("stops when asked", async () => {
    const stop = new AbortController();
    const training = new Training(at({ units: 4 }));
    const line = { ...lineTo(), signal: stop.signal, tell: () => stop.abort() };
    const { trained } = await training.trainTo(20_000, line);
    expect(trained).toBeGreaterThan(0);
    expect(trained).toBeLessThan(20_000);
  });

  it.each(["echo", "adding", "parity", "brackets", "sines", "sentence"] as const)(
    "of %s has a picture with a gradient",
    async (task) => {
      const setup = at({ task, bidirectional: true, stacked: true, units: 2 });
      const { layers, inputs, curves } = await new Training(setup).trainTo(1, lineTo());
      expect(layers).toHaveLength(4);
      for (const layer of layers) {
        expect(layer.inputs).toHaveLength(inputs.length);
        expect(layer.gradient).toHaveLength(inputs.length);
      }
      expect(Math.max(...curves[0]!.gradient)).toBeGreaterThan(0);
    },
  );
});
