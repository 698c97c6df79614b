/** The weights of recurrent cells as ONNX's nodes take them: transposed, their gates in another order. Axis letters: F features, U units. */
import type { GatedCell } from "../../../layers/rnn/gated-cell.ts";
import { joinInto, makeArray, type Tensor, wrap } from "../../../tensor/index.ts";
import { weightOf } from "./layer-writer.ts";

/** (rows, gates · U) with the gates as blocks of columns as (gates · U, rows), the gates in another order. */
export function gateRows(kernel: Tensor, gates: readonly number[]): Tensor {
  const [rows, width] = kernel.shape as [number, number];
  const units = width / gates.length;
  const values = kernel.read();
  const turned = Float32Array.from({ length: rows * width }, (_, i) => {
    const [row, column] = [i % rows, Math.floor(i / rows)];
    return values[row * width + gates[Math.floor(column / units)]! * units + (column % units)]!;
  });
  return wrap(turned, [width, rows], "float32");
}

/** The biases of the input's and of the hidden state's share, (2 · gates · U). */
export function gateBiases(cell: GatedCell, gates: readonly number[]): Tensor {
  const width = gates.length * cell.config.units;
  const bias = weightOf(cell, "bias");
  const both = new Float32Array(2 * width);
  if (bias) {
    const rows = bias.rank === 2 ? 2 : 1;
    for (let row = 0; row < rows; row++) {
      const values = bias.read().subarray(row * width, (row + 1) * width);
      both.set(gateRows(wrap(values, [1, width], "float32"), gates).read(), row * width);
    }
  }
  return wrap(both, [2 * width], "float32");
}

/** The tensors of the directions along a new first axis. */
export function stackedDirections(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors as [Tensor];
  const values = makeArray("float32", tensors.length * first.size);
  const parts = tensors.map((tensor) => tensor.read() as Float32Array);
  return wrap(joinInto(values, parts), [tensors.length, ...first.shape], "float32");
}
