/** What cannot be sent is refused by its name, before anything is sent; the Python of this launcher only says that it has all. */
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Layer, layers, ops, sequential, type Tensor } from "../index.ts";
import { train } from "./index.ts";

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
const made = (layer: any, loss: any) => {
  const model = sequential([layers.lstm({ units: 2, ...(loss === "stateful" && { stateful: true }) }), layer], {
    seed: 1,
  });
  model.compile({ optimizer: "adam", loss: loss === "stateful" ? "mse" : loss });
  return model;
};

it.each([
  ["a layer of your own", () => made(new Doubled(), "mse"), /Doubled/],
  [
    "a loss of your own",
    () => made(layers.dense({ units: 2 }), (y: Tensor, p: Tensor) => ops.mean(ops.subtract(y, p))),
    /loss/,
  ],
  ["a stateful model", () => made(layers.dense({ units: 2 }), "stateful"), /stateful/],
])("%s", async (_, model, why) => {
  const python = join(folder, "..", "python");
  writeFileSync(python, `#!/bin/sh\necho '{"version": "3.11.7", "missing": [], "found": {}}'\n`, { mode: 0o755 });
  const tried = train(model(), { x, y: [[1, 2]] }, { launcher: { type: "local", python }, output: folder });
  await expect(tried).rejects.toThrow(why);
  expect(existsSync(join(folder, "job.json"))).toBe(false);
});
