/** Tensors as text. */
import type { DType, TypedArray } from "./dtype.ts";
import { type Shape, stridesOf } from "./shape.ts";

/** Entries shown at each end of a long axis, and the length from which an axis is long. */
const EDGE = 3;
const LONG = 12;

/** Nested brackets, numbers with at most 8 significant digits in columns, the middle of a long axis as `...`. */
export function formatTensor(values: TypedArray, shape: Shape, dtype: DType): string {
  const strides = stridesOf(shape);
  const cells: string[] = [];
  const collect = (axis: number, offset: number): void => {
    if (axis === shape.length) cells.push(formatNumber(values[offset]!, dtype));
    else
      for (const index of shownIndices(shape[axis]!))
        if (index >= 0) collect(axis + 1, offset + index * strides[axis]!);
  };
  collect(0, 0);
  const width = shape.length === 0 ? 0 : Math.max(0, ...cells.map((cell) => cell.length));

  let next = 0;
  const level = (axis: number, indent: string): string => {
    if (axis === shape.length) return cells[next++]!.padStart(width);
    const parts = shownIndices(shape[axis]!).map((index) => (index < 0 ? "..." : level(axis + 1, `${indent} `)));
    const innermost = axis === shape.length - 1;
    return `[${parts.join(innermost ? ", " : `,${"\n".repeat(shape.length - 1 - axis)}${indent} `)}]`;
  };
  return level(0, "");
}

/** The indices to show along an axis; -1 stands for the part left out. */
function shownIndices(length: number): number[] {
  if (length <= LONG) return Array.from({ length }, (_, index) => index);
  const head = Array.from({ length: EDGE }, (_, index) => index);
  return [...head, -1, ...head.map((index) => length - EDGE + index)];
}

/** The fewest digits that tell a float32 from its neighbours, and no more than 8. */
function formatNumber(value: number, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "false" : "true";
  if (dtype === "string") return JSON.stringify(value);
  if (dtype === "int32" || !Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 8; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(8)));
}
