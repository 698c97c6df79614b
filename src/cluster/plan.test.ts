/** What cannot be sent is refused by its name, before anything is sent; the Python of this launcher only says that it has all. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Layer, layers, ops, optimizers, sequential, type Tensor } from "../index.ts";
import { attach, train } from "./index.ts";

class Doubled extends Layer {
  override readonly className = "Doubled";
  override readonly config = {};
  override computeOutputShapes(inputs: readonly layers.OpenShape[]) {
    return [inputs[0]!];
  }
  override call([x]: readonly Tensor[]) {
    return [ops.multiply(x!, 2)];
  }
}
const folder = join(mkdtempSync(join(tmpdir(), "recurve-plan-")), "job");
const x = [[[1], [2]]];
const made = (layer: any, loss: any, more: layers.LSTMOptions = { units: 2, stateful: loss === "stateful" }) => {
  const model = sequential([layers.lstm(more) as any, layer], { seed: 1 });
  model.compile({ optimizer: "adam", loss: loss === "stateful" ? "mse" : loss });
  return model;
};

const tied = () => {
  const first = layers.dense({ units: 3 });
  return sequential([first, layers.dense({ units: 2, tiedTo: first })]);
};

it.each([
  ["a layer of your own", () => made(new Doubled(), "mse"), /Doubled/],
  [
    "a loss of your own",
    () => made(layers.dense({ units: 2 }), (y: Tensor, p: Tensor) => ops.mean(ops.subtract(y, p))),
    /loss/,
  ],
  [
    "an option that Keras lacks",
    () => made(layers.dense({ units: 2 }), "mse", { units: 2, projection: 1 }),
    /no option projection/,
  ],
  ["a tie of weights", () => made(tied(), "mse"), /no option tiedTo/],
  ["a stateful model", () => made(layers.dense({ units: 2 }), "stateful"), /stateful/],
])("%s", async (_, model, why) => {
  const python = join(folder, "..", "python");
  writeFileSync(python, `#!/bin/sh\necho '{"version": "3.11.7", "missing": [], "found": {}}'\n`, { mode: 0o755 });
  const tried = train(model(), { x, y: [[1, 2]] }, { launcher: { type: "local", python }, output: folder });
  await expect(tried).rejects.toThrow(why);
  expect(existsSync(join(folder, "job.json"))).toBe(false);
});

it("the same call goes on; one with another model, other weights, data or options is refused", async () => {
  const room = mkdtempSync(join(tmpdir(), "recurve-plan-"));
  const python = join(room, "python");
  writeFileSync(python, `#!/bin/sh\necho '{"version": "3.11.7", "missing": [], "found": {}}'\n`, { mode: 0o755 });
  const compiled = (learningRate = 0.1, units = 2) => {
    const model = sequential([layers.lstm({ units })], { seed: 1 });
    model.compile({ optimizer: optimizers.adam({ learningRate }), loss: "mse" });
    model.build([null, 2, 1]);
    return model;
  };
  const other = compiled();
  other.setWeights(other.getWeights().map((weight) => ops.add(weight, 1)));
  const begin = async (model = compiled(), y = [[1, 2]], more: object = {}) => {
    const launcher = { type: "local", python, processes: 1 } as const;
    const job = await train(model, { x, y }, { launcher, output: join(room, "job"), ...more });
    for await (const event of job.events()) expect(event.event).toBe("error");
  };
  const same = compiled();
  await begin(same);
  await begin(same);
  await begin();
  await begin(undefined, undefined, { epochs: 3 });
  for (const wrong of [
    () => begin(compiled(0.01)),
    () => begin(other),
    () => begin(undefined, [[1, 3]]),
    () => begin(undefined, undefined, { shuffle: false }),
    () => begin(undefined, undefined, { seed: 2 }),
  ])
    await expect(wrong()).rejects.toThrow(/is another one/);

  rmSync(join(room, "job", "work"), { recursive: true });
  for await (const event of attach(join(room, "job")).events())
    expect(event).toMatchObject({ kind: "gone", what: "The job has ended without a result and without a log." });
});
