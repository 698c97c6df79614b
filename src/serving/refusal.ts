/** How the server declines a request. */
import { counted } from "../tensor/index.ts";

/** Something wrong with a request, with the status that tells whose fault it is. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Seconds after which trying again makes sense. */
    readonly retryAfter?: number,
  ) {
    super(counted(message));
  }
}
