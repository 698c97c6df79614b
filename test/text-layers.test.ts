/** Layers that read texts against real Keras (test/fixtures/keras/make_text_layers.py): what they learn, give, and keep in files. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cloneModel, layers, loadModel, modelToJSON, saveModel, type Tensor, tensor } from "../src/index.ts";
import { GroupToWrite, writeHdf5 } from "../src/io/containers/hdf5/write.ts";
import { writeZip } from "../src/io/containers/zip.ts";
import { camelCase } from "../src/io/names.ts";
import type { VocabularyLayer } from "../src/layers/lookup/vocabulary-layer.ts";
import { expectClose } from "./numbers.ts";

interface Values {
  shape: number[];
  values: (number | string)[];
}
interface LayerCase {
  class: "TextVectorization" | "StringLookup" | "IntegerLookup";
  options: Record<string, unknown>;
  adapt: string[] | null;
  data: string[];
  size: number;
  vocabulary: (string | number)[];
  output: Values;
}
interface ModelCase {
  members: Record<string, string>;
  weights: Record<string, Values>;
  inputs: Record<string, string[]>;
  output: Values;
}
const goldens: { layers: LayerCase[]; models: Record<string, ModelCase> } = JSON.parse(
  readFileSync(new URL("fixtures/keras/text_layers.json", import.meta.url), "utf8"),
);

const makers = {
  TextVectorization: layers.textVectorization,
  StringLookup: layers.stringLookup,
  IntegerLookup: layers.integerLookup,
};

function expectValues(found: Tensor, { shape, values }: Values): void {
  expect(found.shape).toEqual(shape);
  if (typeof values[0] === "string") expect([...(found.dataSync() as never as string[])]).toEqual(values);
  else expectClose(found, tensor(values as number[], shape));
}

test.each(goldens.layers.map((each) => [`${each.class} ${JSON.stringify(each.options)}`, each] as const))(
  "%s",
  async (_, { class: className, options, adapt, data, size, vocabulary, output }) => {
    const named = Object.entries(options).map(([key, value]) => [camelCase(key), value]);
    const layer = makers[className](Object.fromEntries(named)) as unknown as VocabularyLayer<string>;
    if (adapt) await layer.adapt(adapt);
    expect(layer.getVocabulary()).toEqual(vocabulary);
    expect(layer.vocabularySize()).toBe(size);
    const given = typeof [data].flat(2)[0] === "string" ? data : tensor(data as never, undefined, "int32");
    expectValues(layer.apply(given as Tensor), output);
  },
);

function archive({ members, weights }: ModelCase): Promise<Uint8Array> {
  const root = new GroupToWrite();
  for (const [path, { shape, values }] of Object.entries(weights)) {
    root.set(path, { shape, values: Float32Array.from(values as number[]) });
  }
  const encoded = Object.entries(members).map(([name, text]) => [name, new TextEncoder().encode(text)]);
  return writeZip({ ...Object.fromEntries(encoded), "model.weights.h5": writeHdf5(root) });
}

describe.each(Object.keys(goldens.models))("a model of Keras that takes texts: %s", (name) => {
  const golden = goldens.models[name]!;
  const given = Object.keys(golden.inputs).length > 1 ? golden.inputs : golden.inputs.x!;

  test("predicts what Keras predicts", async () => {
    const model = await loadModel(await archive(golden));
    expectValues(model.predict(given), golden.output);
  });

  test.each(["keras", "keras-h5"] as const)("and does so from its own %s, and as a clone", async (format) => {
    const model = await loadModel(await archive(golden));
    const again = await loadModel(await saveModel(model, undefined, { format }));
    expectValues(again.predict(given), golden.output);
    expectValues(cloneModel(again, { weights: true }).predict(given), golden.output);
    const bare = await loadModel(modelToJSON(model));
    bare.setWeights(model.getWeights());
    expectValues(bare.predict(given), golden.output);
  });
});

test("a model of Keras that was built from three texts takes any number of them", async () => {
  const golden = goldens.models.chain!;
  const config = JSON.parse(golden.members["config.json"]!);
  // as Keras writes it where no Input was given
  config.config.layers.shift();
  config.config.build_input_shape = [3];
  config.build_config = { input_shape: [3] };
  const members = { ...golden.members, "config.json": JSON.stringify(config) };
  const model = await loadModel(await archive({ ...golden, members }));
  expectClose(
    model.predict(golden.inputs.x!.slice(0, 1)),
    tensor(golden.output.values.slice(0, 1) as number[], [1, 1]),
  );
});
