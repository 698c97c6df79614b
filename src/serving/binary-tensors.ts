/** Tensors as bytes behind the JSON of a request or an answer: the extension binary_tensor_data of the protocol. */
import { type StoredNumbers, storedNumbers } from "../io/stored-numbers.ts";
import { joinBytes, type Tensor } from "../tensor/index.ts";
import { Refusal } from "./refusal.ts";

/** How numbers of each datatype lie in bytes. */
const stored: Readonly<Record<string, StoredNumbers>> = {
  FP16: storedNumbers.F16,
  FP32: storedNumbers.F32,
  FP64: storedNumbers.F64,
  INT8: storedNumbers.I8,
  INT16: storedNumbers.I16,
  INT32: storedNumbers.I32,
  INT64: storedNumbers.I64,
  UINT8: storedNumbers.U8,
  UINT16: storedNumbers.U16,
  UINT32: storedNumbers.U32,
  UINT64: storedNumbers.U64,
};

/** The tensors behind a request, one after the other in the order in which it lists them. */
export class BinaryTensors {
  private at = 0;

  /** @param bytes undefined where the request does not say where its JSON ends */
  constructor(private readonly bytes: Uint8Array | undefined) {}

  /** The values of the next `size` bytes: numbers, booleans or texts. @throws Refusal for bytes that are none */
  take(name: string, datatype: string, size: unknown): unknown[] {
    if (!this.bytes)
      throw new Refusal(400, "binary_data_size needs the header Inference-Header-Content-Length: where the JSON ends.");
    if (!Number.isSafeInteger(size) || (size as number) < 0)
      throw new Refusal(400, `The binary_data_size of "${name}" is not a number of bytes.`);
    const end = this.at + (size as number);
    if (end > this.bytes.length)
      throw new Refusal(
        400,
        `The bytes behind the JSON end before those of "${name}": ${this.bytes.length} of ${end}.`,
      );
    const bytes = this.bytes.subarray(this.at, end);
    this.at = end;
    if (datatype === "BYTES") return textsIn(bytes, name);
    if (datatype === "BOOL") return Array.from(bytes, (byte) => (byte > 1 ? byte : byte === 1));
    const numbers = stored[datatype];
    if (!numbers || bytes.length % numbers.size !== 0)
      throw new Refusal(400, `"${name}" has ${bytes.length} bytes, which are not numbers of the datatype ${datatype}.`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: bytes.length / numbers.size }, (_, i) => numbers.read(view, i * numbers.size));
  }

  /** @throws Refusal for bytes that no tensor took */
  end(): void {
    const rest = (this.bytes?.length ?? 0) - this.at;
    if (rest > 0) throw new Refusal(400, `${rest} bytes behind the JSON belong to no input.`);
  }
}

/** Texts, each behind its length in four bytes. */
function textsIn(bytes: Uint8Array, name: string): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const texts: string[] = [];
  try {
    for (let at = 0; at < bytes.length; ) {
      const end = at + 4 + view.getUint32(at, true);
      if (end > bytes.length) throw new RangeError("the last text is cut off");
      texts.push(reader.decode(bytes.subarray(at + 4, end)));
      at = end;
    }
  } catch {
    throw new Refusal(400, `The bytes of "${name}" are not texts in UTF-8, each behind its length in four bytes.`);
  }
  return texts;
}

/** A tensor's values as bytes. */
export function bytesOf(tensor: Tensor): Uint8Array {
  const values = tensor.dataSync() as ArrayLike<string> | Float32Array | Int32Array | Uint8Array;
  if (ArrayBuffer.isView(values)) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const texts = Array.from(values, (text) => new TextEncoder().encode(text));
  return joinBytes(texts.flatMap((text) => [new Uint8Array(Uint32Array.of(text.length).buffer), text]));
}
