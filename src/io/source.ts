/** Where bytes come from: a path, a URL, a Blob or File, several Files, or bytes. */
import { checkFetchable, fetched } from "../files/fetched.ts";
import { checkLength, checkPath, readFailure, readWhole } from "../files/read.ts";
import { nodeModule, nodeProcess } from "../platform.ts";
import {
  type Bytes,
  ConfigError,
  FormatError,
  IoError,
  isA,
  isBlob,
  isBytes,
  joinBytes,
  plainBytes,
  RecurveError,
  shown,
} from "../tensor/index.ts";
import { refuseFolder } from "./folder.ts";
import type { Source } from "./format.ts";

/**
 * What a model can be read from: a path (in a browser: an address relative to the page), the JSON that `modelToJSON` gives, a URL, a Blob or File, the bytes
 * themselves in any form (`Uint8Array`, Node's `Buffer`, another view, an `ArrayBuffer`, a `SharedArrayBuffer`), or a
 * list of Files, first the model, then the files beside it.
 */
export type ModelSource = string | URL | Blob | Bytes | readonly File[] | Source;

/** The largest file, in bytes: 2 GiB. */
const MAX_BYTES = 2 ** 31;

/** @throws ConfigError for anything that cannot be read */
export function sourceOf(from: ModelSource): Source {
  if (isA("URL", from)) return urlSource(from);
  if (typeof from === "string") return textSource(from);
  if (isBytes(from)) return bytesSource(plainBytes(from));
  if (isBlob(from)) return blobSource(from, []);
  if (Array.isArray(from) && from.length > 0 && from.every((file) => isBlob(file))) {
    return blobSource(from[0]!, from as File[]);
  }
  if (typeof (from as Source)?.bytes === "function") return ownSource(from as Source);
  throw new ConfigError({
    what: "A model cannot be read from this.",
    expected: "a path, a URL, a Blob or File, a list of Files, or bytes (Uint8Array, Buffer, ArrayBuffer)",
    received: shown(from),
  });
}

function textSource(text: string): Source {
  checkPath(text);
  if (/^\s*\{/.test(text)) return { ...bytesSource(new TextEncoder().encode(text)), name: "the JSON given" };
  if (/^(https?|file|blob|data):|^[a-z][\w+.-]+:\/\//i.test(text)) return urlSource(addressOf(text));
  if (nodeProcess()) return fileSource(text);
  return urlSource(new URL(text, globalThis.location?.href));
}

function addressOf(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new ConfigError({
    what: "This is not an address.",
    expected: "such as https://example.org/model.keras",
    received: text,
  });
}

function bytesSource(bytes: Uint8Array): Source {
  return {
    name: "the file given",
    bytes: async () => checkSize(bytes, "the file given"),
    sibling: async (path) => {
      throw missing(checkInside(path), "bytes have no folder", "give a path, a URL, or a list of Files");
    },
  };
}

/** A custom source, whose bytes may come in any form. */
function ownSource(from: Source): Source {
  const { name = "the source given" } = from;
  const checked = (bytes: unknown, label: string) => {
    if (isBytes(bytes)) return checkSize(plainBytes(bytes), label);
    throw new ConfigError({ what: `The source returned no bytes for ${label}.`, received: shown(bytes) });
  };
  return {
    name,
    bytes: async () => checked(await from.bytes(), name),
    sibling: async (path) => checked(await from.sibling(checkInside(path)), path),
  };
}

function blobSource(blob: Blob, beside: readonly File[]): Source {
  const name = (blob as File).name ?? "the Blob given";
  const read = async (from: Blob, label: string) => {
    checkLength(from.size, MAX_BYTES, label);
    return new Uint8Array(await from.arrayBuffer());
  };
  return {
    name,
    bytes: () => read(blob, name),
    async sibling(path) {
      const wanted = checkInside(path);
      const found = beside.find((file) => file.name === wanted || file.webkitRelativePath?.endsWith(`/${wanted}`));
      if (!found)
        throw missing(wanted, "a File of this name among those given", "give the model and its shards together");
      return read(found, wanted);
    },
  };
}

function urlSource(url: URL): Source {
  if (url.protocol === "file:") return fileSource(url);
  checkFetchable(url);
  const name = nameOf(url);
  return {
    name,
    bytes: () => download(url),
    async sibling(path) {
      if (!/^https?:$/.test(url.protocol)) throw missing(checkInside(path), `a folder around ${name}`);
      const folder = new URL(".", url);
      const target = new URL(checkInside(path), folder);
      if (!target.href.startsWith(folder.href)) throw outside(path);
      target.search = url.search;
      return download(target);
    },
  };
}

const nameOf = (url: URL) => (url.protocol === "data:" ? "the data URL given" : url.href);

async function download(url: URL): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of fetched(url, nameOf(url), MAX_BYTES)) parts.push(part);
  return joinBytes(parts);
}

/** A `file:` address as a path; as it is, where its escapes are none. */
function pathIn({ pathname }: URL): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

function fileSource(path: string | URL): Source {
  const name = isA("URL", path) ? pathIn(path) : path;
  return {
    name,
    bytes: () => readFile(path, name),
    async sibling(relative) {
      const wanted = checkInside(relative);
      const { realpath } = nodeModule("node:fs/promises");
      const { dirname, join, sep } = nodeModule("node:path");
      const { fileURLToPath } = nodeModule("node:url");
      const folder = await realpath(dirname(isA("URL", path) ? fileURLToPath(path) : path));
      // a symbolic link may point outside the folder
      const real = await realpath(join(folder, wanted)).catch(() => {
        throw missing(wanted, `a file beside ${name}`);
      });
      if (!real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) throw outside(relative);
      return readFile(real, wanted);
    },
  };
}

async function readFile(path: string | URL, name: string): Promise<Uint8Array> {
  try {
    refuseFolder(path, name);
    return await readWhole(path, MAX_BYTES, name);
  } catch (error) {
    if (error instanceof RecurveError) throw error;
    throw readFailure(name, error as Error);
  }
}

/** A path that names a file in the folder of the model or below it. @throws FormatError for any other */
export function checkInside(path: string): string {
  const parts = path.split("/");
  const leaves = parts.some((part) => part === ".." || part === "." || part === "");
  if (leaves || /[\\:\0?#%]/.test(path) || path.length > 1024) throw outside(path);
  return path;
}

function checkSize(bytes: Uint8Array, name: string): Uint8Array {
  checkLength(bytes.length, MAX_BYTES, name);
  return bytes;
}

function missing(path: string, expected: string, hint?: string): IoError {
  return new IoError({ what: `There is no file ${path}.`, expected, hint });
}

function outside(path: string): FormatError {
  return new FormatError({
    what: "A model file refers to a file outside of its folder.",
    expected: "a path inside of the model's folder",
    received: JSON.stringify(path.slice(0, 200)),
  });
}
