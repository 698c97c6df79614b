/** A launcher in one word, as commands take it that do something else in the first place: `slurm:nodes=2,storage=/shared`. */
import type { LauncherOptions } from "../../cluster/index.ts";
import { ConfigError, type takes, unknownName } from "../../tensor/index.ts";
import { type LauncherFlags, launcherFlags, launcherFrom } from "./flags.ts";

/** Names as the options of `recurve cluster` have them: `--processes` is `processes`. */
const names = Object.keys(launcherFlags).filter((name) => name !== "launcher");

/**
 * The launcher that a word names. What follows a list's first value without a name of its own belongs to it: `hosts=a,b`.
 * @throws ConfigError for an unknown launcher or option, or a value that it does not take
 */
export function parseLauncher(word: string): LauncherOptions {
  const [launcher, ...behind] = word.split(":");
  const { choices } = launcherFlags.launcher;
  if (!(choices as readonly string[]).includes(launcher!)) {
    throw new ConfigError({ what: "--cluster names no launcher.", expected: choices.join(", "), received: launcher! });
  }
  const flags: Record<string, unknown> = { launcher };
  let last = "";
  for (const piece of behind.join(":").split(",").filter(Boolean)) {
    const [name, ...rest] = piece.split("=");
    if (names.includes(name!) && rest.length > 0) {
      last = name!;
      set(flags, last, rest.join("="));
    } else if (isList(last)) set(flags, last, piece);
    else throw unknownName("option of a launcher", name!, names);
  }
  return launcherFrom(flags as LauncherFlags);
}

const isList = (name: string) =>
  /\.\.\.>$/.test((launcherFlags as Record<string, { value?: string }>)[name]?.value ?? "");

function set(flags: Record<string, unknown>, name: string, value: string): void {
  const { number } = launcherFlags[name as keyof typeof launcherFlags] as { number?: typeof takes.positiveInteger };
  if (isList(name)) flags[name] = [...((flags[name] as string[] | undefined) ?? []), value];
  else if (!number) flags[name] = value;
  else if (value.trim() !== "" && number.accepts(Number(value))) flags[name] = Number(value);
  else
    throw new ConfigError({
      what: `--cluster: ${name} is not what it takes.`,
      expected: number.expected,
      received: value,
    });
}
