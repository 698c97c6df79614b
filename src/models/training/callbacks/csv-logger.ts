/** The numbers of every epoch as lines of a table. */
import { writing } from "../../../files/writing.ts";
import { nodeModule } from "../../../platform.ts";
import { checkOption, readOptions, takes } from "../../../tensor/index.ts";
import type { Callback } from "../callback.ts";

/** Options of `callbacks.csvLogger`: the form of the file. */
export interface CsvLoggerOptions {
  /** The separator of columns. Default ",". */
  separator?: string | undefined;
  /** Append to an existing file. Default false: overwrite it. */
  append?: boolean | undefined;
}

/**
 * Writes a line for each epoch: its number, counted from 0, and the logs in alphabetical order under one line of names.
 * Needs a file system. Missing numbers of an epoch (no validation) are "NA".
 * @throws ConfigError for an unknown option; IoError when training begins, or later, where the file cannot be written
 */
export function csvLogger(path: string, options: CsvLoggerOptions = {}): Callback {
  checkOption("csvLogger", "path", path, takes.path);
  const { separator, append } = readOptions("csvLogger", options, {
    separator: takes.withDefault(takes.text, ","),
    append: false,
  });
  let names: string[] | undefined;
  /** Bytes of the file that are lines of this run, or of earlier ones; 0 for a new file. */
  let size = 0;
  const line = (cells: readonly (string | number)[]) =>
    `${cells.map((cell) => quoted(cell, separator)).join(separator)}\n`;
  return {
    getState: () => ({ names, size }),
    setState(state) {
      ({ names, size } = state as { names: string[] | undefined; size: number });
    },
    async onTrainBegin() {
      const fs = nodeModule("node:fs/promises");
      const old = append ? await fs.readFile(path, "utf8").catch(() => "") : "";
      const [header] = old.split(/\r?\n/, 1);
      names = header ? header.split(separator).slice(1) : undefined;
      size = bytesOf(old);
      await writing(path, async () => (await fs.open(path, "a")).close());
    },
    async onEpochEnd(epoch, logs) {
      const fs = nodeModule("node:fs/promises");
      let text = "";
      if (!names) {
        names = Object.keys(logs).sort();
        text = line(["epoch", ...names]);
      }
      text += line([epoch, ...names.map((name) => logs[name] ?? "NA")]);
      await writing(path, async () => {
        const file = await fs.open(path, size > 0 ? "a" : "w");
        try {
          // lines that an interrupted run wrote after its checkpoint will be written again
          if ((await file.stat()).size > size) await file.truncate(size);
          await file.appendFile(text);
        } finally {
          await file.close();
        }
      });
      size += bytesOf(text);
    },
  };
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

function quoted(cell: string | number, separator: string): string {
  const text = String(cell);
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
