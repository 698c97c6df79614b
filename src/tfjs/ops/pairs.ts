/** Operations on two tensors, element by element with broadcasting. */

import { type Tensor, tensorOf } from "../tensors/tensor.ts";
import type { Like } from "../types.ts";

/** a + b, with broadcasting. */
export const add = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).add(b);
/** a - b, with broadcasting. */
export const sub = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).sub(b);
/** a · b, with broadcasting. */
export const mul = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).mul(b);
/** a / b, with broadcasting; of whole numbers (int32) the floor. */
export const div = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).div(b);
/** a / b, and 0 where b is 0. */
export const divNoNan = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).divNoNan(b);
/** The floor of a / b. */
export const floorDiv = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).floorDiv(b);
/** What a / b leaves over, with the sign of b. */
export const mod = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).mod(b);
/** a to the power b, with broadcasting. */
export const pow = <T extends Tensor>(base: Like, exp: Like): T => tensorOf(base).pow(exp);
/** The larger of a and b, with broadcasting. */
export const maximum = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).maximum(b);
/** The smaller of a and b, with broadcasting. */
export const minimum = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).minimum(b);
/** (a - b)², with broadcasting. */
export const squaredDifference = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).squaredDifference(b);
/** The angle of the point (b, a), from -π to π. */
export const atan2 = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).atan2(b);
/** Where a = b, as `bool`. */
export const equal = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).equal(b);
/** Where a ≠ b, as `bool`. */
export const notEqual = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).notEqual(b);
/** Where a > b, as `bool`. */
export const greater = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).greater(b);
/** Where a ≥ b, as `bool`. */
export const greaterEqual = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).greaterEqual(b);
/** Where a < b, as `bool`. */
export const less = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).less(b);
/** Where a ≤ b, as `bool`. */
export const lessEqual = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).lessEqual(b);
/** Whether both hold, as `bool`. */
export const logicalAnd = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).logicalAnd(b);
/** Whether either holds, as `bool`. */
export const logicalOr = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).logicalOr(b);
/** Whether one of both holds and not the other, as `bool`. */
export const logicalXor = <T extends Tensor>(a: Like, b: Like): T => tensorOf(a).logicalXor(b);
