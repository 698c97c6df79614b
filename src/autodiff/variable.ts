/** A tensor that training changes: drawn on first use, kept in the backend's memory, updated in place. */
import type { Backend } from "../backend/backend.ts";
import { backend } from "../backend/current.ts";
import {
  asTensor,
  BackendError,
  bytesPerElement,
  checkDType,
  checkOption,
  convertArray,
  type Declared,
  type DType,
  fill,
  formatBytes,
  formatShape,
  Random,
  randomSeed,
  readOptions,
  type Shape,
  ShapeError,
  sameShape,
  sizeOf,
  Tensor,
  type TensorLike,
  type TypedArray,
  takes,
  wrap,
} from "../tensor/index.ts";

const firstValues = /* @__PURE__ */ takes.check<VariableOptions["initialize"]>(
  "a function of the shape and a Random, or the values",
  (given) => given != null,
);

/** The largest weight. */
const MOST_BYTES = 2 ** 32;

/** Options of a variable: name, shape, and initial values. */
export interface VariableOptions {
  /** Its name within the layer, such as "kernel". */
  name: string;
  /** The lengths of its axes. Default those of the values in `initialize`. */
  shape?: Shape | undefined;
  /** The initial values, or a function that makes them: a number, nested lists, a tensor. */
  initialize: ((shape: Shape, random: Random) => TypedArray) | TensorLike;
  /** The element type. Default "float32", or that of a tensor in `initialize`. */
  dtype?: DType | undefined;
  /** Whether optimizers update it. Default true. */
  trainable?: boolean | undefined;
  /** A penalty on the values, added to the loss. */
  regularizer?: ((value: Tensor) => Tensor) | undefined;
  /** A projection applied after each update. */
  constraint?: ((value: Tensor) => Tensor) | undefined;
}

const variableOptions = {
  name: takes.required(takes.text),
  shape: takes.anything,
  initialize: takes.required(firstValues),
  dtype: takes.anything,
  trainable: true,
  regularizer: takes.callable,
  constraint: takes.callable,
} satisfies Declared<VariableOptions>;

/** Whether variables without values show zeros and stay without. */
let showsZeros = false;

/** Runs `compute` with zeros for the variables that have no values yet: to find shapes before a seed is known. */
export function withoutDrawing<R>(compute: () => R): R {
  const outer = showsZeros;
  showsZeros = true;
  try {
    return compute();
  } finally {
    showsZeros = outer;
  }
}

/** When a variable's tensor is collected, its memory returns to the backend that made it. */
const reclaim = new FinalizationRegistry<{ engine: Backend; twin: Tensor }>(({ engine, twin }) => engine.release(twin));

/** Variables by the tensors that hold their values. */
const holders = new WeakMap<Tensor, Variable>();

/** The variable whose value a tensor is, if any. */
export const variableOf = (value: Tensor): Variable | undefined => holders.get(value);

/**
 * A weight or other lasting state. Its values are drawn when first read, so that a seed given later (to the model, to
 * `fit`) still determines them, and weights loaded from a file are never drawn.
 */
export class Variable {
  /** Its name within the layer, such as "kernel". */
  readonly name: string;
  /** Its name within the model, such as "block/lstm/lstm_cell/kernel", through the layers that hold it; of a model inside another, through the outer model. */
  path: string;
  /** Its shape, which never changes. */
  readonly shape: Shape;
  /** The type of its elements. */
  readonly dtype: DType;
  /** Whether training may change it. Set it to false to freeze the weight. */
  trainable: boolean;
  /** The penalty that is added to the loss. Absent: none. */
  readonly regularizer: VariableOptions["regularizer"];
  /** The constraint applied after each update. Absent: none. */
  readonly constraint: VariableOptions["constraint"];
  private readonly initialize: (shape: Shape, random: Random) => TypedArray;
  private held: Tensor | undefined;
  private maker: Backend | undefined;
  private random: Random | undefined;

  constructor(options: VariableOptions) {
    const { name, initialize, ...given } = readOptions("Variable", options, variableOptions);
    const ready = typeof initialize === "function" ? undefined : asTensor(initialize);
    const shape = given.shape ?? ready?.shape;
    checkOption("Variable", "shape", shape, takes.listOf(takes.nonNegativeInteger));
    this.name = name;
    this.path = name;
    this.shape = [...shape!];
    this.dtype = checkDType(given.dtype ?? (initialize instanceof Tensor ? initialize.dtype : "float32"));
    this.trainable = given.trainable;
    this.regularizer = given.regularizer;
    this.constraint = given.constraint;
    if (ready) {
      this.checkFit(ready);
      const values = convertArray(ready.read(), this.dtype);
      this.initialize = () => convertArray(values, this.dtype);
    } else this.initialize = initialize as typeof this.initialize;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** The current values. Always the same tensor: later updates show in it. */
  get value(): Tensor {
    if (!this.held && showsZeros) return fill(this.shape, 0, this.dtype);
    if (this.held) return this.held;
    this.checkSize();
    return this.hold(this.initialize(this.shape, this.random ?? new Random(randomSeed())));
  }

  /** Checked before anything is drawn: kernel memory has no addresses for more. @throws BackendError */
  private checkSize(): void {
    const bytes = this.size * bytesPerElement(this.dtype);
    if (bytes <= MOST_BYTES) return;
    throw new BackendError({
      what: `The weight "${this.path}" of shape ${formatShape(this.shape)} is too large.`,
      expected: `at most ${formatBytes(MOST_BYTES)}`,
      received: formatBytes(bytes),
      hint: "use fewer units or inputs",
    });
  }

  /** Chooses the stream from which the values will be drawn, unless they are drawn already. */
  drawFrom(random: Random): void {
    if (!this.held) this.random = random;
  }

  /**
   * Sets the values.
   * @throws ShapeError when the shape differs; the old values stay
   */
  assign(values: TensorLike): void {
    const value = asTensor(values);
    this.checkFit(value);
    if (this.held) backend().assign(this.held, value);
    else this.hold(convertArray(value.read(), this.dtype));
  }

  private checkFit({ shape }: Tensor): void {
    if (sameShape(shape, this.shape)) return;
    throw new ShapeError({
      what: `The values do not fit the weight "${this.path}".`,
      expected: `shape ${formatShape(this.shape)}`,
      received: `shape ${formatShape(shape)}`,
    });
  }

  /** A copy of the values in plain memory. */
  snapshot(): Tensor {
    return wrap(this.value.dataSync(), this.shape, this.dtype);
  }

  /** Frees the memory at once. Reading the variable afterwards draws new values. */
  dispose(): void {
    if (!this.held) return;
    reclaim.unregister(this.held);
    this.maker!.release(this.held);
    this.held = undefined;
  }

  private hold(values: TypedArray): Tensor {
    this.maker = backend();
    this.held = this.maker.makeVariable(values, this.shape, this.dtype);
    holders.set(this.held, this);
    const twin = new Tensor(this.shape, this.dtype, this.held.storage);
    reclaim.register(this.held, { engine: this.maker, twin }, this.held);
    return this.held;
  }
}
