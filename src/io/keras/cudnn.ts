/** Weights of CuDNNLSTM and CuDNNGRU, which Keras 2 had, as those of LSTM and GRU. */
import type { Variable } from "../../autodiff/variable.ts";
import { type Shape, sizeOf } from "../../tensor/index.ts";

export interface Values {
  readonly shape: Shape;
  readonly values: Float32Array;
}

/**
 * Arrays for a list of weights, those of cuDNN rearranged. Their bias shows them: cuDNN keeps two, in one
 * row: for the inputs and for the state.
 */
export function fromCudnn(arrays: readonly Values[], weights: readonly Variable[]): Values[] {
  const result = [...arrays];
  for (const [i, { name, shape }] of weights.entries()) {
    const bias = arrays[i]!;
    const isTwice = bias.shape.length === 1 && bias.shape[0] === 2 * shape.at(-1)!;
    const [kernel, recurrent] = [arrays[i - 2], arrays[i - 1]];
    if (name !== "bias" || !isTwice || kernel?.shape.length !== 2 || recurrent?.shape.length !== 2) continue;
    const units = recurrent.shape[0]!;
    const gates = shape.at(-1)! / units;
    if (recurrent.shape[1] !== gates * units || kernel.shape[1] !== gates * units) continue;
    // the elements of each gate's kernel are stored column by column
    result[i - 2] = rearranged(kernel, gates, (_, __, place, rows) => ({
      row: place % rows,
      column: Math.floor(place / rows),
    }));
    result[i - 1] = rearranged(recurrent, gates, (row, column) => ({ row: column, column: row }));
    result[i] = shape.length === 2 ? { shape, values: bias.values } : { shape, values: summed(bias.values) };
  }
  return result;
}

type Place = (row: number, column: number, place: number, rows: number) => { row: number; column: number };

/** A matrix of one block of columns for each gate, the elements of each block moved. */
function rearranged({ shape, values }: Values, gates: number, move: Place): Values {
  const [rows, width] = shape as [number, number];
  const units = width / gates;
  const moved = new Float32Array(sizeOf(shape));
  for (let gate = 0; gate < gates; gate++) {
    for (let place = 0; place < rows * units; place++) {
      const [row, column] = [Math.floor(place / units), place % units];
      const to = move(row, column, place, rows);
      moved[to.row * width + gate * units + to.column] = values[row * width + gate * units + column]!;
    }
  }
  return { shape, values: moved };
}

/** An LSTM adds both biases anyway. */
function summed(values: Float32Array): Float32Array {
  const half = values.length / 2;
  return Float32Array.from({ length: half }, (_, i) => values[i]! + values[half + i]!);
}
