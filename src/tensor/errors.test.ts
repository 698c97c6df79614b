import { describe, expect, it } from "vitest";
import {
  BackendError,
  ConfigError,
  checkOptionNames,
  FormatError,
  IoError,
  nearestName,
  RecurveError,
  ShapeError,
  unknownName,
  withArticle,
} from "./errors.ts";

describe("errors", () => {
  it.each([ShapeError, ConfigError, FormatError, IoError, BackendError])("%o has its name and is an Error", (Kind) => {
    const error = new Kind("What happened.");
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.message]).toEqual([Kind.name, "What happened."]);
  });

  it("say what, expected, received, hint, leaving out what is missing", () => {
    const all = new ShapeError({ what: "It does not fit.", expected: "two", received: "three", hint: "take one away" });
    expect(all.message).toBe("It does not fit.\n  expected: two\n  received: three\n  hint: take one away");
    expect(new ShapeError({ what: "It does not fit.", received: "" }).message).toBe("It does not fit.\n  received: ");
  });

  it("keep their cause, which their JSON leaves out", () => {
    const cause = new Error("the disk is gone");
    const error = new IoError({ what: "It cannot be read.", cause });
    expect(error).toBeInstanceOf(RecurveError);
    expect(error.cause).toBe(cause);
    expect(JSON.parse(JSON.stringify(error))).not.toHaveProperty("cause");
  });
});

describe("counts", () => {
  it("of one stand before a singular, but where they are quoted or the end of a larger number", () => {
    const { what, expected, received, hint } = new FormatError({
      what: "1 bytes came.",
      expected: "at least 1 classes or 1 batches, 21 rows",
      received: '"1 rows", 0.1 values, axis 1 has 1 weights',
      hint: "give 1 more",
    });
    expect(what).toBe("1 byte came.");
    expect(expected).toBe("at least 1 class or 1 batch, 21 rows");
    expect(received).toBe('"1 rows", 0.1 values, axis 1 has 1 weight');
    expect(hint).toBe("give 1 more");
    for (const [text, told] of [
      ["The outputs of 1 files are there.", "The outputs of 1 file are there."],
      ["There are 1 steps, as there are 1 entries.", "There is 1 step, as there is 1 entry."],
      ["1 axes are wanted, 1 time steps came, axis 1 lengths", "1 axis is wanted, 1 time step came, axis 1 lengths"],
      ["1 values were missing, at most 1 parameters", "1 value was missing, at most 1 parameter"],
    ] as const)
      expect(new FormatError(text).message).toBe(told);
  });
});

describe("nearestName", () => {
  const names = ["meanSquaredError", "binaryCrossentropy", "sgd", "adam"];

  it.each([
    ["mean_squared_error", "meanSquaredError"],
    ["MeanSquaredError", "meanSquaredError"],
    ["binaryCrossEntropy", "binaryCrossentropy"],
    ["meanSqaredErorr", "meanSquaredError"],
    ["Adam", "adam"],
    ["adm", "adam"],
    ["hinge", undefined],
    ["", undefined],
  ])("of %j is %j", (name, nearest) => {
    expect(nearestName(name, names)).toBe(nearest);
  });

  it("is none where there are no names", () => {
    expect(nearestName("adam", [])).toBeUndefined();
  });
});

describe("unknownName", () => {
  it("lists a few names and suggests the nearest", () => {
    const error = unknownName("optimizer", "adaam", ["sgd", "adam"]);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toBe(
      'Unknown optimizer "adaam".\n  expected: one of sgd, adam\n  hint: did you mean "adam"?',
    );
  });

  it("names an example where there are many, and lists all where none is near", () => {
    const many = Array.from({ length: 20 }, (_, i) => `name${i}abcdefgh`);
    expect(unknownName("thing", "name7abcdefg", many).message).toMatch(/expected: a thing such as "name7abcdefgh"/);
    const far = unknownName("thing", "zzz", many).message;
    expect(far).toContain(`one of ${many.join(", ")}`);
    expect(far).not.toContain("hint");
  });
});

describe("checkOptionNames", () => {
  it("passes known options and refuses others", () => {
    expect(() => checkOptionNames("lstm", { units: 3 }, ["units", "activation"])).not.toThrow();
    expect(() => checkOptionNames("lstm", {}, [])).not.toThrow();
    const slip = () => checkOptionNames("lstm", { units: 3, activaton: "tanh" }, ["units", "activation"]);
    expect(slip).toThrow(ConfigError);
    expect(slip).toThrow(/Unknown option of lstm "activaton"[\s\S]*did you mean "activation"/);
  });
});

it('says "an" where a vowel is heard', () => {
  const heard = [
    "activation",
    "Input layer",
    "unknown one",
    "LSTM",
    "RNN cell",
    "ONNX file",
    "unit",
    "ReLU",
    "GRU",
    "loss",
    "Lambda",
  ];
  expect(heard.map(withArticle).map((words) => words.split(" ")[0])).toEqual("an an an an an an a a a a a".split(" "));
  const many = Array.from({ length: 13 }, (_, i) => `tanh${i}`);
  expect(unknownName("activation", "tanh", many).message).toContain('expected: an activation such as "tanh0"');
  expect(unknownName("loss", "tanh", many).message).toContain('expected: a loss such as "tanh0"');
});
