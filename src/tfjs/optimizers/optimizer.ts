/** TensorFlow.js's optimizers, each around an optimizer of the core. */

import { step } from "../../backend/current.ts";
import { optimizers, Tensor, type Variable } from "../../index.ts";
import {
  type Check,
  ConfigError,
  checkIsRecord,
  checkOption,
  type Tensor as Plain,
  readOptions,
  sizeOf,
  takes,
  wrap,
} from "../../tensor/index.ts";
import { variableGrads } from "../gradients.ts";
import { type Variable as ChainedVariable, chained, nameOf, variableNamed } from "../tensors/index.ts";
import type { NamedTensor, NamedTensorMap, Scalar } from "../types.ts";

/** The core's optimizers. */
type Core = optimizers.Optimizer;

const aTensor = takes.check<Plain>("a tensor", (value) => value instanceof Tensor);
const aClass = takes.check<new (...args: any[]) => unknown>(
  "a class of optimizers",
  (value) => typeof value === "function" && value.prototype instanceof Optimizer,
);
/** A gradient or a part of a state; where there is no gradient, null or undefined. */
const named = takes.check<NamedTensor>(
  "{ name, tensor }",
  (value) => typeof value?.name === "string" && "tensor" in value,
);
const state = takes.check<NamedTensor[]>(
  "a list of { name, tensor } that begins with the count of updates",
  (value) => Array.isArray(value) && value.length > 0 && value.every((each) => aTensor.accepts(each?.tensor)),
);

const zeros = (shape: readonly number[]) => wrap(new Float32Array(sizeOf(shape)), [...shape], "float32");
const copied = (value: Plain) => chained(wrap(value.dataSync(), [...value.shape], value.dtype));

/** What is around nothing: a class of the user's that extends Optimizer moves variables by its own `applyGradients`. */
class NoRule extends optimizers.Optimizer {
  readonly className = "Optimizer";
  readonly config = optimizers.sgd({}).config;
  protected readonly slotGroups = [];
  protected move(): never {
    throw new ConfigError({
      what: "This optimizer does not say how to move variables.",
      expected: "a class with applyGradients, or one that extends tf.SGDOptimizer and the like",
    });
  }
}

/** Moves variables along the gradients of a loss. A class of your own with `applyGradients` trains models, too. */
export abstract class Optimizer {
  /** The name under which files know it. */
  static readonly className: string = "Optimizer";
  /** The constructor's arguments in their order, each with its check; a class without them takes a record. */
  static readonly options?: Readonly<Record<string, Check<any>>>;
  /** The state that {@link setWeights} gave before there were variables to hold it. */
  private pending: readonly NamedTensor[] = [];

  constructor(
    /** The optimizer that does the work. */
    readonly core: Core = new NoRule(),
  ) {
    if (this.applyGradients === Optimizer.prototype.applyGradients) return;
    this.core.minimize = (evaluate, variables) =>
      step(() => {
        const { gradients } = evaluate();
        // in the order of the model's weights
        const moved = (variables ?? [...gradients.keys()]).filter((each) => gradients.has(each));
        this.applyGradients(moved.map((each) => ({ name: nameOf(each), tensor: chained(gradients.get(each)!) })));
      });
  }

  /** What is kept for each variable, in the order of files: its name here, and the one there. */
  protected readonly kept: readonly (readonly [ours: string, theirs: string])[] = [];

  /** The options, by TensorFlow.js's names. */
  abstract getConfig(): Record<string, any>;

  /** Updates done. */
  get iterations(): number {
    return this.core.iterations;
  }
  /** Counts an update, for `applyGradients` of a class of your own. */
  protected incrementIterations(): void {
    this.core.variables[0]!.assign(this.iterations + 1);
  }
  /** The learning rate of the next update. */
  get learningRate(): number {
    return this.core.learningRate;
  }
  set learningRate(rate: number) {
    this.core.learningRate = rate;
  }
  /** Sets the learning rate of the next update. */
  setLearningRate(rate: number): void {
    checkOption("setLearningRate", "rate", rate, takes.positiveNumber);
    this.learningRate = rate;
  }
  /** The name under which files know it. */
  getClassName(): string {
    return (this.constructor as typeof Optimizer).className;
  }

  /**
   * One step that reduces the loss of f, by the variables of the list or by all trainable ones that f uses. Returns the
   * loss if `returnCost` is true, else null.
   */
  minimize(f: () => Scalar, returnCost = false, varList?: ChainedVariable[]): Scalar | null {
    checkOption("minimize", "returnCost", returnCost, takes.flag);
    const { value, grads } = this.computeGradients(f, varList);
    this.applyGradients(grads);
    return returnCost ? value : null;
  }
  /** The loss that f gives, and its gradients by the name of each variable. */
  computeGradients(f: () => Scalar, varList?: ChainedVariable[]): { value: Scalar; grads: NamedTensorMap } {
    return variableGrads(f, varList);
  }
  /** One step along gradients by the names of variables. */
  applyGradients(variableGradients: NamedTensorMap | NamedTensor[]): void {
    if (Array.isArray(variableGradients)) {
      checkOption("applyGradients", "variableGradients", variableGradients, takes.listOf(named));
    } else checkIsRecord("applyGradients", variableGradients);
    const pairs = Array.isArray(variableGradients)
      ? variableGradients.map(({ name, tensor }) => [name, tensor] as const)
      : Object.entries(variableGradients);
    const given = pairs.filter(([, gradient]) => gradient != null);
    for (const [name, gradient] of given) checkOption("applyGradients", `the gradient of ${name}`, gradient, aTensor);
    const variables = given.map(([name]) => variableNamed(name));
    this.meet(variables);
    this.core.apply(
      variables,
      given.map(([, gradient]) => gradient),
    );
  }

  /** The count of updates, as files hold it. */
  async saveIterations(): Promise<NamedTensor> {
    return { name: "iter", tensor: chained(wrap(Int32Array.of(this.iterations), [], "int32")) };
  }
  /** The state: the count of updates, then what is kept for each variable. */
  async getWeights(): Promise<NamedTensor[]> {
    return this.stateBy(nameOf);
  }
  /** @internal The state, with the variables called as `nameOf` says. */
  stateBy(nameOf: (variable: Variable) => string): NamedTensor[] {
    if (this.pending.length > 0) return this.pending.map(({ name, tensor }) => ({ name, tensor: copied(tensor) }));
    const variables = this.known();
    const kept = this.kept.flatMap(([ours, theirs]) => {
      const slots = this.core.slotsNamed(ours);
      return variables.map((variable) => ({
        name: `${nameOf(variable)}/${theirs}`,
        tensor: copied(slots.get(variable)?.value ?? zeros(variable.shape)),
      }));
    });
    return [{ name: "iter", tensor: chained(wrap(Int32Array.of(this.iterations), [], "int32")) }, ...kept];
  }
  /** Takes up a state that {@link getWeights} gave; what belongs to variables, once it has met them. */
  async setWeights(weightValues: NamedTensor[]): Promise<void> {
    checkOption("setWeights", "weightValues", weightValues, state);
    this.pending = weightValues;
    this.core.variables[0]!.assign(weightValues[0]!.tensor);
    if (this.known().length > 0 || weightValues.length === 1) this.restore();
  }
  /** @internal Before a step that moves these variables: gives them what {@link setWeights} left for them. */
  meet(variables: readonly Variable[]): void {
    if (this.pending.length === 0) return;
    this.core.build(variables);
    this.restore();
  }
  private restore(): void {
    const variables = this.known();
    const values = this.pending.slice(1);
    if (values.length !== 0 && values.length !== this.kept.length * variables.length) {
      throw new ConfigError({
        what: "This state is not of an optimizer with these variables.",
        expected: `${this.kept.length * variables.length + 1} tensors`,
        received: `${values.length + 1}`,
      });
    }
    for (const [group, [ours]] of this.kept.entries()) {
      const slots = this.core.slotsNamed(ours);
      for (const [i, variable] of variables.entries()) {
        const value = values[group * variables.length + i];
        if (value) slots.get(variable)?.assign(value.tensor);
      }
    }
    this.pending = [];
  }
  /** The variables that it has met, where it keeps anything for them. */
  private known(): Variable[] {
    const [first] = this.kept;
    return first ? [...this.core.slotsNamed(first[0]).keys()] : [];
  }

  /** Nothing: what is kept is collected with the optimizer. */
  dispose(): void {}

  /**
   * An optimizer of a class with the options of {@link getConfig}, each by its name. A class of your own is given them as they are.
   * @throws ConfigError for an option that the class does not have
   */
  static fromConfig<T>(cls: new (...args: any[]) => T, config: Record<string, any>): T {
    checkOption("fromConfig", "cls", cls, aClass);
    const { options } = cls as unknown as typeof Optimizer;
    checkIsRecord("fromConfig", config);
    if (!options) return new cls(config);
    readOptions(cls.name, config, options);
    return new cls(...Object.keys(options).map((name) => config[name]));
  }
}
