/** Functions of one number, as methods. */
import { ops } from "../../index.ts";
import { ConfigError, checkOption, convertArray, type Tensor as Plain, wrap } from "../../tensor/index.ts";
import type { DataType, Like, Rank, Tensor } from "../types.ts";
import { along, level } from "./paths.ts";
import { Readable } from "./readable.ts";
import { anyNumber, checkNumbers, exactly, numberType, operand } from "./rules.ts";
import { blanks, moved } from "./texts.ts";

/** x above 0, else slope · x; at 0 the gradient is that of below. */
const bentAt = (given: Plain, slope: number | Plain) => {
  const x = ops.cast(given, "float32");
  return ops.where(ops.greater(x, 0), x, ops.multiply(x, slope));
};

/** Functions of one number, as methods. */
export abstract class Pointwise<R extends Rank = Rank> extends Readable<R> {
  /** The absolute value of each element. */
  abs<T extends Tensor>(this: T): T {
    return this.made(exactly(ops.abs(this), Math.abs, this));
  }
  /** Each element with the opposite sign. */
  neg<T extends Tensor>(this: T): T {
    return this.made(exactly(ops.negative(this), (x) => -x, this));
  }
  /** -1, 0 or 1: the sign of each element, 0 of NaN. */
  sign<T extends Tensor>(this: T): T {
    return this.made(level(exactly(ops.where(ops.isNaN(this), 0, ops.sign(this)), Math.sign, this), this));
  }
  /** The square of each element. */
  square<T extends Tensor>(this: T): T {
    return this.made(exactly(ops.square(this), (x) => x * x, this));
  }
  /** The smallest whole number that is not below the element. */
  ceil<T extends Tensor>(this: T): T {
    return this.made(exactly(ops.ceil(this), Math.ceil, this));
  }
  /** The largest whole number that is not above the element. */
  floor<T extends Tensor>(this: T): T {
    return this.made(exactly(ops.floor(this), Math.floor, this));
  }
  /** The nearest whole number; of two as near, the even one. */
  round<T extends Tensor>(this: T): T {
    return this.made(exactly(ops.round(this), Math.round, this));
  }
  /** max(x, 0) of each element. */
  relu<T extends Tensor>(this: T): T {
    return this.made(exactly(ops.relu(this), (x) => Math.max(x, 0), this));
  }
  /** min(max(x, 0), 6) of each element. */
  relu6<T extends Tensor>(this: T): T {
    return this.made(exactly(ops.unary("relu6", this), (x) => Math.min(Math.max(x, 0), 6), this));
  }
  /** e to the power of each element. */
  exp<T extends Tensor>(this: T): T {
    return this.made(ops.exp(this));
  }
  /** exp(x) - 1 of each element, exact also near 0. */
  expm1<T extends Tensor>(this: T): T {
    return this.made(ops.expm1(this));
  }
  /** The natural logarithm of each element. */
  log<T extends Tensor>(this: T): T {
    return this.made(ops.log(this));
  }
  /** log(1 + x) of each element, exact also near 0. */
  log1p<T extends Tensor>(this: T): T {
    return this.made(ops.log1p(this));
  }
  /** The square root of each element; NaN below 0. */
  sqrt<T extends Tensor>(this: T): T {
    return this.made(ops.sqrt(this));
  }
  /** 1 / √x of each element. */
  rsqrt<T extends Tensor>(this: T): T {
    return this.made(ops.rsqrt(this));
  }
  /** 1 / x of each element. */
  reciprocal<T extends Tensor>(this: T): T {
    return this.made(ops.reciprocal(this));
  }
  /** The sine of each element, in radians. */
  sin<T extends Tensor>(this: T): T {
    return this.made(ops.sin(this));
  }
  /** The cosine of each element, in radians. */
  cos<T extends Tensor>(this: T): T {
    return this.made(ops.cos(this));
  }
  /** The tangent of each element, in radians. */
  tan<T extends Tensor>(this: T): T {
    return this.made(ops.tan(this));
  }
  /** The angle of which each element is the sine. */
  asin<T extends Tensor>(this: T): T {
    return this.made(ops.arcsin(this));
  }
  /** The angle of which each element is the cosine. */
  acos<T extends Tensor>(this: T): T {
    return this.made(ops.arccos(this));
  }
  /** The angle of which each element is the tangent. */
  atan<T extends Tensor>(this: T): T {
    return this.made(ops.arctan(this));
  }
  /** The hyperbolic sine of each element. */
  sinh<T extends Tensor>(this: T): T {
    return this.made(ops.sinh(this));
  }
  /** The hyperbolic cosine of each element. */
  cosh<T extends Tensor>(this: T): T {
    return this.made(ops.cosh(this));
  }
  /** The hyperbolic tangent of each element. */
  tanh<T extends Tensor>(this: T): T {
    return this.made(ops.tanh(this));
  }
  /** The inverse hyperbolic sine of each element. */
  asinh<T extends Tensor>(this: T): T {
    return this.made(ops.arcsinh(this));
  }
  /** The inverse hyperbolic cosine of each element; NaN below 1. */
  acosh<T extends Tensor>(this: T): T {
    return this.made(ops.arccosh(this));
  }
  /** The inverse hyperbolic tangent of each element; NaN outside -1 to 1. */
  atanh<T extends Tensor>(this: T): T {
    return this.made(ops.arctanh(this));
  }
  /** The error function of each element. */
  erf<T extends Tensor>(this: T): T {
    return this.made(ops.erf(this));
  }
  /** 1 / (1 + exp(-x)) of each element. */
  sigmoid<T extends Tensor>(this: T): T {
    return this.made(ops.sigmoid(this));
  }
  /** log(1 + exp(x)) of each element. */
  softplus<T extends Tensor>(this: T): T {
    return this.made(ops.softplus(this));
  }
  /** x above 0, else exp(x) - 1, of each element. */
  elu<T extends Tensor>(this: T): T {
    return this.made(ops.unary("elu", this));
  }
  /** The scaled exponential linear unit of each element. */
  selu<T extends Tensor>(this: T): T {
    return this.made(ops.unary("selu", this));
  }
  /** log(1 / (1 + exp(-x))) of each element. */
  logSigmoid<T extends Tensor>(this: T): T {
    return this.made(ops.negative(ops.softplus(ops.negative(this))));
  }
  /** Whether an element is not a number, as `bool`. */
  isNaN<T extends Tensor>(this: T): T {
    return this.made(level(ops.isNaN(this), this));
  }
  /** Whether an element is neither NaN nor infinite, as `bool`. */
  isFinite<T extends Tensor>(this: T): T {
    return this.made(level(ops.isFinite(this), this));
  }
  /** Whether an element is infinite, as `bool`. */
  isInf<T extends Tensor>(this: T): T {
    return this.made(level(ops.equal(ops.abs(this), Number.POSITIVE_INFINITY), this));
  }
  /** 1 above 0, `alpha` below or at 0, NaN where x is. */
  step<T extends Tensor>(this: T, alpha = 0): T {
    checkNumbers("step", { alpha });
    const sides = ops.where(ops.greater(this, 0), 1, alpha);
    return this.made(exactly(ops.where(ops.isNaN(this), this, sides), (x) => (x > 0 ? 1 : alpha), this));
  }
  /** Whether an element is zero, as `bool`. */
  logicalNot<T extends Tensor>(this: T): T {
    return this.made(ops.logicalNot(this));
  }
  /** x above 0, else `alpha` · x, of each element. */
  leakyRelu<T extends Tensor>(this: T, alpha = 0.2): T {
    checkNumbers("leakyRelu", { alpha });
    return this.made(bentAt(this, alpha));
  }
  /** x above 0, else `alpha` · x with a slope for each element, broadcast. */
  prelu<T extends Tensor>(this: T, alpha: Like): T {
    return this.made(bentAt(this, operand(alpha)));
  }
  /** Elements below `min` raised to it, above `max` lowered to it. @throws ConfigError unless min ≤ max */
  clipByValue<T extends Tensor>(this: T, min: number, max: number): T {
    for (const [name, bound] of Object.entries({ min, max })) checkOption("clipByValue", name, bound, anyNumber);
    if (min > max) throw new ConfigError({ what: "clipByValue: min is above max.", received: `${min} and ${max}` });
    return this.made(exactly(ops.clip(this, min, max), (x) => Math.max(min, Math.min(max, x)), this));
  }
  /** The elements converted to another type: floats are cut to integers. */
  cast<T extends Tensor>(dtype: DataType): T {
    const type = numberType(dtype)!;
    const same = ops.reshape(this, this.shape);
    const cast = type === "int32" ? wrap(convertArray(same.read(), type), same.shape, type) : ops.cast(same, type);
    return this.made(type === "float32" ? cast : along(cast, same));
  }
  /** The same as {@link cast}. */
  asType<T extends Tensor>(this: T, dtype: DataType): T {
    return this.cast(dtype);
  }
  /** The elements as `bool`. */
  toBool<T extends Tensor>(this: T): T {
    return this.cast("bool");
  }
  /** The elements as `float32`. */
  toFloat<T extends Tensor>(this: T): T {
    return this.cast("float32");
  }
  /** The elements as `int32`. */
  toInt<T extends Tensor>(this: T): T {
    return this.cast("int32");
  }
  /** A tensor of the same elements, through which gradients flow. */
  clone<T extends Tensor>(this: T): T {
    return this.made(moved(this, (x) => ops.reshape(x, x.shape)));
  }
  /** Zeros in the shape and type of x. */
  zerosLike<T extends Tensor>(this: T): T {
    return this.made(level(blanks(this, 0), this));
  }
  /** Ones in the shape and type of x. */
  onesLike<T extends Tensor>(this: T): T {
    return this.made(level(blanks(this, 1), this));
  }
}
