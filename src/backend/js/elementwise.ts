/** Functions of one number or of two, element by element. */
import { broadcastShapes, makeArray, type Shape, sizeOf, stridesOf, type Tensor, wrap } from "../../tensor/index.ts";
import type { BinaryName } from "../backend.ts";
import { pointwise, type UnaryName } from "../pointwise.ts";

export function unary(name: UnaryName, x: Tensor): Tensor {
  const { value } = pointwise[name];
  const from = x.read();
  const to = makeArray(x.dtype, x.size);
  for (let i = 0; i < to.length; i++) to[i] = value(from[i]!);
  return wrap(to, x.shape, x.dtype);
}

export function unaryGradient(name: UnaryName, dy: Tensor, x: Tensor, y: Tensor): Tensor {
  const { derivative } = pointwise[name];
  const [upstream, input, output] = [dy.read(), x.read(), y.read()];
  const to = makeArray("float32", x.size);
  for (let i = 0; i < to.length; i++) to[i] = upstream[i]! * derivative(input[i]!, output[i]!);
  return wrap(to, x.shape, "float32");
}

const binaries: Record<BinaryName, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  power: (a, b) => a ** b,
  equal: (a, b) => Number(a === b),
  notEqual: (a, b) => Number(a !== b),
  greater: (a, b) => Number(a > b),
  greaterEqual: (a, b) => Number(a >= b),
  less: (a, b) => Number(a < b),
  lessEqual: (a, b) => Number(a <= b),
  logicalAnd: (a, b) => Number(a !== 0 && b !== 0),
  logicalOr: (a, b) => Number(a !== 0 || b !== 0),
};

const keepsDtype: ReadonlySet<BinaryName> = new Set([
  "add",
  "subtract",
  "multiply",
  "divide",
  "maximum",
  "minimum",
  "power",
]);

export function binary(name: BinaryName, a: Tensor, b: Tensor): Tensor {
  // a product of two int32 can need more bits than a double has
  const compute = name === "multiply" && a.dtype === "int32" ? Math.imul : binaries[name];
  const shape = broadcastShapes(a.shape, b.shape);
  const [fromA, fromB] = [a.read(), b.read()];
  const dtype = keepsDtype.has(name) ? a.dtype : "bool";
  const to = makeArray(dtype, sizeOf(shape));
  const [indexA, indexB] = [broadcastIndices(a.shape, shape), broadcastIndices(b.shape, shape)];
  for (let i = 0; i < to.length; i++) to[i] = compute(fromA[indexA(i)]!, fromB[indexB(i)]!);
  return wrap(to, shape, dtype);
}

/** Where element i of a broadcast shape lies in the tensor that was broadcast. */
export function broadcastIndices(from: Shape, shape: Shape): (i: number) => number {
  if (sizeOf(from) === sizeOf(shape)) return (i) => i;
  if (sizeOf(from) === 1) return () => 0;
  const lead = shape.length - from.length;
  const own = stridesOf(from);
  const strides = stridesOf(shape);
  const steps = shape.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : own[axis - lead]!));
  return (i) => {
    let index = 0;
    let rest = i;
    for (let axis = 0; axis < strides.length; axis++) {
      const position = Math.floor(rest / strides[axis]!);
      rest -= position * strides[axis]!;
      index += position * steps[axis]!;
    }
    return index;
  };
}

export function select(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  const [test, fromA, fromB] = [condition.read(), a.read(), b.read()];
  const to = makeArray(a.dtype, a.size);
  for (let i = 0; i < to.length; i++) to[i] = test[i] ? fromA[i]! : fromB[i]!;
  return wrap(to, a.shape, a.dtype);
}
