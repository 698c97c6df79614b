/** A file of Keras whose optimizer's state is not that of the optimizer that it names. */
import { unzipSync, zipSync } from "fflate";
import { afterEach, expect, test, vi } from "vitest";
import { layers, loadModel, optimizers, saveModel, sequential } from "../src/index.ts";
import { expectClose, normal } from "./numbers.ts";

afterEach(() => vi.restoreAllMocks());

test.each(["keras", "keras-h5"] as const)(
  "the state of another optimizer in a file of %s is left out, with a warning",
  async (format) => {
    const said = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const made = sequential([layers.gru({ units: 2, inputShape: [null, 3] })]);
    made.compile({ optimizer: optimizers.sgd({ momentum: 0.9 }), loss: "mse" });
    const [x, y] = [normal([4, 5, 3]), normal([4, 2])];
    await made.fit(x, y, { epochs: 1, verbose: 0 });
    let bytes = Buffer.from(await saveModel(made, undefined, { format }));
    const withoutMomentum = (text: Buffer) =>
      Buffer.from(text.toString("latin1").replace(/("momentum": ?0)\.9/, "$1.0"), "latin1");
    if (format === "keras") {
      const members = unzipSync(bytes);
      members["config.json"] = withoutMomentum(Buffer.from(members["config.json"]!));
      bytes = Buffer.from(zipSync(members));
    } else bytes = withoutMomentum(bytes);
    const read = await loadModel(bytes);
    expect(said.mock.calls.flat()).toEqual([
      expect.stringMatching(/the optimizer starts anew.*expected: 2 values.*received: 5/s),
    ]);
    expectClose(read.predict(x), made.predict(x));
    expect((await read.fit(x, y, { epochs: 1, verbose: 0 })).history.loss).toHaveLength(1);
  },
);
