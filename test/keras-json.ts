/** Models of Keras that test/fixtures/keras/recorded.py wrote down: their JSON, weights, and what they did. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadModel, optimizers, saveModel, type Tensor, tensor } from "../src/index.ts";
import { parseRecord } from "../src/io/json.ts";
import { ModelReader } from "../src/io/keras-json/read-model.ts";
import { asKerasObject } from "../src/io/layer-options.ts";
import type { AnyModel } from "../src/models/index.ts";
import { expectClose, expectNumbers } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

/** One model. */
export interface Recorded {
  config: never;
  weights: never[];
  inputs: never[];
  targets: never[];
  outputs: never[];
  /** By `evaluate`, before training. */
  loss: number;
  /** Of each step of SGD. */
  losses: number[];
  /** The outputs after training. */
  trained: never[];
  learningRate?: number;
}

export const recordedModels = (file: string): [string, Recorded][] =>
  Object.entries(parseRecord(readFileSync(new URL(`fixtures/keras/${file}`, import.meta.url), "utf8"), file) as never);

/** The model of a record, with its weights. */
export function modelOf({ config, weights }: Recorded, dialect: 2 | 3 = 3): AnyModel {
  const model = new ModelReader(dialect, {}).readModel(asKerasObject(config, "the record"));
  model.setWeights(weights);
  return model;
}

/** The operations of test/fixtures/keras/further_operations.py in one model, with inputs and what Keras gives for them. */
export function furtherOperations(): { model: AnyModel; inputs: Tensor[]; outputs: never[] } {
  const file = new URL("fixtures/keras/further_operations.json", import.meta.url);
  const { config, x, y } = JSON.parse(readFileSync(file, "utf8"));
  const model = new ModelReader(3, {}).readModel(asKerasObject(parseRecord(config, "the record"), "the record"));
  const inputs = model.inputs.map(({ dtype }, i) => tensor(x[i], undefined, dtype));
  return { model, inputs, outputs: y };
}

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const tensors = (all: never[]) => all.map((values) => tensor(values));

/** That a model does what the record says. */
export async function expectRecorded(model: AnyModel, record: Recorded): Promise<void> {
  const [x, y] = [tensors(record.inputs), tensors(record.targets)];
  const check = (wanted: never[]) => {
    const outputs = listOf(model.predict(x) as Tensor | Tensor[]);
    expect(outputs).toHaveLength(wanted.length);
    for (const [i, output] of outputs.entries()) expectClose(output, wanted[i]!, tolerance.golden);
  };
  check(record.outputs);
  model.compile({ optimizer: optimizers.sgd({ learningRate: record.learningRate ?? 0.2 }), loss: "meanSquaredError" });
  expectNumbers((await model.evaluate(x, y, { verbose: 0 })).loss!, record.loss, tolerance.training);
  for (const loss of record.losses) expectNumbers((await model.trainOnBatch(x, y)).loss!, loss, tolerance.training);
  check(record.trained);
}

/** The tests of every record in a file: as Keras wrote it, and as it is after Recurve wrote it. */
export function testRecords(file: string): void {
  const records = recordedModels(file);
  test.each(records)("%s: predicts, evaluates and trains as in Keras", (_, record) =>
    expectRecorded(modelOf(record), record),
  );

  test.each(records)("%s: saved and loaded again it is the same", async (_, record) => {
    const bytes = await saveModel(modelOf(record), undefined, { format: "keras" });
    await expectRecorded(await loadModel(bytes), record);
  });
}

/** A model in Keras's JSON of one operation of `keras.ops` on an input of rows of three. */
export function modelOfOperation(module: string | undefined, className: string, options: object = {}) {
  const input = {
    class_name: "__keras_tensor__",
    config: { shape: [null, 3], dtype: "float32", keras_history: ["x", 0, 0] },
  };
  const operation = {
    ...{ module, class_name: className, registered_name: className, name: "operation" },
    config: { name: "operation", ...options },
    inbound_nodes: [{ args: [input], kwargs: {} }],
  };
  const start = {
    ...{ class_name: "InputLayer", name: "x", inbound_nodes: [] },
    config: { batch_shape: [null, 3], name: "x" },
  };
  const config = {
    ...{ name: "m", layers: [start, operation] },
    ...{ input_layers: ["x", 0, 0], output_layers: ["operation", 0, 0] },
  };
  return new ModelReader(3, {}).readModel({ class_name: "Functional", config: config as never });
}
