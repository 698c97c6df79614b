/** All commands, with common help, errors and exit codes. Only the requested command is loaded. */
import { Command, CommanderError } from "commander";
import type { ErrorParts, RecurveError } from "../tensor/index.ts";
import { languageFlag, languageOf } from "./language.ts";
import { addFlags } from "./options.ts";
import { write } from "./print.ts";
import { version } from "./version.ts";

interface CommandFile {
  /** Gives the command its arguments, options, examples and action. */
  define(command: Command, args: readonly string[]): void | Promise<void>;
}

/** In the order in which the help lists them. */
const commands: Readonly<Record<string, readonly [summary: string, load: () => Promise<CommandFile>]>> = {
  tour: ["show the layers, then train two language models on real text and write with them", () => import("./tour.ts")],
  train: ["make a model from a file of data, and a report", () => import("./train/train.ts")],
  generate: ["write text with a language model", () => import("./generate.ts")],
  translate: ["translate texts with a translator", () => import("./translate.ts")],
  forecast: ["tell what comes next in a series", () => import("./forecast.ts")],
  classify: ["tell what texts or readings are", () => import("./classify.ts")],
  evaluate: ["measure a trained model on data that it has not seen", () => import("./evaluate.ts")],
  inspect: ["tell what is in a model file: format, layers, shapes, parameters", () => import("./inspect.ts")],
  convert: ["write a model in another format", () => import("./convert.ts")],
  predict: ["run a model on data: CSV, JSON or NPY", () => import("./predict.ts")],
  cluster: ["train in several processes, here or on other machines", () => import("./cluster/cluster.ts")],
  serve: ["answer requests for predictions over HTTP", () => import("./serve.ts")],
  trace: ["show what happens inside a model, step by step", () => import("./trace/trace.ts")],
  plot: ["draw the graph of a model as SVG", () => import("./plot.ts")],
  doctor: ["tell what computes here: backend, kernels, threads, and why", () => import("./doctor.ts")],
};

/** Exit codes: done, failed, usage error. */
const exitCodes = { fine: 0, failed: 1, misused: 2 } as const;

/**
 * Runs `recurve` with these arguments, writing to the process's streams.
 * @returns the exit code: 0, 1 when the work failed, 2 when the command was not understood
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const chinese = speaksChinese(args) ? await import("./chinese/index.ts") : undefined;
  const told = (text: string) => chinese?.descriptionInChinese(text) ?? text;
  const helped = (text: string) => chinese?.helpInChinese(text) ?? text;
  const program = new Command("recurve")
    .description("Recurrent neural networks in TypeScript.")
    .configureHelp({
      styleTitle: told,
      styleDescriptionText: told,
      styleCommandDescription: told,
      styleSubcommandDescription: told,
      styleOptionDescription: told,
    })
    .showHelpAfterError("(recurve --help lists the commands, recurve <command> --help their options)")
    .configureOutput({
      writeOut: (text) => write(helped(text)),
      writeErr: (text) => write(helped(text), process.stderr),
      outputError: (text, out) =>
        out(`${(chinese?.inChinese ?? String)(text.trimEnd())}\n`.replace(/^(error:)? ?/, "recurve: ")),
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 failed (why is on stderr), 2 not understood. With --json, why is on stdout too.",
    )
    .version(version(), "--version", "tell the version")
    .exitOverride();
  for (const [name, [summary, load]] of Object.entries(commands)) {
    const command = program.command(name).description(summary);
    if (name === args[0] || (args[0] === "help" && name === args[1]))
      await (await load()).define(command, args.slice(1));
    addLanguage(command);
  }
  const consoleAsItWas = chinese && translateConsole(chinese.inChinese);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCodes.fine;
  } catch (error) {
    // commander has already written its message; a request for help is no error
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.fine;
    const isMisused = error instanceof CommanderError;
    if (!isMisused) write(`recurve: ${messageOf(error, chinese?.errorInChinese)}\n`, process.stderr);
    // one line, since some commands write a line of JSON for each event
    if (wantsJson(args)) write(`${JSON.stringify({ error: partsOf(error) })}\n`);
    return isMisused ? exitCodes.misused : exitCodes.failed;
  } finally {
    consoleAsItWas?.();
  }
}

/** Lets what the library warns of be told in another language. @returns what undoes it */
function translateConsole(told: (text: string) => string): () => void {
  const { warn, error } = console;
  const tell =
    (say: typeof warn): typeof warn =>
    (first, ...rest) =>
      say(typeof first === "string" ? told(first) : first, ...rest);
  Object.assign(console, { warn: tell(warn), error: tell(error) });
  return () => Object.assign(console, { warn, error });
}

/** Lets every command be asked for errors in Chinese; those that print sentences declare the option themselves. */
function addLanguage(command: Command): void {
  for (const each of command.commands) addLanguage(each);
  const isDeclared = command.options.some(({ long }) => long === "--lang");
  if (command.commands.length > 0 || isDeclared) return;
  addFlags(command, languageFlag);
  // speaksChinese has read it; the command's own options may go to the library as they are
  command.hook("preAction", (_, acting) => {
    delete acting.opts().lang;
  });
}

/** Whether what went wrong is to be told in Chinese: by --lang, else as the environment says. */
function speaksChinese(args: readonly string[]): boolean {
  const at = args.findIndex((arg) => arg === "--lang" || arg.startsWith("--lang="));
  const asked = args[at]?.split("=")[1] ?? args[at + 1];
  const lang = at >= 0 && (asked === "en" || asked === "zh") ? asked : undefined;
  return languageOf(lang ? { lang } : {}) === "zh";
}

/** What an error says; of its parts, where there is another way to tell them. */
function messageOf(error: unknown, tell: ((parts: ErrorParts) => string) | undefined): string {
  if (!(error instanceof Error)) return String(error);
  return tell && "toJSON" in error ? tell((error as RecurveError).toJSON()) : error.message;
}

/** Whether the option --json is given; what follows -- is no option. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? undefined : end).includes("--json");
}

/** An error as data: its class, and the parts of its message. */
function partsOf(error: unknown): object {
  if (error instanceof CommanderError) {
    return { name: "UsageError", what: error.message.replace(/^error: /, ""), hint: "recurve --help" };
  }
  if (!(error instanceof Error)) return { name: "Error", what: String(error) };
  // by its method, since importing the class would load the library
  return "toJSON" in error ? (error as RecurveError).toJSON() : { name: error.name, what: error.message };
}
