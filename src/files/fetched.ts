/** Fetching from addresses. */
import { IoError, shown } from "../tensor/index.ts";

/** The response of an address. @throws IoError when there is none, or its status is an error */
export async function fetched(url: URL, name: string): Promise<Response> {
  const what = `${name} could not be fetched.`;
  const response = await fetch(url).catch((error: Error) => {
    throw new IoError({ what, received: shown(error.cause ?? error.message), cause: error });
  });
  if (response.ok) return response;
  throw new IoError({ what, expected: "status 200", received: `status ${response.status} ${response.statusText}` });
}
