/** Elements that are set one by one. */
import { checkOption, checkShape, makeArray, ShapeError, sizeOf, takes } from "../../tensor/index.ts";
import type { DataType, DataTypeMap, Rank, ShapeMap, SingleValueMap } from "../types.ts";
import { numberType } from "./rules.ts";

const aList = takes.check<ArrayLike<unknown>>(
  "a list",
  (values) => Array.isArray(values) || ArrayBuffer.isView(values),
);

/** Elements to be read and set by their place. */
export class Elements<R extends Rank = Rank, D extends DataType = "float32"> {
  /** The length of each axis. */
  shape: ShapeMap[R];
  /** The type of the elements. */
  dtype: D;
  /** All elements, row-major. */
  values: DataTypeMap[D];
  /** How many there are. */
  size: number;
  /** The strides of all axes but the last, in elements. */
  strides: number[];

  constructor(shape: ShapeMap[R], dtype: D = "float32" as D, values?: DataTypeMap[D]) {
    this.shape = [...checkShape(shape)] as ShapeMap[R];
    this.dtype = numberType(dtype) as D;
    this.size = sizeOf(this.shape);
    if (values !== undefined) checkOption("buffer", "values", values, aList);
    if (values !== undefined && values.length !== this.size) {
      throw new ShapeError({
        what: "The values do not fill the buffer.",
        expected: `${this.size} values for shape [${shape}]`,
        received: `${values.length} values`,
      });
    }
    this.values = (values ?? makeArray(dtype as "float32", this.size)) as DataTypeMap[D];
    this.strides = this.shape.slice(1).map((_, axis) => sizeOf(this.shape.slice(axis + 1)));
  }

  /** The number of axes. */
  get rank(): number {
    return this.shape.length;
  }
  /** Sets the element at the place given by one index for each axis; without a place, the first. */
  set(value: SingleValueMap[D], ...locs: number[]): void {
    this.values[this.at(locs)] = value as number;
  }
  /** The element at the place given by one index for each axis; without a place, the first. */
  get(...locs: number[]): SingleValueMap[D] {
    return this.values[this.at(locs)] as SingleValueMap[D];
  }
  /** The position among all elements of the place given by one index for each axis. */
  locToIndex(locs: number[]): number {
    return this.shape.reduce((offset: number, length: number, axis: number) => offset * length + (locs[axis] ?? 0), 0);
  }
  /** The place of a position among all elements. */
  indexToLoc(index: number): number[] {
    let rest = index;
    return this.shape.map((_: number, axis: number) => {
      const stride = this.strides[axis] ?? 1;
      const at = Math.floor(rest / stride);
      rest -= at * stride;
      return at;
    });
  }
  private at(given: number[]): number {
    const locs = given.length === 0 ? this.shape.map(() => 0) : given;
    if (locs.length === this.rank && locs.every((i, axis) => i >= 0 && i < this.shape[axis]!))
      return this.locToIndex(locs);
    throw new ShapeError({
      what: "There is no such place in the buffer.",
      expected: `one index for each axis of [${this.shape}]`,
      received: `[${locs}]`,
    });
  }
}
