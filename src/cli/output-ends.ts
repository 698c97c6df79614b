/** How a command ends when what it writes is not taken: nobody reads on, or there is no room. */
import { fstatSync, writeFileSync, writeSync } from "node:fs";

/** What shells tell of a program that SIGPIPE ended. */
const BROKEN_PIPE = 128 + 13;

/** Ends the process when one of its streams cannot be written to: quietly where the reader has gone, else with a sentence. */
export function endWithOutput(): void {
  for (const [name, stream] of [
    ["output", process.stdout],
    ["error", process.stderr],
  ] as const) {
    stream.on("error", (error) => end(name, error));
    if (fstatSync(stream.fd).isFile()) writeWhole(stream);
  }
}

/** Node forgets the rest of a text of which a disk has taken a part before it was full. */
function writeWhole(stream: typeof process.stdout | typeof process.stderr): void {
  stream._write = (chunk: string | Uint8Array, _encoding, done) => {
    try {
      writeFileSync(stream.fd, chunk);
    } catch (error) {
      return done(error as Error);
    }
    done();
  };
}

function end(stream: string, { code, message }: NodeJS.ErrnoException): never {
  // a reader that has seen enough, such as head, is no mistake
  if (code === "EPIPE") process.exit(BROKEN_PIPE);
  const why = code === "ENOSPC" ? "no space is left where it goes" : message;
  try {
    writeSync(2, `recurve: The standard ${stream} cannot be written: ${why}.\n`);
  } catch {
    // nobody is left to tell
  }
  process.exit(1);
}
