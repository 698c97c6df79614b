/** Rows shifted and scaled to mean 0 and variance 1. */
import { makeArray, type Tensor, wrap } from "../../tensor/index.ts";

export function normalize(x: Tensor, epsilon: number): { normalized: Tensor; scale: Tensor } {
  const [rows, width] = x.shape as [number, number];
  const from = x.read();
  const [to, scales] = [makeArray("float32", rows * width), makeArray("float32", rows)];
  for (let r = 0; r < rows; r++) {
    const row = from.subarray(r * width, (r + 1) * width);
    let [sum, squares] = [0, 0];
    for (const value of row) sum += value;
    const mean = sum / width;
    for (const value of row) squares += (value - mean) ** 2;
    const scale = 1 / Math.sqrt(squares / width + epsilon);
    scales[r] = scale;
    for (let i = 0; i < width; i++) to[r * width + i] = (row[i]! - mean) * scale;
  }
  return { normalized: wrap(to, x.shape, "float32"), scale: wrap(scales, [rows], "float32") };
}

export function normalizeGradient(dn: Tensor, normalized: Tensor, scale: Tensor): Tensor {
  const [rows, width] = dn.shape as [number, number];
  const [d, n, scales] = [dn.read(), normalized.read(), scale.read()];
  const to = makeArray("float32", rows * width);
  for (let r = 0; r < rows; r++) {
    let [sum, products] = [0, 0];
    for (let i = r * width; i < (r + 1) * width; i++) {
      sum += d[i]!;
      products += d[i]! * n[i]!;
    }
    for (let i = r * width; i < (r + 1) * width; i++) {
      to[i] = (d[i]! - sum / width - (n[i]! * products) / width) * scales[r]!;
    }
  }
  return wrap(to, dn.shape, "float32");
}
