/** Operations on two tensors, element by element, as methods. */
import { fill, ops } from "../../index.ts";
import { asTensor } from "../../tensor/index.ts";
import type { Like, Rank, Tensor } from "../types.ts";
import { beside, level, preferred } from "./paths.ts";
import { Pointwise } from "./pointwise.ts";
import {
  checkTruths,
  elementwise,
  exactly,
  floorDivided,
  operand,
  plainOf,
  truthOf,
  truthOfTruths,
  upcastType,
} from "./rules.ts";
import { comparedTexts } from "./texts.ts";

/** Operations that compare. */
type Comparison = "equal" | "notEqual" | "greater" | "greaterEqual" | "less" | "lessEqual";

/** What x / y leaves over, with the sign of y. */
const leftOver = (x: number, y: number): number => (x < 0 === y < 0 ? x % y : ((x % y) + y) % y);

/** Operations on two tensors, element by element, as methods. */
export abstract class Pairs<R extends Rank = Rank> extends Pointwise<R> {
  /** a + b, with broadcasting. */
  add<T extends Tensor>(b: Like): T {
    const other = operand(b);
    return this.made(ops.add(this, other));
  }
  /** a - b, with broadcasting. */
  sub<T extends Tensor>(b: Like): T {
    const other = operand(b);
    return this.made(ops.subtract(this, other));
  }
  /** a · b, with broadcasting; of truths whether both hold. */
  mul<T extends Tensor>(b: Like): T {
    const other = operand(b);
    return this.made(truthOfTruths(ops.multiply(this, other), this, other));
  }
  /** a / b, with broadcasting; of whole numbers (int32) the floor, and 0 where b is 0. */
  div<T extends Tensor>(b: Like): T {
    const other = operand(b);
    const type = upcastType(this.dtype, other.dtype);
    return this.made(type === "float32" ? ops.divide(this, other) : floorDivided(this, other, type));
  }
  /** a / b, and 0 where b is 0. */
  divNoNan<T extends Tensor>(b: Like): T {
    const other = operand(b);
    const safe = ops.where(ops.equal(other, 0), fill([], 1, other.dtype), other);
    const type = upcastType(this.dtype, other.dtype);
    const quotient = type === "float32" ? ops.divide(this, safe) : floorDivided(this, safe, type);
    return this.made(ops.where(ops.equal(other, 0), fill([], 0, quotient.dtype), quotient));
  }
  /** The floor of a / b, int32; 0 where b is 0. */
  floorDiv<T extends Tensor>(b: Like): T {
    return this.made(floorDivided(this, operand(b), "int32"));
  }
  /** What a / b leaves over, with the sign of b. */
  mod<T extends Tensor>(b: Like): T {
    const other = operand(b);
    const result = ops.subtract(this, ops.multiply(ops.floor(ops.divide(this, other)), other));
    return this.made(elementwise(upcastType(this.dtype, other.dtype), result, leftOver, this, other));
  }
  /** a to the power b, with broadcasting. */
  pow<T extends Tensor>(exp: Like): T {
    const other = operand(exp);
    return this.made(exactly(ops.power(this, other), Math.pow, this, other));
  }
  /** The larger of a and b, with broadcasting. */
  maximum<T extends Tensor>(b: Like): T {
    const other = operand(b);
    return this.made(preferred("maximum", this, other));
  }
  /** The smaller of a and b, with broadcasting. */
  minimum<T extends Tensor>(b: Like): T {
    const other = operand(b);
    return this.made(preferred("minimum", this, other));
  }
  /** (a - b)², with broadcasting. */
  squaredDifference<T extends Tensor>(b: Like): T {
    const other = operand(b);
    return this.made(exactly(ops.square(ops.subtract(this, other)), (x, y) => (x - y) ** 2, this, other));
  }
  /** The angle of the point (b, a), from -π to π. */
  atan2<T extends Tensor>(b: Like): T {
    const other = operand(b);
    return this.made(ops.arctan2(this, other));
  }
  /** Where a = b, as `bool`. */
  equal<T extends Tensor>(b: Like): T {
    return this.compared(b, "equal", (order) => order === 0);
  }
  /** Where a ≠ b, as `bool`. */
  notEqual<T extends Tensor>(b: Like): T {
    return this.compared(b, "notEqual", (order) => order !== 0);
  }
  /** Where a > b, as `bool`. */
  greater<T extends Tensor>(b: Like): T {
    return this.compared(b, "greater", (order) => order > 0);
  }
  /** Where a ≥ b, as `bool`. */
  greaterEqual<T extends Tensor>(b: Like): T {
    return this.compared(b, "greaterEqual", (order) => order >= 0);
  }
  /** Where a < b, as `bool`. */
  less<T extends Tensor>(b: Like): T {
    return this.compared(b, "less", (order) => order < 0);
  }
  /** Where a ≤ b, as `bool`. */
  lessEqual<T extends Tensor>(b: Like): T {
    return this.compared(b, "lessEqual", (order) => order <= 0);
  }
  private compared<T extends Tensor>(b: Like, name: Comparison, holds: (order: number) => boolean): T {
    const other = plainOf(b);
    if (this.dtype === "string" && other.dtype === "string") return this.made(comparedTexts(this, other, holds));
    const result = ops[name](this, asTensor(other));
    return this.made(name === "greaterEqual" ? level(result, this, other) : result);
  }
  /** Whether both hold, as `bool`. */
  logicalAnd<T extends Tensor>(b: Like): T {
    const other = operand(b);
    return this.made(ops.logicalAnd(this, other));
  }
  /** Whether either holds, as `bool`. */
  logicalOr<T extends Tensor>(b: Like): T {
    const other = operand(b);
    return this.made(ops.logicalOr(this, other));
  }
  /** Whether one of both holds and not the other, as `bool`. */
  logicalXor<T extends Tensor>(b: Like): T {
    return this.made(ops.notEqual(truthOf(this), truthOf(b)));
  }
  /** This tensor where the condition holds, else x, with broadcasting. */
  where<T extends Tensor>(condition: Like, x: Like): T {
    checkTruths("where", condition);
    const holds = plainOf(condition);
    return this.made(beside(ops.where(truthOf(holds), this, operand(x)), holds));
  }
}
