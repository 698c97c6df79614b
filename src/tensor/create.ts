/** Making tensors from JavaScript values. */
import { checkDType, convertArray, type DType, makeArray, makeNumbers, type TypedArray } from "./dtype.ts";
import { ShapeError } from "./errors.ts";
import { tagOf } from "./kinds.ts";
import { check } from "./option-checks.ts";
import { checkOption } from "./options.ts";
import { checkShape, formatShape, type Shape, sizeOf } from "./shape.ts";
import { shown } from "./shown.ts";
import { type NestedArray, type NestedText, PlainStorage, Tensor } from "./tensor.ts";

/** Anything with elements and a shape: tensors of other libraries, ndarrays, ONNX Runtime's tensors (`dims`). */
export type ArrayWithShape = {
  /** The elements, row-major. */
  data: ArrayLike<number>;
} & (
  | {
      /** The length of each axis. */
      shape: Shape;
    }
  | {
      /** The length of each axis, as ONNX Runtime names it. */
      dims: Shape;
    }
);

/** Values for {@link tensor}. */
export type TensorLike = Tensor | NestedArray | TypedArray | Float64Array | ArrayWithShape;

/** A tensor around elements that nothing else will write to. */
export function wrap(values: TypedArray, shape: Shape, dtype: DType): Tensor {
  return new Tensor(shape, dtype, new PlainStorage(values));
}

/** The same elements in the same memory, with another shape of the same size. */
export function viewAs(x: Tensor, shape: Shape): Tensor {
  return new Tensor(shape, x.dtype, x.storage);
}

/**
 * A tensor of the given values.
 * @param values nested lists, a typed array, a number or boolean, or any `{data, shape}`; copied
 * @param shape the shape to give to flat values; by default that of the nesting
 * @param dtype by default the kind of the values: `bool` for booleans, `int32` for integer typed arrays, else `float32`. Texts
 *   need `"string"`.
 * @throws ShapeError when lists are ragged or deeper than 64 axes, something is no number, or the count of values does not fit
 *   `shape`; ConfigError for an unknown dtype
 */
export function tensor(values: TensorLike, shape?: Shape, dtype?: DType): Tensor;
/** For texts: the type must be given. */
export function tensor(values: NestedText, shape: Shape | undefined, dtype: "string"): Tensor;
export function tensor(values: TensorLike | NestedText, shape?: Shape, dtype?: DType): Tensor {
  const texts = dtype === "string";
  if (dtype !== undefined && !texts) checkDType(dtype);
  const flat = flatten(values as TensorLike, texts);
  const finalShape = checkShape(shape ?? flat.shape);
  if (sizeOf(finalShape) !== flat.data.length) {
    throw new ShapeError({
      what: "The values do not fill the shape.",
      expected: `${sizeOf(finalShape)} values for shape ${formatShape(finalShape)}`,
      received: `${flat.data.length} values`,
    });
  }
  return wrap(convertArray(flat.data, dtype ?? flat.dtype), [...finalShape], dtype ?? flat.dtype);
}

/** The check of an argument that must be a tensor, not plain numbers. */
export const aTensor = /* @__PURE__ */ check<Tensor>("a tensor", (value) => value instanceof Tensor);

const aNumber = /* @__PURE__ */ check<number | boolean>("a number", (value) => /^(number|boolean)$/.test(typeof value));

/** A tensor whose every element is `value`. */
export function fill(shape: Shape, value: number, dtype: DType = "float32"): Tensor {
  checkOption("fill", "value", value, aNumber);
  const values: TypedArray = makeArray(checkDType(dtype), sizeOf(checkShape(shape)));
  // memory that was never written to costs nothing
  return wrap(value === 0 ? values : values.fill(value), [...shape], dtype);
}

/** A tensor of zeros. */
export function zeros(shape: Shape, dtype: DType = "float32"): Tensor {
  return fill(shape, 0, dtype);
}

/** A tensor of ones. */
export function ones(shape: Shape, dtype: DType = "float32"): Tensor {
  return fill(shape, 1, dtype);
}

/** `value` itself if it is a tensor, otherwise a tensor made of it. @throws ShapeError for texts */
export function asTensor(value: TensorLike): Tensor {
  if (!(value instanceof Tensor)) return tensor(value);
  refuseTexts("An operation", value);
  return value;
}

/** @throws ShapeError for a tensor of texts; `what` names the caller */
export function refuseTexts(what: string, { dtype }: { dtype: DType }): void {
  if (dtype !== "string") return;
  throw new ShapeError({
    what: `${what} takes numbers, and received texts.`,
    hint: "layers.textVectorization and layers.stringLookup turn texts into numbers",
  });
}

interface Flat {
  data: ArrayLike<number>;
  shape: Shape;
  dtype: DType;
}

/** The most axes of nested lists: more are a list that contains itself. */
const MOST_AXES = 64;

function flatten(values: TensorLike, texts: boolean): Flat {
  if (values instanceof Tensor) return { data: values.read(), shape: values.shape, dtype: values.dtype };
  if (typeof values === "number") return { data: [values], shape: [], dtype: "float32" };
  if (typeof values === "boolean") return { data: [values ? 1 : 0], shape: [], dtype: "bool" };
  if (isNumbers(values)) return { data: values, shape: [values.length], dtype: dtypeOf(values) };
  if (Array.isArray(values)) return flattenNested(values, texts);
  if (values !== null && typeof values === "object" && "data" in values && ("shape" in values || "dims" in values)) {
    const { data } = values as { data: unknown };
    const shape = "shape" in values ? values.shape : values.dims;
    if (isNumbers(data)) return { data, shape, dtype: dtypeOf(data) };
    if (Array.isArray(data)) return { ...flattenNested(data, texts, 1), shape, dtype: "float32" };
  }
  throw new ShapeError({
    what: "These values cannot become a tensor.",
    expected: "numbers, nested lists of numbers, a typed array, or an object with data and shape",
    received: shown(values),
    hint: /^big/i.test(shown(values)) ? "make them numbers first: Array.from(values, Number)" : undefined,
  });
}

/** Whether a value is a typed array of numbers: one of BigInts is not, nor is a DataView. */
function isNumbers(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !/^(Big|DataView)/.test(tagOf(value));
}

function dtypeOf(values: ArrayLike<number>): DType {
  return /^Float/.test(tagOf(values)) ? "float32" : "int32";
}

function flattenNested(values: readonly NestedArray[], texts: boolean, mostAxes = MOST_AXES): Flat {
  const shape: number[] = [];
  for (let level: NestedArray | TypedArray = values; isList(level); level = level[0] as NestedArray) {
    if (shape.length === mostAxes) {
      throw new ShapeError({
        what: "The lists are nested too deeply.",
        expected: mostAxes === 1 ? "a flat list in data" : `at most ${mostAxes} axes`,
        received: "more lists in lists",
        hint: mostAxes === 1 ? undefined : "a list may contain itself",
      });
    }
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const data = texts ? makeArray("string", sizeOf(shape)) : makeNumbers(sizeOf(shape));
  let count = 0;
  let booleans = true;
  const walk = (level: NestedArray, axis: number): void => {
    const isLeaf = axis === shape.length;
    if (isList(level) === isLeaf || (isList(level) && level.length !== shape[axis])) {
      throw new ShapeError({
        what: "The nested lists are ragged.",
        expected: `lists of the same length at each depth, shape ${formatShape(shape)} by the first entries`,
        received: isList(level) ? `a list of ${level.length} at depth ${axis}` : `a single value at depth ${axis}`,
        hint: "pad sequences of different length to one length first",
      });
    }
    if (isList(level)) for (const entry of level) walk(entry, axis + 1);
    else {
      const kind = typeof level as string;
      if (texts ? kind !== "string" : kind !== "number" && kind !== "boolean") {
        throw new ShapeError({
          what: `A value is not a ${texts ? "text" : "number"}.`,
          expected: texts ? "texts alone" : "a number or boolean",
          received: `${shown(level)} (${kind})`,
        });
      }
      booleans &&= typeof level === "boolean";
      data[count++] = texts ? (level as number) : Number(level);
    }
  };
  walk(values, 0);
  return { data, shape, dtype: booleans && data.length > 0 ? "bool" : "float32" };
}

function isList(value: NestedArray | TypedArray): value is readonly NestedArray[] {
  return Array.isArray(value) || isNumbers(value);
}
