/** Tensors by chance. A seed gives the same numbers each time, though not those of TensorFlow.js's generator. */
import { Random, randomSeed } from "../../index.ts";
import { checkOption, checkShape, convertArray, makeNumbers, sizeOf, takes, wrap } from "../../tensor/index.ts";
import { checkNumbers, numberType, plainOf } from "../tensors/rules.ts";
import { chained, type Tensor } from "../tensors/tensor.ts";
import type { DataType, Like, Rank, ShapeMap, Tensor1D, Tensor2D } from "../types.ts";

/** A seed as a number: texts are hashed. */
function seeded(seed: number | string | null | undefined): Random {
  if (seed == null) return new Random(randomSeed());
  checkOption("random numbers", "seed", seed, takes.either(takes.finiteNumber, takes.text));
  if (typeof seed === "number") return new Random(Math.abs(Math.floor(seed)));
  return new Random([...seed].reduce((hash, letter) => (hash * 31 + letter.codePointAt(0)!) % 2 ** 31, 7));
}

function drawn<R extends Rank>(shape: ShapeMap[R], draw: () => number, dtype: DataType = "float32"): Tensor<R> {
  const type = numberType(dtype)!;
  const values = makeNumbers(sizeOf(checkShape(shape)));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return chained(wrap(convertArray(type === "bool" ? values.map(Math.trunc) : values, type), [...shape], type));
}

/** What a function gives, called once for each element. */
export const rand = <R extends Rank>(shape: ShapeMap[R], randFunction: () => number, dtype?: DataType): Tensor<R> => {
  checkOption("rand", "randFunction", randFunction, takes.callable);
  return drawn(shape, randFunction, dtype);
};

/** Numbers spread evenly over [minval, maxval). */
export function randomUniform<R extends Rank>(
  shape: ShapeMap[R],
  minval = 0,
  maxval = 1,
  dtype: DataType = "float32",
  seed?: number | string,
): Tensor<R> {
  checkNumbers("randomUniform", { minval, maxval });
  const random = seeded(seed);
  return drawn(shape, () => minval + (maxval - minval) * random.uniform(), dtype);
}
/** Whole numbers spread evenly over [minval, maxval), int32. */
export function randomUniformInt<R extends Rank>(
  shape: ShapeMap[R],
  minval: number,
  maxval: number,
  seed?: number | string,
): Tensor<R> {
  checkNumbers("randomUniformInt", { minval, maxval });
  const random = seeded(seed);
  return drawn(shape, () => Math.floor(minval + (maxval - minval) * random.uniform()), "int32");
}
/** Numbers from a normal distribution. */
export function randomNormal<R extends Rank>(
  shape: ShapeMap[R],
  mean = 0,
  stdDev = 1,
  dtype: "float32" | "int32" = "float32",
  seed?: number,
): Tensor<R> {
  checkNumbers("randomNormal", { mean, stdDev });
  const random = seeded(seed);
  return drawn(shape, () => mean + stdDev * random.normal(), dtype);
}
/** Numbers from the standard normal distribution. */
export const randomStandardNormal = <R extends Rank>(
  shape: ShapeMap[R],
  dtype?: "float32" | "int32",
  seed?: number,
): Tensor<R> => randomNormal(shape, 0, 1, dtype, seed);
/** Numbers from a normal distribution, those drawn again that are more than two standard deviations from the mean. */
export function truncatedNormal<R extends Rank>(
  shape: ShapeMap[R],
  mean = 0,
  stdDev = 1,
  dtype: "float32" | "int32" = "float32",
  seed?: number,
): Tensor<R> {
  checkNumbers("truncatedNormal", { mean, stdDev });
  const random = seeded(seed);
  return drawn(
    shape,
    () => {
      let deviate = random.normal();
      while (Math.abs(deviate) > 2) deviate = random.normal();
      return mean + stdDev * deviate;
    },
    dtype,
  );
}
/** Numbers from the gamma distribution of shape `alpha` and rate `beta` (Marsaglia & Tsang, 2000). */
export function randomGamma<R extends Rank>(
  shape: ShapeMap[R],
  alpha: number,
  beta = 1,
  dtype: "float32" | "int32" = "float32",
  seed?: number,
): Tensor<R> {
  checkOption("randomGamma", "alpha", alpha, takes.positiveNumber);
  checkOption("randomGamma", "beta", beta, takes.positiveNumber);
  const random = seeded(seed);
  const d = (alpha < 1 ? alpha + 1 : alpha) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  const draw = (): number => {
    for (;;) {
      const z = random.normal();
      const v = (1 + c * z) ** 3;
      if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) {
        const boost = alpha < 1 ? (1 - random.uniform()) ** (1 / alpha) : 1;
        return (d * v * boost) / beta;
      }
    }
  };
  return drawn(shape, draw, dtype);
}

/**
 * Samples classes by their log probabilities (with `normalized`, by their probabilities), int32: the given number for
 * each row of (N) or (B, N).
 */
export function multinomial(logits: Like, numSamples: number, seed?: number, normalized = false): Tensor1D | Tensor2D {
  const scores = plainOf(logits);
  checkOption("multinomial", "numSamples", numSamples, takes.counts.tokens);
  checkOption("multinomial", "logits", scores.rank, takes.integerFrom(1, 2));
  const classes = scores.shape.at(-1)!;
  checkOption("multinomial", "the number of outcomes", classes, takes.integerFrom(2));
  const random = seeded(seed);
  const values = scores.read();
  const draws = new Int32Array((scores.size / classes) * numSamples);
  for (let row = 0; row < scores.size / classes; row++) {
    const own = Array.from(values.subarray(row * classes, (row + 1) * classes));
    const largest = Math.max(...own);
    const weights = normalized ? own : own.map((score) => Math.exp(score - largest));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < numSamples; i++) {
      let left = random.uniform() * total;
      let place = 0;
      while (place < classes - 1 && left >= weights[place]!) left -= weights[place++]!;
      draws[row * numSamples + i] = place;
    }
  }
  return chained<"R2">(wrap(draws, [...scores.shape.slice(0, -1), numSamples], "int32"));
}
