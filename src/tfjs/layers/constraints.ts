/** `tf.constraints`: what weights are brought back to. Each has `apply(w)`, which gives the weight within its bounds. */
import { constraints as core } from "../../index.ts";
import { chained, type Tensor } from "../tensors/index.ts";

/** A constraint. A class of your own extends it with `apply` and `getConfig`. */
export class Constraint {
  /** The name of the class in files. */
  static className: string;
  private readonly rule: core.Constraint | undefined;

  constructor(rule?: core.Constraint) {
    this.rule = typeof rule?.project === "function" ? rule : undefined;
  }
  /** The weight within its bounds. */
  apply(w: Tensor): Tensor {
    return chained(this.rule!.project(w));
  }
  /** The weight within its bounds. */
  project(w: Parameters<core.Constraint["project"]>[0]): Tensor {
    return this.apply(chained(w));
  }
  /** @internal Whether files hold it under a class of the user's. */
  get isOfUser(): boolean {
    return this.rule === undefined;
  }
  /** The name of the class. */
  get className(): string {
    return this.rule?.className ?? (this.constructor as typeof Constraint).className ?? this.constructor.name;
  }
  /** The same as {@link className}. */
  getClassName(): string {
    return this.className;
  }
  /** The options, as files hold them. */
  get config(): Readonly<Record<string, unknown>> {
    return this.rule?.config ?? this.getConfig();
  }
  /** The options. */
  getConfig(): Record<string, unknown> {
    return { ...this.rule?.config };
  }
}

/** One of this room, beside which a class of your own may stand. */
class BuiltIn extends Constraint {}

/** Options, null ones left out. */
const given = (args: object | null | undefined): never =>
  Object.fromEntries(Object.entries(args ?? {}).filter(([, value]) => value !== null && value !== undefined)) as never;

/** Norms of at most maxValue. */
export const maxNorm = (args: { maxValue?: number; axis?: number }) => new BuiltIn(core.maxNorm(given(args)));
/** Norms of 1. */
export const unitNorm = (args: { axis?: number }) => new BuiltIn(core.unitNorm(given(args)));
/** No element below 0. */
export const nonNeg = () => new BuiltIn(core.nonNeg());
/** Norms from minValue to maxValue. */
export const minMaxNorm = (config: { minValue?: number; maxValue?: number; axis?: number; rate?: number }) =>
  new BuiltIn(core.minMaxNorm(given(config)));
