/** ONNX files that are broken or built to harm are refused with a FormatError, in bounded time and memory. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import type { AttributeProto, GraphProto, NodeProto, TensorProto } from "onnx-buf";
import { AttributeProtoSchema, GraphProtoSchema, ModelProtoSchema, NodeProtoSchema, TensorProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { loadModel } from "../src/io/index.ts";
import { onnx } from "../src/io/onnx/format.ts";
import { checkSize, MOST_MESSAGES } from "../src/io/onnx/wire.ts";
import { FormatError, IoError, type Tensor, tensor } from "../src/tensor/index.ts";

const folder = "test/fixtures/onnx/files";
const files = readdirSync(folder).filter((name) => name.endsWith(".onnx"));
const read = (name: string) => new Uint8Array(readFileSync(`${folder}/${name}`));

const FLOAT = 1;
const value = (name: string, ...lengths: number[]) => ({
  name,
  type: {
    value: {
      case: "tensorType" as const,
      value: {
        elemType: FLOAT,
        shape: { dim: lengths.map((n) => ({ value: { case: "dimValue" as const, value: BigInt(n) } })) },
      },
    },
  },
});
const node = (opType: string, input: string[], output: string[], attribute: AttributeProto[] = []): NodeProto =>
  create(NodeProtoSchema, { opType, input, output, attribute, name: `${opType}_node` });
const branch = (name: string, g: GraphProto) => create(AttributeProtoSchema, { name, type: 5, g });

function bytesOf(graph: Parameters<typeof create<typeof GraphProtoSchema>>[1], opset = 17): Uint8Array {
  const whole = { input: [value("x", 2)], output: [value("y", 2)], ...(graph as object) };
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      opsetImport: [{ domain: "", version: BigInt(opset) }],
      graph: create(GraphProtoSchema, whole),
    }),
  );
}

const refusal = async (bytes: Uint8Array): Promise<string> => {
  const error = await loadModel(bytes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FormatError);
  return (error as Error).message;
};
const weight = (options: Partial<TensorProto>) =>
  bytesOf({
    node: [node("Add", ["x", "w"], ["y"])],
    initializer: [create(TensorProtoSchema, { name: "w", dataType: FLOAT, dims: [2n], ...options } as object)],
  });

describe("a broken ONNX file", () => {
  it.each(files)("%s, cut off anywhere, is refused", async (name) => {
    const whole = read(name);
    for (let i = 0; i < 40; i++) await refusal(whole.slice(0, Math.floor((whole.length * i) / 40)));
  });

  it("with flipped bits is refused or still a model", async () => {
    const originals = files.map(read);
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), flips, async (which, changes) => {
        const bytes = originals[which]!.slice();
        for (const [at, bits] of changes) bytes[at % bytes.length]! ^= bits;
        const error = await onnx
          .read({ name: "", bytes: async () => bytes, sibling: () => Promise.reject(new FormatError("none")) }, {})
          .catch((thrown: unknown) => thrown);
        if (error instanceof Error) expect(error).toBeInstanceOf(FormatError);
      }),
      { numRuns: 2000, seed: 5 },
    );
  });
});

describe("an ONNX file built to harm", () => {
  it("with an operator that does not exist is refused by its name", async () => {
    expect(await refusal(bytesOf({ node: [node("Exec", ["x"], ["y"])] }))).toMatch(/"Exec_node" \(Exec\)[\s\S]*"Exec"/);
    const foreign = create(NodeProtoSchema, { opType: "Add", domain: "com.example", input: ["x", "x"], output: ["y"] });
    expect(await refusal(bytesOf({ node: [foreign] }))).toMatch(/"Add" of the domain "com.example"/);
    const inherited = node("constructor", ["x"], ["y"]);
    expect(await refusal(bytesOf({ node: [inherited] }))).toMatch(/"constructor"/);
  });

  it("with an activation that does not exist is refused before anything runs", async () => {
    const strings = [new TextEncoder().encode("Exec")];
    const activations = create(AttributeProtoSchema, { name: "activations", type: 8, strings });
    const rnn = node("RNN", ["x", "x", "x"], ["y"], [activations]);
    expect(await refusal(bytesOf({ node: [rnn] }))).toMatch(/"activations" of node "RNN_node"[\s\S]*"Exec"/);
    const direction = create(AttributeProtoSchema, { name: "direction", type: 3, s: new TextEncoder().encode("up") });
    expect(await refusal(bytesOf({ node: [node("GRU", ["x", "x", "x"], ["y"], [direction])] }))).toMatch(/up/);
  });

  it("with a cycle, a name given twice, or one never given is refused", async () => {
    const cycle = [node("Add", ["x", "b"], ["a"]), node("Neg", ["a"], ["b"]), node("Neg", ["b"], ["y"])];
    expect(await refusal(bytesOf({ node: cycle }))).toMatch(/cycle[\s\S]*waits for itself/);
    const twice = [node("Neg", ["x"], ["y"]), node("Abs", ["x"], ["y"])];
    expect(await refusal(bytesOf({ node: twice }))).toMatch(/"y" is given to two values/);
    expect(await refusal(bytesOf({ node: [node("Add", ["x", "z"], ["y"])] }))).toMatch(/"z" is never computed/);
    expect(await refusal(bytesOf({ node: [], output: [value("x", 2), value("q", 2)] }))).toMatch(/"q" is never/);
  });

  it("is put in order where its nodes are not", async () => {
    const model = await loadModel(bytesOf({ node: [node("Neg", ["a"], ["y"]), node("Abs", ["x"], ["a"])] }));
    const y = model.predict(tensor([3, -4])) as Tensor;
    expect(y.arraySync()).toEqual([-3, -4]);
  });

  it("with branches in branches is refused before the stack ends", async () => {
    const inBranches = (depth: number): GraphProto =>
      create(GraphProtoSchema, {
        node: [
          depth === 0
            ? node("Neg", ["x"], ["y"])
            : node("If", ["x"], ["y"], [branch("then_branch", inBranches(depth - 1))]),
        ],
        output: [value("y", 2)],
      });
    await loadModel(bytesOf({ node: inBranches(8).node }));
    expect(await refusal(bytesOf({ node: inBranches(17).node }))).toMatch(/nest too deep/);
    let bytes: Uint8Array = toBinary(AttributeProtoSchema, branch("then_branch", create(GraphProtoSchema, {})));
    for (let depth = 0; depth < 5000; depth++) bytes = nested(bytes);
    expect(await refusal(model(bytes))).toMatch(/nests too deep/);
  });

  it("with huge or negative shapes is refused", async () => {
    expect(await refusal(weight({ dims: [2n ** 40n] }))).toMatch(/shape that is not valid, or too large/);
    expect(await refusal(weight({ dims: [-1n] }))).toMatch(/shape that is not valid/);
    expect(await refusal(weight({ dims: [0n, 2n ** 62n] }))).toMatch(/too large/);
    expect(await refusal(weight({ dims: new Array(40).fill(1n) }))).toMatch(/32 axes/);
    expect(await refusal(weight({ rawData: new Uint8Array(7) }))).toMatch(
      /8 bytes for 2 elements of float[\s\S]*7 bytes/,
    );
    expect(await refusal(weight({ floatData: [1, 2, 3] }))).toMatch(/2 entries/);
    expect(await refusal(weight({ dataType: 8 }))).toMatch(/string/);
    expect(await refusal(weight({ dataType: 99 }))).toMatch(/type number 99/);
  });

  it("that asks for a huge tensor while it runs is refused then", async () => {
    const fill = create(TensorProtoSchema, { name: "n", dataType: 7, dims: [2n], int64Data: [2n ** 30n, 2n ** 30n] });
    const grown = await loadModel(
      bytesOf({
        node: [node("ConstantOfShape", ["n"], ["big"]), node("Add", ["x", "big"], ["y"])],
        initializer: [fill],
      }),
    );
    expect(() => grown.predict(tensor([1, 2]))).toThrow(FormatError);
    expect(() => grown.predict(tensor([1, 2]))).toThrow(/too large/);
  });

  it("that joins a tensor with itself many times, or long ones crosswise, is stopped", async () => {
    const axis = create(AttributeProtoSchema, { name: "axis", type: 2, i: 0n });
    const many = node("Concat", new Array<string>(300).fill("x"), ["y"], [axis]);
    const growing = await loadModel(bytesOf({ node: [many], input: [value("x", 2 ** 20)] }));
    expect(() => growing.predict(tensor(new Float32Array(2 ** 20)))).toThrow(/too large/);
    const axes = ["rows", "columns"].map((name, i) =>
      create(TensorProtoSchema, { name, dataType: 7, dims: [1n], int64Data: [BigInt(i)] }),
    );
    for (const op of ["Add", "Mul", "Less", "MatMul"]) {
      const cross = [
        node("Unsqueeze", ["x", "rows"], ["a"]),
        node("Unsqueeze", ["x", "columns"], ["b"]),
        node(op, op === "MatMul" ? ["b", "a"] : ["a", "b"], ["y"]),
      ];
      const crossing = await loadModel(bytesOf({ node: cross, initializer: axes, input: [value("x", 50_000)] }));
      expect(() => crossing.predict(tensor(new Float32Array(50_000))), op).toThrow(/too large/);
    }
  });

  it("that loops without end, in loops, is stopped", async () => {
    const flag = { name: "again", type: { value: { case: "tensorType" as const, value: { elemType: 9, shape: {} } } } };
    const body = (inside: NodeProto[]) =>
      branch(
        "body",
        create(GraphProtoSchema, {
          input: [{ name: "t" }, flag],
          output: [{ name: "on" }],
          node: [...inside, node("Identity", ["again"], ["on"])],
        }),
      );
    const yes = create(TensorProtoSchema, { name: "yes", dataType: 9, int32Data: [1] });
    const loops = await loadModel(
      bytesOf({ node: [node("Loop", ["", "yes"], [], [body([])]), node("Neg", ["x"], ["y"])], initializer: [yes] }),
    );
    expect(() => loops.predict(tensor([1, 2]))).toThrow(/loops do not end/);
  });

  it.each(["../secret", "/etc/passwd", "a/../../b", "C:\\x", "\\\\host\\x", "http://host/x", "", "a\0b"])(
    "whose data lie at %j is refused",
    async (location) => {
      const bytes = weight({ dataLocation: 1, externalData: [{ key: "location", value: location }] as never });
      expect(await refusal(bytes)).toMatch(/not in the folder of the model/);
    },
  );

  it("whose external data reach beyond their file is refused", async () => {
    const source = (offset: string, length: string) => ({
      name: "model.onnx",
      bytes: async () =>
        weight({
          dataLocation: 1,
          externalData: Object.entries({ location: "w.bin", offset, length }).map(([key, text]) => ({
            key,
            value: text,
          })) as never,
        }),
      sibling: async () => new Uint8Array(new Float32Array([0, 5, 7]).buffer),
    });
    const good = await loadModel(source("4", "8"));
    const sum = good.predict(tensor([1, 1])) as Tensor;
    expect(sum.arraySync()).toEqual([6, 8]);
    await expect(loadModel(source("8", "8"))).rejects.toThrow(/reach beyond their file/);
    await expect(loadModel(source("-4", "8"))).rejects.toThrow(FormatError);
    await expect(loadModel(source("1e3", "8"))).rejects.toThrow(/no valid position/);
  });

  it("whose data are a symbolic link out of the folder, or carry strange keys, cannot do harm", async () => {
    const folder = mkdtempSync(join(tmpdir(), "recurve-onnx-"));
    try {
      mkdirSync(join(folder, "model"));
      writeFileSync(join(folder, "secret.bin"), new Uint8Array(new Float32Array([5, 7]).buffer));
      const external = (location: string) =>
        weight({
          dataLocation: 1,
          externalData: Object.entries({ location, constructor: "1", bytes: "2" })
            .concat([["__proto__", "3"]])
            .map(([key, text]) => ({ key, value: text })) as never,
        });
      const path = join(folder, "model", "model.onnx");
      writeFileSync(path, external("link.bin"));
      symlinkSync("../secret.bin", join(folder, "model", "link.bin"));
      await expect(loadModel(path)).rejects.toThrow(FormatError);
      writeFileSync(path, external("inner/own.bin"));
      symlinkSync("..", join(folder, "model", "inner"));
      await expect(loadModel(path)).rejects.toThrow(IoError);
      writeFileSync(join(folder, "model", "own.bin"), new Uint8Array(new Float32Array([1, 2]).buffer));
      writeFileSync(path, external("own.bin"));
      const sum = (await loadModel(path)).predict(tensor([1, 1])) as Tensor;
      expect(sum.arraySync()).toEqual([2, 3]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("made of a million empty messages is refused before they are decoded", async () => {
    // field 1 of a graph, length 0: an empty node in two bytes
    const nodes = new Uint8Array(2 * (MOST_MESSAGES + 1));
    for (let i = 0; i < nodes.length; i += 2) nodes[i] = 0x0a;
    expect(await refusal(model(nodes, false))).toMatch(/more parts/);
  });

  it("of an operator set that never was, or without a graph, is refused", async () => {
    expect(await refusal(bytesOf({ node: [node("Neg", ["x"], ["y"])] }, 0))).toMatch(/no such operator set/);
    const learning = { irVersion: 8n, opsetImport: [{ domain: "ai.onnx.ml", version: 3n }], graph: {} };
    expect(await refusal(toBinary(ModelProtoSchema, create(ModelProtoSchema, learning)))).toMatch(
      /no standard operators.*"ai\.onnx\.ml", 3/s,
    );
    const empty = create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 17n }] });
    expect(await refusal(toBinary(ModelProtoSchema, empty))).toMatch(/./);
  });

  it("with functions that call themselves, or each other without end, is refused", async () => {
    const withFunctions = (bodies: readonly (readonly string[])[]) =>
      toBinary(
        ModelProtoSchema,
        create(ModelProtoSchema, {
          irVersion: 8n,
          opsetImport: [{ domain: "", version: 17n }],
          functions: bodies.map((calls, i) => ({
            name: `F${i}`,
            domain: "own",
            input: ["a"],
            output: [`v${calls.length}`],
            opsetImport: [{ domain: "", version: 17n }],
            node: calls.map((opType, k) => ({
              opType,
              domain: opType === "Neg" ? "" : "own",
              input: [k === 0 ? "a" : `v${k}`],
              output: [`v${k + 1}`],
            })),
          })),
          graph: {
            input: [value("x", 2)],
            output: [value("y", 2)],
            node: [{ opType: "F0", domain: "own", input: ["x"], output: ["y"] }],
          },
        }),
      );
    const good = await loadModel(withFunctions([["F1", "F1", "Neg"], ["Neg"]]));
    expect((good.predict(tensor([1, 2])) as Tensor).arraySync()).toEqual([-1, -2]);
    expect(await refusal(withFunctions([["F0"]]))).toMatch(/nest too deep/);
    expect(await refusal(withFunctions([["F1"], ["F0"]]))).toMatch(/nest too deep/);
    const levels = Array.from({ length: 12 }, (_, i) => new Array<string>(10).fill(`F${i + 1}`));
    expect(await refusal(withFunctions([...levels, ["Neg"]]))).toMatch(/too many nodes/);
  });
});

/** An attribute whose graph has a node with this attribute. */
function nested(attribute: Uint8Array): Uint8Array {
  return field(6, field(1, field(5, attribute)));
}

/** A model whose graph is these bytes; as the attribute of a node unless `wrap` is false. */
function model(bytes: Uint8Array, wrap = true): Uint8Array {
  const graph = wrap ? field(1, field(5, bytes)) : bytes;
  return new Uint8Array([0x08, 8, ...field(7, graph)]);
}

/** A field of bytes in protobuf's wire format. */
function field(number: number, bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) break;
  }
  const whole = new Uint8Array(1 + length.length + bytes.length);
  whole.set([number * 8 + 2, ...length]);
  whole.set(bytes, 1 + length.length);
  return whole;
}

describe("the count of parts", () => {
  it("is taken in place, and knows lists of numbers", () => {
    const many = create(TensorProtoSchema, { int64Data: new Array(100).fill(1n) });
    expect(() => checkSize(toBinary(TensorProtoSchema, many), TensorProtoSchema)).not.toThrow();
  });
});
