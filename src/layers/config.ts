/** The options that every layer has, and the checks that many layers share. */
import type { RegularizerSpec } from "../regularizers.ts";
import { ConfigError, checkOptionNames, ShapeError } from "../tensor/index.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of every layer. */
export interface LayerConfig {
  /** Unique within a model; by default the class name in snake_case, numbered. */
  name?: string;
  /** Whether training changes the weights. Default true. */
  trainable?: boolean;
  /** Penalty on the outputs, divided by the batch size, added to the loss. */
  activityRegularizer?: RegularizerSpec;
  /** For the first layer of a sequential model: the shape of one sample. */
  inputShape?: OpenShape;
  /** The same with the batch size in front. */
  batchInputShape?: OpenShape;
}

const commonDefaults = {
  name: undefined,
  trainable: true,
  activityRegularizer: null,
  inputShape: undefined,
  batchInputShape: undefined,
};

/**
 * Options completed by their defaults, undefined ones counting as absent.
 * @throws ConfigError for an option that `defaults` does not name
 */
export function withDefaults<C extends object, D extends object>(
  owner: string,
  options: C,
  defaults: D,
): D & C & LayerConfig {
  if (options === null || typeof options !== "object") {
    throw new ConfigError({
      what: `${owner} takes an object of options.`,
      expected: "for example { units: 32 }",
      received: String(options),
    });
  }
  const all = { ...commonDefaults, ...defaults };
  checkOptionNames(owner, options, Object.keys(all));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...all, ...given } as D & C & LayerConfig;
}

/** Checks a count given as an option, such as `units`. */
export function checkPositiveInteger(owner: string, option: string, value: unknown): void {
  if (!Number.isInteger(value) || (value as number) <= 0) {
    throw new ConfigError({
      what: `${owner}: ${option} must be a positive integer.`,
      expected: "1 or more",
      received: String(value),
    });
  }
}

/** Checks a rate given as an option, such as `dropout`. */
export function checkRate(owner: string, option: string, value: unknown): void {
  if (typeof value !== "number" || !(value >= 0 && value <= 1)) {
    throw new ConfigError({
      what: `${owner}: ${option} must be a fraction.`,
      expected: "a number from 0 to 1",
      received: String(value),
    });
  }
}

/** Checks a word given as an option, such as `padding`. */
export function checkChoice(owner: string, option: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(value as string)) return;
  throw new ConfigError({
    what: `${owner}: ${option} must be one of its words.`,
    expected: choices.map((choice) => JSON.stringify(choice)).join(" or "),
    received: JSON.stringify(value) ?? "nothing",
  });
}

/** A layer's last axis, which must be known when weights are made. */
export function knownLength(length: number | null | undefined, owner: string): number {
  if (typeof length === "number") return length;
  throw new ShapeError({
    what: `${owner} needs to know the number of features to make its weights.`,
    expected: "a known last axis",
    received: "an open one (None)",
  });
}
