/** What the cases of the walk of hostile values share: their form, and small things that are right. */
import * as testing from "../../src/autodiff/testing.ts";
import * as recurve from "../../src/index.ts";
import * as tfjs from "../../src/tfjs/index.ts";
import * as worker from "../../src/worker/index.ts";

const { layers, ones, tensor, text } = recurve;

/** How to reach a function, and what it is given. */
export interface Case {
  /** The entry that exports it. Default "recurve". */
  entry?: keyof typeof entries;
  /** Its records have names of the user's own: files, fields of JSON. */
  takesAnyName?: boolean;
  /** The object of the method, made again for each call; without it the function itself is called. */
  on?: () => unknown;
  args: () => unknown[];
  /** What a user does next with what came. */
  use?: (made: any) => unknown;
}

export type Table = Record<string, Case | (() => unknown[])>;

export const entries = { recurve, "recurve/testing": testing, "recurve/tfjs": tfjs, "recurve/worker": worker };

export const matrix = tensor([
  [1, 2],
  [3, 4],
]);
export const steps = ones([2, 3, 2]);
export const image = ones([1, 4, 4, 2]);
export const ids = tensor([0, 1], [2], "int32");
export const vocabulary = text.Vocabulary.fromText("abc");
export const series = [1, 2, 3, 4, 5, 6, 7, 8];

/** A compiled model of one number. */
export function net(): recurve.Sequential {
  const made = recurve.sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
  made.compile({ optimizer: "sgd", loss: "mse" });
  return made;
}
export const x = [[1], [2]];
export const weight = () => new recurve.Variable({ name: "w", shape: [2], initialize: () => new Float32Array(2) });

export const method = (on: () => unknown, args: () => unknown[], use?: Case["use"]): Case => ({
  on,
  args,
  ...(use && { use }),
});

const factories = (namespace: object) =>
  Object.entries(namespace)
    .filter(([name, made]) => typeof made === "function" && /^[a-z]/.test(name))
    .map(([name]) => name);

/** The same case for each factory of a namespace. */
export function forAll(prefix: string, namespace: object, make: (name: string) => Case): Table {
  return Object.fromEntries(factories(namespace).map((name) => [`${prefix}.${name}`, make(name)]));
}
