/** The command line as users run it: what each command writes, and how it ends when something is wrong. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readNpy, writeNpy } from "../src/data/index.ts";
import {
  input,
  layers,
  loadModel,
  model,
  saveModel,
  saveWeights,
  sequential,
  type Tensor,
  tensor,
} from "../src/index.ts";
import { expectClose, normal } from "./numbers.ts";
import { recurve } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const classifier = sequential({
  layers: [
    input({ shape: [5, 2], name: "readings" }),
    layers.lstm({ units: 3, name: "memory" }),
    layers.dense({ units: 4, activation: "softmax", name: "scores" }),
  ],
  name: "classifier",
  seed: 3,
});
const x = normal([6, 5, 2]);
const y = classifier.predict(x);

/** The endings of the formats that hold whole models. */
const endings = ["keras", "h5", "onnx", "json"];
beforeAll(async () => {
  for (const ending of endings) await saveModel(classifier, at(`model.${ending}`));
  await saveWeights(classifier, at("weights.safetensors"), { to: "pytorch" });
  writeFileSync(at("x.json"), JSON.stringify(x.arraySync()));
  writeFileSync(at("x.npy"), writeNpy(x));
  const rows = (x.arraySync() as number[][][]).flat();
  writeFileSync(at("steps.csv"), ["a,b", ...rows.map((row) => row.join(","))].join("\n"));
  writeFileSync(at("samples.csv"), (x.arraySync() as number[][][]).map((sample) => sample.flat().join(";")).join("\n"));
});

describe("recurve", () => {
  it("lists its commands with --help, and each command its options and examples", async () => {
    const { code, out } = await recurve("--help");
    expect(code).toBe(0);
    const names = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(["tour", "inspect", "convert", "predict", "plot", "doctor"]));
    for (const name of names.filter((each) => each !== "help" && each !== "tour")) {
      const help = await recurve(name!, "--help");
      expect(help.code).toBe(0);
      expect(help.out).toContain(`Usage: recurve ${name}`);
      expect(help.out).toMatch(/Examples?:\n {2}recurve/);
    }
  });

  it.each([
    [["fly"], /recurve: unknown command 'fly'/],
    [["inspekt"], /Did you mean inspect/],
    [["inspect"], /missing required argument 'file'/],
    [["inspect", "a", "--colour"], /unknown option '--colour'/],
    [["predict", "a", "b", "--batch-size", "0"], /from 1 to/],
    [["generate", "a", "--top-p", "1.5"], /--top-p.*at most 1/],
    [["generate", "a", "--repetition-penalty", "0.5"], /--repetition-penalty.*1 or more/],
    [["train", "lm", "a", "--dropout", "2"], /--dropout.*from 0 to 1/],
  ])("ends with 2 and says what it did not understand: %j", async (args, message) => {
    const { code, out, err } = await recurve(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
  });

  it("tells its version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await recurve("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  it.each([
    [["inspect", "nowhere.keras", "--json"], 1, "IoError", /There is no file/],
    [["predict", at("model.keras"), at("x.json"), "--output", "a.txt", "--json"], 1, "ConfigError", /--output/],
    [["inspect", "--json"], 2, "UsageError", /missing required argument 'file'/],
    [["plot", "--json", "a", "--colour"], 2, "UsageError", /unknown option '--colour'/],
    [["train", "lm", "nowhere.txt", "--json"], 1, "IoError", /nowhere\.txt/],
    [
      ["cluster", "check", "--python", at("no-python"), "--json"],
      1,
      "IoError",
      /no-python is not there on this machine\.$/,
    ],
  ])("with --json a failure is JSON on standard output too: %j", async (args, code, name, what) => {
    const result = await recurve(...args);
    expect(result.code).toBe(code);
    expect(result.out).toMatch(/^.+\n$/);
    const { error } = JSON.parse(result.out);
    expect(error.name).toBe(name);
    expect(error.what).toMatch(what);
    expect(result.err).toContain(error.what.slice(0, 20));
    if (name === "ConfigError") expect(error).toMatchObject({ expected: ".json, .csv or .npy", received: "a.txt" });
  });

  it("takes the folder of a run wherever it takes a model", async () => {
    mkdirSync(at("run"));
    await saveModel(classifier, at("run/model.keras"));
    expect((await recurve("inspect", at("run"))).out).toContain(`${at("run/model.keras")}: model in the format keras`);
    expect((await recurve("predict", at("run"), at("x.json"), "--json")).code).toBe(0);
    expect((await recurve("convert", at("run"), at("of-run.onnx"))).code).toBe(0);
    expect((await recurve("plot", at("run"), "--output", "-")).out).toContain("<svg");
  });

  it("compiles no model that it does not train", async () => {
    const compiled = sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
    compiled.compile({ optimizer: "adam", loss: "meanSquaredError" });
    const { Zip, writeZip } = await import("../src/io/containers/zip.ts");
    const zip = new Zip(await saveModel(compiled), "test");
    const config = new TextDecoder().decode(await zip.read("config.json")).replace('"mean_squared_error"', '"my_loss"');
    const bytes = await writeZip({
      "config.json": new TextEncoder().encode(config),
      "model.weights.h5": await zip.read("model.weights.h5"),
    });
    writeFileSync(at("own-loss.keras"), bytes);
    writeFileSync(at("two.csv"), "1,2\n3,4\n");
    for (const args of [
      ["inspect"],
      ["plot", "--output", at("a.svg")],
      ["convert", at("a.onnx")],
      ["predict", at("two.csv")],
    ]) {
      const [command, ...rest] = args;
      const { code, err } = await recurve(command!, at("own-loss.keras"), ...rest);
      expect({ code, err }).toEqual({ code: 0, err: "" });
    }
    expect(await recurve("convert", at("own-loss.keras"), at("again.keras"))).toMatchObject({ code: 0, err: "" });
    const again = await new Zip(readFileSync(at("again.keras")), "again").read("config.json");
    expect(new TextDecoder().decode(again)).toContain('"loss":"my_loss"');
    expect((await recurve("convert", at("own-loss.keras"), at("b.onnx"))).out).toMatch(/without its optimizer, loss/);
  });

  it("inspects weights alone, and models without weights, by their content", async () => {
    const weights = await saveWeights(classifier, undefined, { format: "keras-h5" });
    writeFileSync(at("w.h5"), weights);
    writeFileSync(at("w3.hdf5"), await saveWeights(classifier, undefined, { format: "keras-weights" }));
    expect((await recurve("inspect", at("w.h5"))).out).toMatch(/weights in the format keras-h5[\s\S]*memory/);
    expect((await recurve("inspect", at("w3.hdf5"))).out).toMatch(/weights in the format keras-weights[\s\S]*cell/);
    const json = {
      class_name: "Sequential",
      keras_version: "2.2.4",
      config: [{ class_name: "Dense", config: { units: 2, batch_input_shape: [null, 3] } }],
    };
    writeFileSync(at("architecture.json"), JSON.stringify(json));
    expect((await recurve("inspect", at("architecture.json"))).out).toMatch(/format keras-json[\s\S]*8 parameters/);
  });

  it.each([
    [["inspect", "nowhere.keras"], /There is no file nowhere\.keras/],
    [["inspect", "package.json"], /no format that can be read/],
    [["inspect", "test/fixtures/pytorch/files/lstm-cell.pt"], /is a pickle[\s\S]*hint: in Python/],
    [["convert", "nowhere.keras", "a.onnx"], /There is no file/],
    [["predict", at("model.onnx"), "nowhere.csv"], /There is no file nowhere\.csv/],
    [["predict", at("model.onnx"), at("x.json"), "--output", "a.txt"], /\.json, \.csv or \.npy/],
    [["predict", at("weights.safetensors"), at("x.json")], /holds weights and no model/],
    [["plot", at("weights.safetensors")], /holds weights and no model/],
  ])("ends with 1 and says on stderr why: %j", async (args, message) => {
    const { code, out, err } = await recurve(...args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^recurve: /);
    expect(err).toMatch(message);
  });

  it("doctor tells what computes", async () => {
    const { code, out } = await recurve("doctor");
    expect(code).toBe(0);
    expect(out).toMatch(/^backend {2}(wasm|js)$/m);
    const { backend, threads, node } = JSON.parse((await recurve("doctor", "--json")).out);
    expect(out).toContain(`backend  ${backend}\n`);
    expect(out).toContain(`threads  ${threads}\n`);
    expect(node).toBe(process.version);
    expect((await recurve("doctor", "--lang", "zh")).out).toContain(`后端  ${backend}\n`);
  });
});

describe.each(endings)("with a model in .%s", (ending) => {
  const file = at(`model.${ending}`);
  // ONNX has two biases
  const parameters = ending === "onnx" ? 100 : 88;

  it("inspect tells format, ends, layers and parameters", async () => {
    const { code, out } = await recurve("inspect", file);
    expect(code).toBe(0);
    expect(out).toContain(`${file}: model in the format`);
    expect(out).toContain(`${parameters} parameters`);
    expect(out).toMatch(/input "readings": \(None, 5, 2\) float32/);
    const told = JSON.parse((await recurve("inspect", file, "--json")).out);
    expect(told).toMatchObject({ holds: "model", parameters, inputs: [{ name: "readings", shape: [null, 5, 2] }] });
    expect(told.layers.length).toBeGreaterThan(0);
  });

  it.each(["x.json", "x.npy", "steps.csv", "samples.csv"])("predict reads %s", async (data) => {
    const { code, out, err } = await recurve("predict", file, at(data), "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expectClose(tensor(JSON.parse(out)), y);
  });

  it.each(["json", "csv", "npy"])("predict writes .%s", async (kind) => {
    const { code, out } = await recurve("predict", file, at("x.npy"), "--output", at(`y.${kind}`));
    expect({ code, out }).toEqual({ code: 0, out: `${at(`y.${kind}`)}: (6, 4)\n` });
    const bytes = readFileSync(at(`y.${kind}`));
    const read = {
      json: () => tensor(JSON.parse(String(bytes))),
      csv: () =>
        tensor(
          String(bytes)
            .trim()
            .split("\n")
            .map((row) => row.split(",").map(Number)),
        ),
      npy: () => readNpy(bytes, "y"),
    }[kind]!;
    expectClose(read(), y);
  });

  it("plot draws every layer", async () => {
    const { code } = await recurve("plot", file, "--output", at("plot.svg"));
    expect(code).toBe(0);
    expect(readFileSync(at("plot.svg"), "utf8")).toMatch(/^<svg[\s\S]*readings[\s\S]*\(None, 5, 2\)/);
  });

  it("convert writes the same model again", async () => {
    const { code, out, err } = await recurve("convert", file, at(`again.${ending}`));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`${parameters} parameters`);
    expectClose((await loadModel(at(`again.${ending}`))).predict(x) as Tensor, y);
  });
});

describe("weights on the command line", () => {
  it("inspect lists them", async () => {
    const { out } = await recurve("inspect", at("weights.safetensors"));
    expect(out).toMatch(/memory\.weight_ih_l0 +\(12, 2\) +24/);
    const { tensors, holds } = JSON.parse((await recurve("inspect", at("weights.safetensors"), "--json")).out);
    expect(holds).toBe("weights");
    await saveWeights(classifier, at("kept.weights.h5"));
    expect((await recurve("inspect", at("kept.weights.h5"))).out).toMatch(/layers\/lstm\/cell\/vars\/0 +\(2, 12\) +24/);
    expect(tensors).toContainEqual({ name: "scores.bias", shape: [4], parameters: 4 });
  });
});

describe("convert, beside whole models,", () => {
  it("writes weights under PyTorch's names, and takes them back", async () => {
    const names = ["--names", "pytorch"];
    expect(await recurve("convert", at("model.keras"), at("torch.safetensors"), ...names)).toMatchObject({ code: 0 });
    const fresh = sequential({
      layers: [input({ shape: [5, 2] }), layers.lstm({ units: 3 }), layers.dense({ units: 4, activation: "softmax" })],
    });
    await saveModel(fresh, at("fresh.keras"));
    const weights = ["--weights", at("torch.safetensors")];
    const { code, err } = await recurve("convert", at("fresh.keras"), at("filled.keras"), ...weights, ...names);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expectClose((await loadModel(at("filled.keras"))).predict(x) as Tensor, y);
  });

  it("writes Keras's files of weights", async () => {
    const { out } = await recurve("convert", at("model.json"), at("only.weights.h5"), "--json");
    expect(JSON.parse(out)).toMatchObject({ holds: "weights", parameters: 88 });
  });
});

describe("a picture of a graph", () => {
  it("has shared and inner layers, and escapes names", async () => {
    const { describeGraph } = await import("../src/io/plot-model.ts");
    const a = input({ shape: [2], name: "a" });
    const inner = sequential({
      layers: [input({ shape: [2], name: "start" }), layers.dense({ units: 2, name: "<d&>" })],
      name: "inner",
    });
    const outputs = layers.add().apply([inner.apply(a), a]);
    const whole = model({ inputs: a, outputs });
    const folded = describeGraph(whole);
    expect(folded).toContain('"a" -> "inner";');
    expect(folded).toContain('"inner" -> "add";');
    const expanded = describeGraph(whole, { expandNested: true, direction: "right", shapes: false });
    expect(expanded).toContain("rankdir=LR");
    expect(expanded).toContain('"a" -> "inner/start";');
    expect(expanded).toContain('"inner/<d&>" -> "add";');
    expect(expanded).toContain("&lt;d&amp;&gt;");
    expect(expanded).not.toContain("(None, 2)");
  });
});
