/** How a command ends when its output cannot be written: the reader has gone, or the disk is full. */
import { fstatSync, writeFileSync, writeSync } from "node:fs";

/** The exit code that shells report for SIGPIPE. */
const BROKEN_PIPE = 128 + 13;

/** Ends the process when one of its streams cannot be written to: quietly if the reader has gone, otherwise with a message. */
export function endWithOutput(): void {
  for (const [name, stream] of [
    ["output", process.stdout],
    ["error", process.stderr],
  ] as const) {
    stream.on("error", (error) => end(name, error));
    if (fstatSync(stream.fd).isFile()) writeWhole(stream);
  }
}

/** Node drops the rest of a text when the disk fills up while writing it. */
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
  // a reader that stops early, such as head, is no error
  if (code === "EPIPE") process.exit(BROKEN_PIPE);
  const why = code === "ENOSPC" ? "no space is left where it goes" : message;
  try {
    writeSync(2, `recurve: The standard ${stream} cannot be written: ${why}.\n`);
  } catch {
    // there is nowhere to report it
  }
  process.exit(1);
}
