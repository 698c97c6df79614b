/** L-BFGS: steps along a quadratic picture of the loss, made of the last gradients. */
import type { Variable } from "../autodiff/variable.ts";
import { ConfigError, type Declared, readOptions, type Tensor, takes, wrap } from "../tensor/index.ts";
import { noGradients } from "./checks.ts";
import { type Place, searchLine } from "./line-search.ts";
import { type Evaluate, Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, optimizerOptions, readOptimizerOptions } from "./options.ts";

/** Options of `optimizers.lbfgs`: how many moves and evaluations one step may take, and how steps are searched. */
export interface LBFGSOptions extends Pick<OptimizerOptions, "learningRate" | "name"> {
  /** Moves of one step. Default 20. */
  maxIter?: number | undefined;
  /** Evaluations of one step, after which no further move begins. Default null: 1.25 `maxIter`. */
  maxEval?: number | null | undefined;
  /** A step ends where no entry of the gradient is larger. Default 1e-7. */
  toleranceGrad?: number | undefined;
  /** A step ends where neither the loss nor a weight changes by more. Default 1e-9. */
  toleranceChange?: number | undefined;
  /** Moves and gradients remembered. Default 100. */
  historySize?: number | undefined;
  /** How long a move is: null as long as the learning rate says, "strongWolfe" searched. Default null. */
  lineSearch?: "strongWolfe" | null | undefined;
}

const { learningRate, name } = /* @__PURE__ */ optimizerOptions(1);

const lbfgsOptions = {
  name,
  learningRate,
  maxIter: takes.withDefault(takes.positiveInteger, 20),
  maxEval: takes.byDefaultNull(takes.positiveInteger),
  toleranceGrad: takes.withDefault(takes.nonNegativeNumber, 1e-7),
  toleranceChange: takes.withDefault(takes.nonNegativeNumber, 1e-9),
  historySize: takes.withDefault(takes.positiveInteger, 100),
  lineSearch: takes.byDefaultNull(takes.oneOf("strongWolfe")),
} satisfies Declared<LBFGSOptions>;

/** What one move changed. */
interface Pair {
  /** In the weights. */
  readonly move: Float64Array;
  /** In the gradient. */
  readonly change: Float64Array;
  /** 1 / move · change */
  readonly inverse: number;
}

/** What goes on from step to step. */
interface Memory {
  moves: number;
  pairs: Pair[];
  /** The scale of the first picture, move · change / change · change. */
  scale: number;
  direction: Float64Array;
  length: number;
  gradient: Float64Array;
}

/**
 * w += η d, where d = -H g and H is made of the last moves and changes of the gradient (Liu & Nocedal, "On the limited memory BFGS
 * method for large scale optimization", 1989). One step evaluates the loss several times, on the same batch and with the same
 * dropout; meant for all samples in one batch. Learning rate 1.
 * @see PyTorch, `torch.optim.LBFGS`
 */
export class LBFGS extends Optimizer {
  readonly className = "LBFGS";
  readonly config;
  protected readonly slotGroups = [];
  private memory: Memory | undefined;
  private trained: readonly Variable[] = [];

  constructor(options: LBFGSOptions = {}) {
    super();
    readOptions("lbfgs", options, lbfgsOptions);
    const declared = { ...optimizerOptions(1), ...lbfgsOptions };
    this.config = readOptimizerOptions<LBFGSOptions & OptimizerOptions>("lbfgs", options, declared);
  }

  /** What it remembers has no fixed size; `fit`'s checkpoint keeps it. */
  override get fitsFiles(): boolean {
    return false;
  }

  /** @throws ConfigError always: one gradient is not enough */
  override apply(): void {
    throw new ConfigError({
      what: "L-BFGS evaluates the loss several times in one step; a gradient alone does not move it.",
      expected: "optimizer.minimize(() => lossAndGradients(model, ...))",
      received: "apply or applyGradients",
    });
  }

  protected move(): void {
    this.apply();
  }

  override minimize(evaluate: Evaluate, variables?: readonly Variable[]): void {
    const { maxIter, maxEval, toleranceGrad, toleranceChange, historySize, lineSearch } = this.config;
    const mostEvaluations = maxEval ?? Math.floor((maxIter! * 5) / 4);
    const first = evaluate();
    const trained = this.checked(variables ?? [...first.gradients.keys()]);
    if (first.gradients.size === 0) throw noGradients(trained);
    const rate = this.learningRate;
    let loss = first.loss.item();
    let gradient = flat(trained.map((variable) => first.gradients.get(variable) ?? variable.size));
    let evaluations = 1;
    const evaluateNow = () => {
      const { loss, gradients } = evaluate();
      evaluations++;
      return { loss: loss.item(), gradient: flat(trained.map((v) => gradients.get(v) ?? v.size)) };
    };

    for (let iteration = 1; iteration <= maxIter! && largest(gradient) > toleranceGrad!; iteration++) {
      const memory = this.remember(gradient, historySize!);
      const { direction } = memory;
      memory.length = memory.moves === 1 ? Math.min(1, 1 / total(gradient)) * rate : rate;
      const slope = dot(gradient, direction);
      if (slope > -toleranceChange!) break;
      const lossBefore = loss;
      const from = flat(trained.map((variable) => variable.snapshot()));
      if (lineSearch) {
        const start: Place = { at: 0, value: loss, gradient, slope };
        const found = searchLine(start, {
          evaluate(at) {
            put(trained, along(from, at, direction));
            const { loss, gradient } = evaluateNow();
            return { at, value: loss, gradient, slope: dot(gradient, direction) };
          },
          first: memory.length,
          tries: mostEvaluations - evaluations,
          tolerance: toleranceChange!,
          reach: largest(direction),
        });
        memory.length = found.at;
        ({ value: loss, gradient } = found);
        put(trained, along(from, found.at, direction));
      } else {
        put(trained, along(from, memory.length, direction));
        // the last gradient would not be used
        if (iteration < maxIter!) ({ loss, gradient } = evaluateNow());
      }
      if (evaluations >= mostEvaluations) break;
      if (largest(direction) * memory.length <= toleranceChange!) break;
      if (Math.abs(loss - lossBefore) < toleranceChange!) break;
    }
    this.calls++;
  }

  /** Takes up what the last move has taught, and chooses the direction of the next. */
  private remember(gradient: Float64Array, historySize: number): Memory {
    const { memory } = this;
    if (!memory) {
      const direction = gradient.map((g) => -g);
      this.memory = { moves: 1, pairs: [], scale: 1, direction, length: 0, gradient };
      return this.memory;
    }
    const change = gradient.map((g, i) => g - memory.gradient[i]!);
    const move = memory.direction.map((d) => d * memory.length);
    const product = dot(move, change);
    if (product > 1e-10) {
      if (memory.pairs.length === historySize) memory.pairs.shift();
      memory.pairs.push({ move, change, inverse: 1 / product });
      memory.scale = product / dot(change, change);
    }
    memory.moves++;
    memory.gradient = gradient;
    memory.direction = newtonDirection(gradient, memory);
    return memory;
  }

  /** The variables, always the same ones in the same order. */
  private checked(variables: readonly Variable[]): readonly Variable[] {
    const bound = variables.find(({ constraint }) => constraint);
    if (bound) {
      throw new ConfigError({
        what: "L-BFGS cannot keep weights within a constraint.",
        expected: "weights without constraints",
        received: `"${bound.path}" with one`,
        hint: "use another optimizer, or a regularizer in the constraint's place",
      });
    }
    const size = variables.reduce((sum, variable) => sum + variable.size, 0);
    const isSame = this.trained.length === 0 || this.trained.every((variable, i) => variable === variables[i]);
    if (!isSame || (this.memory && this.memory.direction.length !== size)) {
      throw new ConfigError({
        what: "L-BFGS moves the same weights in every step.",
        expected: this.trained.map(({ name }) => name).join(", "),
        received: variables.map(({ name }) => name).join(", "),
        hint: "compile again, or make another optimizer",
      });
    }
    this.trained = variables;
    return variables;
  }

  override getState(order: readonly Variable[]): unknown {
    return { common: super.getState(order), memory: structuredClone(this.memory) };
  }

  override setState(order: readonly Variable[], state: unknown): void {
    const { common, memory } = state as { common: unknown; memory: Memory | undefined };
    super.setState(order, common);
    this.memory = structuredClone(memory);
  }
}

/** -H g by the two loops of the paper. */
function newtonDirection(gradient: Float64Array, { pairs, scale }: Memory): Float64Array {
  const direction = gradient.map((g) => -g);
  const shares = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { move, change, inverse } = pairs[i]!;
    shares[i] = dot(move, direction) * inverse;
    addScaled(direction, change, -shares[i]!);
  }
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  for (const [i, { move, change, inverse }] of pairs.entries()) {
    addScaled(direction, move, shares[i]! - dot(change, direction) * inverse);
  }
  return direction;
}

/** Tensors, and zeros for what has none, one after the other. */
function flat(parts: readonly (Tensor | number)[]): Float64Array {
  const sizes = parts.map((part) => (typeof part === "number" ? part : part.size));
  const all = new Float64Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const [i, part] of parts.entries()) {
    if (typeof part !== "number") all.set(part.read() as Float32Array, at);
    at += sizes[i]!;
  }
  return all;
}

/** Sets the variables to values that stand one after the other. */
function put(variables: readonly Variable[], values: Float64Array): void {
  let at = 0;
  for (const variable of variables) {
    variable.assign(wrap(Float32Array.from(values.subarray(at, at + variable.size)), variable.shape, "float32"));
    at += variable.size;
  }
}

const along = (from: Float64Array, length: number, direction: Float64Array): Float64Array =>
  from.map((value, i) => value + length * direction[i]!);

function addScaled(to: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * values[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const total = (values: Float64Array) => values.reduce((sum, value) => sum + Math.abs(value), 0);

/** The largest size of an entry; NaN where one is. */
const largest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
