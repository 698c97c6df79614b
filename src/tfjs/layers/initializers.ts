/** `tf.initializers`: how weights start. Each has `apply(shape)`, which gives a tensor of such values. */

import type { initializers as o } from "../../index.ts";
import * as core from "../../index.ts";
import type { ConfigDict } from "../serialization.ts";
import { tensor } from "../tensors/create.ts";
import type { Tensor } from "../tensors/index.ts";
import type { DataType } from "../types.ts";
import { functionName } from "./parts.ts";
import { given as known, Rule } from "./rule.ts";

/** A rule for first values. A class of your own extends it with `apply` and `getConfig`. */
export class Initializer extends Rule<o.Initializer> {
  constructor(rule?: o.Initializer) {
    super(typeof rule?.draw === "function" ? rule : undefined);
  }
  /** A tensor of such values. Default float32. */
  apply(shape: readonly (number | null)[], dtype?: DataType): Tensor {
    const random = new core.Random(core.randomSeed());
    const known = shape as readonly number[];
    return tensor(this.draw([...known], random), [...known] as [number], dtype);
  }
  /** Whether options of it may name classes of the user's: none do. */
  fromConfigUsesCustomObjects(): boolean {
    return false;
  }
  /** The values of a weight of this shape, row-major. */
  draw(shape: core.Shape, random: core.Random): Float32Array {
    if (this.rule) return this.rule.draw(shape, random);
    return Float32Array.from(this.apply(shape).dataSync() as ArrayLike<number>);
  }
}

/** A built-in one. */
class BuiltIn extends Initializer {
  /** The options; those that TensorFlow.js lacks only where they are set. */
  override getConfig(): ConfigDict {
    return Object.fromEntries(
      Object.entries(super.getConfig()).filter(([name, value]) => value !== null || name === "seed"),
    );
  }
}

/** Options, names of ways in camelCase. */
const given = (args: object | null | undefined): never =>
  known(args, (name, value) =>
    (name === "mode" || name === "distribution") && typeof value === "string" ? functionName(value) : value,
  );

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
