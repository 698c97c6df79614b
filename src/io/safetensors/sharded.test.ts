import { expect, it } from "vitest";
import { dense } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import { FormatError } from "../../tensor/index.ts";
import type { Source } from "../format.ts";
import { loadWeights } from "../load-model.ts";
import { saveWeights } from "../save-model.ts";
import { readSafetensors, writeSafetensors } from "./container.ts";

const encode = (value: object) => new TextEncoder().encode(JSON.stringify(value));

/** The weights of a layer in two files, with an index that `change` may make wrong. */
async function inTwoFiles(change = (_: Record<string, string>) => {}) {
  const made = sequential({ layers: [dense({ units: 3, inputShape: [2], biasInitializer: "ones" })] });
  const tensors = [...readSafetensors(await saveWeights(made, undefined, { format: "safetensors" }), "the file")];
  const files = new Map(tensors.map((tensor, i) => [`part${i}.safetensors`, writeSafetensors(new Map([tensor]), {})]));
  const map = Object.fromEntries(tensors.map(([name], i) => [name, `part${i}.safetensors`]));
  change(map);
  const source: Source = {
    name: "model.safetensors.index.json",
    bytes: async () => encode({ metadata: { total_size: 36 }, weight_map: map }),
    sibling: async (path) => files.get(path)!,
  };
  return { made, source };
}

it("weights of several files are read by their index", async () => {
  const { made, source } = await inTwoFiles();
  const other = sequential({ layers: [dense({ units: 3, inputShape: [2] })] });
  await loadWeights(other, source);
  expect(other.getWeights().map((each) => each.arraySync())).toEqual(made.getWeights().map((each) => each.arraySync()));
});

it.each<[string, (map: Record<string, string>) => void]>([
  ["places a tensor in another file", (map) => Object.assign(map, { more: "part0.safetensors" })],
  ["leaves one out", (map) => void delete map[Object.keys(map)[0]!]],
])("an index that %s is refused", async (_, change) => {
  const { source } = await inTwoFiles(change);
  const other = sequential({ layers: [dense({ units: 3, inputShape: [2] })] });
  await expect(loadWeights(other, source)).rejects.toThrow(FormatError);
});
