/** What TensorFlow.js says about a tensor and how it gives its elements; computing comes in the classes that extend this one. */
import {
  ConfigError,
  checkOption,
  type NestedArray,
  type NestedText,
  Tensor as Plain,
  stridesOf,
  takes,
} from "../../tensor/index.ts";
import { absent } from "../absent.ts";
import type { ArrayMap, DataType, DataTypeMap, Rank, ShapeMap, Tensor } from "../types.ts";
import { printed } from "./print.ts";

let lastId = 0;
const ids = new WeakMap<object, number>();
const disposed = new WeakSet<object>();

/** A tensor to be read, in TensorFlow.js's words. */
export abstract class Readable<R extends Rank = Rank> extends Plain {
  declare readonly shape: ShapeMap[R];

  /** The same result as a tensor with all methods; the object stays the one that gradients know. */
  protected abstract made<T extends Tensor>(result: Plain): T;

  /** A number of its own. */
  get id(): number {
    if (!ids.has(this)) ids.set(this, lastId++);
    return ids.get(this)!;
  }
  /** Stands for the memory of the elements. */
  get dataId(): object {
    return this.storage;
  }
  /** The rank as a text, "2" for a matrix, as TensorFlow.js sets it at run time. */
  get rankType(): R {
    return String(this.shape.length) as R;
  }
  /** The strides of all axes but the last, in elements. */
  get strides(): number[] {
    return [...stridesOf(this.shape)].slice(0, -1);
  }
  /** False: nothing has to be kept from disposal here. */
  get kept(): boolean {
    return false;
  }
  /** 0: there are no scopes here. */
  get scopeId(): number {
    return 0;
  }
  /** Which time steps count, as Masking and Embedding say. */
  get kerasMask(): Tensor | undefined {
    return this.mask && this.made(this.mask);
  }
  set kerasMask(mask: Tensor | undefined) {
    this.mask = mask;
  }

  /** A copy of the elements in row-major order, at once. */
  override dataSync(): Float32Array | Int32Array | Uint8Array;
  /** The same, said to be of a type. */
  override dataSync<D extends DataType>(): DataTypeMap[D];
  override dataSync() {
    const values = super.dataSync();
    return this.dtype === "string" ? (Array.from(values) as unknown as Float32Array) : values;
  }
  /** A copy of the elements in row-major order. */
  override data(): Promise<Float32Array | Int32Array | Uint8Array>;
  /** The same, said to be of a type. */
  override data<D extends DataType>(): Promise<DataTypeMap[D]>;
  override async data() {
    return this.dataSync();
  }
  /** The elements as nested lists, at once; booleans as 0 and 1. */
  override arraySync(): ArrayMap[R];
  /** The same, said to be of a type. */
  override arraySync<T extends NestedArray | NestedText>(): T;
  override arraySync(): unknown {
    const plain = super.arraySync<NestedArray>();
    const numbers = (value: NestedArray): NestedArray => (Array.isArray(value) ? value.map(numbers) : Number(value));
    return this.dtype === "bool" ? numbers(plain) : plain;
  }
  /** The elements as nested lists; booleans as 0 and 1. */
  override array(): Promise<ArrayMap[R]>;
  /** The same, said to be of a type. */
  override array<T extends NestedArray | NestedText>(): Promise<T>;
  override async array(): Promise<unknown> {
    return this.arraySync();
  }
  /** The bytes of the elements; of texts a list, UTF-8. */
  async bytes(): Promise<Uint8Array | Uint8Array[]> {
    const values = super.dataSync();
    if (this.dtype !== "string") return new Uint8Array(values.buffer);
    return Array.from(values as unknown as string[], (text) => new TextEncoder().encode(text));
  }
  /** The elements as text, in TensorFlow.js's form; `verbose` adds type, rank and shape. */
  override toString(verbose = false): string {
    return printed(this.read(), this.shape, this.dtype, verbose);
  }
  /** Prints the elements to the console. */
  override print(verbose = false): void {
    checkOption("print", "verbose", verbose, takes.flag);
    console.log(this.toString(verbose));
  }
  /** Throws: tensors are not on a GPU. */
  dataToGPU(): never {
    return absent("Tensor.dataToGPU", "dataSync gives the elements")();
  }
  /** Notes that it is no longer needed. Its values stay: tensors are collected like any other object. */
  dispose(): void {
    disposed.add(this);
  }
  /** Whether {@link dispose} was called. `tidy` disposes of nothing here. */
  get isDisposed(): boolean {
    return disposed.has(this);
  }
  /** @throws ConfigError after {@link dispose} */
  throwIfDisposed(): void {
    if (this.isDisposed) throw new ConfigError({ what: "The tensor is disposed.", received: `shape [${this.shape}]` });
  }
}
