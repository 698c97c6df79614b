/** The two tables of formats, one for Parcel, hold the same. */
import { expect, it } from "vitest";
import { layers, modelToJSON, saveModel, sequential } from "../index.ts";
import { sniffFormat } from "./find-format.ts";
import { type ModelFormat, writtenModels, writtenWeights } from "./format.ts";
import * as later from "./format-tables.ts";
import * as atOnce from "./format-tables-at-once.ts";

it.each(["modelFormats", "weightsFormats"] as const)(
  "%s, loaded later or at once, are the same in the same order",
  async (name) => {
    const formats = (tables: typeof later) =>
      Promise.all(Object.entries<() => Promise<unknown>>(tables[name]).map(async ([key, load]) => [key, await load()]));
    const expected = await formats(later);
    expect(expected.length).toBeGreaterThan(3);
    expect(await formats(atOnce)).toEqual(expected);
  },
);

it("the formats that can be written are those that write", async () => {
  const writing = async (table: Record<string, () => Promise<{ write?: unknown; save?: unknown }>>) => {
    const loaded = await Promise.all(Object.entries(table).map(async ([name, load]) => [name, await load()] as const));
    return loaded.filter(([, format]) => format.write ?? format.save).map(([name]) => name);
  };
  expect(await writing(later.modelFormats)).toEqual(writtenModels);
  expect(await writing(later.weightsFormats)).toEqual(writtenWeights);
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
  // what is told to be written can be
  await expect(saveModel(model, undefined, { format: "keras-json" })).rejects.toThrow(
    "expected: keras, keras-h5, onnx, tfjs\n",
  );
});

it("a file's start decides which format's code is loaded", async () => {
  const bytes = (...parts: (string | number)[]) =>
    Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : part)));
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
  const files = {
    keras: await saveModel(model),
    "keras-h5": await saveModel(model, undefined, { format: "keras-h5" }),
    onnx: await saveModel(model, undefined, { format: "onnx" }),
    tfjs: (await saveModel(model, undefined, { format: "tfjs" })).get("")!,
    "keras-json": bytes(modelToJSON(model)),
  };
  for (const [name, file] of Object.entries(files)) {
    const loaded: string[] = [];
    const table: typeof later.modelFormats = Object.fromEntries(
      Object.entries<() => Promise<ModelFormat>>(later.modelFormats).map(([key, load]) => [
        key,
        () => {
          loaded.push(key);
          return load();
        },
      ]),
    );
    expect((await sniffFormat(table, file, "a file"))?.name).toBe(name);
    expect(loaded).toEqual([name]);
  }
  const none: string[] = [];
  const refusing = { onnx: async () => none.push("onnx") as never, keras: async () => none.push("keras") as never };
  expect(await sniffFormat(refusing, bytes("PQ", 3, 4), "a file")).toBe(undefined);
  expect(none).toEqual([]);
});
