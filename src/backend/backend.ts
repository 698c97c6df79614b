/**
 * The contract between what is computed and how. A backend knows tensors and nothing above them: no gradients, no layers.
 *
 * Memory. Between `beginStep` and `endStep` a backend may place results in memory that ends with the step; results that
 * outlive it are moved by `detach`. Results never alias their arguments, except through `makeVariable`d tensors, which
 * are updated in place. Arguments may be in any storage, also that of another backend.
 *
 * Axis letters: B batch, T time, F features, U units, V vocabulary, G gates of a cell, R rows.
 */
import type { DType, Shape, Tensor, TypedArray } from "../tensor/index.ts";
import type { UnaryName } from "./pointwise.ts";
import type { Windows } from "./windows.ts";

/** Operations on two tensors; comparisons and logical ones give `bool`. Both operands have one dtype. */
export type BinaryName =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "maximum"
  | "minimum"
  | "power"
  | "equal"
  | "notEqual"
  | "greater"
  | "greaterEqual"
  | "less"
  | "lessEqual"
  | "logicalAnd"
  | "logicalOr";

/** Reductions over axes; `any` and `all` take and give `bool`, `mean` is for floats. */
export type ReduceName = "sum" | "mean" | "max" | "min" | "any" | "all";

export interface ConvolveOptions {
  /** Added to every result, shape [N]. */
  bias?: Tensor;
  /** Whether the kernel is [N, C / groups, ...window]. Default false: [...window, C / groups, N]. */
  filtersFirst?: boolean;
}

/** What a window computes from its places. */
export type PoolName = "max" | "sum";

export interface MatmulOptions {
  /** Swap the last two axes of a first. Default false. */
  transposeA?: boolean | undefined;
  /** Swap the last two axes of b first. Default false. */
  transposeB?: boolean | undefined;
  /** Added to every row, shape [N]. */
  bias?: Tensor | undefined;
}

/** The recurrent families that have fused kernels; G = 1, 4 and 3 gates. */
export type CellName = "simpleRNN" | "lstm" | "gru";

/**
 * One recurrence over all time, in processing order (a caller that runs backwards reverses time itself). With
 * h = hidden state before the step, p = `projected` at the step, U = `recurrentKernel`, d = `recurrentBias`,
 * act = `activation`, rec = `recurrentActivation`, gates as column blocks of width U in Keras's order:
 *
 * simpleRNN  h' = act(p + h U)
 * lstm       i, f, g, o = p + h U;  c' = rec(f) c + rec(i) act(g);  h' = rec(o) act(c')
 * gru        z = rec(p_z + h U_z + d_z), r = rec(p_r + h U_r + d_r);  h' = z h + (1 - z) g, where
 *            resetAfter:  g = act(p_h + r (h U_h + d_h));  otherwise:  g = act(p_h + (r h) U_h)
 *
 * `recurrentDropout[k]` multiplies h where it meets gate k's columns of U (for the gru's `z h` it does not).
 * A masked step (mask 0) leaves h and c as they were.
 */
export interface RecurrentProblem {
  /** Which of the equations above. */
  cell: CellName;
  /** Activation of the candidate; for a simpleRNN of the output. */
  activation: UnaryName;
  /** Unused by simpleRNN. */
  recurrentActivation: UnaryName;
  /** gru only. */
  resetAfter: boolean;
  /**
   * The inputs' share of the gates for all steps, `x W + b`, float32 [T, B, G·U]. An intermediate result given here
   * belongs to the recurrence, which may overwrite it with its gates.
   */
  projected: Tensor;
  /** float32 [U, G·U]. */
  recurrentKernel: Tensor;
  /** gru with resetAfter and bias only: float32 [3·U]. */
  recurrentBias?: Tensor;
  /** float32 [B, U]. */
  initialHidden: Tensor;
  /** lstm only: float32 [B, U]. */
  initialCell?: Tensor;
  /** bool [T, B]; absent where every step counts. */
  mask?: Tensor;
  /** float32 [G, B, U], the kept entries already scaled. */
  recurrentDropout?: Tensor;
  /**
   * lstm only, without `recurrentDropout`: h U is a convolution (a ConvLSTM). B counts the places of all samples, which these
   * windows, one for each place, slide over; U, the channels, is also their filters: the recurrent kernel is [...K, U, 4·U].
   */
  windows?: Windows;
}

/** A {@link RecurrentProblem} without `windows` whose inputs are still to be projected. What comes in and goes out is batch-major. */
export interface RecurrentPrediction extends Omit<RecurrentProblem, "projected"> {
  /** x, float32 [B, T, F]. */
  inputs: Tensor;
  /** W, float32 [F, G·U]. */
  kernel: Tensor;
  /** b, float32 [G·U]; absent where it is zero. */
  bias?: Tensor | undefined;
  /** Whether to begin with the last step. */
  backwards: boolean;
  /** Whether the hidden states of all steps are wanted, in the order in which they are computed. */
  keepsSequence: boolean;
}

/** What a {@link RecurrentPrediction} gives. */
export interface PredictionResult {
  /** The hidden state after each step, float32 [B, T, U]; absent unless wanted. */
  hidden: Tensor | undefined;
  /** The hidden state after the last step, float32 [B, U]. */
  finalHidden: Tensor;
  /** lstm only: the cell state after the last step, float32 [B, U]. */
  finalCell: Tensor | undefined;
}

export interface RecurrentResult {
  /** The hidden state after each step, float32 [T, B, U]. */
  hidden: Tensor;
  /** lstm only: the cell state after each step, float32 [T, B, U] (the last step alone, [1, B, U], without `keep`). */
  cell?: Tensor;
  /** What backward needs besides the states, in the backend's own layout; backward overwrites it. Absent without `keep`. */
  saved?: Tensor;
}

/** Gradients that arrive at a recurrence; those absent are zero. */
export interface RecurrentUpstream {
  /** With respect to `hidden`, [T, B, U]. */
  hidden?: Tensor;
  /** With respect to the last step's hidden state, [B, U], added to the former. */
  finalHidden?: Tensor;
  /** With respect to the last step's cell state, [B, U]. */
  finalCell?: Tensor;
}

/** Gradients with respect to the tensors of a {@link RecurrentProblem}, of their shapes. */
export interface RecurrentGradients {
  projected: Tensor;
  recurrentKernel: Tensor;
  recurrentBias?: Tensor;
  initialHidden: Tensor;
  initialCell?: Tensor;
}

/** How an optimizer updates a variable w by its gradient g; slots are kept per variable, in the order given here. */
export type UpdateRule =
  /** slots [m] if momentum > 0. m' = momentum m - rate g; w += m' (nesterov: momentum m' - rate g); else w -= rate g. */
  | { kind: "sgd"; rate: number; momentum: number; nesterov: boolean }
  /**
   * slots [v, m if momentum > 0, a if centered]. v' = rho v + (1 - rho) g²; a' = rho a + (1 - rho) g;
   * step = rate g / sqrt(v' - a'² + epsilon); momentum: m' = momentum m + step, w -= m'; else w -= step.
   */
  | { kind: "rmsprop"; rate: number; rho: number; momentum: number; epsilon: number; centered: boolean }
  /** slots [m, v, vMax if amsgrad]. m' = m + (1 - beta1)(g - m); v' = v + (1 - beta2)(g² - v); w -= rate m' / (sqrt(v' or vMax') + epsilon). */
  | { kind: "adam"; rate: number; beta1: number; beta2: number; epsilon: number; amsgrad: boolean };

/** The configuration of a backend, for `diagnose`. */
export interface BackendDescription {
  /** "js" or "wasm". */
  name: string;
  /** How the kernels are compiled; absent where there are none. */
  kernels?: "simd" | "relaxed-simd" | "wide" | "native";
  /** Which instructions machine code uses, such as "AVX-512"; absent where there is none. */
  instructions?: string;
  /** How many threads share a large computation: those that run, and those that are starting. */
  threads: number;
  /** Kernel memory taken so far. */
  bytes?: number;
  /** The part of it that the largest step so far used for intermediate results. */
  stepBytes?: number;
  /** Why something requested is not available. */
  obstacles: { wasm?: string; native?: string; wide?: string; threads?: string };
}

/** A step that can be run again. */
export interface Recording {
  run(): void;
  /** Frees its memory. */
  release(): void;
}

/** How numbers are computed. Shapes are checked by the callers (`ops`), which raise the errors that users see. */
export interface Backend {
  readonly name: string;
  describe(): BackendDescription;
  /**
   * Runs `compute` as a separate step, and returns a recording that runs it again with the current values of its
   * variables, without allocations. Undefined if it consists of more than kernel calls. Results are returned through
   * `assign`.
   */
  record?(compute: () => void): Recording | undefined;
  /** Stops its threads, if it has any. */
  stop(): void;

  // memory
  beginStep(): void;
  endStep(): void;
  /** Moves a tensor that lies in step or variable memory to plain memory; no-op for plain ones. */
  detach(tensor: Tensor): void;
  /** A tensor in its own memory, until `release`. */
  makeVariable(values: TypedArray, shape: Shape, dtype: DType): Tensor;
  release(variable: Tensor): void;
  /** Copies the elements of `value` into `variable`. */
  assign(variable: Tensor, value: Tensor): void;
  /** Updates `variable` and `slots` in place. */
  update(rule: UpdateRule, variable: Tensor, gradient: Tensor, slots: readonly Tensor[]): void;

  // elementwise
  unary(name: UnaryName, x: Tensor): Tensor;
  /** dy times the derivative of `name` at x, where y is its value there. */
  unaryGradient(name: UnaryName, dy: Tensor, x: Tensor, y: Tensor): Tensor;
  /** With broadcasting. */
  binary(name: BinaryName, a: Tensor, b: Tensor): Tensor;
  /** a where the bool `condition` holds, else b; all three of one shape. */
  select(condition: Tensor, a: Tensor, b: Tensor): Tensor;
  cast(x: Tensor, dtype: DType): Tensor;

  // linear algebra and reductions
  /** [P, M, K] times [P or 1, K, N] gives [P, M, N]; a transposed operand has its last two axes swapped. */
  matmul(a: Tensor, b: Tensor, options?: MatmulOptions): Tensor;
  /** The axes, ascending, are removed from the shape. */
  reduce(name: ReduceName, x: Tensor, axes: readonly number[]): Tensor;
  /** The gradient of reduce "max" or "min" with respect to x, where y is its result: shared evenly between equals. */
  extremeGradient(dy: Tensor, x: Tensor, y: Tensor, axes: readonly number[]): Tensor;
  /** Index of the first largest or smallest entry along the last axis, int32. */
  argReduce(name: "max" | "min", x: Tensor): Tensor;
  /** Over the last axis; `log` gives its logarithm. */
  softmax(x: Tensor, log: boolean): Tensor;
  softmaxGradient(dy: Tensor, y: Tensor, log: boolean): Tensor;
  /** -log softmax(logits)[label] of each row: float32 [R, V] and int32 [R] give float32 [R]. */
  crossEntropy(logits: Tensor, labels: Tensor): Tensor;
  /** The gradient with respect to the logits, [R, V], where dy is [R]. */
  crossEntropyGradient(dy: Tensor, logits: Tensor, labels: Tensor): Tensor;

  /** Each row of [R, N] as n = (x - mean) / √(variance + epsilon), and that factor of each row, [R]. */
  normalize(x: Tensor, epsilon: number): { normalized: Tensor; scale: Tensor };
  /** The gradient with respect to x: scale (dn - mean(dn) - n mean(dn n)) of each row. */
  normalizeGradient(dn: Tensor, normalized: Tensor, scale: Tensor): Tensor;

  // layout
  transpose(x: Tensor, permutation: readonly number[]): Tensor;
  slice(x: Tensor, begin: Shape, size: Shape): Tensor;
  /** Elements of x as they lie there, from an offset on: not a copy, so to be read before x changes. Undefined where that cannot be. */
  part?(x: Tensor, offset: number, shape: Shape): Tensor | undefined;
  /** x at `before` within zeros of the given shape: the gradient of {@link slice}. */
  pad(x: Tensor, before: Shape, shape: Shape): Tensor;
  concatenate(xs: readonly Tensor[], axis: number): Tensor;
  broadcastTo(x: Tensor, shape: Shape): Tensor;
  /** x with the order along the axis reversed. */
  reverse(x: Tensor, axis: number): Tensor;
  /** Rows of x, [R, ...], by int32 ids of any shape S: [...S, ...]. @throws ShapeError for an id outside 0 ... R - 1 */
  gather(x: Tensor, ids: Tensor): Tensor;
  /** Sums rows of dy into zeros of `rows` rows by id: the gradient of {@link gather}. */
  scatterAdd(ids: Tensor, dy: Tensor, rows: number): Tensor;

  // windows
  /**
   * y[o, n] = b[n] + Σ x[place k of window o, c] W[k, c, n]; places outside count as zeros. x is (B, ...S, C), the kernel
   * (...K, C / groups, N), the result (B, ...O, N): filter n sees the channels of its group, the groups being equal shares
   * of the channels and of the filters, in order. With `filtersFirst` the kernel is (N, C / groups, ...K).
   */
  convolve(x: Tensor, kernel: Tensor, windows: Windows, options?: ConvolveOptions): Tensor;
  /** The gradient with respect to x, (B, ...S, C): itself a convolution, transposed. */
  convolveInputGradient(dy: Tensor, kernel: Tensor, windows: Windows, channels: number): Tensor;
  /** The gradient with respect to the kernel. */
  convolveKernelGradient(x: Tensor, dy: Tensor, windows: Windows, groups: number): Tensor;
  /** The largest, or the sum, of each window's places within x: (B, ...S, C) gives (B, ...O, C). */
  pool(name: PoolName, x: Tensor, windows: Windows): Tensor;
  /** The gradient with respect to x, where y is the result: that of a largest goes to the first of equals. */
  poolGradient(name: PoolName, dy: Tensor, x: Tensor, y: Tensor, windows: Windows): Tensor;

  // random
  /** 0 with probability `rate`, else 1 / (1 - rate); element i comes from word i of the stream, whatever the backend. */
  dropoutMask(shape: Shape, rate: number, seed: number, stream: number): Tensor;

  // recurrence
  /** `keep`: whether a backward pass will follow. */
  recurrentForward(problem: RecurrentProblem, keep: boolean): RecurrentResult;
  /** Whether a recurrence of so many steps and rows, with gates of so many columns, is quicker by `recurrentPrediction`. */
  projectsWithin?(steps: number, rows: number, columns: number): boolean;
  /** The same without `keep`, with each step's inputs projected when it comes; undefined where there is no kernel for it. */
  recurrentPrediction?(problem: RecurrentPrediction): PredictionResult | undefined;
  recurrentBackward(
    problem: RecurrentProblem,
    result: RecurrentResult,
    upstream: RecurrentUpstream,
  ): RecurrentGradients;
}
