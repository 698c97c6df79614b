/** What the laboratory says of files, data and networks that cannot be: each line has Chinese. */
import { readFileSync } from "node:fs";
import { formatOf, input, layers, loadModel, model, sequential } from "recurve";
import { expect, it } from "vitest";
import { messageInChinese } from "../../../src/cli/chinese/index.ts";
import { examine } from "../inside/network.ts";
import { fields } from "../inside/setup.ts";
import { initialState } from "../shared/address.ts";

function expectChinese(message: string): void {
  const lines = messageInChinese(message).split("\n");
  // what was received is shown as it came
  for (const line of lines.filter((each) => !each.startsWith("  实为"))) {
    expect(line).toMatch(/\p{Script=Han}/u);
    // code, and the names of files and inputs, are not translated
    expect(line.replaceAll(/[“([][^”)\]]*[”)\]]|state = .*/g, "")).not.toMatch(/[a-z]+ [a-z]+ [a-z]+/);
  }
}

const file = (name: string, bytes: Uint8Array | string) => new File([bytes as BlobPart], name);
const fixture = (path: string) => new Uint8Array(readFileSync(`test/fixtures/${path}`));

it("what was received is Chinese too, where it is said and not shown", async () => {
  const cut = file("cut.keras", fixture("keras/graph.keras").subarray(0, 900));
  const error = await loadModel([cut]).catch((each: Error) => each);
  expect(messageInChinese((error as Error).message)).toContain("实为：没有归档的结尾");
});

it.each([
  file("empty.keras", ""),
  file("notes.txt", "a text that is no model"),
  file("table.json", "{}"),
  file("cut.keras", fixture("keras/graph.keras").subarray(0, 900)),
  file("net.pt", new Uint8Array([0x80, 2, 0x8a, 10, 1, 2, 3, 4])),
  file("net.h5", "\u0089HDF\r\n\u001a\n".padEnd(80, "\0")),
  file("net.onnx", new Uint8Array([8, 9, 18, 40, 1, 2])),
])("$name", async (given) => {
  const error = await formatOf([given])
    .then(() => loadModel([given], { compile: false }))
    .catch((each: Error) => each);
  expect(error).toBeInstanceOf(Error);
  expectChinese((error as Error).message);
});

const steps = input({ shape: [2, 1], name: "steps" });
const more = input({ shape: [1], name: "more" });
const read = layers.lstm({ units: 2 });
const one = model({ inputs: steps, outputs: read.apply(steps) });
const two = model({ inputs: [steps, more], outputs: layers.concatenate().apply([read.apply(steps), more]) });
const words = sequential({
  layers: [input({ shape: [2], dtype: "int32" }), layers.embedding({ inputDim: 3, outputDim: 2 })],
});

it.each<[any, string]>([
  [one, "[[1]]"],
  [one, "5"],
  [one, "null"],
  [one, '"a"'],
  [one, "[]"],
  [one, "[[[1],[2, 3]]]"],
  [one, '[[["a"],["b"]]]'],
  [one, '{"a": [1]}'],
  [two, "[[[1],[2]]]"],
  [two, "{}"],
  [words, "[[1, 7]]"],
])("data %#: %s", (given, json) => {
  let told = "";
  try {
    given.trace(JSON.parse(json));
  } catch (error) {
    told = (error as Error).message;
  }
  expectChinese(told);
});

it.each([
  { api: "sequential", returnState: true },
  { api: "sequential", returnState: true, bidirectional: true, merge: "none" },
  { stacked: true, lowerSequences: false },
] as const)("a program that fails: %j", (switches) => {
  const examined = examine({ ...initialState(fields), ...switches });
  expectChinese("error" in examined ? examined.error : "");
});
