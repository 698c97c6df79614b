/** What every optimizer does besides its update rule: accumulate, clip, decay, average, constrain. */

import type { Gradients } from "../autodiff/grad.ts";
import { theVariables } from "../autodiff/grad.ts";
import { Variable } from "../autodiff/variable.ts";
import { step } from "../backend/current.ts";
import { multiply } from "../ops/index.ts";
import {
  ConfigError,
  checkOption,
  shown,
  sizeOf,
  type Tensor,
  type TensorLike,
  type TypedArray,
  takes,
  tensor,
} from "../tensor/index.ts";
import { checkedRate, noGradients } from "./checks.ts";
import { aMap, clipped, type Pair } from "./clipping.ts";
import { GradientSums } from "./gradient-sums.ts";
import { moveAverages } from "./moving-averages.ts";
import type { OptimizerConfig } from "./options.ts";
import type { Schedule } from "./schedules.ts";

/** A variable, the gradient that moves it, and what the rule keeps for it. */
export interface Move {
  /** What to move, in place. */
  variable: Variable;
  /** The gradient of the loss, in the variable's shape, after clipping and accumulation. */
  gradient: Tensor;
  /** In the order of the names in `slotGroups`. */
  slots: readonly Variable[];
  /** The learning rate. */
  rate: number;
  /** Which update this is, counted from 1. */
  step: number;
}

/** Returns the loss, a tensor of one element, and its gradients by variable: see `lossAndGradients`. */
export type Evaluate = () => { readonly loss: Tensor; readonly gradients: Gradients };

/** What an optimizer knows of the model that it trains. */
export interface LayerTree {
  /** The name of the layer or model, which groups of optimizers refer to. */
  readonly name: string;
  /** The layers directly inside. */
  readonly children: readonly LayerTree[];
  /** All weights, those of the layers inside too. */
  readonly weights: readonly Variable[];
  /** The weights that training may change, those of the layers inside too. */
  readonly trainableWeights: readonly Variable[];
}

/** One entry of an optimizer's state, as files hold it. */
export interface OptimizerVariable {
  /** Keras's name of the entry. */
  readonly name: string;
  /** Its present value. */
  readonly value: Tensor;
  /** Replaces the value. @throws ShapeError for values of another shape */
  assign(values: TensorLike): void;
}

/** Updates variables by their gradients. */
export abstract class Optimizer {
  /** Keras's name of the class, as files show it. */
  abstract readonly className: string;
  /** All options with their values, as files hold them. */
  abstract readonly config: OptimizerConfig;
  /**
   * The tensors that the rule keeps per variable, by Keras's names. Files list the first group for every variable in
   * turn, then the second.
   */
  protected abstract readonly slotGroups: readonly (readonly string[])[];
  /** How often `apply` was called. With gradient accumulation several calls make one update. */
  protected calls = 0;
  private rate: number | Schedule | undefined;
  private readonly kept = new Map<Variable, Variable[]>();
  private readonly averages = new Map<Variable, Variable>();
  private readonly accumulated = new GradientSums();
  private readonly undecayed: string[] = [];

  /** Updates one variable and its slots, in place. */
  protected abstract move(task: Move): void;

  /** Updates done. */
  get iterations(): number {
    return Math.floor(this.calls / (this.config.gradientAccumulationSteps ?? 1));
  }

  /**
   * The learning rate of the next update. Set it to a number or to a schedule.
   * @throws ConfigError when a number is set in place of a schedule, or when the rate is not finite
   */
  get learningRate(): number {
    const rate = this.rate ?? this.config.learningRate;
    return checkedRate(typeof rate === "function" ? rate(this.calls) : rate);
  }

  set learningRate(rate: number | Schedule) {
    if (typeof rate !== "function") {
      checkedRate(rate);
      if (typeof (this.rate ?? this.config.learningRate) === "function") {
        throw new ConfigError({
          what: "The learning rate of this optimizer follows a schedule; a number cannot take its place.",
          received: shown(rate),
          hint: "make the optimizer with a number to change its learning rate during training, or set another schedule",
        });
      }
    }
    this.rate = rate;
  }

  /**
   * The state in Keras's order: the count of calls, the learning rate (unless it follows a schedule), moving averages,
   * sums of gradients, slots. Complete once {@link build} or {@link apply} has seen the model's variables.
   */
  get variables(): readonly OptimizerVariable[] {
    return this.stateOf([...this.kept.keys()]);
  }

  /** {@link variables}, with what is kept for each of the model's variables in the order given. */
  stateOf(order: readonly Variable[]): readonly OptimizerVariable[] {
    const known = order.filter((variable) => this.kept.has(variable));
    const of = <T>(kept: ReadonlyMap<Variable, T>) => known.flatMap((variable) => kept.get(variable) ?? []);
    const slots = this.slotGroups.flatMap((group) =>
      known.flatMap((variable) => group.map((name) => this.kept.get(variable)![this.slotNames.indexOf(name)]!)),
    );
    const scalars = this.schedule ? [this.count()] : this.scalars();
    return [...scalars, ...of(this.averages), ...of(this.accumulated.sums), ...slots, ...this.extraVariables()];
  }

  /** Whether {@link variables} are all of its state, so that files of weights can hold it. */
  get fitsFiles(): boolean {
    return true;
  }

  /** The schedule that the learning rate follows, if it does. */
  get schedule(): Schedule | undefined {
    const rate = this.rate ?? this.config.learningRate;
    return typeof rate === "function" ? rate : undefined;
  }

  /** Called by `compile` with the model to train, for optimizers that need its layers. */
  attach(_model: LayerTree): void {}

  /** Makes the state for these variables, so that it can be loaded before the first update. */
  build(variables: readonly Variable[]): void {
    checkOption("optimizer", "variables", variables, theVariables);
    const { useEma, gradientAccumulationSteps } = this.config;
    for (const variable of variables) {
      if (this.kept.has(variable)) continue;
      this.kept.set(
        variable,
        this.slotNames.map((name) => this.makeSlot(variable, name, this.slotStart(name))),
      );
      if (useEma) this.averages.set(variable, this.makeSlot(variable, "average", 0));
      if (gradientAccumulationSteps)
        this.accumulated.sums.set(variable, this.makeSlot(variable, "gradient_accumulator", 0));
    }
  }

  /**
   * One step: updates every variable by its gradient; variables without one stay. A gradient that is not finite makes
   * its variable not finite too: nothing is hidden.
   * @throws ConfigError when no variable has a gradient
   */
  apply(variables: readonly Variable[], gradients: readonly (Tensor | undefined)[]): void {
    step(() => {
      this.build(variables);
      const pairs = variables.flatMap((variable, i) => (gradients[i] ? [{ variable, gradient: gradients[i] }] : []));
      if (pairs.length === 0 && variables.length > 0) throw noGradients(variables);
      const steps = this.config.gradientAccumulationSteps;
      this.update(steps ? this.accumulated.add(pairs, this.calls + 1, steps) : pairs);
      if (this.config.useEma) moveAverages(this.averages, variables, this.config, this.iterations);
      for (const { variable } of pairs) {
        if (variable.constraint) variable.assign(variable.constraint(variable.value));
      }
      this.calls++;
    });
  }

  /**
   * One step in which the optimizer evaluates the loss and its gradients itself: once, L-BFGS several times.
   * @param evaluate what `lossAndGradients` gives, at the weights as they are when it is called
   * @param variables what is trained. Default: those that have gradients
   */
  minimize(evaluate: Evaluate, variables?: readonly Variable[]): void {
    step(() => {
      const { gradients } = evaluate();
      const trained = variables ?? [...gradients.keys()];
      this.apply(
        trained,
        trained.map((variable) => gradients.get(variable)),
      );
    });
  }

  /** {@link apply} for gradients by variable, as `lossAndGradients` gives them. */
  applyGradients(gradients: Gradients): void {
    checkOption("applyGradients", "gradients", gradients, aMap);
    this.apply([...gradients.keys()], [...gradients.values()]);
  }

  /** Replaces the weights by their moving averages, if there are any. Called when training ends. */
  finalize(): void {
    if (this.calls === 0) return;
    for (const [variable, average] of this.averages) variable.assign(average.value);
  }

  /** The exact state to resume to the last bit, which files with rounded numbers do not hold. */
  getState(order: readonly Variable[]): unknown {
    return {
      calls: this.calls,
      rate: typeof this.rate === "number" ? this.rate : undefined,
      summed: this.accumulated.numbersOf(order),
      values: this.keptFor(order).map((variable) => variable.snapshot().dataSync()),
    };
  }

  /** Restores the result of {@link getState} for the same variables. */
  setState(order: readonly Variable[], state: unknown): void {
    const { calls, rate, summed, values } = state as State;
    this.build(order);
    for (const [i, variable] of this.keptFor(order).entries()) variable.assign(tensor(values[i]!, variable.shape));
    this.calls = calls;
    if (rate !== undefined) this.rate = rate;
    this.accumulated.setNumbers(order, summed);
  }

  private keptFor(order: readonly Variable[]): Variable[] {
    return this.stateOf(order).filter((variable) => variable instanceof Variable);
  }

  /** Excludes variables from weight decay whose name contains one of these, for example "bias". */
  excludeFromWeightDecay(names: readonly string[]): void {
    checkOption("excludeFromWeightDecay", "names", names, takes.listOf(takes.text));
    this.undecayed.push(...names);
  }

  /** Weight decay before the rule's move: takes its share of the variable away. Gives the gradient to move along. */
  protected decayed(variable: Variable, gradient: Tensor, rate: number, decay: number): Tensor {
    variable.assign(multiply(variable.value, 1 - rate * decay));
    return gradient;
  }

  /** The slots of this name by variable, in the order of their first update; nothing for other names. */
  slotsNamed(name: string): ReadonlyMap<Variable, Variable> {
    const at = this.slotNames.indexOf(name);
    return new Map(at < 0 ? [] : [...this.kept].map(([variable, slots]) => [variable, slots[at]!]));
  }

  /** The initial value of a slot. */
  protected slotStart(_name: string): number {
    return 0;
  }

  /** State that belongs to no variable, last in Keras's order. */
  protected extraVariables(): readonly OptimizerVariable[] {
    return [];
  }

  private get slotNames(): readonly string[] {
    return this.slotGroups.flat();
  }

  private update(pairs: readonly Pair[]): void {
    if (pairs.length === 0) return;
    const rate = this.learningRate;
    const decay = this.config.weightDecay ?? 0;
    for (const { variable, gradient } of clipped(pairs, this.config)) {
      const decays = decay !== 0 && !this.undecayed.some((name) => variable.name.includes(name));
      const slope = decays ? this.decayed(variable, gradient, rate, decay) : gradient;
      this.move({ variable, gradient: slope, slots: this.kept.get(variable)!, rate, step: this.iterations + 1 });
    }
  }

  private scalars(): OptimizerVariable[] {
    const optimizer = this;
    const rate: OptimizerVariable = {
      name: `${this.config.name}/learning_rate`,
      get value() {
        return tensor(optimizer.learningRate);
      },
      assign(values) {
        const stored = tensor(values).item();
        // a file holds float32: the rate itself, where that is what it was rounded from
        if (stored !== Math.fround(optimizer.learningRate)) optimizer.learningRate = stored;
      },
    };
    return [this.count(), rate];
  }

  private count(): OptimizerVariable {
    const optimizer = this;
    return {
      name: `${this.config.name}/iteration`,
      get value() {
        return tensor(optimizer.calls, [], "int32");
      },
      assign(values) {
        optimizer.calls = tensor(values).item();
      },
    };
  }

  private makeSlot({ name, shape }: Variable, suffix: string, start: number): Variable {
    return new Variable({
      name: `${this.config.name}/${name.replaceAll("/", "_")}_${suffix}`,
      shape,
      initialize: () => new Float32Array(sizeOf(shape)).fill(start),
      trainable: false,
    });
  }
}

interface State {
  calls: number;
  rate: number | undefined;
  summed: number[];
  values: TypedArray[];
}
