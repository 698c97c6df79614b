/** Penalties on weights and activations, added to the loss. */
import { abs, add, divide, matmul, maximum, multiply, sqrt, square, sum, transpose } from "../ops/index.ts";
import { formatShape, readOptions, ShapeError, type Tensor, takes, wrap } from "../tensor/index.ts";

/** A penalty; `className` and `config` are what files hold. */
export interface Regularizer {
  /** Keras's name of the class, as files show it. */
  readonly className: string;
  /** The options, as files hold them. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The penalty on a tensor, a scalar. */
  penalty(w: Tensor): Tensor;
}

const aFactor = (value: number) => takes.withDefault(takes.nonNegativeNumber, value);

/** Options of `regularizers.l1`: the factor of Σ |w|. */
export interface L1Options {
  /** Default 0.01. */
  l1?: number | undefined;
}

/** l1 · Σ |w|. */
export function l1(options: L1Options = {}): Regularizer {
  const { l1: factor } = readOptions("l1", options, { l1: aFactor(0.01) });
  return { className: "L1", config: { l1: factor }, penalty: (w) => multiply(sum(abs(w)), factor) };
}

/** Options of `regularizers.l2`: the factor of Σ w². */
export interface L2Options {
  /** Default 0.01. */
  l2?: number | undefined;
}

/** l2 · Σ w². */
export function l2(options: L2Options = {}): Regularizer {
  const { l2: factor } = readOptions("l2", options, { l2: aFactor(0.01) });
  return { className: "L2", config: { l2: factor }, penalty: (w) => multiply(sum(square(w)), factor) };
}

/** Options of `regularizers.l1l2`: a factor for each of both penalties. */
export interface L1L2Options {
  /** Default 0. */
  l1?: number | undefined;
  /** Default 0. */
  l2?: number | undefined;
}

/** l1 · Σ |w| + l2 · Σ w². */
export function l1l2(options: L1L2Options = {}): Regularizer {
  const config = readOptions("l1l2", options, { l1: aFactor(0), l2: aFactor(0) });
  return {
    className: "L1L2",
    config,
    penalty: (w) => add(multiply(sum(abs(w)), config.l1), multiply(sum(square(w)), config.l2)),
  };
}

/** Options of `regularizers.orthogonalRegularizer`: the factor, and whether rows or columns are compared. */
export interface OrthogonalRegularizerOptions {
  /** Default 0.01. */
  factor?: number | undefined;
  /** What should stand at right angles. Default "rows". */
  mode?: "rows" | "columns" | undefined;
}

/**
 * factor · the mean of |cosine| over all pairs of rows (or columns) of a matrix.
 * @throws ConfigError for an unknown mode; `penalty` throws a ShapeError for other ranks than 2
 */
export function orthogonalRegularizer(options: OrthogonalRegularizerOptions = {}): Regularizer {
  const config = readOptions("orthogonalRegularizer", options, {
    factor: aFactor(0.01),
    mode: takes.withDefault(takes.oneOf("rows", "columns"), "rows"),
  });
  const { factor, mode } = config;
  return {
    className: "OrthogonalRegularizer",
    config,
    penalty(w) {
      if (w.rank !== 2) {
        throw new ShapeError({
          what: "orthogonalRegularizer takes matrices.",
          expected: "2 axes",
          received: formatShape(w.shape),
        });
      }
      const rows = mode === "rows" ? w : transpose(w);
      const unit = divide(rows, sqrt(maximum(sum(square(rows), 1, true), 1e-14)));
      const cosines = multiply(matmul(unit, transpose(unit)), offDiagonal(unit.shape[0]!));
      const pairs = Math.max((unit.shape[0]! * (unit.shape[0]! - 1)) / 2, 1);
      return multiply(sum(abs(cosines)), (0.5 * factor) / pairs);
    },
  };
}

/** Ones, but zeros on the diagonal. */
function offDiagonal(size: number): Tensor {
  const values = new Float32Array(size * size).fill(1);
  for (let i = 0; i < size; i++) values[i * size + i] = 0;
  return wrap(values, [size, size], "float32");
}
