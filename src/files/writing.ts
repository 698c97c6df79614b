/** What the file system says when it does not take what is written. */
import { IoError } from "../tensor/index.ts";

/** What a write gives. @throws IoError that names the file where the file system refuses */
export async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw new IoError({ what: `${path} could not be written.`, received: (error as Error).message, cause: error });
  }
}
