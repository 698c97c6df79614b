/** WAV files: sound as numbers from -1 to 1, (samples, channels). RIFF's chunks with PCM or floating-point samples in them. */
import {
  asTensor,
  ConfigError,
  FormatError,
  formatShape,
  readOptions,
  type Tensor,
  type TensorLike,
  takes,
  warn,
  wrap,
} from "../tensor/index.ts";
import { nameOfSource, type TextSource, wholeBytes } from "./text-chunks.ts";

/** The content of a WAV file. */
export interface Wav {
  /** Float32 from -1 to 1, (samples, channels): one channel is mono, two are stereo, left first. */
  readonly samples: Tensor;
  /** Samples per second of each channel, such as 16000. */
  readonly sampleRate: number;
}

/** How the samples of a file are stored. */
interface Encoding {
  readonly bytes: number;
  read(view: DataView, at: number): number;
}

/** Encodings by the kind of numbers and their bits. */
const encodings: Readonly<Record<string, Encoding>> = {
  PCM8: { bytes: 1, read: (view, at) => (view.getUint8(at) - 128) / 2 ** 7 },
  PCM16: { bytes: 2, read: (view, at) => view.getInt16(at, true) / 2 ** 15 },
  PCM24: { bytes: 3, read: (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23 },
  PCM32: { bytes: 4, read: (view, at) => view.getInt32(at, true) / 2 ** 31 },
  float32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  float64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
};

/** Kinds of numbers by the tag of the format, and the names of other formats. */
const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
const others: Readonly<Record<number, string>> = {
  2: "ADPCM",
  6: "A-law",
  7: "mu-law",
  17: "IMA ADPCM",
  49: "GSM 6.10",
  85: "MP3",
};
/** What follows the tag in the GUID of an extensible format. */
const GUID_REST = "000000001000800000aa00389b71";

const MAX_BYTES = 2 ** 31;
const MAX_CHANNELS = 1024;
/** The length that writers put when they do not know it: the samples then extend to the end. */
const UNKNOWN_LENGTH = 0xffffffff;

/**
 * Reads a WAV file: PCM of 8, 16, 24 or 32 bits, floating point of 32 or 64, any number of channels, the extensible form too.
 * @param source a path, a URL, a Blob or File, bytes in any form, or an async iterable of bytes
 * @throws FormatError when it is not a whole WAV file, or holds compressed sound; IoError when it cannot be read
 */
export async function readWav(source: TextSource): Promise<Wav> {
  const name = nameOfSource(source);
  const bytes = await wholeBytes(source, MAX_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = chunksOf(view, name);
  const format = formatOf(view, chunks.get("fmt "), name);
  const data = chunks.get("data");
  const { encoding, channels, sampleRate } = format;
  const frame = encoding.bytes * channels;
  if (!data || data.length % frame !== 0) {
    throw broken(name, `samples of ${frame} bytes over all channels`, data ? `${data.length} bytes` : "no samples");
  }
  const values = new Float32Array(data.length / encoding.bytes);
  for (let i = 0; i < values.length; i++) values[i] = encoding.read(view, data.start + i * encoding.bytes);
  return { samples: wrap(values, [data.length / frame, channels], "float32"), sampleRate };
}

interface Chunk {
  readonly start: number;
  readonly length: number;
}

/** The first chunk of each name. */
function chunksOf(view: DataView, name: string): Map<string, Chunk> {
  const text = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
  if (view.byteLength < 12 || text(0) !== "RIFF" || text(8) !== "WAVE") {
    const start = view.byteLength < 12 ? `${view.byteLength} bytes` : JSON.stringify(text(0) + text(8));
    const hint = /^"(RF64|RIFX|FORM|fLaC|OggS|ID3)/.test(start) ? "convert it: ffmpeg -i sound sound.wav" : undefined;
    throw broken(name, 'a file that starts with "RIFF" and "WAVE"', start, hint);
  }
  const chunks = new Map<string, Chunk>();
  // bytes too few for a chunk are not part of the sound
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const [id, start] = [text(at), at + 8];
    const stated = view.getUint32(at + 4, true);
    const rest = view.byteLength - start;
    const length = id === "data" && stated === UNKNOWN_LENGTH ? rest : stated;
    if (length > rest && (id === "data" || id === "fmt ")) {
      throw broken(name, `${length} bytes of the chunk "${id.trim()}"`, `${rest}`, "the file was cut off");
    }
    if (!chunks.has(id)) chunks.set(id, { start, length });
    // chunks begin at even bytes
    at = start + length + (length % 2);
  }
  return chunks;
}

function formatOf(view: DataView, chunk: Chunk | undefined, name: string) {
  if (!chunk || chunk.length < 16) {
    throw broken(name, 'a chunk "fmt" of 16 bytes or more', chunk ? `${chunk.length} bytes` : "none");
  }
  const { start, length } = chunk;
  const tag = view.getUint16(start, true);
  const channels = view.getUint16(start + 2, true);
  const sampleRate = view.getUint32(start + 4, true);
  const frame = view.getUint16(start + 12, true);
  const bits = view.getUint16(start + 14, true);
  const isExtensible = tag === EXTENSIBLE && length >= 40 && guidRest(view, start + 26) === GUID_REST;
  const kind = isExtensible ? view.getUint16(start + 24, true) : tag;
  // samples of 12 or 20 bits are in the upper bits of whole bytes
  const width = 8 * Math.ceil(bits / 8);
  const encoding = { [PCM]: encodings[`PCM${width}`], [FLOAT]: encodings[`float${bits}`] }[kind];
  if (!encoding) {
    throw new FormatError({
      what: `${name} holds sound in a form that is not supported.`,
      expected: "PCM of 8, 16, 24 or 32 bits, or floating point of 32 or 64",
      received: `${others[kind] ?? (kind === PCM ? "PCM" : kind === FLOAT ? "floating point" : `the format ${kind}`)}, ${bits} bits`,
      hint: "convert it: ffmpeg -i sound.wav -c:a pcm_s16le converted.wav",
    });
  }
  const isWhole = channels > 0 && channels <= MAX_CHANNELS && sampleRate > 0 && frame === channels * encoding.bytes;
  if (isWhole) return { encoding, channels, sampleRate };
  throw broken(
    name,
    `1 to ${MAX_CHANNELS} channels, a sample rate, and ${encoding.bytes} bytes for a sample of a channel`,
    `${channels} channels, ${sampleRate} samples a second, ${frame} bytes for all channels`,
  );
}

const guidRest = (view: DataView, at: number) =>
  Array.from({ length: 14 }, (_, i) =>
    view
      .getUint8(at + i)
      .toString(16)
      .padStart(2, "0"),
  ).join("");

const broken = (name: string, expected: string, received: string, hint?: string) =>
  new FormatError({ what: `${name} is not a whole WAV file.`, expected, received, hint });

/** Options of `data.writeWav`: the sample rate, and the form of the samples. */
export interface WriteWavOptions {
  /** Samples per second of each channel. */
  sampleRate: number;
  /** How samples are stored: PCM of 16, 24 or 32 bits, or "float32", which keeps them as they are. Default "pcm16". */
  encoding?: "pcm16" | "pcm24" | "pcm32" | "float32" | undefined;
}

/**
 * The bytes of a WAV file. PCM holds -1 to just below 1; a warning says how many samples beyond were clipped.
 * @param samples (samples, channels), or (samples) of one channel
 * @throws ConfigError for other shapes, and for samples that are no finite numbers
 */
export function writeWav(samples: TensorLike, options: WriteWavOptions): Uint8Array {
  const { sampleRate, encoding } = readOptions("writeWav", options, {
    sampleRate: takes.required(takes.integerFrom(1, 2 ** 32 - 1)),
    encoding: takes.withDefault(takes.oneOf("pcm16", "pcm24", "pcm32", "float32"), "pcm16"),
  });
  const given = asTensor(samples);
  const values = given.read();
  const channels = given.rank === 2 ? given.shape[1]! : 1;
  if (given.rank < 1 || given.rank > 2 || channels < 1 || channels > MAX_CHANNELS || !values.every(Number.isFinite)) {
    throw new ConfigError({
      what: "writeWav takes sound.",
      expected: `finite numbers, (samples, channels) or (samples), of at most ${MAX_CHANNELS} channels`,
      received: `shape ${formatShape(given.shape)}${values.every(Number.isFinite) ? "" : ", numbers that are not finite"}`,
    });
  }
  const width = Number(encoding.replace(/\D/g, "")) / 8;
  const bytes = new Uint8Array(44 + values.length * width + ((values.length * width) % 2));
  const view = new DataView(bytes.buffer);
  const text = (at: number, letters: string) => bytes.set(new TextEncoder().encode(letters), at);
  text(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, encoding === "float32" ? FLOAT : PCM, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * width, true);
  view.setUint16(32, channels * width, true);
  view.setUint16(34, 8 * width, true);
  text(36, "data");
  view.setUint32(40, values.length * width, true);
  if (encoding === "float32") for (const [i, value] of values.entries()) view.setFloat32(44 + 4 * i, value, true);
  else writePcm(view, values, width);
  return bytes;
}

function writePcm(view: DataView, values: ArrayLike<number>, width: number): void {
  const scale = 2 ** (8 * width - 1);
  let clipped = 0;
  for (let i = 0; i < values.length; i++) {
    const whole = Math.round(values[i]! * scale);
    const kept = Math.min(Math.max(whole, -scale), scale - 1);
    // clipping exactly 1, full scale, is not worth a warning
    if (kept !== whole && whole !== scale) clipped++;
    for (let byte = 0; byte < width; byte++) view.setUint8(44 + i * width + byte, Math.floor(kept / 2 ** (8 * byte)));
  }
  if (clipped > 0) warn(`writeWav clipped ${clipped} of ${values.length} samples to -1 ... 1.`);
}
