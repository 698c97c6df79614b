/** Where the bytes of datasets are: at addresses, and in files. */
import { sourceOf } from "../../io/source.ts";
import { checkOption, type Declared, isBlob, readOptions, takes, unknownWarned } from "../../tensor/index.ts";
import { answerOf } from "../fetch.ts";
import { Dataset } from "./dataset.ts";
import { type LazyIterator, lazily } from "./iterator.ts";

/** Options of a source. */
export interface FileDataSourceOptions {
  /** Where to begin, in bytes. Default 0. */
  offset?: number;
  /** Without effect: a file is read in one piece. */
  chunkSize?: number;
}
const sourceOptions = {
  offset: takes.withDefault(takes.nonNegativeInteger, 0),
  chunkSize: takes.positiveInteger,
} satisfies Declared<FileDataSourceOptions>;

/** Where the bytes of a dataset are. */
export abstract class DataSource {
  private readonly offset: number;

  /** @param name of the class, in messages */
  constructor(name: string, options: FileDataSourceOptions) {
    this.offset = readOptions(name, unknownWarned(options), sourceOptions).offset;
  }
  /** The bytes of the whole file. */
  protected abstract whole(): Promise<Uint8Array>;
  /** All bytes from the offset on. */
  async bytes(): Promise<Uint8Array> {
    return (await this.whole()).subarray(this.offset);
  }
  /** The bytes, in one piece. */
  async iterator(): Promise<LazyIterator<Uint8Array>> {
    return lazily([await this.bytes()].values());
  }
  /** The bytes as text, UTF-8. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }
}

/** The bytes at an address, or in a file (`file://`). */
export class URLDataSource extends DataSource {
  constructor(
    /** The address. */
    protected readonly url: string | Request,
    /** Without effect but `offset`. */
    protected readonly fileOptions: FileDataSourceOptions = {},
  ) {
    super("data.URLDataSource", fileOptions);
    checkOption("data.URLDataSource", "url", url, anAddress);
  }
  /** The bytes of the whole file. */
  protected async whole(): Promise<Uint8Array> {
    const { url } = this;
    if (typeof url === "string" && /^file:\/\//i.test(url)) return sourceOf(url.slice("file://".length)).bytes();
    // a request is used up by one fetch, and each pass over the rows begins with one
    const answer = typeof url === "string" ? answerOf(url) : answerOf(url.url, url.clone());
    return new Uint8Array(await (await answer).arrayBuffer());
  }
}

/** The bytes of a file that a page was given, or bytes in memory. */
export class FileDataSource extends DataSource {
  constructor(
    /** The file. */
    protected readonly input: Blob | Uint8Array,
    /** Without effect but `offset`. */
    protected readonly options: FileDataSourceOptions = {},
  ) {
    super("data.FileDataSource", options);
    checkOption("data.FileDataSource", "input", input, aFile);
  }
  /** The bytes of the whole file. */
  protected async whole(): Promise<Uint8Array> {
    const { input } = this;
    return isBlob(input) ? new Uint8Array(await input.arrayBuffer()) : input;
  }
}

/** A dataset of the lines of a text. */
export class TextLineDataset extends Dataset<string> {
  constructor(
    /** Where the text comes from. */
    protected readonly input: DataSource,
  ) {
    checkOption("data.TextLineDataset", "input", input, aSource);
    super(async () => lazily(linesOf(await input.text()).values()));
  }
}

/** The lines of a text, without their ends; what ends the last line begins no other. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/** The check of a source. */
export const aSource = takes.check<DataSource>("a source of bytes", (given) => given instanceof DataSource);
const anAddress = takes.check<string | Request>(
  "an address, a Request, or a Blob",
  (given) => given instanceof Request || (typeof given === "string" && given !== ""),
);
const aFile = takes.check<Blob | Uint8Array>(
  "a Blob, or bytes",
  (given) => isBlob(given) || given instanceof Uint8Array,
);
