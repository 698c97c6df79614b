/** Keras's names for weights: the path of a variable, such as `bidirectional/forward_lstm/lstm_cell/kernel`. */
import type { Variable } from "../../autodiff/variable.ts";
import type { Layer } from "../../layers/layer.ts";
import { variablesByPath } from "../../models/index.ts";
import { FormatError, formatShape, sameShape } from "../../tensor/index.ts";
import type { WeightsMap } from "../format.ts";
import { Misfits, ownerOf } from "../misfits.ts";
import type { NamedArray } from "./container.ts";
import type { Filling } from "./pytorch-slots.ts";
import { checkMapped, renamed, type Selection, withoutShared } from "./select-tensors.ts";

/** The names of the weights of a model or layer. */
export const kerasNames = (owner: Layer<any, any>): string[] => [...variablesByPath(owner).keys()];

/**
 * The values that tensors of Keras's names give the variables of a model or layer; what the file has before all paths is dropped.
 * @throws FormatError that lists the names and shapes that do not fit, unless `misfits` takes it
 */
export function readKeras(
  owner: Layer<any, any>,
  { tensors, isSkipped }: Selection<NamedArray>,
  map: WeightsMap = {},
  misfits = new Misfits({}),
): Filling[] {
  const variables = new Map([...variablesByPath(owner)].filter(([path]) => !isSkipped(path)));
  const found = atPaths(tensors, variables, map);
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
      hint: unknown.some((name) => /weight_ih|(^|\.)weight$/.test(name))
        ? 'these are names of PyTorch: { from: "pytorch" }'
        : undefined,
    });
  for (const { variable, reason } of wrong) misfits.meet(ownerOf(owner, variable), error, reason);
  for (const name of unknown) misfits.meet(name, error, "the model has no such weight");
  return [...variables]
    .filter(([, variable]) => !misfits.has(ownerOf(owner, variable)))
    .map(([path, variable]) => [variable, found.get(path)!.values]);
}

/** The tensors by the paths that they go to: the map's, else the file's. */
function atPaths(
  tensors: ReadonlyMap<string, NamedArray>,
  variables: ReadonlyMap<string, Variable>,
  map: WeightsMap,
): Map<string, NamedArray> {
  const names = [...tensors.keys()];
  checkMapped(Object.keys(map), names, "/", "The map names what the file does not have.");
  const entries = Object.entries(map).map(([name, to]): [string, string] => {
    if (typeof to === "string") return [name, to];
    throw new FormatError({
      what: `The map gives "${name}" a list, which is for PyTorch's modules of several layers.`,
      expected: "one path",
      received: to.join(", "),
    });
  });
  const shorten = withoutShared(names, (path) => variables.has(path), "/");
  const found = new Map<string, NamedArray>();
  for (const [name, tensor] of tensors) {
    const path = renamed(name, entries, "/") ?? shorten(name);
    if (found.has(path)) {
      throw new FormatError({
        what: `The map gives several tensors of the file to "${path}".`,
        expected: "one for each weight",
        received: `"${name}" and another`,
      });
    }
    found.set(path, tensor);
  }
  return found;
}

function misfitOf(path: string, { shape }: Variable, tensor: NamedArray | undefined): string | undefined {
  if (!tensor) return `${path} is missing`;
  if (sameShape(tensor.shape, shape)) return undefined;
  return `${path} has shape ${formatShape(tensor.shape)} instead of ${formatShape(shape)}`;
}

/** The weights of a model or layer by Keras's names. */
export function writeKeras(owner: Layer<any, any>): Map<string, NamedArray> {
  return new Map(
    [...variablesByPath(owner)].map(([path, variable]) => [
      path,
      { shape: variable.shape, values: variable.snapshot().dataSync() as Float32Array },
    ]),
  );
}
