import { describe, expect, it } from "vitest";
import { ConfigError } from "./errors.ts";
import * as takes from "./option-checks.ts";
import { checkOption, type Declared, readOptions } from "./options.ts";
import { shown } from "./shown.ts";

describe("what readOptions refuses", () => {
  const checks = { count: takes.required(takes.positiveInteger), rate: takes.fraction };
  const refusal = (options: object) => () => readOptions("net", options as { count: number; rate?: number }, checks);

  it("lets right ones through, undefined counting as absent", () => {
    expect(refusal({ count: 1 })).not.toThrow();
    expect(refusal({ count: 3, rate: undefined })).not.toThrow();
    expect(refusal({ count: 3, rate: 1 })).not.toThrow();
  });

  it("says whose option it is, what it takes and what came", () => {
    expect(refusal({ count: "3" })).toThrow(ConfigError);
    expect(refusal({ count: "3" })).toThrow('net: count must be a positive integer.\n  received: "3"');
    expect(refusal({})).toThrow("net: count must be a positive integer.\n  received: undefined");
    expect(refusal({ count: 1, rat: 1 })).toThrow('did you mean "rate"?');
  });

  it.each([null, undefined, 3, "a", []])("takes no %j for options", (options) => {
    expect(refusal(options as never)).toThrow("net takes an object of options.");
  });

  it("takes no instance of a class, such as a layer, for options", () => {
    const layer = new (class Layer {
      units = 1;
    })();
    expect(refusal(layer as never)).toThrow(/net takes an object of options[\s\S]*an object with .*rate/);
  });
});

describe("what readOptions completes", () => {
  interface NetOptions {
    count: number;
    rate?: number | undefined;
    wide?: boolean | undefined;
    mode?: "min" | "max" | null | undefined;
    name?: string | undefined;
  }
  const declared = {
    count: takes.required(takes.positiveInteger),
    rate: 0.5,
    wide: true,
    mode: takes.byDefaultNull(takes.oneOf("min", "max")),
    name: takes.text,
  } satisfies Declared<NetOptions>;
  const read = (options: object) => readOptions("net", options as NetOptions, declared);

  it("gives all that is declared, in that order, undefined counting as absent", () => {
    expect(read({ count: 1 })).toEqual({ count: 1, rate: 0.5, wide: true, mode: null });
    expect(read({ name: "a", wide: false, rate: undefined, count: 2 })).toEqual({
      ...{ count: 2, rate: 0.5, wide: false, mode: null, name: "a" },
    });
    expect(Object.keys(read({ name: "a", count: 2 }))).toEqual(["count", "rate", "wide", "mode", "name"]);
  });

  it("knows by type what is always there", () => {
    const { count, rate, mode, name } = read({ count: 1 });
    const sum: number = count + rate;
    const word: "min" | "max" | null = mode;
    // @ts-expect-error a name may be absent
    const text: string = name;
    expect([sum, word, text]).toEqual([1.5, null, undefined]);
  });

  it("is declared whole", () => {
    // @ts-expect-error rate is missing
    ({ count: takes.required(takes.text) }) satisfies Declared<{ count: string; rate?: number }>;
    // @ts-expect-error count must be given
    ({ count: takes.text }) satisfies Declared<{ count: string }>;
    // @ts-expect-error a default of another type
    ({ rate: true }) satisfies Declared<{ rate?: number }>;
  });

  it.each<[object, string]>([
    [{}, "net: count must be a positive integer.\n  received: undefined"],
    [{ count: "3" }, 'net: count must be a positive integer.\n  received: "3"'],
    [{ count: 1, rate: Number.NaN }, "net: rate must be a finite number.\n  received: NaN"],
    [{ count: 1, rate: null }, "received: null"],
    [{ count: 1, wide: "false" }, 'net: wide must be true or false.\n  received: "false"'],
    [{ count: 1, mode: "mix" }, 'net: mode must be "min" or "max", or null.'],
    [{ count: 1, nam: "a" }, 'did you mean "name"?'],
  ])("refuses %j", (options, message) => {
    expect(() => read(options)).toThrow(ConfigError);
    expect(() => read(options)).toThrow(message);
  });

  it.each([null, undefined, 3, "a", []])("takes no %j for options", (options) => {
    expect(() => read(options as never)).toThrow("net takes an object of options.");
  });
});

const notNumbers = [Number.NaN, "3", null, undefined, true, [], {}, 3n];
describe("kinds of values", () => {
  it.each<[string, takes.Check, unknown[], unknown[]]>([
    ["positive integer", takes.positiveInteger, [1, 7], [0, -1, 1.5, Infinity, ...notNumbers]],
    ["integer of 0 or more", takes.nonNegativeInteger, [0, 7], [-1, 1.5, Infinity, ...notNumbers]],
    ["integer in a range", takes.integerFrom(2, 4), [2, 4], [1, 5, 2.5, Infinity, ...notNumbers]],
    ["seed", takes.seed, [0, -3, 2 ** 40], [1.5, Infinity, ...notNumbers]],
    ["finite number", takes.finiteNumber, [0, -1.5], [Infinity, -Infinity, ...notNumbers]],
    ["positive number", takes.positiveNumber, [1e-9], [0, -1, Infinity, ...notNumbers]],
    ["number of 0 or more", takes.nonNegativeNumber, [0, 2.5], [-1e-9, Infinity, ...notNumbers]],
    ["fraction", takes.fraction, [0, 0.5, 1], [-0.1, 1.1, Infinity, ...notNumbers]],
    ["null or a fraction", takes.orNull(takes.fraction), [null, 0.5], [2, Number.NaN, "a"]],
    ["list", takes.listOf(takes.integer, 2), [[1, 2]], [[1], [1, 1.5], 3, null]],
    ["word", takes.oneOf("min", "max"), ["min"], ["Min", null, 3]],
  ])("%s", (_, check, right, wrong) => {
    for (const value of right) expect(() => checkOption("net", "x", value, check)).not.toThrow();
    for (const value of wrong) expect(() => checkOption("net", "x", value, check), shown(value)).toThrow(ConfigError);
  });
});

it("shows values shortly", () => {
  const values = [
    "a",
    1.5,
    null,
    undefined,
    3n,
    [1, [2]],
    { a: 1 },
    new Map(),
    () => 0,
    Array.from({ length: 20 }, () => 1),
  ];
  expect(values.map(shown)).toEqual([
    ...['"a"', "1.5", "null", "undefined", "3n", "[1, ...]", "{ a }", "Map", "a function"],
    "[1, 1, 1, 1, 1, 1, 1, 1, ...]",
  ]);
});
