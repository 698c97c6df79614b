/** The numbers of every epoch as lines of a table. */
import { completeOptions } from "../../tensor/index.ts";
import type { Callback } from "../callback.ts";

export interface CsvLoggerOptions {
  /** What stands between two columns. Default ",". */
  separator?: string;
  /** Go on at the end of a file that exists. Default false: begin it anew. */
  append?: boolean;
}

/**
 * Writes a line for each epoch: its number, counted from 0, and the logs in alphabetical order under one line of names.
 * Needs a file system. Numbers that an epoch lacks (no validation) are "NA".
 * @throws ConfigError for an unknown option; in training, whatever the file system says
 */
export function csvLogger(path: string, options: CsvLoggerOptions = {}): Callback {
  const { separator, append } = completeOptions("csvLogger", options, { separator: ",", append: false });
  let names: string[] | undefined;
  let begun = false;
  const line = (cells: readonly (string | number)[]) =>
    `${cells.map((cell) => quoted(cell, separator)).join(separator)}\n`;
  return {
    getState: () => ({ names }),
    setState(state) {
      names = (state as { names?: string[] }).names;
      begun = true;
    },
    async onTrainBegin() {
      const fs = await import("node:fs/promises");
      const old = append ? await fs.readFile(path, "utf8").catch(() => "") : "";
      names =
        old === ""
          ? undefined
          : old
              .slice(0, old.search(/\r?\n|$/))
              .split(separator)
              .slice(1);
      begun = false;
    },
    async onEpochEnd(epoch, logs) {
      const fs = await import("node:fs/promises");
      let text = "";
      if (!names) {
        names = Object.keys(logs).sort();
        text = line(["epoch", ...names]);
      }
      text += line([epoch, ...names.map((name) => logs[name] ?? "NA")]);
      if (append || begun) await fs.appendFile(path, text);
      else await fs.writeFile(path, text);
      begun = true;
    },
  };
}

function quoted(cell: string | number, separator: string): string {
  const text = String(cell);
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
