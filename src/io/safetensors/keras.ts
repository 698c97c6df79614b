/** Keras's names for weights: the path of a variable, such as `bidirectional/forward_lstm/lstm_cell/kernel`. */
import type { Variable } from "../../autodiff/variable.ts";
import { type AnyModel, variablesByPath } from "../../models/index.ts";
import { FormatError, formatShape, sameShape } from "../../tensor/index.ts";
import type { WeightsMap } from "../format.ts";
import { type Misfits, ownerOf } from "../misfits.ts";
import type { NamedArray } from "./container.ts";
import type { Filling } from "./slots.ts";

/**
 * The values that tensors of Keras's names give a model's variables; a name of the whole model before all paths is dropped.
 * @throws FormatError that lists the names and shapes that do not fit, unless `misfits` takes it
 */
export function readKeras(
  model: AnyModel,
  tensors: ReadonlyMap<string, NamedArray>,
  misfits: Misfits,
  map: WeightsMap = {},
): Filling[] {
  const variables = variablesByPath(model);
  const found = new Map(
    [...withoutModelName(tensors, variables)].map(([name, tensor]) => [
      Object.hasOwn(map, name) ? [map[name]!].flat()[0]! : name,
      tensor,
    ]),
  );
  const unknown = [...found.keys()].filter((name) => !variables.has(name));
  const wrong = [...variables].flatMap(([path, variable]) => {
    const reason = misfitOf(path, variable, found.get(path));
    return reason ? [{ variable, reason }] : [];
  });
  const reasons = [...wrong.map(({ reason }) => reason), ...unknown.map((name) => `${name} has no place`)];
  const error = () =>
    new FormatError({
      what: "The tensors do not fit the model; no weight was changed.",
      expected: [...variables].map(([path, { shape }]) => `${path} ${formatShape(shape)}`).join(", ") || "none",
      received: reasons.join("; "),
      hint: unknown.some((name) => /weight_ih|\.weight$/.test(name))
        ? 'these are names of PyTorch: { from: "pytorch" }'
        : undefined,
    });
  for (const { variable, reason } of wrong) misfits.meet(ownerOf(model, variable), error, reason);
  for (const name of unknown) misfits.meet(name, error, "the model has no such weight");
  return [...variables]
    .filter(([, variable]) => !misfits.has(ownerOf(model, variable)))
    .map(([path, variable]) => [variable, found.get(path)!.values]);
}

function misfitOf(path: string, { shape }: Variable, tensor: NamedArray | undefined): string | undefined {
  if (!tensor) return `${path} is missing`;
  if (sameShape(tensor.shape, shape)) return undefined;
  return `${path} has shape ${formatShape(tensor.shape)} instead of ${formatShape(shape)}`;
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
