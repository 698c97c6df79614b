/** `tf.regularizers`: penalties on weights. Each has `apply(x)`, which gives the penalty. */
import { regularizers as core } from "../../index.ts";
import { chained, type Tensor } from "../tensors/index.ts";

/** A penalty. A class of your own extends it with `apply` and `getConfig`. */
export class Regularizer {
  /** The name of the class in files. */
  static className: string;
  private readonly rule: core.Regularizer | undefined;

  constructor(rule?: core.Regularizer) {
    this.rule = typeof rule?.penalty === "function" ? rule : undefined;
  }
  /** The penalty, a tensor of one number. */
  apply(x: Tensor): Tensor {
    return chained(this.rule!.penalty(x));
  }
  /** The penalty, a tensor of one number. */
  penalty(x: Parameters<core.Regularizer["penalty"]>[0]): Tensor {
    return this.apply(chained(x));
  }
  /** @internal Whether files hold it under a class of the user's. */
  get isOfUser(): boolean {
    return this.rule === undefined;
  }
  /** The name of the class. */
  get className(): string {
    return this.rule?.className ?? (this.constructor as typeof Regularizer).className ?? this.constructor.name;
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
class BuiltIn extends Regularizer {}

/** Options, null ones left out. */
const given = (args: object | null | undefined): never =>
  Object.fromEntries(Object.entries(args ?? {}).filter(([, value]) => value !== null && value !== undefined)) as never;

/** The sum of |x| times l1. Default 0.01. */
export const l1 = (config?: { l1?: number } | null) => new BuiltIn(core.l1(given(config)));
/** The sum of squares times l2. Default 0.01. */
export const l2 = (config?: { l2?: number } | null) => new BuiltIn(core.l2(given(config)));
/** Both. Default 0.01 each. */
export const l1l2 = (config?: { l1?: number; l2?: number } | null) =>
  new BuiltIn(core.l1l2({ l1: 0.01, l2: 0.01, ...(given(config) as object) }));
