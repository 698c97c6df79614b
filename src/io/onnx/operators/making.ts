/** Operators that make tensors: constants, ranges, fillings, other element types. */
import { cast, dropout } from "../../../ops/index.ts";
import { convertArray, type DType, fill, makeArray, type Tensor, wrap } from "../../../tensor/index.ts";
import { elementType } from "../element-types.ts";
import { fileError } from "../errors.ts";
import type { Call, Operator } from "./call.ts";
import { integerVector } from "./integers.ts";
import { checkMade } from "./limits.ts";

function constant({ attributes, node }: Call): Tensor {
  if (attributes.has("value")) return attributes.tensor("value");
  if (attributes.has("value_float")) return fill([], attributes.float("value_float"));
  if (attributes.has("value_floats")) {
    const values = attributes.floats("value_floats");
    return wrap(Float32Array.from(values), [values.length], "float32");
  }
  if (attributes.has("value_int")) return wrap(Int32Array.of(attributes.int("value_int")), [], "int32");
  const values = attributes.ints("value_ints");
  if (values) return integerVector(values);
  throw fileError(`${node.title} has no value.`, "numbers: value, value_float(s) or value_int(s)");
}

function constantOfShape(call: Call): Tensor {
  const shape = checkMade(call.integers(0));
  if (!call.attributes.has("value")) return fill(shape, 0);
  const value = call.attributes.tensor("value");
  return fill(shape, value.item(), value.dtype);
}

/** start, start + step, ... up to but not including the limit. */
function range(call: Call): Tensor {
  const { dtype } = call.input(0);
  const [start, limit, step] = [call.number(0), call.number(1), call.number(2)];
  if (step === 0) throw fileError(`${call.node.title} has a step of 0.`, "another number");
  const count = Math.max(0, Math.ceil((limit - start) / step));
  checkMade([Number.isNaN(count) ? -1 : count]);
  return wrap(
    convertArray(
      Array.from({ length: count }, (_, i) => start + i * step),
      dtype,
    ),
    [count],
    dtype,
  );
}

/** Integers of `bits` as two's complement and unsigned types wrap them. */
const wraps: Readonly<Record<string, (values: Int32Array) => ArrayLike<number>>> = {
  uint8: Uint8Array.from.bind(Uint8Array),
  int8: Int8Array.from.bind(Int8Array),
  uint16: Uint16Array.from.bind(Uint16Array),
  int16: Int16Array.from.bind(Int16Array),
};

/** Elements as another type: floats are cut to integers and kept within 32 bits, small integers wrap around. */
function castTo(x: Tensor, name: string, dtype: DType): Tensor {
  if (dtype !== "int32") return cast(x, dtype);
  const whole =
    x.dtype === "float32"
      ? Int32Array.from(x.read(), (value) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(value))))
      : Int32Array.from(x.read());
  const narrow = wraps[name];
  return wrap(narrow ? Int32Array.from(narrow(whole)) : whole, x.shape, "int32");
}

function castByNumber(call: Call): Tensor {
  const { name, dtype } = elementType(call.attributes.int("to"), call.node.title);
  return castTo(call.input(0), name, dtype);
}

function oneHot(call: Call): Tensor {
  const ids = call.input(0);
  const depth = call.number(1);
  const [off, on] = call.input(2).read() as unknown as [number, number];
  const { dtype } = call.input(2);
  const given = call.attributes.int("axis", -1);
  const axis = given < 0 ? given + ids.rank + 1 : given;
  const shape = checkMade([...ids.shape.slice(0, axis), depth, ...ids.shape.slice(axis)]);
  const inner = ids.shape.slice(axis).reduce((size, length) => size * length, 1);
  const values = makeArray(dtype, ids.size * depth).fill(off);
  for (const [i, id] of ids.read().entries()) {
    const whole = id < 0 ? id + depth : id;
    if (whole >= 0 && whole < depth) values[(Math.floor(i / inner) * depth + whole) * inner + (i % inner)] = on;
  }
  return wrap(values, shape, dtype);
}

function eyeLike(call: Call): Tensor {
  const x = call.input(0);
  if (x.rank !== 2) throw call.misfit(0, "2 axes");
  const [rows, columns] = x.shape as [number, number];
  const code = call.attributes.int("dtype", 0);
  const dtype = code === 0 ? x.dtype : elementType(code, call.node.title).dtype;
  const offset = call.attributes.int("k", 0);
  const values = makeArray(dtype, rows * columns);
  for (let row = 0; row < rows; row++) {
    const column = row + offset;
    if (column >= 0 && column < columns) values[row * columns + column] = 1;
  }
  return wrap(values, x.shape, dtype);
}

/** Drops while a model trains, and never when it predicts; the second output says which elements are kept. */
function dropped(call: Call): (Tensor | undefined)[] {
  const x = call.input(0);
  const rate = call.optional(1)?.item() ?? call.attributes.float("ratio", 0.5);
  const seed = call.attributes.has("seed") ? call.attributes.int("seed") : undefined;
  const y = call.environment.training && rate > 0 ? dropout(x, rate, call.environment.nextRandom(seed)) : x;
  return [y, call.wants(1) ? fill(x.shape, 1, "bool") : undefined];
}

/** Operators that make tensors. */
export const making: Readonly<Record<string, Operator>> = {
  Cast: castByNumber,
  CastLike: (call) => castTo(call.input(0), "", call.input(1).dtype),
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Dropout: dropped,
  EyeLike: eyeLike,
  OneHot: oneHot,
  Range: range,
};
