/** Bytes as text: UTF-8, UTF-16 by its byte order mark, or the encoding that is named; and what other bytes may be. */
import { ConfigError, FormatError, joinBytes, nearestName } from "../tensor/index.ts";

/** Encodings that files of other programs often have, by their names in `TextDecoder`. */
const usual = ["gbk", "gb18030", "big5", "shift_jis", "euc-kr", "windows-1252", "windows-1251", "utf-16le", "utf-16be"];

/** An option of what reads text. */
export interface EncodingOption {
  /**
   * The encoding of bytes, by a name that `TextDecoder` knows: "gbk", "big5", "shift_jis", "windows-1252", "utf-16le". By default UTF-8,
   * or UTF-16 by its byte order mark.
   */
  encoding?: string | undefined;
}

const none = new Uint8Array(0);
/** Bytes by which an encoding is guessed, at most. */
const LOOKED_AT = 2 ** 14;

/** The bytes of one source as text, piece by piece. */
export class BytesAsText {
  private decoder: TextDecoder | undefined;
  private waiting: Uint8Array = none;

  /** @param encoding a name that `TextDecoder` knows; by default found @throws ConfigError for a name that it does not know */
  constructor(
    private readonly name: string,
    encoding?: string,
  ) {
    if (encoding !== undefined) this.decoder = decoderOf(encoding);
  }

  /**
   * The text of the next bytes, without a byte order mark; without bytes, of the rest. @throws FormatError where they
   * are no text
   */
  decode(bytes?: Uint8Array): string {
    const given = bytes ?? none;
    const next = this.waiting.length > 0 ? joinBytes([this.waiting, given]) : given;
    // the first two bytes determine the encoding
    const isTooShort = !this.decoder && bytes !== undefined && next.length < 2;
    this.waiting = isTooShort ? next : none;
    if (isTooShort) return "";
    this.decoder ??= decoderOf(encodingOf(next));
    let text: string;
    try {
      text = this.decoder.decode(next, { stream: bytes !== undefined });
    } catch {
      throw notText(this.name, this.decoder, "bytes that are no characters", next);
    }
    if (text.includes("\0")) throw notText(this.name, this.decoder, "a NUL character", next);
    return text;
  }
}

/** The text of a whole file. @throws as {@link BytesAsText} */
export function textOf(bytes: Uint8Array, name: string, encoding?: string): string {
  const read = new BytesAsText(name, encoding);
  return read.decode(bytes) + read.decode();
}

/** By the byte order mark. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    const near = nearestName(encoding.toLowerCase(), usual);
    throw new ConfigError({
      what: `The encoding "${encoding}" is not known.`,
      expected: `utf-8, ${usual.join(", ")}, or another that TextDecoder knows`,
      hint: near === undefined ? undefined : `did you mean "${near}"?`,
    });
  }
}

/** How files of other kinds begin, which people take for tables and texts. */
const kinds: readonly (readonly [start: string, kind: string])[] = [
  ["PK\x03\x04", "a ZIP file, such as an Excel workbook"],
  ["\xd0\xcf\x11\xe0", "an Excel workbook or another Office file"],
  ["\x1f\x8b", "a gzip file"],
  ["PAR1", "a Parquet file"],
  ["%PDF", "a PDF"],
];

function notText(name: string, { encoding }: TextDecoder, received: string, bytes: Uint8Array): FormatError {
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  const kind = kinds.find(([first]) => start.startsWith(first))?.[1];
  if (kind !== undefined) {
    return new FormatError({
      what: `${name} is not text.`,
      expected: "CSV, JSON or plain text",
      received: kind,
      hint: "unpack it, or save the table in it as CSV",
    });
  }
  const likely = likelyEncoding(bytes);
  return new FormatError({
    what: `${name} is not text in ${encoding.toUpperCase()}.`,
    expected: encoding === "utf-8" ? "UTF-8, or UTF-16 with a byte order mark" : undefined,
    received,
    hint:
      likely === undefined || likely === encoding
        ? "save it as UTF-8"
        : `it may be ${likely}: name the encoding (--encoding ${likely}), or save it as UTF-8`,
  });
}

/** The pairs of bytes that frequent characters of an encoding have. */
const pairsOf = {
  gbk: /[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]/g,
  big5: /[\xa1\xa4-\xc6][\x40-\x7e\xa1-\xfe]/g,
  shift_jis: /[\x81-\x83\x88-\x97][\x40-\x7e\x80-\xfc]/g,
};
/** The syllables of Korean: fewer first bytes than Chinese characters have. */
const hangul = /[\xa1-\xa3\xb0-\xc8][\xa1-\xfe]/g;
/** So many bytes of Chinese do not all look like Korean. */
const ENOUGH_FOR_KOREAN = 40;
const ofUtf8 = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g;

/**
 * What text that is not UTF-8 may be, by its bytes from the first that is not ASCII: the encoding whose frequent characters leave the
 * fewest over. Undefined for what is no text, and for UTF-8 with faults.
 */
function likelyEncoding(all: Uint8Array): string | undefined {
  const zeros = [0, 0];
  for (const [i, byte] of all.subarray(0, LOOKED_AT).entries()) if (byte === 0) zeros[i % 2]!++;
  const [even, odd] = zeros as [number, number];
  if (even + odd > 0) return odd > 4 * even ? "utf-16le" : even > 4 * odd ? "utf-16be" : undefined;
  const from = all.findIndex((byte) => byte >= 0x80);
  const text = Array.from(all.subarray(from, from + LOOKED_AT), (byte) => String.fromCharCode(byte)).join("");
  const high = (rest: string) => rest.match(/[\x80-\xff]/g)?.length ?? 0;
  const over = (pattern: RegExp) => high(text.replaceAll(pattern, ""));
  const most = high(text);
  // control characters, tabs and ends of lines and pages left out
  if (from < 0 || [...text].some((c) => c < "\b" || (c > "\r" && c < " " && c !== "\x1b")) || over(ofUtf8) < most / 2) {
    return undefined;
  }
  const left = Object.entries(pairsOf).map(([name, pairs]) => ({ name, count: over(pairs) }));
  const best = left.reduce((least, each) => (each.count < least.count ? each : least));
  const isKorean = best.name === "gbk" && most >= ENOUGH_FOR_KOREAN && over(hangul) <= best.count;
  if (best.count < most / 5) return isKorean ? "euc-kr" : best.name;
  // Cyrillic letters are adjacent, accented Latin letters isolated
  return over(/[\xa8\xb8\xc0-\xff]{2,}/g) < most / 2 ? "windows-1251" : "windows-1252";
}
