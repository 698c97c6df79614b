/** Stateful models of fixed batch size: as in Keras, a batch of another size is refused wherever it comes from. */
import { beforeEach, describe, expect, test } from "vitest";
import { data, input, layers, model, ShapeError, sequential, type Tensor, tensor } from "../index.ts";

const rows = (count: number) => tensor(Float32Array.from({ length: count * 6 }, Math.sin), [count, 3, 2]);
const targets = (count: number) => tensor(new Float32Array(count), [count, 1]);

function make(batchSize: number) {
  const x = input({ shape: [3, 2], batchSize });
  const h = layers.lstm({ units: 2, stateful: true }).apply(x);
  const made = model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(h), seed: 3 });
  made.compile({ optimizer: "sgd", loss: "mse" });
  return made;
}
const chain = () =>
  sequential({
    layers: [
      input({ shape: [3, 2], batchSize: 1 }),
      layers.bidirectional({ layer: layers.gru({ units: 2, stateful: true }) }),
      layers.dense({ units: 1 }),
    ],
  });

describe.each([
  [1, 2],
  [2, 4],
  [2, 1],
  [2, 5],
  [3, 2],
])("made for batches of %d, given %d rows", (fixed, count) => {
  let made: ReturnType<typeof make>;
  beforeEach(() => {
    made = make(fixed);
  });
  const [x, y] = [rows(count), targets(count)];
  const weights = () => made.getWeights().map((weight) => [...weight.dataSync()]);

  test("predict, predictOnBatch and a call", () => {
    expect(() => made.predict(x)).toThrow(ShapeError);
    expect(() => made.predictOnBatch(x)).toThrow(ShapeError);
    expect(() => made.apply(x)).toThrow(new RegExp(`batches of ${fixed}`));
  });

  test("fit, evaluate, trainOnBatch and testOnBatch, before anything changes", async () => {
    const before = weights();
    await expect(made.fit(x, y, { verbose: 0 })).rejects.toThrow(ShapeError);
    await expect(made.fit(rows(fixed), targets(fixed), { validationData: [x, y], verbose: 0 })).rejects.toThrow(
      ShapeError,
    );
    await expect(made.evaluate(x, y, { verbose: 0 })).rejects.toThrow(ShapeError);
    await expect(made.trainOnBatch(x, y)).rejects.toThrow(ShapeError);
    await expect(made.testOnBatch(x, y)).rejects.toThrow(ShapeError);
    expect(weights()).toEqual(before);
  });

  test("datasets", async () => {
    const batches = data.dataset([{ x, y }]);
    await expect(made.fit(batches as never, { verbose: 0 })).rejects.toThrow(ShapeError);
    await expect(made.predict(batches as never)).rejects.toThrow(ShapeError);
  });

  test("as a part of another model", () => {
    const outer = input({ shape: [3, 2] });
    expect(() => model({ inputs: outer, outputs: made.apply(outer) }).predict(x)).toThrow(ShapeError);
  });
});

test("a chain around a bidirectional layer is refused alike", () => {
  expect(() => chain().predict(rows(2))).toThrow(/takes whole batches only/);
});

test("with batchSize, samples are cut into batches that follow each other, row by row", () => {
  const [inTurn, atOnce] = [make(1), make(1)];
  const x = rows(2);
  const first = tensor(x.dataSync().slice(0, 6), [1, 3, 2]);
  const second = tensor(x.dataSync().slice(6), [1, 3, 2]);
  const wanted = [first, second].map((row) => (inTurn.predict(row) as Tensor).item());
  expect([...(atOnce.predict(x, { batchSize: 1 }) as Tensor).dataSync()]).toEqual(wanted);
  expect(() => make(2).predict(rows(5), { batchSize: 2 })).toThrow(ShapeError);
  expect(() => make(2).predict(rows(4), { batchSize: 4 })).toThrow(ShapeError);
});
