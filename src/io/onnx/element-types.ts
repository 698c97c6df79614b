/** The element types of ONNX tensors: how each is stored in bytes, and which of Recurve's types holds it. */
import type { DType, TypedArray } from "../../tensor/index.ts";
import { fileError } from "./errors.ts";

/** One element type; `bits` of one element, little-endian, several to a byte below 8. */
export interface ElementType {
  readonly name: string;
  readonly dtype: DType;
  readonly bits: number;
  /** `count` elements from raw bytes, which are as many as they need. */
  decode(bytes: Uint8Array, count: number): TypedArray;
  /** The elements from the message's typed list, where elements of 16 bits and fewer are held as integers. */
  convert(values: ArrayLike<number | bigint>): TypedArray;
}

/** A float of fewer than 32 bits: sign, exponent, mantissa. `special`: what its largest codes mean. */
interface SmallFloat {
  exponent: number;
  mantissa: number;
  bias: number;
  special: "ieee" | "fn" | "fnuz" | "none";
}

/** The value of a small float's code (IEEE 754; for 8 bits: Micikevicius et al., "FP8 formats for deep learning", 2022). */
function decodeSmallFloat(code: number, { exponent, mantissa, bias, special }: SmallFloat): number {
  const ones = 2 ** exponent - 1;
  const sign = code >> (exponent + mantissa) === 0 ? 1 : -1;
  const power = (code >> mantissa) & ones;
  const fraction = code & (2 ** mantissa - 1);
  if (special === "fnuz" && sign < 0 && power === 0 && fraction === 0) return Number.NaN;
  if (power === ones && special === "ieee") return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (power === ones && special === "fn" && fraction === 2 ** mantissa - 1) return Number.NaN;
  if (power === 0) return sign * fraction * 2 ** (1 - bias - mantissa);
  return sign * (1 + fraction / 2 ** mantissa) * 2 ** (power - bias);
}

/** A copy of the bytes as elements: raw data need not be aligned to the element's size. */
function aligned<T>(bytes: Uint8Array, view: new (buffer: ArrayBuffer) => T): T {
  return new view(new Uint8Array(bytes).buffer);
}

/** Codes of fewer than 8 bits, the first in the lowest bits. */
function unpack(bytes: Uint8Array, bits: number, count: number): Uint8Array {
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  return Uint8Array.from(
    { length: count },
    (_, i) => (bytes[Math.floor(i / perByte)]! >> ((i % perByte) * bits)) & mask,
  );
}

function smallFloat(name: string, bits: number, layout: SmallFloat): ElementType {
  const convert = (codes: ArrayLike<number | bigint>) =>
    Float32Array.from(codes as ArrayLike<number>, (code) => decodeSmallFloat(code & (2 ** bits - 1), layout));
  const decode = (bytes: Uint8Array, count: number) =>
    convert(bits === 16 ? aligned(bytes, Uint16Array) : bits === 8 ? bytes : unpack(bytes, bits, count));
  return { name, dtype: "float32", bits, decode, convert };
}

function smallInteger(name: string, bits: number, view: (bytes: Uint8Array) => ArrayLike<number>): ElementType {
  return {
    name,
    dtype: "int32",
    bits,
    decode: (bytes) => Int32Array.from(view(bytes)),
    convert: (values) => Int32Array.from(values as ArrayLike<number>),
  };
}

function packedInteger(name: string, bits: number, signed: boolean): ElementType {
  const value = (code: number) => (signed && code >= 2 ** (bits - 1) ? code - 2 ** bits : code);
  return {
    name,
    dtype: "int32",
    bits,
    decode: (bytes, count) => Int32Array.from(unpack(bytes, bits, count), value),
    convert: (values) => Int32Array.from(values as ArrayLike<number>),
  };
}

/** The ends of int64's range, which exporters write where a slice goes on to its end. */
const ENDS = 2n ** 62n;

/** A 64-bit integer as one of 32 bits. @throws FormatError when it does not fit; the ends of int64's range become those of int32's */
function narrowInteger(value: bigint): number {
  if (value >= -(2n ** 31n) && value < 2n ** 31n) return Number(value);
  if (value >= ENDS) return 2 ** 31 - 1;
  if (value <= -ENDS) return -(2 ** 31);
  throw fileError("an integer is too large.", "integers of 32 bits", String(value));
}

function wideInteger(name: string, view: (bytes: Uint8Array) => Iterable<bigint>): ElementType {
  return {
    name,
    dtype: "int32",
    bits: 64,
    decode: (bytes) => Int32Array.from([...view(bytes)].map(narrowInteger)),
    convert: (values) => Int32Array.from(values as ArrayLike<bigint>, (value) => narrowInteger(BigInt(value))),
  };
}

const fp8 = { exponent: 4, mantissa: 3 } as const;
const fp8Wide = { exponent: 5, mantissa: 2 } as const;

/** Element types by their number in `TensorProto.DataType`. Text and complex numbers have no place in Recurve. */
const elementTypes: Readonly<Record<number, ElementType>> = {
  1: {
    name: "float",
    dtype: "float32",
    bits: 32,
    decode: (bytes) => aligned(bytes, Float32Array),
    convert: (values) => Float32Array.from(values as ArrayLike<number>),
  },
  2: smallInteger("uint8", 8, (bytes) => bytes),
  3: smallInteger("int8", 8, (bytes) => aligned(bytes, Int8Array)),
  4: smallInteger("uint16", 16, (bytes) => aligned(bytes, Uint16Array)),
  5: smallInteger("int16", 16, (bytes) => aligned(bytes, Int16Array)),
  6: smallInteger("int32", 32, (bytes) => aligned(bytes, Int32Array)),
  7: wideInteger("int64", (bytes) => aligned(bytes, BigInt64Array)),
  9: {
    name: "bool",
    dtype: "bool",
    bits: 8,
    decode: (bytes) => Uint8Array.from(bytes, (value) => (value === 0 ? 0 : 1)),
    convert: (values) => Uint8Array.from(values as ArrayLike<number>, (value) => (value === 0 ? 0 : 1)),
  },
  10: smallFloat("float16", 16, { exponent: 5, mantissa: 10, bias: 15, special: "ieee" }),
  11: {
    name: "double",
    dtype: "float32",
    bits: 64,
    decode: (bytes) => Float32Array.from(aligned(bytes, Float64Array)),
    convert: (values) => Float32Array.from(values as ArrayLike<number>),
  },
  12: {
    ...wideInteger("uint32", () => []),
    bits: 32,
    decode: (bytes) => Int32Array.from(aligned(bytes, Uint32Array), (value) => narrowInteger(BigInt(value))),
  },
  13: wideInteger("uint64", (bytes) => aligned(bytes, BigUint64Array)),
  16: smallFloat("bfloat16", 16, { exponent: 8, mantissa: 7, bias: 127, special: "ieee" }),
  17: smallFloat("float8e4m3fn", 8, { ...fp8, bias: 7, special: "fn" }),
  18: smallFloat("float8e4m3fnuz", 8, { ...fp8, bias: 8, special: "fnuz" }),
  19: smallFloat("float8e5m2", 8, { ...fp8Wide, bias: 15, special: "ieee" }),
  20: smallFloat("float8e5m2fnuz", 8, { ...fp8Wide, bias: 16, special: "fnuz" }),
  21: packedInteger("uint4", 4, false),
  22: packedInteger("int4", 4, true),
  23: smallFloat("float4e2m1", 4, { exponent: 2, mantissa: 1, bias: 1, special: "none" }),
  25: packedInteger("uint2", 2, false),
  26: packedInteger("int2", 2, true),
};

/** Names of types that are not held, for errors. */
const absentTypes: Readonly<Record<number, string>> = {
  8: "string",
  14: "complex64",
  15: "complex128",
  24: "float8e8m0",
};

/** The number of the type of this name, such as "FLOAT". @throws FormatError for those that Recurve cannot hold */
export function numberOfType(name: string, where: string): number {
  const found = Object.keys(elementTypes).find((code) => elementTypes[Number(code)]!.name === name.toLowerCase());
  if (found !== undefined) return Number(found);
  throw notHeld(where, name);
}

/** The element type of this number. @throws FormatError for those that Recurve cannot hold */
export function elementType(code: number, where: string): ElementType {
  const type = elementTypes[code];
  if (type) return type;
  throw notHeld(where, absentTypes[code] ?? `type number ${code}`);
}

const notHeld = (where: string, received: string) =>
  fileError(`${where} has elements of a type that Recurve does not hold.`, "numbers or booleans", received);
