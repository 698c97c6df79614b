/** Keras's names for weights: the path of a variable, such as `bidirectional/forward_lstm/lstm_cell/kernel`. */
import type { Variable } from "../../autodiff/variable.ts";
import { type AnyModel, variablesByPath } from "../../models/index.ts";
import { FormatError, formatShape, sameShape } from "../../tensor/index.ts";
import type { WeightsMap } from "../format.ts";
import type { NamedArray } from "./container.ts";
import type { Filling } from "./slots.ts";

/**
 * The values that tensors of Keras's names give a model's variables; a name of the whole model before all paths is dropped.
 * @throws FormatError that lists the names and shapes that do not fit
 */
export function readKeras(model: AnyModel, tensors: ReadonlyMap<string, NamedArray>, map: WeightsMap = {}): Filling[] {
  const variables = variablesByPath(model);
  const found = new Map(
    [...withoutModelName(tensors, variables)].map(([name, tensor]) => [
      Object.hasOwn(map, name) ? [map[name]!].flat()[0]! : name,
      tensor,
    ]),
  );
  const missing = [...variables].filter(([path]) => !found.has(path)).map(([path]) => path);
  const unknown = [...found.keys()].filter((name) => !variables.has(name));
  const misshapen = [...variables].flatMap(([path, { shape }]) => {
    const tensor = found.get(path);
    return !tensor || sameShape(tensor.shape, shape)
      ? []
      : [`${path} has shape ${formatShape(tensor.shape)} instead of ${formatShape(shape)}`];
  });
  if (missing.length + unknown.length + misshapen.length > 0) {
    throw new FormatError({
      what: "The tensors do not fit the model; no weight was changed.",
      expected: [...variables].map(([path, { shape }]) => `${path} ${formatShape(shape)}`).join(", ") || "none",
      received: [
        ...missing.map((path) => `${path} is missing`),
        ...unknown.map((name) => `${name} has no place`),
        ...misshapen,
      ].join("; "),
      hint: unknown.some((name) => /weight_ih|\.weight$/.test(name))
        ? 'these are names of PyTorch: { from: "pytorch" }'
        : undefined,
    });
  }
  return [...variables].map(([path, variable]) => [variable, found.get(path)!.values]);
}

/** A model's weights by Keras's names. */
export function writeKeras(model: AnyModel): Map<string, NamedArray> {
  return new Map(
    [...variablesByPath(model)].map(([path, variable]) => [
      path,
      { shape: variable.shape, values: variable.snapshot().dataSync() as Float32Array },
    ]),
  );
}

function withoutModelName(
  tensors: ReadonlyMap<string, NamedArray>,
  variables: ReadonlyMap<string, Variable>,
): ReadonlyMap<string, NamedArray> {
  const names = [...tensors.keys()];
  const prefix = names[0]?.match(/^[^/]+\//)?.[0];
  if (!prefix || names.some((name) => variables.has(name) || !name.startsWith(prefix))) return tensors;
  return new Map([...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
