/** The folder that a run of `recurve train` leaves: its options, its history, the model, and a report. */
import { existsSync, rmSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { type FolderLock, lockFolder } from "../files/lock.ts";
import { checkPath } from "../files/read.ts";
import { ConfigError, type LoadOptions, loadModel, type Model, saveModel } from "../index.ts";
import { historyCharts } from "./charts.ts";
import { type Language, words } from "./language.ts";
import { type Block, reportPage } from "./report.ts";
import { version } from "./version.ts";
import { writeOutput } from "./write-output.ts";

/** What a finished run leaves for its folder and report. */
export interface RunResult {
  title: string;
  model: Model<any>;
  /** The options of the run, including the defaults. */
  config: Readonly<Record<string, unknown>>;
  /** The numbers of each epoch, by name. */
  history: Readonly<Record<string, readonly number[]>>;
  /** The final results, by name. */
  figures: Readonly<Record<string, unknown>>;
  /** The parts of the report for this use: tables, samples, pictures. */
  blocks: readonly Block[];
  /** The language of the report. Default English. */
  language?: Language;
}

const saidOf = words(
  {
    curves: "Curves",
    settings: "Settings",
    option: "option",
    value: "value",
    training: "training",
    validation: "validation",
    epoch: "epoch",
  },
  {
    curves: "训练曲线",
    settings: "设置",
    option: "选项",
    value: "值",
    training: "训练",
    validation: "验证",
    epoch: "轮次",
  },
);

/** The folder of a run. An interrupted run continues in it; a finished one is never overwritten. */
export class RunFolder {
  private constructor(
    readonly path: string,
    private readonly lock: FolderLock,
  ) {}

  /**
   * Opens the folder and locks it until the run is finished.
   * @param use the command, such as "lm"  @param source the file that is learned from  @param output the folder asked for,
   *   otherwise `runs/<use>-<name of source>`, with a number added if that run is finished
   * @throws ConfigError when the requested folder holds a finished run, or another process works in it
   */
  static async open(use: string, source: string, output?: string): Promise<RunFolder> {
    if (output !== undefined) checkPath(output);
    const name = output ?? join("runs", `${use}-${basename(source, extname(source))}`);
    for (let number = 1; ; number++) {
      const path = number === 1 ? name : `${name}-${number}`;
      if (!isFinished(path)) {
        const lock = await lockFolder(path);
        // the process that held the lock may have finished the run
        if (!isFinished(path)) return new RunFolder(path, lock);
        lock.release();
      }
      if (output === undefined) continue;
      throw new ConfigError({
        what: `The folder ${output} holds a finished run.`,
        expected: "a new folder, or one of a run that was interrupted",
        hint: "choose another with --output, or remove it",
      });
    }
  }

  /** The path of the model. */
  get model(): string {
    return join(this.path, "model.keras");
  }

  /** For `fit`'s option `checkpoint`: an interrupted run resumes from there. */
  get checkpoint(): string {
    return join(this.path, "checkpoint");
  }

  /** The report, written last: if it exists, the run is finished. */
  get report(): string {
    return join(this.path, "report.html");
  }

  /** Whether an interrupted run left its state here. */
  get isInterrupted(): boolean {
    return existsSync(this.checkpoint);
  }

  /** Writes model, config.json, history.csv, figures.json and report.html, and removes the checkpoint. */
  async finish({ title, model, config, history, figures, blocks, language = "en" }: RunResult): Promise<void> {
    const said = saidOf(language);
    await saveModel(model, this.model);
    const made = { recurve: version(), node: process.version, date: new Date().toISOString() };
    await this.write("config.json", `${JSON.stringify({ ...config, made }, null, 2)}\n`);
    await this.write("history.csv", historyTable(history));
    await this.write("figures.json", `${JSON.stringify(figures, null, 2)}\n`);
    const curves = await historyCharts(history, said);
    const settings = Object.entries({ ...config, ...made }).filter(
      ([name, value]) => value !== undefined && !ofThisCall.includes(name),
    );
    const page = reportPage(
      title,
      [
        ...blocks,
        ...(curves.length > 0 ? [{ heading: said.curves }] : []),
        ...curves.map(([name, svg]) => ({ svg, caption: name })),
        { heading: said.settings },
        { table: { headers: [said.option, said.value], rows: settings.map(settingRow) } },
      ],
      language,
    );
    await this.write("report.html", page);
    rmSync(this.checkpoint, { recursive: true, force: true });
    this.lock.release();
  }

  /** Writes a file of the folder atomically. */
  async write(name: string, content: string): Promise<void> {
    this.lock.check();
    await writeOutput(join(this.path, name), content);
  }
}

/** The file of a model: the one given, or that in the folder that a run left. */
export function modelFile(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, "model.keras") : path;
}

/** The model of a file, or of the folder that a run left. @throws FormatError, ConfigError as `loadModel` */
export async function loadRun(path: string, options?: LoadOptions): Promise<Model<any>> {
  return loadModel(modelFile(path), options);
}

/** Options about output, which do not affect the model. */
const ofThisCall = ["json", "output", "lang"];

const isFinished = (path: string) => existsSync(join(path, "report.html"));

function historyTable(history: RunResult["history"]): string {
  const names = Object.keys(history);
  const epochs = names.reduce((most, name) => Math.max(most, history[name]!.length), 0);
  const rows = Array.from({ length: epochs }, (_, i) => [i + 1, ...names.map((name) => history[name]![i] ?? "")]);
  return [["epoch", ...names], ...rows].map((row) => `${row.join(",")}\n`).join("");
}

const settingRow = ([name, value]: [string, unknown]): [string, string] => [
  name,
  typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
];
