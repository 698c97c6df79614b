/** Fetching from addresses. */
import { IoError } from "../index.ts";
import { checkOption, shown, takes } from "../tensor/index.ts";

/** Calls `fetch`. @throws IoError when there is no response */
export async function fetch(path: string, requestInits?: RequestInit): Promise<Response> {
  checkOption("fetch", "path", path, takes.text);
  try {
    return await globalThis.fetch(path, requestInits);
  } catch (error) {
    const { cause, message } = error as Error;
    throw new IoError({ what: `${path} could not be fetched.`, received: shown(cause ?? message), cause: error });
  }
}

/** The response for a path, from `fetch` or its replacement. @throws IoError for an error status */
export async function answerOf(path: string, init?: RequestInit, fetchFunc = fetch): Promise<Response> {
  const response: Response | null | undefined = await fetchFunc(path, init);
  if (response?.ok) return response;
  throw new IoError({
    what: `${path} could not be fetched.`,
    expected: "a response with status 200",
    received: response?.status === undefined ? shown(response) : `status ${response.status}`,
  });
}
