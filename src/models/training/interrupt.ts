/** Ctrl-C during a training that is saved: the running step ends first, and the process after it. */
import { nodeProcess } from "../../platform.ts";
import { BackendError } from "../../tensor/index.ts";

/** Whether Ctrl-C was pressed; where there is no Node, never. */
export class Interrupt {
  happened = false;
  private readonly note = () => {
    this.happened = true;
  };

  /** Takes Ctrl-C from Node, which would end the process at once, until {@link release}. */
  watch(): void {
    nodeProcess()?.on("SIGINT", this.note);
  }

  release(): void {
    nodeProcess()?.off("SIGINT", this.note);
  }
}

/** Prints how to resume, then lets Ctrl-C end the process as usual. @throws BackendError with the same words, where it does not end */
export function endInterrupted(message: string): never {
  console.error(message);
  const process = nodeProcess();
  process?.kill(process.pid, "SIGINT");
  throw new BackendError(message);
}
