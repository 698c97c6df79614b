/** How files of each format start: what tells a file's format before any code of the formats is loaded. */
import { BYTES, VARINT, WireCursor } from "./containers/wire-cursor.ts";
import type { FormatName } from "./format.ts";

/** Whether bytes start like an archive. */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Where an HDF5 file begins in bytes: at 0, or after a block of the user's, of 512 bytes or that doubled; -1 where it is none. */
export function startOfHdf5(bytes: Uint8Array): number {
  for (let at = 0; at + SIGNATURE.length <= bytes.length; at = Math.max(512, 2 * at)) {
    if (SIGNATURE.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

const isHdf5 = (head: Uint8Array): boolean => startOfHdf5(head) >= 0;

/** Before the header of a safetensors file stands its length, in so many bytes. */
export const PREFIX = 8;
/** The largest header, in bytes, that the format allows. */
export const MAX_HEADER = 100_000_000;

/** The length of a safetensors file's header. @param bytes {@link PREFIX} or more */
export function headerLength(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, PREFIX).getBigUint64(0, true));
}

/** Whether bytes begin like a safetensors file: a plausible length, then an object. */
export function isSafetensors(head: Uint8Array): boolean {
  return head.length > PREFIX && headerLength(head) <= MAX_HEADER && head[PREFIX] === 0x7b;
}

/** Whether they are JSON that lists files of safetensors. */
export function isSafetensorsIndex(head: Uint8Array): boolean {
  if (head[0] !== 0x7b) return false;
  const text = new TextDecoder().decode(head);
  return text.includes('"weight_map"') && text.includes('.safetensors"');
}

/** The fields of ONNX's ModelProto that files have at top level, by number, with their wire types. */
const modelFields: Readonly<Record<number, number>> = {
  1: VARINT,
  2: BYTES,
  3: BYTES,
  4: BYTES,
  5: VARINT,
  6: BYTES,
  7: BYTES,
  8: BYTES,
  14: BYTES,
  20: BYTES,
  25: BYTES,
};
const GRAPH = 7;
const OPSET = 8;

/** Whether bytes start as a ModelProto does: its fields one after the other, up to the graph. */
function isOnnx(head: Uint8Array): boolean {
  const cursor = new WireCursor(head, 0, head.length);
  let version = false;
  while (cursor.at < cursor.end) {
    const tag = cursor.varint();
    const field = Math.floor(tag / 8);
    if (tag < 0 || modelFields[field] !== tag % 8) return false;
    const value = cursor.varint();
    if (value < 0) return false;
    if (field === 1) version = value > 0 && value < 1000;
    if (field === GRAPH || field === OPSET) return version;
    if (tag % 8 === BYTES) cursor.at += value;
  }
  return false;
}

/** JSON's text at the start of bytes; empty where they are none. */
function objectOf(head: Uint8Array): string {
  const text = new TextDecoder().decode(head).trimStart();
  return text.startsWith("{") ? text : "";
}

/** Whether the start of a file, at most 64 KB, may be that of each format. */
export const startsAs: Readonly<Record<FormatName, (head: Uint8Array) => boolean>> = {
  keras: isZip,
  "keras-weights": isHdf5,
  "keras-h5": isHdf5,
  onnx: isOnnx,
  safetensors: (head) => isSafetensors(head) || isSafetensorsIndex(head),
  tfjs: (head) => /"(modelTopology|model_topology|weightsManifest)"/.test(objectOf(head)),
  "keras-json": (head) => /"class_name"\s*:/.test(objectOf(head)) && /"(config|layers)"\s*:/.test(objectOf(head)),
};
