/** What every layer holds: its name and options, its weights, and the layers inside it. */
import type { VariableOptions } from "../autodiff/variable.ts";
import { Variable } from "../autodiff/variable.ts";
import { resolveConstraint } from "../constraints/by-name.ts";
import type { ConstraintSpec } from "../constraints/index.ts";
import { resolveInitializer } from "../initializers/by-name.ts";
import type { InitializerSpec } from "../initializers/index.ts";
import { resolveRegularizer } from "../regularizers/by-name.ts";
import type { RegularizerSpec } from "../regularizers/index.ts";
import { checkIsRecord, type Shape, type Tensor, type TensorLike } from "../tensor/index.ts";
import { type LayerConfig, snakeCase } from "./config.ts";
import type { Layer } from "./layer.ts";
import { type Parts, partsOf } from "./parts.ts";
import { assignAll } from "./weights.ts";

/** What `addWeight` needs besides name and shape. */
interface WeightOptions extends Pick<VariableOptions, "dtype" | "trainable"> {
  /** Draws the first values. */
  initializer: InitializerSpec;
  /** Penalty on the weight, added to the loss. Default none. */
  regularizer?: RegularizerSpec | undefined;
  /** Constraint on the weight, applied after each update. Default none. */
  constraint?: ConstraintSpec | undefined;
}

/** Fields that hold no layers of their own; a model's metadata can be as large as a vocabulary, and this is read at every step. */
const references: ReadonlySet<string> = new Set(["inboundNodes", "ownWeights", "graph", "addedLosses", "metadata"]);

/** A layer without its call. {@link Layer} is the only class that extends it. */
export abstract class LayerContents {
  /** Keras's name of the class, as files and `summary()` show it; by default the class's own. */
  readonly className: string = this.constructor.name;
  /** The options. Files store them, and make the layer from them. */
  readonly config: Readonly<LayerConfig> & object = {};
  private readonly ownWeights: Variable[] = [];
  private givenName: string | undefined;
  private ownTrainable: boolean | undefined;

  /** The name; a model numbers default names so that they are unique. */
  get name(): string {
    return this.givenName ?? this.config.name ?? snakeCase(this.className);
  }

  /** Whether the model may choose the name. */
  get hasDefaultName(): boolean {
    return this.givenName === undefined && this.config.name === undefined;
  }

  /** Sets the name. */
  rename(name: string): void {
    this.givenName = name;
  }

  /**
   * The options that make a layer like this one, including its name, as Keras's `get_config`: `layers.lstm(other.getConfig())`.
   * Layers and cells in them are the same objects, not copies.
   */
  getConfig(): this["config"] & { name: string } {
    return { ...this.config, name: this.name };
  }

  /** A new layer of your own class from the result of {@link getConfig}. */
  static fromConfig<L>(this: new (config: any) => L, config: object): L {
    checkIsRecord("fromConfig", config);
    return new this(config);
  }

  /** Layers and variables that the fields hold, by path: the parts of this layer. */
  get parts(): Parts<Layer<number> | Variable> {
    return partsOf(this, isPart, references);
  }

  /** Layers inside this one (a wrapper's layer, a recurrent layer's cell); their weights belong to it, too. */
  get children(): readonly Layer<number>[] {
    return [...this.parts.values()].filter((part) => part instanceof LayerContents);
  }

  /** All weights: own ones first, then those of the layers inside. */
  get weights(): readonly Variable[] {
    return [...new Set([...this.ownVariables(), ...this.children.flatMap((child) => child.weights)])];
  }

  /** The weights that training changes. */
  get trainableWeights(): readonly Variable[] {
    if (!this.isTrainable()) return [];
    const own = this.ownVariables().filter(({ trainable }) => trainable);
    return [...new Set([...own, ...this.children.flatMap((child) => child.trainableWeights)])];
  }

  /** The weights made by {@link addWeight}, and the variables in fields. */
  protected ownVariables(): readonly Variable[] {
    return [...this.ownWeights, ...[...this.parts.values()].filter((part) => part instanceof Variable)];
  }

  /** Whether training changes the weights; set to false to freeze the layer, and with it the layers inside. */
  get trainable(): boolean | undefined {
    return this.ownTrainable;
  }

  set trainable(value: boolean | undefined) {
    this.ownTrainable = value;
    for (const child of this.children) child.trainable = value;
  }

  /** Number of elements in all weights. */
  countParams(): number {
    return this.weights.reduce((count, weight) => count + weight.size, 0);
  }

  /** Copies of the weights, in the order of {@link weights}. */
  getWeights(): Tensor[] {
    return this.weights.map((weight) => weight.snapshot());
  }

  /**
   * Sets all weights.
   * @throws ShapeError when count or shapes differ; then none is changed
   */
  setWeights(values: readonly TensorLike[]): void {
    assignAll(`layer "${this.name}"`, this.weights, values);
  }

  /** A new weight, drawn when first read. */
  protected addWeight(name: string, shape: Shape, options: WeightOptions): Variable {
    const initializer = resolveInitializer(options.initializer);
    const regularizer = resolveRegularizer(options.regularizer ?? null);
    const constraint = resolveConstraint(options.constraint ?? null);
    const weight = new Variable({
      name,
      shape,
      dtype: options.dtype,
      trainable: options.trainable,
      initialize: (size, random) => initializer.draw(size, random),
      regularizer: regularizer && ((value) => regularizer.penalty(value)),
      constraint: constraint && ((value) => constraint.project(value)),
    });
    weight.path = `${this.name}/${name}`;
    this.ownWeights.push(weight);
    return weight;
  }

  /** Whether training changes the weights: as set on the layer, otherwise as its option says. */
  protected isTrainable(): boolean {
    return this.ownTrainable ?? this.config.trainable ?? true;
  }
}

const isPart = (value: unknown): value is Layer<number> | Variable =>
  value instanceof LayerContents || value instanceof Variable;
