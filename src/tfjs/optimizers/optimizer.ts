/** What TensorFlow.js's optimizers do, with one of the core behind each. */
import { type optimizers, Tensor } from "../../index.ts";
import {
  ConfigError,
  checkIsRecord,
  checkOption,
  type Tensor as Plain,
  readOptions,
  takes,
  wrap,
} from "../../tensor/index.ts";
import { variableGrads } from "../gradients.ts";
import { chained, type Variable, variableNamed } from "../tensors/index.ts";
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

const copied = (value: Plain) => chained(wrap(value.dataSync(), [...value.shape], value.dtype));

/** Moves variables along the gradients of a loss. */
export abstract class Optimizer {
  /** The name under which files know it. */
  static readonly className: string = "Optimizer";
  /** The names of the constructor's arguments in their order; a class without them takes a record. */
  static readonly optionNames?: readonly string[];
  /** The state that {@link setWeights} gave before there were variables to hold it. */
  private pending: readonly Plain[] = [];

  constructor(
    /** The optimizer that does the work. */
    readonly core: Core,
  ) {}

  /** The options, by TensorFlow.js's names. */
  abstract getConfig(): Record<string, any>;

  /** Updates done. */
  get iterations(): number {
    return this.core.iterations;
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
    this.core.learningRate = rate;
  }
  /** The name under which files know it. */
  getClassName(): string {
    return (this.constructor as typeof Optimizer).className;
  }

  /**
   * One step against the loss that f gives, by the variables of the list or by all trainable ones that f meets. Gives the loss
   * where `returnCost` says so, else null.
   */
  minimize(f: () => Scalar, returnCost = false, varList?: Variable[]): Scalar | null {
    checkOption("minimize", "returnCost", returnCost, takes.flag);
    const { value, grads } = this.computeGradients(f, varList);
    this.applyGradients(grads);
    return returnCost ? value : null;
  }
  /** The loss that f gives, and its gradients by the name of each variable. */
  computeGradients(f: () => Scalar, varList?: Variable[]): { value: Scalar; grads: NamedTensorMap } {
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
    if (this.pending.length > 0) {
      this.core.build(variables);
      this.restore();
    }
    this.core.apply(
      variables,
      given.map(([, gradient]) => gradient),
    );
  }

  /** The state: the count of updates, then what is kept for each variable. */
  async getWeights(): Promise<NamedTensor[]> {
    const iterations = chained(wrap(Int32Array.of(this.iterations), [], "int32"));
    const kept = this.slots().map(({ name, value }) => ({ name, tensor: copied(value) }));
    return [{ name: "iter", tensor: iterations }, ...kept];
  }
  /** Takes up a state that {@link getWeights} gave; what belongs to variables, once it has met them. */
  async setWeights(weightValues: NamedTensor[]): Promise<void> {
    checkOption("setWeights", "weightValues", weightValues, state);
    this.pending = weightValues.map(({ tensor }) => tensor);
    this.restore();
  }
  private restore(): void {
    const [iterations, ...values] = this.pending;
    const slots = this.slots();
    this.core.variables[0]!.assign(iterations!);
    if (slots.length === 0 && values.length > 0) return;
    if (slots.length !== values.length) {
      throw new ConfigError({
        what: "This state is not of an optimizer with these variables.",
        expected: `${slots.length + 1} tensors`,
        received: `${values.length + 1}`,
      });
    }
    for (const [i, slot] of slots.entries()) slot.assign(values[i]!);
    this.pending = [];
  }
  private slots(): optimizers.OptimizerVariable[] {
    return this.core.variables.slice(this.core.schedule ? 1 : 2);
  }

  /** Nothing: what is kept is collected with the optimizer. */
  dispose(): void {}

  /**
   * An optimizer of a class with the options of {@link getConfig}, each by its name. A class of your own is given them as they are.
   * @throws ConfigError for an option that the class does not have
   */
  static fromConfig<T>(cls: new (...args: any[]) => T, config: Record<string, any>): T {
    checkOption("fromConfig", "cls", cls, aClass);
    const { optionNames } = cls as unknown as typeof Optimizer;
    checkIsRecord("fromConfig", config);
    if (!optionNames) return new cls(config);
    readOptions(cls.name, config, Object.fromEntries(optionNames.map((name) => [name, takes.anything])));
    return new cls(...optionNames.map((name) => config[name]));
  }
}
