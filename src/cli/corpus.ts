/** Corpora of language models: files and folders of text, read piece by piece, so that they may be larger than memory. */
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { BytesAsText } from "../data/encoding.ts";
import { checkPath, checkRegular } from "../files/read.ts";
import { ConfigError, type data, FormatError, IoError } from "../index.ts";

/** How a corpus is cut into texts. */
export interface CorpusOptions extends data.EncodingOption {
  /** Whether texts are documents; by default decided by the lines. */
  documents?: boolean | undefined;
  /** Whether everything is one running text. */
  prose?: boolean | undefined;
  /** The line that separates documents; an empty text for an empty line. */
  separator?: string | undefined;
}

/** The parts for training, validation and test. */
export type Part = "train" | "validation" | "test";

/** Bytes per read. */
const PIECE = 2 ** 18;
/** A line longer than so many characters is cut. */
const LONGEST_LINE = 2 ** 23;
/** Up to so many bytes, running text is cut at any character; larger text is cut between pieces. */
const SMALL = 2 ** 24;

/** A corpus; {@link openCorpus} makes one. */
export class Corpus {
  constructor(
    readonly files: readonly string[],
    /** Whether its texts are documents, each with a start and an end. */
    readonly documents: boolean,
    /** The line that separates documents of several lines. */
    readonly separator: string | undefined,
    /** Total of all files. */
    readonly bytes: number,
    /** The encoding that was named. */
    private readonly encoding: string | undefined,
  ) {}

  /** All texts: documents, or pieces of running text. */
  *texts(): Generator<string> {
    for (const file of this.files) {
      const pieces = piecesOf(file, this.encoding);
      yield* this.documents ? documentsIn(pieces, this.separator) : pieces;
    }
  }

  /** Number of texts. */
  get count(): number {
    let count = 0;
    for (const _ of this.texts()) count++;
    return count;
  }

  /**
   * The texts of a part: of documents every twentieth for validation and for test each; of running text the last
   * twentieths.
   */
  *part(wanted: Part): Generator<string> {
    if (this.documents) {
      let i = 0;
      for (const text of this.texts()) if (partOf(i++ % 20) === wanted) yield text;
    } else if (this.bytes <= SMALL) {
      const whole = [...this.texts()].join("");
      const [from, to] = { train: [0, 0.9], validation: [0.9, 0.95], test: [0.95, 1] }[wanted] as [number, number];
      yield whole.slice(Math.floor(whole.length * from), Math.floor(whole.length * to));
    } else {
      const last = Math.ceil(this.bytes / PIECE) - 1;
      let i = 0;
      for (const text of this.texts()) if (partOf(Math.min(19, Math.floor((20 * i++) / last))) === wanted) yield text;
    }
  }

  /** The first texts of a part, with so many characters in total or a little more. */
  firstOf(wanted: Part, characters: number): string[] {
    const texts: string[] = [];
    let length = 0;
    for (const text of this.part(wanted)) {
      texts.push(this.documents ? text : text.slice(0, characters - length));
      length += text.length;
      if (length >= characters) break;
    }
    return texts;
  }
}

const partOf = (twentieth: number): Part => (twentieth < 18 ? "train" : twentieth === 18 ? "validation" : "test");

/**
 * The corpus in files and folders; of folders everything except hidden files and files that are not text.
 * @throws IoError when one cannot be read; FormatError for a named file that is not text; ConfigError for too little text
 */
export function openCorpus(paths: readonly string[], options: CorpusOptions = {}): Corpus {
  if ((options.documents || options.separator !== undefined) && options.prose) {
    const other = options.documents ? "--documents" : "--separator";
    throw new ConfigError({ what: `${other} and --prose exclude each other.`, hint: "give one of them, or neither" });
  }
  const met = new Set<string>();
  const files = paths.flatMap((path) => filesIn(path, true, met, options.encoding));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const name = paths.join(", ");
  if (files.length === 0) {
    throw new ConfigError({
      what: `${name} holds no text.`,
      expected: "a folder with files of text",
      hint: "files that are not UTF-8 are read where their encoding is named, such as --encoding gbk",
    });
  }
  const head = headOf(files[0]!, options.encoding);
  if (bytes < 200) {
    throw new ConfigError({
      what: `${name} is too short for a language model.`,
      expected: "200 characters or more",
      received: `${bytes} bytes`,
    });
  }
  const separator = options.separator ?? (options.prose || options.documents ? undefined : foundSeparator(head));
  const documents = options.prose ? false : options.documents || separator !== undefined || looksLikeDocuments(head);
  return new Corpus(files, documents, separator, bytes, options.encoding);
}

/** The files of text in a path. What links lead to is read once; links that lead nowhere are left out of folders. */
function filesIn(path: string, isNamed: boolean, met: Set<string>, encoding: string | undefined): string[] {
  checkPath(path);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found && isNamed) throw new IoError({ what: `There is no ${path}.`, expected: "a file of text, or a folder" });
  if (!found) return [];
  const real = realpathSync(path);
  if (met.has(real) && !isNamed) return [];
  met.add(real);
  if (!found.isDirectory()) {
    if (isNamed) checkRegular(path);
    return isNamed || (found.isFile() && isText(path, encoding)) ? [path] : [];
  }
  const names = readdirSync(path).sort();
  return names
    .filter((name) => !name.startsWith("."))
    .flatMap((name) => filesIn(join(path, name), false, met, encoding));
}

function isText(path: string, encoding: string | undefined): boolean {
  try {
    return headOf(path, encoding).trim() !== "";
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

const headOf = (path: string, encoding: string | undefined): string => piecesOf(path, encoding).next().value ?? "";

/**
 * Text of a file in pieces that end with a line, unless lines are longer than some megabytes. @throws FormatError for
 * bytes that are not text
 */
function* piecesOf(path: string, encoding: string | undefined): Generator<string> {
  const [file, bytes] = [openSync(path, "r"), Buffer.alloc(PIECE)];
  try {
    const text = new BytesAsText(path, encoding);
    let rest = "";
    for (let read = readSync(file, bytes); read > 0; read = readSync(file, bytes)) {
      rest += text.decode(bytes.subarray(0, read));
      const end = rest.length > LONGEST_LINE ? rest.length : rest.lastIndexOf("\n") + 1;
      if (end > 0) yield rest.slice(0, end).replaceAll("\r\n", "\n");
      rest = rest.slice(end);
    }
    rest += text.decode();
    if (rest !== "") yield rest;
  } finally {
    closeSync(file);
  }
}

/** The documents of a file's text: its lines, or the texts between separator lines. */
function* documentsIn(pieces: Iterable<string>, separator: string | undefined): Generator<string> {
  let lines: string[] = [];
  const document = () => {
    const text = lines.join("\n").trim();
    lines = [];
    return text === "" ? [] : [text];
  };
  for (const piece of pieces) {
    for (const line of piece.replace(/\n$/, "").split("\n")) {
      if (separator !== undefined && line.trim() === separator) yield* document();
      else if (separator === undefined) {
        if (line.trim() !== "") yield line;
      } else lines.push(line);
    }
  }
  yield* document();
}

/** A mark that is alone on many lines, as in files of fortune. */
function foundSeparator(head: string): string | undefined {
  const lines = head.split("\n");
  const count = (mark: string) => lines.filter((line) => line.trim() === mark).length;
  return ["%", "%%", "---", "***", "<|endoftext|>"].find(
    (mark) => count(mark) >= 10 && 40 * count(mark) > lines.length,
  );
}

/** Whether lines end as sentences do, and none is empty. */
function looksLikeDocuments(head: string): boolean {
  const lines = head.split("\n").filter((line) => line.trim() !== "");
  const sentences = lines.filter((line) => /[.!?。！？…"'”’」』）)]\s*$/.test(line)).length;
  return lines.length >= 20 && sentences > 0.9 * lines.length && !/\n\s*\n/.test(head.trim());
}
