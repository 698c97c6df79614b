/** Files that Keras 2 wrote (test/fixtures/keras/make_old.py): hard sigmoids of another slope, lists of calls, cuDNN's layers. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FormatError, loadModel, saveModel, type Tensor, tensor } from "../src/index.ts";
import { expectClose } from "./numbers.ts";

const folder = new URL("fixtures/keras/", import.meta.url);

test.each(["old_sequence", "old_graph", "old_cudnn"])("%s predicts what Keras 2 predicts", async (name) => {
  const { inputs, outputs } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
  const model = await loadModel(new Uint8Array(readFileSync(new URL(`${name}.h5`, folder))));
  const x = inputs.map((values: number[]) => tensor(values));
  expectClose(model.predict(x) as Tensor, outputs[0]);
});

test("a hard sigmoid of Keras 2 is not written for Keras 3, whose is another function", async () => {
  const model = await loadModel(new Uint8Array(readFileSync(new URL("old_sequence.h5", folder))));
  await expect(saveModel(model)).rejects.toThrow(FormatError);
});
