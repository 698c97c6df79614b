/** Normalization of each sample over some of its axes, as one operation. */
import { record } from "../autodiff/tape.ts";
import type { BinaryName } from "../backend/backend.ts";
import { run } from "../backend/current.ts";
import { asTensor, normalizeAxis, type Tensor, type TensorLike, viewAs, wrap } from "../tensor/index.ts";
import { cast } from "./cast.ts";
import { sumTo } from "./layout.ts";

export interface LayerNormOptions {
  /** The axes normalized over, ascending. Default the last. */
  axes?: readonly number[];
  /** Added to the variance. Default 0.001. */
  epsilon?: number;
  /** Scale and shift, of shapes that broadcast to x. */
  gamma?: Tensor;
  beta?: Tensor;
}

/**
 * y = γ n + β with n = (x - mean) / √(variance + ε) over the axes (Ba, Kiros & Hinton, "Layer normalization", 2016).
 *
 * Backward, with d = γ dy and m(·) the mean over the axes: dx = (d - m(d) - n m(d n)) / √(variance + ε).
 */
export function layerNorm(x: TensorLike, options: LayerNormOptions = {}): Tensor {
  const input = cast(asTensor(x), "float32");
  const { epsilon = 0.001, gamma, beta } = options;
  const axes = (options.axes ?? [-1]).map((axis) => normalizeAxis(axis, input.rank)).sort((a, b) => a - b);
  const reduced = input.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const meanOf = (t: Tensor) =>
    viewAs(
      run((engine) => engine.reduce("mean", t, axes)),
      reduced,
    );
  const small = wrap(Float32Array.of(epsilon), [], "float32");

  const centered = binary("subtract", input, meanOf(input));
  const variance = meanOf(binary("multiply", centered, centered));
  const scale = run((engine) => engine.unary("rsqrt", engine.binary("add", variance, small)));
  const normalized = binary("multiply", centered, scale);
  const scaled = gamma ? binary("multiply", normalized, gamma) : normalized;
  const output = beta ? binary("add", scaled, beta) : scaled;

  const inputs = [input, gamma, beta].filter((source) => source !== undefined);
  return record(output, inputs, (dy) => {
    const dx = () => {
      const d = gamma ? binary("multiply", dy, gamma) : dy;
      const shared = binary("multiply", normalized, meanOf(binary("multiply", d, normalized)));
      return binary("multiply", binary("subtract", binary("subtract", d, meanOf(d)), shared), scale);
    };
    const dGamma = () => sumTo(binary("multiply", dy, normalized), gamma!.shape);
    const dBeta = () => sumTo(dy, beta!.shape);
    return [dx, ...(gamma ? [dGamma] : []), ...(beta ? [dBeta] : [])];
  });
}

function binary(name: BinaryName, a: Tensor, b: Tensor): Tensor {
  return run((engine) => engine.binary(name, a, b));
}
