/** Files of the site itself. */
import { PageError } from "./worker-calls.ts";

/** @throws PageError where the file does not come */
export async function fetched(address: string): Promise<Response> {
  const response = await fetch(address).catch(() => undefined);
  if (response?.ok) return response;
  throw new PageError({
    en: `${address} could not be loaded. Is the network gone?`,
    zh: `${address} 无法加载。网络断了吗？`,
  });
}
