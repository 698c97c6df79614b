/** Functions of one number. */

import { type Tensor, tensorOf } from "../tensors/tensor.ts";
import type { DataType, Like, TensorLike } from "../types.ts";

/** The absolute value of each element. */
export const abs = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).abs();
/** Each element with the opposite sign. */
export const neg = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).neg();
/** -1, 0 or 1: the sign of each element, 0 of NaN. */
export const sign = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).sign();
/** The square of each element. */
export const square = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).square();
/** The smallest whole number that is not below the element. */
export const ceil = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).ceil();
/** The largest whole number that is not above the element. */
export const floor = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).floor();
/** The nearest whole number; of two as near, the even one. */
export const round = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).round();
/** max(x, 0) of each element. */
export const relu = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).relu();
/** min(max(x, 0), 6) of each element. */
export const relu6 = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).relu6();
/** e to the power of each element. */
export const exp = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).exp();
/** exp(x) - 1 of each element, exact also near 0. */
export const expm1 = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).expm1();
/** The natural logarithm of each element. */
export const log = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).log();
/** log(1 + x) of each element, exact also near 0. */
export const log1p = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).log1p();
/** The square root of each element; NaN below 0. */
export const sqrt = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).sqrt();
/** 1 / √x of each element. */
export const rsqrt = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).rsqrt();
/** 1 / x of each element. */
export const reciprocal = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).reciprocal();
/** The sine of each element, in radians. */
export const sin = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).sin();
/** The cosine of each element, in radians. */
export const cos = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).cos();
/** The tangent of each element, in radians. */
export const tan = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).tan();
/** The angle of which each element is the sine. */
export const asin = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).asin();
/** The angle of which each element is the cosine. */
export const acos = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).acos();
/** The angle of which each element is the tangent. */
export const atan = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).atan();
/** The hyperbolic sine of each element. */
export const sinh = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).sinh();
/** The hyperbolic cosine of each element. */
export const cosh = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).cosh();
/** The hyperbolic tangent of each element. */
export const tanh = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).tanh();
/** The inverse hyperbolic sine of each element. */
export const asinh = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).asinh();
/** The inverse hyperbolic cosine of each element; NaN below 1. */
export const acosh = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).acosh();
/** The inverse hyperbolic tangent of each element; NaN outside -1 to 1. */
export const atanh = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).atanh();
/** The error function of each element. */
export const erf = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).erf();
/** 1 / (1 + exp(-x)) of each element. */
export const sigmoid = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).sigmoid();
/** log(1 + exp(x)) of each element. */
export const softplus = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).softplus();
/** x above 0, else exp(x) - 1, of each element. */
export const elu = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).elu();
/** The scaled exponential linear unit of each element. */
export const selu = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).selu();
/** log(1 / (1 + exp(-x))) of each element. */
export const logSigmoid = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).logSigmoid();
/** Whether an element is not a number, as `bool`. */
const isNotANumber = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).isNaN();
/** Whether an element is neither NaN nor infinite, as `bool`. */
const isFiniteNumber = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).isFinite();
/** Whether an element is infinite, as `bool`. */
export const isInf = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).isInf();
/** 1 above 0, `alpha` below or at 0, NaN where x is. */
export const step = <T extends Tensor>(x: T | TensorLike, alpha = 0): T => tensorOf<T>(x).step(alpha);
/** Whether an element is zero, as `bool`. */
export const logicalNot = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).logicalNot();
/** x above 0, else `alpha` · x, of each element. */
export const leakyRelu = <T extends Tensor>(x: T | TensorLike, alpha = 0.2): T => tensorOf<T>(x).leakyRelu(alpha);
/** x above 0, else `alpha` · x with a slope for each element, broadcast. */
export const prelu = <T extends Tensor>(x: T | TensorLike, alpha: Like): T => tensorOf<T>(x).prelu(alpha);
/** Elements below `min` raised to it, above `max` lowered to it. @throws ConfigError unless min ≤ max */
export const clipByValue = <T extends Tensor>(x: T | TensorLike, clipValueMin: number, clipValueMax: number): T =>
  tensorOf<T>(x).clipByValue(clipValueMin, clipValueMax);
/** The elements converted to another type: floats are cut to integers. */
export const cast = <T extends Tensor>(x: T | TensorLike, dtype: DataType): T => tensorOf(x).cast(dtype);
/** A tensor of the same elements, through which gradients flow. */
export const clone = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).clone();
/** Zeros in the shape and type of x. */
export const zerosLike = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).zerosLike();
/** Ones in the shape and type of x. */
export const onesLike = <T extends Tensor>(x: T | TensorLike): T => tensorOf<T>(x).onesLike();
export { isFiniteNumber as isFinite, isNotANumber as isNaN };
