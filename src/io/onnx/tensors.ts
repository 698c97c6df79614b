/** Tensors as ONNX files hold them: raw bytes, typed lists, or bytes in a file beside the model. */
import type { TensorProto } from "onnx-buf";
import { sizeOf, type Tensor, type TypedArray, wrap } from "../../tensor/index.ts";
import type { Source } from "../format.ts";
import { type ElementType, elementType } from "./element-types.ts";
import { fileError } from "./errors.ts";

/** The most elements that a tensor of a model may have: 1 GiB of float32. */
const MOST_ELEMENTS = 2 ** 28;

/** The most elements that all tensors of a file may have together: 4 GiB of float32. */
const MOST_TOGETHER = 2 ** 30;

/** The value of `TensorProto.DataLocation` for data beside the model. */
const EXTERNAL = 1;

/** Reads tensors of one model; each is read once, and so are the files beside it. */
export class TensorReader {
  private readonly beside = new Map<string, Promise<Uint8Array>>();
  private readonly known = new Map<TensorProto, Tensor>();
  private readonly messages = new Map<Tensor, TensorProto>();
  private total = 0;

  constructor(private readonly source: Source) {}

  /** The message that a tensor was read from. */
  messageOf(tensor: Tensor): TensorProto | undefined {
    return this.messages.get(tensor);
  }

  /** @throws FormatError when type, shape and data do not fit together, or external data lie outside the model's folder */
  async read(proto: TensorProto, where = `tensor "${proto.name}"`): Promise<Tensor> {
    const known = this.known.get(proto);
    if (known) return known;
    const tensor = await this.decode(proto, where);
    this.known.set(proto, tensor);
    this.messages.set(tensor, proto);
    return tensor;
  }

  private async decode(proto: TensorProto, where: string): Promise<Tensor> {
    const type = elementType(proto.dataType, where);
    const shape = proto.dims.map(Number);
    checkShape(shape, where);
    if (proto.segment) throw fileError(`${where} is a segment of a larger tensor.`, "a whole tensor");
    const count = sizeOf(shape);
    this.total += count;
    // the same bytes of an external file may be used many times
    if (this.total > MOST_TOGETHER) throw fileError("its tensors are too large together.", `${MOST_TOGETHER} elements`);
    if (proto.dataLocation === EXTERNAL) {
      // the message now holds the bytes itself, so that it can be written again as one file
      proto.rawData = await this.external(proto, where);
      proto.dataLocation = 0;
      proto.externalData = [];
      return wrap(fromBytes(proto.rawData, type, count, where), shape, type.dtype);
    }
    const isRaw = proto.rawData.length > 0;
    const values = isRaw ? fromBytes(proto.rawData, type, count, where) : fromList(proto, type, count, where);
    return wrap(values, shape, type.dtype);
  }

  private async external(proto: TensorProto, where: string): Promise<Uint8Array<ArrayBuffer>> {
    const entries = new Map(proto.externalData.map(({ key, value }) => [key, value]));
    const location = entries.get("location") ?? "";
    checkLocation(location, where);
    if (!this.beside.has(location)) this.beside.set(location, this.source.sibling(location));
    const file = await this.beside.get(location)!;
    const offset = lengthOf(entries.get("offset") ?? "0", where);
    const length = entries.has("length") ? lengthOf(entries.get("length")!, where) : file.length - offset;
    if (offset + length > file.length || length < 0) {
      throw fileError(
        `the external data of ${where} reach beyond their file.`,
        `bytes within the ${file.length} of "${location}"`,
        `${length} bytes at ${offset}`,
      );
    }
    return file.subarray(offset, offset + length) as Uint8Array<ArrayBuffer>;
  }
}

/** Throws for negative and huge lengths. */
export function checkShape(shape: readonly number[], where: string): void {
  const valid = shape.length <= 32 && shape.every((length) => Number.isInteger(length) && length >= 0);
  // a length of 0 must not hide a huge one
  const span = shape.reduce((product, length) => product * Math.max(length, 1), 1);
  if (valid && span <= MOST_ELEMENTS) return;
  throw fileError(
    `${where} has a shape that is not valid, or too large.`,
    `at most ${MOST_ELEMENTS} elements, on 32 axes or fewer`,
    `[${shape.slice(0, 8).join(", ")}${shape.length > 8 ? ", ..." : ""}]`,
  );
}

/** Refuses every path that is not plainly inside the model's folder; the source checks again. */
function checkLocation(location: string, where: string): void {
  const parts = location.split("/");
  // a drive letter or URL scheme has a colon, a Windows path a backslash
  const inside = location !== "" && !/[\\:\0]/.test(location) && !parts.includes("..") && !location.startsWith("/");
  if (inside) return;
  throw fileError(
    `the external data of ${where} are not in the folder of the model.`,
    "a path relative to the model, without ..",
    JSON.stringify(location.slice(0, 200)),
  );
}

function lengthOf(text: string, where: string): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw fileError(`the external data of ${where} have no valid position.`, "a number of bytes", text.slice(0, 40));
}

function fromBytes(bytes: Uint8Array, type: ElementType, count: number, where: string): TypedArray {
  const wanted = Math.ceil((count * type.bits) / 8);
  if (bytes.length !== wanted) {
    throw fileError(
      `${where} does not have as many bytes as its shape needs.`,
      `${wanted} bytes for ${count} elements of ${type.name}`,
      `${bytes.length} bytes`,
    );
  }
  return type.decode(bytes, count);
}

function fromList(proto: TensorProto, type: ElementType, count: number, where: string): TypedArray {
  const packed = type.bits < 8;
  const values = listFor(proto, type);
  // elements of fewer than 8 bits are packed, several to an entry, as in raw bytes
  const wanted = packed ? Math.ceil((count * type.bits) / 8) : count;
  if (values.length !== wanted) {
    throw fileError(
      `${where} does not have as many elements as its shape needs.`,
      `${wanted} entries of ${type.name}`,
      `${values.length}`,
    );
  }
  return packed ? type.decode(Uint8Array.from(values as ArrayLike<number>), count) : type.convert(values);
}

/** The typed list in which a message holds elements of a type. */
function listFor(proto: TensorProto, { name }: ElementType): ArrayLike<number | bigint> {
  switch (name) {
    case "float":
      return proto.floatData;
    case "double":
      return proto.doubleData;
    case "int64":
      return proto.int64Data;
    case "uint32":
    case "uint64":
      return proto.uint64Data;
    default:
      return proto.int32Data;
  }
}
