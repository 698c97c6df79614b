/**
 * Event files, as TensorBoard reads them: records (length, checksum, content, checksum) that each hold an `Event` in protocol
 * buffers. Field numbers are those of TensorFlow's event.proto, summary.proto and tensor.proto.
 */
import { makeFolder } from "../../../files/make-folder.ts";
import { hostName } from "../../../files/owner.ts";
import { writing } from "../../../files/writing.ts";
import { nodeModule, nodeProcess } from "../../../platform.ts";
import { joinBytes } from "../../../tensor/index.ts";

/** A named array at one step: a scalar if `shape` is empty. */
export interface Summary {
  tag: string;
  /** The dashboard of TensorBoard that shows it. */
  plugin: "scalars" | "histograms";
  shape: readonly number[];
  values: Float32Array | Float64Array;
}

/** A file to which events are appended. */
export class EventFile {
  private constructor(
    readonly path: string,
    /** Bytes written so far. */
    public size: number,
  ) {}

  /** A new file in the folder, which is created if missing. */
  static async create(folder: string): Promise<EventFile> {
    const fs = nodeModule("node:fs/promises");
    const { join } = nodeModule("node:path");
    const now = Date.now() / 1000;
    const first = record(message(double(1, now), text(3, "brain.Event:2")));
    await writing(folder, async () => makeFolder(folder));
    for (let n = 0; ; n++) {
      const path = join(folder, `events.out.tfevents.${Math.floor(now)}.${hostName()}.${nodeProcess()!.pid}.${n}.v2`);
      const isNew = await writing(path, () =>
        fs.writeFile(path, first, { flag: "wx" }).then(
          () => true,
          (error: NodeJS.ErrnoException) => {
            if (error.code === "EEXIST") return false;
            throw error;
          },
        ),
      );
      if (isNew) return new EventFile(path, first.length);
    }
  }

  /** The file of an interrupted run, truncated to its length at the checkpoint. */
  static async reopen(path: string, size: number): Promise<EventFile | undefined> {
    const fs = nodeModule("node:fs/promises");
    const found = await fs.stat(path).catch(() => undefined);
    if (!found || found.size < size) return undefined;
    await writing(path, () => fs.truncate(path, size));
    return new EventFile(path, size);
  }

  async append(step: number, summaries: readonly Summary[]): Promise<void> {
    const fs = nodeModule("node:fs/promises");
    const events = summaries.map((summary) => record(eventOf(Date.now() / 1000, step, summary)));
    const bytes = joinBytes(events);
    await writing(this.path, () => fs.appendFile(this.path, bytes));
    this.size += bytes.length;
  }
}

/** The bytes of an `Event` with one summary. */
export function eventOf(wallTime: number, step: number, { tag, plugin, shape, values }: Summary): Uint8Array {
  const type = values instanceof Float32Array ? 1 : 2;
  const dimensions = shape.map((length) => field(2, message(integer(1, length))));
  const elements = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const tensor = message(integer(1, type), field(2, message(...dimensions)), field(4, elements));
  const metadata = message(field(1, message(text(1, plugin))));
  const value = message(text(1, tag), field(8, tensor), field(9, metadata));
  return message(double(1, wallTime), integer(2, step), field(5, message(field(1, value))));
}

/** Content between its length and its checksums. */
export function record(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(content.length), true);
  view.setUint32(8, maskedChecksum(bytes.subarray(0, 8)), true);
  bytes.set(content, 12);
  view.setUint32(12 + content.length, maskedChecksum(content), true);
  return bytes;
}

/** CRC-32C (Castagnoli), masked by rotation and offset, as TensorFlow's records are. */
function maskedChecksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

const message = (...fields: readonly Uint8Array[]) => joinBytes(fields);

function field(number: number, content: Uint8Array): Uint8Array {
  return joinBytes([varint(number * 8 + 2), varint(content.length), content]);
}

const text = (number: number, value: string) => field(number, new TextEncoder().encode(value));

/** As in TensorFlow's files, zeros are omitted. */
function integer(number: number, value: number): Uint8Array {
  return value === 0 ? new Uint8Array() : joinBytes([varint(number * 8), varint(value)]);
}

function double(number: number, value: number): Uint8Array {
  return joinBytes([varint(number * 8 + 1), new Uint8Array(new Float64Array([value]).buffer)]);
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Uint8Array.from([...bytes, value]);
}
