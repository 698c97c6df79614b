/** Commands and files on this machine, or on another through ssh. */
import { spawn } from "node:child_process";
import { IoError } from "../tensor/index.ts";

/** What a command gave. */
export interface Ran {
  code: number;
  stdout: Buffer;
  stderr: string;
}

/** A machine on which commands run. */
export interface Host {
  /** What it is called in messages. */
  readonly name: string;
  /** Runs a line of the shell. Never throws for what the command itself says. @throws IoError when it cannot be started */
  run(line: string, input?: Uint8Array | NodeJS.ReadableStream): Promise<Ran>;
}

/** This machine. */
export const here: Host = { name: "this machine", run: (line, input) => ran(["sh", "-c", line], input) };

/** Printed before a line runs. */
const BEGINS = "@recurve-begins ";

/**
 * Another machine. @param command the command that reaches it, `ssh` with its options; the host's name and the line
 * follow
 */
export function through(command: readonly string[], host: string): Host {
  return {
    name: host,
    async run(line, input) {
      const all = await ran([...command, host, forAnyShell(line)], input);
      // what a login shell greets with is no part of the output
      const at = all.stdout.indexOf(BEGINS);
      return at < 0 ? all : { ...all, stdout: all.stdout.subarray(at + BEGINS.length) };
    },
  };
}

/**
 * A line for sh, which the user's login shell reads first: fish and tcsh quote otherwise, and take some marks and line
 * breaks even within quotes, so these go as numbers.
 */
function forAnyShell(line: string): string {
  const numbered = line.replaceAll(/['"\\$`!\n]/g, (mark) => `\\0${mark.charCodeAt(0).toString(8).padStart(3, "0")}`);
  return `sh -c 'printf %s "${BEGINS}"; eval "$(printf %b "${numbered}")"'`;
}

/** Runs a line. @throws IoError with what it said when it fails */
export async function must(host: Host, line: string, what: string, hint?: string): Promise<string> {
  const { code, stdout, stderr } = await host.run(line);
  if (code === 0) return stdout.toString("utf8");
  throw new IoError({
    what: `${what} (${host.name})`,
    received: lastLine(stderr) || lastLine(stdout.toString("utf8")) || `exit code ${code}`,
    hint,
  });
}

/** The last line that says something. */
export const lastLine = (text: string): string => text.trim().split("\n").at(-1)!.trim();

/** A text as one word of the shell's. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Copies a folder's files to a folder of a host. @param names those to copy; all where absent */
export async function send(from: string, host: Host, to: string, names: readonly string[] = ["."]): Promise<void> {
  const pack = spawn("tar", ["-C", from, "-cf", "-", "--", ...names], { stdio: ["ignore", "pipe", "ignore"] });
  const { code, stderr } = await host.run(`mkdir -p ${quoted(to)} && tar -C ${quoted(to)} -xf -`, pack.stdout!);
  if (code === 0) return;
  throw new IoError({ what: `The files of the job could not be copied to ${host.name}.`, received: lastLine(stderr) });
}

/** Copies files of a host's folder to a folder here. @returns false where they are not there */
export async function bring(host: Host, from: string, to: string, names: readonly string[]): Promise<boolean> {
  const packed = await host.run(`tar -C ${quoted(from)} -cf - -- ${names.map(quoted).join(" ")}`);
  if (packed.code !== 0) return false;
  const { code } = await ran(["tar", "-C", to, "-xf", "-"], packed.stdout);
  return code === 0;
}

function ran([command, ...args]: readonly string[], input?: Uint8Array | NodeJS.ReadableStream): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command!, args, { stdio: [input ? "pipe" : "ignore", "pipe", "pipe"] });
    const out: Buffer[] = [];
    let stderr = "";
    child.stdout!.on("data", (piece) => out.push(piece));
    child.stderr!.on("data", (piece) => (stderr += piece));
    child.on("error", (error) =>
      reject(new IoError({ what: `${command} cannot be started.`, received: error.message, cause: error })),
    );
    child.on("close", (code, signal) =>
      resolve({ code: code ?? 1, stdout: Buffer.concat(out), stderr: stderr || (signal ? `ended by ${signal}` : "") }),
    );
    if (!input) return;
    // a command that ends early says why by itself
    child.stdin!.on("error", () => undefined);
    if (input instanceof Uint8Array) child.stdin!.end(input);
    else input.pipe(child.stdin!);
  });
}
