/** `tf.initializers`: how weights start. Each has `apply(shape)`, which gives a tensor of such values. */

import type { initializers as o } from "../../index.ts";
import * as core from "../../index.ts";
import { chained, type Tensor } from "../tensors/index.ts";
import { functionName } from "./parts.ts";

/** A rule for first values. A class of your own extends it with `apply` and `getConfig`. */
export class Initializer {
  /** The name of the class in files. */
  static className: string;
  private readonly rule: o.Initializer | undefined;

  constructor(rule?: o.Initializer) {
    this.rule = typeof rule?.draw === "function" ? rule : undefined;
  }
  /** A tensor of such values. */
  apply(shape: readonly number[], _dtype?: string): Tensor {
    const random = new core.Random(core.randomSeed());
    return chained(core.tensor(this.draw([...shape], random), [...shape]));
  }
  /** The values of a weight of this shape, row-major. */
  draw(shape: core.Shape, random: core.Random): Float32Array {
    if (this.rule) return this.rule.draw(shape, random);
    return Float32Array.from(this.apply(shape).dataSync() as ArrayLike<number>);
  }
  /** @internal Whether files hold it under a class of the user's. */
  get isOfUser(): boolean {
    return this.rule === undefined;
  }
  /** The name of the class. */
  get className(): string {
    return this.rule?.className ?? (this.constructor as typeof Initializer).className ?? this.constructor.name;
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
class BuiltIn extends Initializer {}

/** Options, null ones left out, names of ways in camelCase. */
function given(args: object | null | undefined): never {
  const known = Object.entries(args ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    known.map(([name, value]) => [name, name === "mode" || name === "distribution" ? functionName(value) : value]),
  ) as never;
}

/** What is random may be fixed. */
interface SeedOnlyInitializerArgs {
  /** Makes the values the same each time. */
  seed?: number | null;
}

/** All zeros. */
export const zeros = () => new BuiltIn(core.initializers.zeros());
/** All ones. */
export const ones = () => new BuiltIn(core.initializers.ones());
/** One value everywhere. */
export const constant = (args: { value: number }) => new BuiltIn(core.initializers.constant(given(args)));
/** Uniform numbers from minval to maxval. Default -0.05 to 0.05. */
export const randomUniform = (args?: { minval?: number; maxval?: number; seed?: number | null }) =>
  new BuiltIn(core.initializers.randomUniform(given(args)));
/** Normal numbers. Default mean 0, deviation 0.05. */
export const randomNormal = (args?: { mean?: number; stddev?: number; seed?: number | null }) =>
  new BuiltIn(core.initializers.randomNormal(given(args)));
/** Normal numbers within two deviations. */
export const truncatedNormal = (args?: { mean?: number; stddev?: number; seed?: number | null }) =>
  new BuiltIn(core.initializers.truncatedNormal(given(args)));
/** The identity matrix times a gain. */
export const identity = (args?: { gain?: number }) => new BuiltIn(core.initializers.identity(given(args)));
/** Numbers whose deviation falls with the number of inputs, outputs or both. */
export const varianceScaling = (args: {
  scale?: number;
  mode?: "fanIn" | "fanOut" | "fanAvg";
  distribution?: "normal" | "uniform" | "truncatedNormal";
  seed?: number | null;
}) => new BuiltIn(core.initializers.varianceScaling(given(args)));
/** Glorot & Bengio (2010), uniform. */
export const glorotUniform = (args?: SeedOnlyInitializerArgs) =>
  new BuiltIn(core.initializers.glorotUniform(given(args)));
/** Glorot & Bengio (2010), normal. */
export const glorotNormal = (args?: SeedOnlyInitializerArgs) =>
  new BuiltIn(core.initializers.glorotNormal(given(args)));
/** He et al. (2015), normal. */
export const heNormal = (args?: SeedOnlyInitializerArgs) => new BuiltIn(core.initializers.heNormal(given(args)));
/** He et al. (2015), uniform. */
export const heUniform = (args?: SeedOnlyInitializerArgs) => new BuiltIn(core.initializers.heUniform(given(args)));
/** LeCun et al. (1998), normal. */
export const leCunNormal = (args?: SeedOnlyInitializerArgs) => new BuiltIn(core.initializers.lecunNormal(given(args)));
/** LeCun et al. (1998), uniform. */
export const leCunUniform = (args?: SeedOnlyInitializerArgs) =>
  new BuiltIn(core.initializers.lecunUniform(given(args)));
/** Orthogonal rows or columns (Saxe et al., 2014). */
export const orthogonal = (args?: { gain?: number; seed?: number | null }) =>
  new BuiltIn(core.initializers.orthogonal(given(args)));
