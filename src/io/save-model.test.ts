/** The arguments of saving. */
import { expect, it } from "vitest";
import { input, layers, saveModel, sequential } from "../index.ts";

it("a misspelt format is told with the nearest one", async () => {
  const model = sequential([input({ shape: [2] }), layers.dense({ units: 1 })]);
  await expect(saveModel(model, undefined, { format: "kersa" as never })).rejects.toThrow('did you mean "keras"?');
});
