/** Kernels that Keras keeps as integers of 8 bits with a scale for each of their outputs: `model.quantize("int8")`. */
import { Dense } from "../../layers/dense.ts";
import { EinsumDense } from "../../layers/einsum-dense.ts";
import { Embedding } from "../../layers/embedding.ts";
import type { Layer } from "../../layers/layer.ts";
import { type Shape, sizeOf } from "../../tensor/index.ts";
import type { Dataset } from "../containers/hdf5/dataset.ts";
import type { Group } from "../containers/hdf5/file.ts";
import type { Holder } from "../keras-json/weights-layout.ts";

/** The scales of a kernel of integers: the last dataset of its group; none where the kernel is as it is computed with. */
export function scalesOf({ layer, variables }: Pick<Holder, "layer" | "variables">, group: Group): Dataset | undefined {
  const [kernel, scales] = [group.dataset("0"), group.dataset(String(variables.length))];
  if (!kernel || !scales || kernel.type.kind !== "int" || kernel.type.size !== 1) return undefined;
  const lengths = scaledAxes(layer)?.map((axis) => kernel.shape[axis] ?? 0);
  return lengths && scales.size === sizeOf(lengths) ? scales : undefined;
}

/** The numbers that integers and their scales stand for: Keras divides. */
export function dequantized(
  layer: Layer<number>,
  shape: Shape,
  values: Float32Array,
  scales: Float32Array,
): Float32Array {
  const behind = (lengths: readonly number[], at: number) => sizeOf(lengths.slice(at + 1));
  const lengths = scaledAxes(layer)!.map((axis) => shape[axis]!);
  // for each axis: entries of the kernel from index to index, how many indices, scales from index to index
  const steps = scaledAxes(layer)!.map((axis, at) => [behind(shape, axis), shape[axis]!, behind(lengths, at)] as const);
  return values.map((value, i) => {
    let place = 0;
    for (const [run, length, step] of steps) place += (Math.floor(i / run) % length) * step;
    return value / scales[place]!;
  });
}

/** The axes of a kernel that have scales of their own, in the order of the scales: those of the output. */
function scaledAxes(layer: Layer<number>): number[] | undefined {
  if (layer instanceof Dense) return [1];
  if (layer instanceof Embedding) return [0];
  if (!(layer instanceof EinsumDense)) return undefined;
  const [weights, output] = layer.config.equation.replace(/^.*,/, "").split("->") as [string, string];
  return [...output].map((letter) => weights.indexOf(letter)).filter((axis) => axis >= 0);
}
