/** Softmax, cross-entropy, normalization and the positions of extremes over the last axis; threads split the rows. */
import type { Tensor } from "../../tensor/index.ts";
import type { WasmEngine } from "./engine.ts";

export function softmax(engine: WasmEngine, x: Tensor, log: boolean): Tensor {
  const width = x.shape.at(-1)!;
  const from = engine.address(x);
  return engine.result(x.shape, (to) =>
    engine.split(log ? "logSoftmax" : "softmax", x.size / width, 1, 8 * x.size, (r, end) => ({
      R: end - r,
      N: width,
      x: from + 4 * r * width,
      y: to + 4 * r * width,
    })),
  );
}

export function softmaxGradient(engine: WasmEngine, dy: Tensor, y: Tensor, log: boolean): Tensor {
  const width = y.shape.at(-1)!;
  const [d, from] = [dy, y].map((tensor) => engine.address(tensor));
  return engine.result(y.shape, (to) =>
    engine.split(log ? "logSoftmaxGradient" : "softmaxGradient", y.size / width, 1, 4 * y.size, (r, end) => ({
      R: end - r,
      N: width,
      dy: d! + 4 * r * width,
      y: from! + 4 * r * width,
      dx: to + 4 * r * width,
    })),
  );
}

export function crossEntropy(engine: WasmEngine, logits: Tensor, labels: Tensor): Tensor {
  const [rows, width] = logits.shape as [number, number];
  const [shifts, sums] = [rows, rows].map((length) => engine.memory.take(4 * length)) as [number, number];
  const from = engine.address(logits);
  const scratch = engine.memory.take(4 * width * engine.threadCount);
  engine.split("expSums", rows, 1, 8 * rows * width, (r, end, thread) => ({
    R: end - r,
    N: width,
    x: from + 4 * r * width,
    shifts: shifts + 4 * r,
    sums: sums + 4 * r,
    scratch: scratch + 4 * thread * width,
  }));
  return engine.result(labels.shape, (to) => {
    // views only now: taking memory may have moved it
    const [scores, classes] = [logits.read(), labels.read()];
    const [shift, sum] = [engine.memory.view("float32", shifts, rows), engine.memory.view("float32", sums, rows)];
    const losses = engine.memory.view("float32", to, rows);
    for (let r = 0; r < rows; r++) losses[r] = shift[r]! - scores[r * width + classes[r]!]! + Math.log(sum[r]!);
  });
}

export function crossEntropyGradient(engine: WasmEngine, dy: Tensor, logits: Tensor, labels: Tensor): Tensor {
  const [rows, width] = logits.shape as [number, number];
  const [d, from, ids] = [dy, logits, labels].map((tensor) => engine.address(tensor));
  return engine.result(logits.shape, (to) =>
    engine.split("crossEntropyGradient", rows, 1, 8 * rows * width, (r, end) => ({
      R: end - r,
      N: width,
      dy: d! + 4 * r,
      x: from! + 4 * r * width,
      labels: ids! + 4 * r,
      dx: to + 4 * r * width,
    })),
  );
}

export function normalize(engine: WasmEngine, x: Tensor, epsilon: number): { normalized: Tensor; scale: Tensor } {
  const [rows, width] = x.shape as [number, number];
  const [from, scale] = [engine.address(x), engine.reserve([rows])];
  const normalized = engine.result(x.shape, (to) =>
    engine.split("normalize", rows, 1, 8 * x.size, (r, end) => ({
      R: end - r,
      N: width,
      epsilon,
      x: from + 4 * r * width,
      n: to + 4 * r * width,
      scale: scale.address + 4 * r,
    })),
  );
  return { normalized, scale: scale.tensor };
}

export function normalizeGradient(engine: WasmEngine, dn: Tensor, normalized: Tensor, scale: Tensor): Tensor {
  const [rows, width] = dn.shape as [number, number];
  const [d, n, s] = [dn, normalized, scale].map((tensor) => engine.address(tensor));
  return engine.result(dn.shape, (to) =>
    engine.split("normalizeGradient", rows, 1, 8 * dn.size, (r, end) => ({
      R: end - r,
      N: width,
      dn: d! + 4 * r * width,
      n: n! + 4 * r * width,
      scale: s! + 4 * r,
      dx: to + 4 * r * width,
    })),
  );
}

/** The position of the largest, or smallest, number of each row. */
export function argRows(engine: WasmEngine, x: Tensor, name: "max" | "min"): Tensor {
  const width = x.shape.at(-1)!;
  const from = engine.address(x);
  const run = (to: number) =>
    engine.call("argRows", { R: x.size / width, N: width, x: from, y: to, smallest: Number(name === "min") });
  return engine.result(x.shape.slice(0, -1), run, "int32");
}
