/** What the file system says when it does not take what is written. */
import { IoError, RecurveError } from "../tensor/index.ts";

/** What a write gives. @throws IoError that names the file where the file system refuses; errors of Recurve's as they are */
export async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof RecurveError) throw error;
    throw new IoError({ what: `${path} could not be written.`, received: (error as Error).message, cause: error });
  }
}
