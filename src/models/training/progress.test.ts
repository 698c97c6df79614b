import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { formatValue, ProgressBar, ProgressLogger } from "./progress.ts";

let now = 0;
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const logs = { accuracy: 0.275, loss: 1.10368 };
const full = "━".repeat(20);

test("numbers have four decimals, and a scientific form up to 0.001", () => {
  expect([1.1037, 12345.678, 0.001, 0.0010001, -0.00002, 0].map(formatValue)).toEqual([
    ...["1.1037", "12345.6780", "1.0000e-03", "0.0010", "-2.0000e-05", "0.0000e+00"],
  ]);
  expect([1.5e-120, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(formatValue)).toEqual([
    ...["1.5000e-120", "nan", "inf", "-inf"],
  ]);
});

describe("where the text is kept", () => {
  const run = (verbose: 0 | 1 | 2 | "auto", epochs: number) => {
    let text = "";
    const progress = new ProgressLogger({ verbose, write: (part) => (text += part) }, epochs, 3);
    for (let epoch = 0; epoch < epochs; epoch++) {
      progress.onEpochBegin(epoch);
      for (let batch = 0; batch < 3; batch++) {
        now += batch === 0 ? 1000 : 131;
        progress.onTrainBatchEnd(batch, logs);
      }
      progress.onEpochEnd(epoch, { ...logs, val_accuracy: 0.3, val_loss: 1.1003 });
    }
    return text;
  };

  test("verbose 1 is Keras's line, one for each epoch; the first step is not counted", () => {
    const line = `3/3 ${full} 1s 131ms/step - accuracy: 0.2750 - loss: 1.1037 - val_accuracy: 0.3000 - val_loss: 1.1003\n`;
    expect(run("auto", 2)).toBe(`Epoch 1/2\n${line}Epoch 2/2\n${line}`);
    expect(run(1, 1)).toBe(line);
  });

  test("verbose 2 is the short one", () => {
    expect(run(2, 1)).toBe(
      "3/3 - 1s - 131ms/step - accuracy: 0.2750 - loss: 1.1037 - val_accuracy: 0.3000 - val_loss: 1.1003\n",
    );
  });

  test("verbose 0 is silent", () => {
    expect(run(0, 2)).toBe("");
  });

  test.each([
    [1500, "2s/step"],
    [20.4, "20ms/step"],
    [0.25, "250us/step"],
  ])("a step of %f ms takes %s", (milliseconds, expected) => {
    let text = "";
    const bar = new ProgressBar({ verbose: 2, write: (part) => (text += part) }, 1);
    now += milliseconds;
    bar.update(1, {});
    bar.finish({});
    expect(text).toContain(expected);
  });
});

describe("on a terminal", () => {
  const draw = (total: number, steps: number, milliseconds: number) => {
    const parts: string[] = [];
    const isTTY = Object.getOwnPropertyDescriptor(process.stdout, "isTTY");
    Object.defineProperty(process.stdout, "isTTY", { value: true, configurable: true });
    const write = vi.spyOn(process.stdout, "write").mockImplementation((part) => parts.push(String(part)) > 0);
    try {
      const bar = new ProgressBar({ verbose: 1 }, total);
      for (let step = 1; step <= steps; step++) {
        now += milliseconds;
        bar.update(step, { loss: 1 });
      }
      if (steps === total) bar.finish({ loss: 1 });
    } finally {
      write.mockRestore();
      if (isTTY) Object.defineProperty(process.stdout, "isTTY", isTTY);
      else delete (process.stdout as { isTTY?: boolean }).isTTY;
    }
    return parts;
  };

  test("the bar is drawn over itself, in Keras's colours, with the time left", () => {
    const [first, second, end] = draw(2, 2, 400);
    const bold = (text: string) => `\x1b[1m${text}\x1b[0m`;
    const bar = (green: string, white: string) => `${green && `\x1b[32m${green}\x1b[0m`}\x1b[37m${white}\x1b[0m`;
    const half = "━".repeat(10);
    expect(first).toBe(`\r${bold("1/2")} ${bar(half, half)} ${bold("0s")} 400ms/step - loss: 1.0000`);
    const width = `1/2 ${full} 0s 400ms/step - loss: 1.0000`.length;
    const back = `${"\b".repeat(width)}\r`;
    expect(second).toBe(`${back}${bold("2/2")} ${bar(full, "")} ${bold("0s")} 400ms/step - loss: 1.0000`);
    expect(end).toBe(`${back}${bold("2/2")} ${bar(full, "")} ${bold("1s")} 400ms/step - loss: 1.0000\n`);
  });

  test("a step in less than 0.05 s is not drawn", () => {
    expect(draw(100, 50, 20).length).toBe(17);
  });

  test.each([
    [101, 1000, "1:40"],
    [4001, 1000, "1:06:40"],
    [31, 1000, "30s"],
  ])("of %i steps of %i ms, %s are left after the first", (total, milliseconds, left) => {
    const [first] = draw(total, 1, milliseconds);
    expect(first).toContain(`\x1b[1m${left}\x1b[0m`);
    expect(first).toContain(`\x1b[1m${"1".padStart(String(total).length)}/${total}\x1b[0m`);
  });
});
