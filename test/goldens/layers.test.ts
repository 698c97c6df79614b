/** Every option of every layer against Keras 3.15.1: outputs, states, masks, gradients. */
import { describe, expect, test } from "vitest";
import { setBackend } from "../../src/backend/current.ts";
import { absent } from "./absent.ts";
import { type LayerCase, missingLayers, readGoldens } from "./case.ts";
import { backends, checkLayerCase } from "./run.ts";

const files = ["simple-rnn", "lstm", "gru", "bidirectional", "wrappers", "around", "windows", "keras-extra"] as const;

for (const file of files) {
  const { cases } = readGoldens<{ cases: LayerCase[] }>(file);
  describe.each(backends)(`${file} on %s`, (backend) => {
    for (const given of cases) {
      const reason = absent[given.id];
      if (reason) test.skip(`${given.id}: ${reason}`);
      else
        test(given.id, () => {
          setBackend(backend);
          checkLayerCase(given);
        });
    }
  });
  test(`every skipped case of ${file} really has no layer`, () => {
    const skipped = cases.filter(({ id }) => absent[id]);
    for (const { id, layer, config } of skipped) {
      expect(missingLayers({ class_name: layer, config }), id).not.toEqual([]);
    }
  });
}
