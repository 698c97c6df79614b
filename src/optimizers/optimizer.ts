/** What every optimizer does around its own rule: clip, decay, accumulate, average, constrain. */
import { Variable } from "../autodiff/variable.ts";
import type { UpdateRule } from "../backend/backend.ts";
import { backend } from "../backend/current.ts";
import { add, clip, divide, maximum, multiply, sqrt, square, sum } from "../ops/index.ts";
import { ConfigError, checkOptionNames, sizeOf, type Tensor, zeros } from "../tensor/index.ts";

/** A learning rate that follows the number of steps done. */
export type Schedule = (iteration: number) => number;

/** Options of every optimizer. */
export interface OptimizerOptions {
  /** Size of a step; a number, or a function of the number of steps done. */
  learningRate?: number | Schedule;
  /** Longest allowed gradient of each variable (L2 norm). At most one of the three clippings. */
  clipnorm?: number | null;
  /** Longest allowed gradient of all variables together. */
  globalClipnorm?: number | null;
  /** Largest allowed entry of a gradient. */
  clipvalue?: number | null;
  /** Share of each weight, times the learning rate, taken away before each step. */
  weightDecay?: number | null;
  /** Keep a moving average of the weights, and put it in their place when training ends. */
  useEma?: boolean;
  emaMomentum?: number;
  /** Put the average in place after every so many steps, too. */
  emaOverwriteFrequency?: number | null;
  /** Average the gradients of so many steps for one update. */
  gradientAccumulationSteps?: number | null;
  name?: string;
}

/** Default options of every optimizer. */
export const optimizerDefaults = {
  clipnorm: null as number | null,
  globalClipnorm: null as number | null,
  clipvalue: null as number | null,
  weightDecay: null as number | null,
  useEma: false,
  emaMomentum: 0.99,
  emaOverwriteFrequency: null as number | null,
  gradientAccumulationSteps: null as number | null,
  name: undefined as string | undefined,
};

type Config = typeof optimizerDefaults & { learningRate: number | Schedule };

/** Completes an optimizer's options. @throws ConfigError for an unknown option */
export function optimizerConfig<D extends object>(
  owner: string,
  options: object,
  defaults: D,
): D & typeof optimizerDefaults {
  const all = { ...optimizerDefaults, ...defaults };
  checkOptionNames(owner, options, Object.keys(all));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...all, ...given };
}

/** Moves variables along their gradients. */
export abstract class Optimizer {
  /** Keras's name of the class, as files show it. */
  abstract readonly className: string;
  abstract readonly config: Readonly<Config>;
  /** Updates done. */
  iterations = 0;
  private rate: number | Schedule | undefined;
  private readonly state = new Map<Variable, Variable[]>();
  private readonly averages = new Map<Variable, Variable>();
  private readonly sums = new Map<Variable, Variable>();
  private accumulated = 0;

  /** Tensors that the rule keeps per variable, by name. */
  protected abstract readonly slotNames: readonly string[];
  /** The rule for the next update, `step` counting from 1. */
  protected abstract rule(rate: number, step: number): UpdateRule;

  /** The learning rate of the next update. */
  get learningRate(): number {
    const rate = this.rate ?? this.config.learningRate;
    return typeof rate === "function" ? rate(this.iterations) : rate;
  }

  set learningRate(rate: number | Schedule) {
    this.rate = rate;
  }

  /** What the optimizer keeps: named tensors in Keras's order, without the iteration count and learning rate. */
  get variables(): readonly Variable[] {
    return [...this.state.values()].flat();
  }

  /** One step: every variable by its gradient; those without one stay. */
  apply(variables: readonly Variable[], gradients: readonly (Tensor | undefined)[]): void {
    const pairs = variables.flatMap((variable, i) => (gradients[i] ? [{ variable, gradient: gradients[i] }] : []));
    const ready = this.accumulate(pairs);
    if (!ready) return;
    const rate = this.learningRate;
    const rule = this.rule(rate, this.iterations + 1);
    for (const { variable, gradient } of this.clip(ready)) {
      if (this.config.weightDecay) variable.assign(multiply(variable.value, 1 - rate * this.config.weightDecay));
      const slots = this.slotsOf(variable).map((slot) => slot.value);
      backend().update(rule, variable.value, gradient, slots);
    }
    this.iterations++;
    for (const { variable } of ready) this.average(variable);
    for (const { variable } of ready) if (variable.constraint) variable.assign(variable.constraint(variable.value));
  }

  /** Puts moving averages in the place of the weights, where they are kept. Called when training ends. */
  finalize(): void {
    for (const [variable, average] of this.averages) variable.assign(average.value);
  }

  private slotsOf(variable: Variable): Variable[] {
    const known = this.state.get(variable);
    if (known) return known;
    const slots = this.slotNames.map((name) => zerosLike(variable, name));
    this.state.set(variable, slots);
    return slots;
  }

  /** The gradients to apply now; undefined while they are being accumulated. */
  private accumulate(pairs: Pair[]): Pair[] | undefined {
    const steps = this.config.gradientAccumulationSteps;
    if (!steps || steps < 2) return pairs;
    for (const { variable, gradient } of pairs) {
      const sofar = this.sums.get(variable) ?? zerosLike(variable, "gradient_accumulator");
      sofar.assign(add(sofar.value, gradient));
      this.sums.set(variable, sofar);
    }
    if (++this.accumulated < steps) return undefined;
    this.accumulated = 0;
    return [...this.sums].map(([variable, total]) => {
      const gradient = divide(total.value, steps);
      total.assign(zeros(total.shape));
      return { variable, gradient };
    });
  }

  private clip(pairs: Pair[]): Pair[] {
    const { clipnorm, globalClipnorm, clipvalue } = this.config;
    if (clipnorm)
      return pairs.map(({ variable, gradient }) => ({
        variable,
        gradient: withinNorm(gradient, normOf([gradient]), clipnorm),
      }));
    if (clipvalue)
      return pairs.map(({ variable, gradient }) => ({ variable, gradient: clip(gradient, -clipvalue, clipvalue) }));
    if (!globalClipnorm) return pairs;
    const norm = normOf(pairs.map(({ gradient }) => gradient));
    return pairs.map(({ variable, gradient }) => ({ variable, gradient: withinNorm(gradient, norm, globalClipnorm) }));
  }

  private average(variable: Variable): void {
    const { useEma, emaMomentum, emaOverwriteFrequency } = this.config;
    if (!useEma) return;
    const known = this.averages.get(variable);
    const average = known ?? zerosLike(variable, "average");
    this.averages.set(variable, average);
    const now = variable.value;
    average.assign(known ? add(multiply(known.value, emaMomentum), multiply(now, 1 - emaMomentum)) : now);
    if (emaOverwriteFrequency && this.iterations % emaOverwriteFrequency === 0) variable.assign(average.value);
  }

  /** Throws where more than one clipping is given. */
  protected checkClipping(): void {
    const given = (["clipnorm", "globalClipnorm", "clipvalue"] as const).filter((name) => this.config[name] !== null);
    if (given.length <= 1) return;
    throw new ConfigError({
      what: `${this.className} takes one way of clipping gradients.`,
      expected: "one of clipnorm, globalClipnorm, clipvalue",
      received: given.join(" and "),
    });
  }
}

interface Pair {
  variable: Variable;
  gradient: Tensor;
}

function zerosLike({ name, shape }: Variable, suffix: string): Variable {
  const initialize = () => new Float32Array(sizeOf(shape));
  return new Variable({ name: `${name}_${suffix}`, shape, initialize, trainable: false });
}

function normOf(gradients: readonly Tensor[]): Tensor {
  return sqrt(gradients.map((gradient) => sum(square(gradient))).reduce((a, b) => add(a, b)));
}

/** The gradient, shortened to `limit` where its norm is longer. */
function withinNorm(gradient: Tensor, norm: Tensor, limit: number): Tensor {
  return multiply(gradient, divide(limit, maximum(norm, limit)));
}
