/** The Recurve layers inside layers and cells of user classes: they call the methods of the class. */
import * as core from "../../index.ts";
import type { CallContext } from "../../layers/context.ts";
import { partsOf } from "../../layers/parts.ts";
import { shown } from "../../tensor/index.ts";
import { chained, type Tensor, tensorOf, tensorsIn } from "../tensors/index.ts";
import type { Like } from "../types.ts";
import type { AnyCore, Face } from "./faces.ts";
import { checkInputSpec } from "./input-spec.ts";
import type { Kwargs } from "./own-args.ts";
import {
  type ConstraintLike,
  constraintOf,
  type InitializerLike,
  initializerOf,
  type RegularizerLike,
  regularizerOf,
} from "./parts.ts";

/** What `addWeight` takes: as in TensorFlow.js by position, all but the first two optional. */
export type AddWeight = [
  name: string,
  shape: readonly (number | null)[],
  dtype?: core.DType | null,
  initializer?: InitializerLike | null,
  regularizer?: RegularizerLike | null,
  trainable?: boolean | null,
  constraint?: ConstraintLike | null,
];

/** The length of each axis. */
type Shape = (number | null)[];
/** A cell of `tf.layers`. */
type CellFace = Face & { readonly stateSize: number | number[] };

/** What is common to layers and cells of a user's class. */
interface Args {
  weights?: readonly Like[];
}

const oneOrList = <T>(list: readonly T[]): T | T[] => (list.length === 1 ? list[0]! : [...list]);
const listed = <T>(value: T | readonly T[]): T[] => (Array.isArray(value) ? [...value] : [value as T]);

/** The layers that a user's layer keeps in its fields. */
function layersInside(face: Face): ReadonlyMap<string, AnyCore> {
  const isLayer = (value: unknown): value is Face => (value as Face | undefined)?.core instanceof core.Layer;
  const found = partsOf(face, isLayer, new Set(["core"]));
  return new Map([...found].map(([path, { core: inner }]) => [path, inner]));
}

/** Options in which initializers, regularizers and constraints that came as class and options are made. */
function withParts(config: Readonly<Record<string, any>>): Record<string, unknown> {
  const made = Object.entries(config).map(([name, value]) => {
    if (typeof value?.className !== "string" || value.config === undefined) return [name, value];
    if (name.endsWith("nitializer")) return [name, initializerOf(value)];
    if (name.endsWith("egularizer")) return [name, regularizerOf(value)];
    return [name, name.endsWith("onstraint") ? constraintOf(value) : value];
  });
  return Object.fromEntries(made);
}

function weightOptions([, , dtype, initializer, regularizer, trainable, constraint]: AddWeight) {
  return {
    initializer: initializerOf(initializer ?? "zeros"),
    regularizer: regularizerOf(regularizer ?? null),
    constraint: constraintOf(constraint ?? null),
    ...(dtype && { dtype }),
    ...(typeof trainable === "boolean" && { trainable }),
  };
}

/** How a user's layer is being called by `apply`, and what its `call` gave beside tensors: a record, a number. */
interface Form {
  readonly isList: boolean;
  readonly kwargs: Kwargs;
  given?: { readonly value: unknown };
}

/** The Recurve layer inside a user's layer. */
export class OwnLayer extends core.Layer<any> {
  override readonly className: string;
  override readonly config: object;
  private readonly firstWeights: readonly Like[] | undefined;
  private readonly face: () => Face;
  private held: readonly core.Variable[] = [];
  private penalties: readonly (() => Tensor)[] = [];
  private form: Form | undefined;
  /** How many outputs there are by the shapes of the last call. */
  private count = 1;

  constructor(face: Face, { weights, ...args }: Args) {
    super();
    this.face = () => face;
    this.className = face.getClassName();
    this.config = args;
    this.firstWeights = weights;
  }

  /** A weight for the user's `build`. */
  make(given: AddWeight): core.Variable {
    return this.addWeight(given[0], given[1] as core.Shape, weightOptions(given));
  }

  /** Variables of other layers that train with this one. */
  hold(variables: readonly core.Variable[]): void {
    this.held = variables;
  }

  /** Penalties of every step. */
  addLosses(losses: readonly (() => Tensor)[]): void {
    this.penalties = [...this.penalties, ...losses];
  }

  /**
   * Runs `apply` with what only the user's `call` knows: whether the inputs came as a list, and all its options. Gives what `call` gave
   * as it is where that is no tensor and no list of tensors.
   */
  withForm<T>(isList: boolean, kwargs: Kwargs, run: () => T): { outputs: T; given: Form["given"] } {
    const outer = this.form;
    const form: Form = { isList, kwargs };
    this.form = form;
    try {
      return { outputs: run(), given: form.given };
    } finally {
      this.form = outer;
    }
  }

  override get parts() {
    return new Map<string, AnyCore | core.Variable>([...super.parts, ...layersInside(this.face())]);
  }

  protected override ownVariables(): readonly core.Variable[] {
    return [...super.ownVariables(), ...this.held];
  }

  override getConfig(): any {
    return withParts(this.face().getConfig());
  }

  protected override build(inputs: readonly core.OpenShape[]): void {
    this.face().build(shapesOf(inputs));
    if (this.firstWeights) this.setWeights(this.firstWeights.map((each) => tensorOf(each)));
  }

  override computeOutputShapes(inputs: readonly core.OpenShape[]): core.OpenShape[] {
    this.checkInputs(inputs);
    const shape = this.face().computeOutputShape(shapesOf(inputs));
    const shapes = (shape.some((each) => Array.isArray(each)) ? shape : [shape]) as core.OpenShape[];
    this.count = shapes.length;
    return shapes;
  }

  private checkInputs(shapes: readonly core.OpenShape[]): void {
    checkInputSpec(this.name, this.face().inputSpec, shapes);
  }

  override call(inputs: readonly core.Tensor[], { training, masks }: CallContext): core.Tensor[] {
    // build may have noted more
    this.checkInputs(inputs.map(({ shape }) => shape));
    const given = inputs.map(chained);
    const mask = masks.some((each) => each) ? { mask: oneOrList(masks.map((each) => each && chained(each))) } : {};
    const kwargs = { training, ...mask, ...this.form?.kwargs };
    const isList = this.form?.isList ?? true;
    const outputs: unknown = this.face().call(isList ? given : given[0]!, kwargs);
    for (const penalty of this.penalties) this.addLoss(penalty());
    const list = listed(outputs);
    const areTensors = list.every((each) => each instanceof core.Tensor);
    if (areTensors && (this.form || list.length >= this.count)) return list as core.Tensor[];
    if (!this.form || outputs instanceof Promise) throw this.outputError(list);
    this.form.given = { value: list.length === 1 ? list[0] : outputs };
    return tensorsIn(outputs);
  }

  private outputError(outputs: readonly unknown[]): core.ConfigError {
    const wrong = outputs.find((each) => !(each instanceof core.Tensor));
    return new core.ConfigError({
      what: `The call of ${this.className} "${this.name}" does not give what a model needs.`,
      expected: this.count === 1 ? "a tensor" : `a list of ${this.count} tensors, as computeOutputShape says`,
      received:
        wrong === undefined ? `${outputs.length} tensors` : wrong instanceof Promise ? "a Promise" : shown(wrong),
      hint: "records and numbers are only for those who call layer.apply on tensors",
    });
  }

  override computeMasks(inputs: readonly core.Tensor[], { masks }: CallContext): (core.Tensor | undefined)[] {
    const given = masks.map((mask) => (mask ? chained(mask) : null)) as Tensor[];
    const mask = this.face().computeMask(inputs.map(chained), given.length > 1 ? given : (given[0] ?? null));
    return mask ? listed(mask).map((each) => each ?? undefined) : [];
  }
}

/** The Recurve cell inside a user's cell. */
export class OwnCell extends core.layers.RNNCell {
  override readonly className: string;
  override readonly config: object;
  private readonly face: () => CellFace;

  constructor(face: CellFace, { weights: _, ...args }: Args) {
    super();
    this.face = () => face;
    this.className = face.getClassName();
    this.config = args;
  }

  /** A weight for the user's `build`. */
  make(given: AddWeight): core.Variable {
    return this.addWeight(given[0], given[1] as core.Shape, weightOptions(given));
  }

  get stateSizes(): readonly core.layers.CellSize[] {
    return listed(this.face().stateSize);
  }

  override get parts() {
    return new Map<string, AnyCore | core.Variable>([...super.parts, ...layersInside(this.face())]);
  }

  override getConfig(): any {
    return withParts(this.face().getConfig());
  }

  override clone(): this {
    const face = this.face();
    const { constructor: Own } = face as unknown as {
      constructor: { fromConfig(cls: object, config: object): CellFace };
    };
    return Own.fromConfig(Own, face.getConfig()).core as unknown as this;
  }

  protected override build(inputs: readonly core.OpenShape[]): void {
    this.face().build(shapesOf(inputs));
  }

  step(x: core.Tensor, states: readonly core.Tensor[], { training }: { training: boolean }) {
    const [output, ...next] = listed(this.face().call([x, ...states].map(chained), { training }));
    return { output: output!, states: next };
  }
}

/** Whether a user's class wraps a layer. */
export const isOwn = (layer: AnyCore): layer is OwnLayer =>
  layer instanceof OwnLayer || (layer as object) instanceof OwnCell;

function shapesOf(inputs: readonly core.OpenShape[]): Shape | Shape[] {
  return oneOrList(inputs.map((shape) => [...shape])) as Shape | Shape[];
}
