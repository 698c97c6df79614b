/** Fetching from addresses. */
import { IoError } from "../tensor/index.ts";
import { checkLength } from "./read.ts";

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
  const failed = (error: Error & { cause?: NodeJS.ErrnoException }): never => {
    // "fetch failed" has a cause that says more; of several addresses tried, that has a code alone
    throw new IoError({ what, received: error.cause?.message || error.cause?.code || error.message, cause: error });
  };
  const response = await fetch(url).catch(failed);
  if (!response.ok) {
    throw new IoError({ what, expected: "status 200", received: `status ${response.status} ${response.statusText}` });
  }
  checkLength(Number(response.headers.get("content-length") ?? 0), most, name);
  const reader = response.body?.getReader();
  let length = 0;
  try {
    for (let next = await reader?.read().catch(failed); next?.value; next = await reader?.read().catch(failed)) {
      length += next.value.length;
      checkLength(length, most, name);
      yield next.value;
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
}
