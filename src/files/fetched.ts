/** Fetching from addresses. */
import { ConfigError, IoError } from "../tensor/index.ts";
import { checkLength } from "./read.ts";

/** The address. @throws ConfigError for one of a kind that is not fetched, such as s3: */
export function checkFetchable(url: URL): URL {
  if (/^(https?|blob|data):$/.test(url.protocol)) return url;
  throw new ConfigError({
    what: `Addresses of ${url.protocol} are not fetched.`,
    expected: "https:, http:, file:, blob: or data:, or a path",
    received: url.href,
    hint: "download it first",
  });
}

/**
 * The bytes of an address, piece by piece.
 * @param most of them, in bytes
 * @throws IoError when there is no response, its status is an error, or it ends too early; FormatError when it is longer than `most`
 */
export async function* fetched(
  url: URL,
  name: string,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array, undefined> {
  const what = `${name} could not be fetched.`;
  const failed = (error: Error): never => {
    // "fetch failed" has a cause that says more; of several addresses tried, that has a code alone
    const cause = error.cause as NodeJS.ErrnoException | undefined;
    throw new IoError({ what, received: cause?.message || cause?.code || error.message, cause: error });
  };
  const response = await fetch(url).catch(failed);
  if (!response.ok) {
    throw new IoError({ what, expected: "status 200", received: `status ${response.status} ${response.statusText}` });
  }
  checkLength(Number(response.headers.get("content-length") ?? 0), most, name);
  if (!response.body) return;
  let length = 0;
  for await (const piece of streamed(response.body, failed)) {
    length += piece.length;
    checkLength(length, most, name);
    yield piece;
  }
}

/**
 * The pieces of a stream; not every browser's streams are async iterables.
 * @param failed what throws for an error of the stream; by default that error
 */
export async function* streamed<T>(
  stream: ReadableStream<T>,
  failed?: (error: Error) => never,
): AsyncGenerator<T, undefined> {
  const reader = stream.getReader();
  const read = () => reader.read().catch(failed);
  try {
    for (let next = await read(); !next.done; next = await read()) yield next.value;
  } finally {
    // of a stream that has failed, this tells its error again
    await reader.cancel().catch(() => {});
  }
}
