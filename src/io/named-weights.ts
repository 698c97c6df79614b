/** What each format of weights allows: only formats that match tensors by name take single layers and options about names. */
import { Layer } from "../layers/layer.ts";
import { Model } from "../models/index.ts";
import { type Check, ConfigError, isA, shown, takes } from "../tensor/index.ts";
import type { LoadWeightsOptions, WeightsFormat, WeightsMap } from "./format.ts";

const isText = (value: unknown) => typeof value === "string";

const isFilter = (value: unknown) =>
  (isText(value) && value !== "") || isA("RegExp", value) || typeof value === "function";

/** The check of `only` and `skip`. */
export const nameFilters = /* @__PURE__ */ takes.check<NonNullable<LoadWeightsOptions["only"]>>(
  'a path such as "encoder.lstm", a RegExp, a function from a name to true or false, or a list of these',
  (value) => isFilter(value) || (Array.isArray(value) && value.length > 0 && value.every(isFilter)),
);

/** The check of `map`. */
export const weightsMap: Check<WeightsMap> = /* @__PURE__ */ takes.check(
  "a record from names in the file to names here, or to lists of them",
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((to) => isText(to) || (Array.isArray(to) && to.length > 0 && to.every(isText))),
);

/** @throws ConfigError for anything but a model or a layer */
export function checkOwner(caller: string, owner: unknown): void {
  if (owner instanceof Layer) return;
  throw new ConfigError({
    what: `${caller} takes a model or a layer.`,
    expected: "a model, or a layer from a function of layers",
    received: shown(owner),
  });
}

/**
 * @param options those about names; undefined where they were not given
 * @throws ConfigError for a layer or such options where tensors go by position
 */
export function checkNames(caller: string, owner: Layer<any, any>, format: WeightsFormat, options: object): void {
  if (format.goesByNames) return;
  const given = Object.entries(options).find(([, value]) => value !== undefined)?.[0];
  if (owner instanceof Model && given === undefined) return;
  throw new ConfigError({
    what: given
      ? `The option ${given} of ${caller} is for safetensors, where weights are matched by name.`
      : `${caller} takes a single layer only with safetensors, where weights are matched by name.`,
    expected: "a file of safetensors",
    received: `one of the format "${format.name}"`,
  });
}
