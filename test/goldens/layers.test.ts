/** Every option of every layer against Keras 3.15.1: outputs, states, masks, gradients. */
import { describe, test } from "vitest";
import { setBackend } from "../../src/backend/current.ts";
import { type LayerCase, readGoldens } from "./case.ts";
import { backends, checkLayerCase } from "./run.ts";

const files = ["simple-rnn", "lstm", "gru", "bidirectional", "wrappers", "around", "windows", "keras-extra"] as const;

for (const file of files) {
  const { cases } = readGoldens<{ cases: LayerCase[] }>(file);
  describe.each(backends)(`${file} on %s`, (backend) => {
    for (const given of cases) {
      test(given.id, () => {
        setBackend(backend);
        checkLayerCase(given);
      });
    }
  });
}
