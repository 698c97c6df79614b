/** Dense layers tied to another layer's matrix, in files: each format stores a kernel for them, too. */
import { Variable } from "../autodiff/variable.ts";
import { Dense } from "../layers/dense.ts";
import type { Layer } from "../layers/layer.ts";
import type { AnyModel } from "../models/index.ts";
import { FormatError, type Tensor, type TensorLike, transposedRows, wrap } from "../tensor/index.ts";

/** The kernel (features, units) of a tied layer: the transposed matrix (units, features) of the layer that it is tied to. */
export class TiedKernel extends Variable {
  constructor(
    readonly matrix: Variable,
    /** The tied layer. */
    readonly layer: Dense,
  ) {
    super({ name: "kernel", shape: [...matrix.shape].reverse(), initialize: () => new Float32Array(matrix.size) });
  }

  override snapshot(): Tensor {
    const { shape } = this.matrix;
    return wrap(transposedRows(this.matrix.snapshot().dataSync(), shape[0]!, shape[1]!), this.shape, this.dtype);
  }

  /** The file's value was checked by {@link checkTies}; it equals the matrix. */
  override assign(_values: TensorLike): void {}
}

const kernels = new WeakMap<Dense, TiedKernel>();

function tiedKernel(layer: Dense, matrix: Variable): TiedKernel {
  const kernel = kernels.get(layer) ?? new TiedKernel(matrix, layer);
  kernels.set(layer, kernel);
  return kernel;
}

/** The weights that a layer has in files, in Keras's order. */
export function storedWeights(layer: Layer<number>): readonly Variable[] {
  if (layer instanceof Dense && layer.config.tiedTo && layer.built) {
    const matrix = layer.matrix!;
    return [tiedKernel(layer, matrix), ...layer.weights.filter((weight) => weight !== matrix)];
  }
  if (layer.children.length === 0) return layer.weights;
  const inside = new Set(layer.children.flatMap(({ weights }) => weights));
  const own = layer.weights.filter((weight) => !inside.has(weight));
  return [...new Set([...own, ...layer.children.flatMap(storedWeights)])];
}

/**
 * Checks that a file's values for tied kernels are those of the matrices.
 * @throws FormatError where one is not: the layers of the file are not tied, or no longer
 */
export function checkTies(fillings: Iterable<readonly [target: unknown, values: ArrayLike<number>]>): void {
  const given = new Map(fillings);
  for (const [target, values] of given) {
    if (!(target instanceof TiedKernel)) continue;
    const { matrix, layer } = target;
    const shared = given.get(matrix) ?? matrix.snapshot().dataSync();
    const [rows, columns] = matrix.shape as [number, number];
    const expected = transposedRows(shared, rows, columns);
    if (expected.every((value, i) => Object.is(value, values[i]) || value === values[i])) continue;
    throw new FormatError({
      what: `The kernel of "${layer.name}" in the file is not the matrix of "${layer.config.tiedTo!.name}", which the model ties it to.`,
      expected: "the same numbers, transposed",
      received: "others",
      hint: "the network in the file was trained without tying: load it into a model without tiedTo",
    });
  }
}

/** @throws FormatError for a layer that is tied to one outside of the model, which its file would not hold */
export function checkTiesWithin(model: AnyModel): void {
  const layers = model.layers.flatMap(allIn);
  for (const layer of layers) {
    const tiedTo = layer instanceof Dense ? layer.config.tiedTo : undefined;
    if (!tiedTo || layers.includes(tiedTo)) continue;
    throw new FormatError({
      what: `The layer "${layer.name}" is tied to "${tiedTo.name}", which is not a layer of the model "${model.name}".`,
      hint: "put both into one model",
    });
  }
}

const allIn = (layer: Layer<number>): Layer<number>[] => [layer, ...layer.children.flatMap(allIn)];
