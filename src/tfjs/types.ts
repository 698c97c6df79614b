/** The types that TensorFlow.js declares for its users, by its names. */
import type { Tensor } from "./tensors/tensor.ts";

export type { Tensor };

/** The names of the ranks: `Rank.R2` is a matrix's. */
export const Rank = { R0: "R0", R1: "R1", R2: "R2", R3: "R3", R4: "R4", R5: "R5", R6: "R6" } as const;
/** The name of a rank, the number of axes. */
export type Rank = keyof typeof Rank;
export declare namespace Rank {
  /** The rank of a single number. */
  type R0 = "R0";
  /** One axis. */
  type R1 = "R1";
  /** Two axes. */
  type R2 = "R2";
  /** Three axes. */
  type R3 = "R3";
  /** Four axes. */
  type R4 = "R4";
  /** Five axes. */
  type R5 = "R5";
  /** Six axes. */
  type R6 = "R6";
}

/** The lengths of axes, by rank. */
export interface ShapeMap {
  /** [] of a single number. */
  R0: number[];
  /** One length. */
  R1: [number];
  /** Two lengths. */
  R2: [number, number];
  /** Three lengths. */
  R3: [number, number, number];
  /** Four lengths. */
  R4: [number, number, number, number];
  /** Five lengths. */
  R5: [number, number, number, number, number];
  /** Six lengths. */
  R6: [number, number, number, number, number, number];
}

/** Nested lists, by rank. */
export interface ArrayMap {
  /** A number. */
  R0: number;
  /** A list. */
  R1: number[];
  /** Lists in a list. */
  R2: number[][];
  /** Three levels. */
  R3: number[][][];
  /** Four levels. */
  R4: number[][][][];
  /** Five levels. */
  R5: number[][][][][];
  /** Six levels. */
  R6: number[][][][][][];
}

/** The array that holds elements, by their type. */
export interface DataTypeMap {
  /** Floats of 32 bits. */
  float32: Float32Array;
  /** Integers of 32 bits. */
  int32: Int32Array;
  /** One byte each, 0 or 1. */
  bool: Uint8Array;
  /** Refused by name: there are no complex numbers here. */
  complex64: Float32Array;
  /** Texts. */
  string: string[];
}

/** One element, by its type. */
export interface SingleValueMap {
  /** A boolean. */
  bool: boolean;
  /** A whole number. */
  int32: number;
  /** A number. */
  float32: number;
  /** A number. */
  complex64: number;
  /** A text. */
  string: string;
}

/** The name of an element type. */
export type DataType = keyof DataTypeMap;
/** The name of a type of numbers. */
export type NumericDataType = "float32" | "int32" | "bool" | "complex64";
/** The element types that such values make. */
export type DataTypeFor<T extends number | string | boolean> = T extends number | boolean
  ? NumericDataType
  : T extends string
    ? "string"
    : never;
/** The arrays of numbers. */
export type TypedArray = Float32Array | Int32Array | Uint8Array;
/** The arrays of elements. */
export type DataValues = DataTypeMap[DataType];
/** The arrays that a backend holds. */
export type BackendValues = Float32Array | Int32Array | Uint8Array | Uint8Array[];

/** Nested lists of any depth. */
export interface RecursiveArray<T> {
  /** An entry, or a list of them. */
  [index: number]: T | RecursiveArray<T>;
}
/** Values that a tensor can be made of. */
export type TensorLike =
  | TypedArray
  | number
  | boolean
  | string
  | RecursiveArray<number | number[] | TypedArray>
  | RecursiveArray<boolean>
  | RecursiveArray<string>
  | Uint8Array[];
/** One element. */
export type ScalarLike = number | boolean | string | Uint8Array;
/** What a tensor of one axis can be made of. */
export type TensorLike1D = TypedArray | number[] | boolean[] | string[] | Uint8Array[];
/** What a tensor of two axes can be made of. */
export type TensorLike2D = TensorLike1D | number[][] | boolean[][] | string[][] | Uint8Array[][];
/** What a tensor of three axes can be made of. */
export type TensorLike3D = TensorLike1D | number[][][] | boolean[][][] | string[][][] | Uint8Array[][][];
/** What a tensor of four axes can be made of. */
export type TensorLike4D = TensorLike1D | number[][][][] | boolean[][][][] | string[][][][] | Uint8Array[][][][];
/** What a tensor of five axes can be made of. */
export type TensorLike5D =
  | TensorLike1D
  | number[][][][][]
  | boolean[][][][][]
  | string[][][][][]
  | Uint8Array[][][][][];
/** What a tensor of six axes can be made of. */
export type TensorLike6D =
  | TensorLike1D
  | number[][][][][][]
  | boolean[][][][][][]
  | string[][][][][][]
  | Uint8Array[][][][][]
  | Uint8Array[][][][][][];

/** A tensor, or what one can be made of. */
export type Like = Tensor | TensorLike;
/** One axis, or a list of them; negative ones count from the last. */
export type Axis = number | readonly number[];

/** A single number. */
export type Scalar = Tensor<Rank.R0>;
/** A tensor of one axis. */
export type Tensor1D = Tensor<Rank.R1>;
/** A tensor of two axes. */
export type Tensor2D = Tensor<Rank.R2>;
/** A tensor of three axes. */
export type Tensor3D = Tensor<Rank.R3>;
/** A tensor of four axes. */
export type Tensor4D = Tensor<Rank.R4>;
/** A tensor of five axes. */
export type Tensor5D = Tensor<Rank.R5>;
/** A tensor of six axes. */
export type Tensor6D = Tensor<Rank.R6>;

/** Tensors by name. */
export type NamedTensorMap = {
  /** The tensor of this name. */
  [name: string]: Tensor;
};
/** A tensor with its name. */
export interface NamedTensor {
  /** The name of the tensor. */
  name: string;
  /** Its value. */
  tensor: Tensor;
}
/** A tensor, or lists and records that hold some. */
export type TensorContainer =
  // biome-ignore lint/suspicious/noConfusingVoidType: functions that give nothing are taken too
  void | Tensor | string | number | boolean | TensorContainerObject | TensorContainerArray | TypedArray;
/** A record that holds tensors. */
export interface TensorContainerObject {
  /** The value of this name. */
  [x: string]: TensorContainer;
}
/** A list that holds tensors. */
export interface TensorContainerArray extends Array<TensorContainer> {}
/** The shape and type of a tensor, without its elements. */
export interface TensorInfo {
  /** Stands for the memory of the elements. */
  dataId: object;
  /** The length of each axis. */
  shape: number[];
  /** The type of the elements. */
  dtype: DataType;
}
