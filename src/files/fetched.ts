/** Addresses: what they answer, or why they do not. */
import { IoError, shown } from "../tensor/index.ts";

/** The answer of an address. @throws IoError when there is none, or when its status says so */
export async function fetched(url: URL, name: string): Promise<Response> {
  const what = `${name} could not be fetched.`;
  const response = await fetch(url).catch((error: Error) => {
    throw new IoError({ what, received: shown(error.cause ?? error.message), cause: error });
  });
  if (response.ok) return response;
  throw new IoError({ what, expected: "status 200", received: `status ${response.status} ${response.statusText}` });
}
