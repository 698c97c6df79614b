/** Weights that PyTorch keeps as a length and a direction (weight_norm), put together; other forms of a weight are refused by name. */
import { FormatError, formatShape } from "../../tensor/index.ts";
import type { NamedArray } from "./container.ts";
import type { Tensors } from "./modules.ts";

/** The name of a weight whose length this is: `torch.nn.utils.weight_norm`'s, and that of the parametrization of the same name. */
const lengths = [
  { of: /^(.*)_g$/, direction: "$1_v", weight: "$1" },
  { of: /^(.*?)parametrizations\.(\w+)\.original0$/, direction: "$1parametrizations.$2.original1", weight: "$1$2" },
];
/** Weights that are computed from others in further ways: spectral_norm's and prune's, and other parametrizations. */
const computed = /(?:^|\.)(?:(?:weight|bias)\w*_orig|parametrizations\.\w+\.(?:original\d*|\d+\..+))$/;

/**
 * The tensors of a state_dict, in which length g and direction v are the weight g v / |v|.
 * @param own names in the model, whose weights are taken as they are
 * @throws FormatError for weights that are computed in another way
 */
export function foldWeightNorms(tensors: Tensors, own: readonly string[]): Map<string, NamedArray> {
  const folded = new Map(tensors);
  for (const [name, g] of tensors) {
    const form = lengths.find(({ of, direction }) => of.test(name) && tensors.has(name.replace(of, direction)));
    if (!form || own.includes(name)) continue;
    const other = name.replace(form.of, form.direction);
    const v = tensors.get(other)!;
    if (!isLengthOf(g, v)) continue;
    folded.delete(name);
    folded.delete(other);
    folded.set(name.replace(form.of, form.weight), { ...v, values: scaled(g, v) });
  }
  const wrong = [...folded.keys()].find((name) => computed.test(name) && !own.includes(name));
  if (wrong === undefined) return folded;
  throw new FormatError({
    what: `The file has "${wrong}" instead of the weight that PyTorch computes from it.`,
    expected: "weights as they are, or as weight_norm keeps them",
    received: formatShape(folded.get(wrong)!.shape),
    hint: "in PyTorch, before save_file: torch.nn.utils.parametrize.remove_parametrizations(module, name), remove_spectral_norm(module) or prune.remove(module, name)",
  });
}

/** Whether g has a length for each part of v along one axis, or one for all. */
const isLengthOf = (g: NamedArray, v: NamedArray) =>
  v.shape.length > 1 &&
  (g.shape.length === 0 || g.shape.length === v.shape.length) &&
  g.shape.every((length, axis) => length === 1 || (length === v.shape[axis] && g.values.length === length));

function scaled(g: NamedArray, v: NamedArray): Float32Array {
  const part = partOf(g, v);
  const squares = new Float64Array(g.values.length);
  for (const [i, value] of v.values.entries()) squares[part(i)]! += value * value;
  return v.values.map((value, i) => (value * g.values[part(i)]!) / Math.sqrt(squares[part(i)]!));
}

/** The place in g of an entry of v. */
function partOf(g: NamedArray, v: NamedArray): (index: number) => number {
  return (index) => {
    let [left, place, step] = [index, 0, 1];
    for (let axis = g.shape.length - 1; axis >= 0; axis--) {
      const length = v.shape[axis]!;
      if (g.shape[axis]! > 1) place += (left % length) * step;
      left = Math.floor(left / length);
      step *= g.shape[axis]!;
    }
    return place;
  };
}
