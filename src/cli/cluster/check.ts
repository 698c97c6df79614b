/** `recurve cluster check`: whether what a launcher needs is there. */
import type { Command } from "commander";
import { check, type Finding } from "../../cluster/index.ts";
import { lacking } from "../../cluster/launchers/launcher.ts";
import { IoError } from "../../index.ts";
import { type Language, languageFlag, languageOf, words } from "../language.ts";
import { addFlags, declareFlags, type FlagsOf } from "../options.ts";
import { print, printJson } from "../print.ts";
import { launcherFlags, launcherFrom } from "./flags.ts";

const flagTable = declareFlags({
  ...launcherFlags,
  ...languageFlag,
  json: { about: "write what was found as JSON" },
});

export function define(command: Command): void {
  addFlags(command, flagTable)
    .addHelpText(
      "after",
      `
Example:
  recurve cluster check --launcher local --python ~/venv/bin/python`,
    )
    .action(async (flags: FlagsOf<typeof flagTable>) => {
      const findings = await check(launcherFrom(flags));
      const missing = findings.filter(({ isFine }) => !isFine);
      const isFine = missing.length === 0;
      if (!flags.json) print(...(await linesOf(findings, languageOf(flags))));
      else if (isFine) printJson({ launcher: flags.launcher, isFine, findings });
      if (isFine) return;
      const names = missing.map(({ name }) => name).join(", ");
      throw flags.json ? lacking(missing) : new IoError({ what: `The launcher cannot be used yet: ${names}.` });
    });
}

/** What was found, and below what is missing what came and what to do. */
async function linesOf(findings: readonly Finding[], language: Language): Promise<string[]> {
  const mark = words(
    { fine: "fine   ", missing: "missing", is: ": " },
    { fine: "可用", missing: "缺少", is: "：" },
  )(language);
  const chinese = language === "zh" ? await import("../chinese/index.ts") : undefined;
  return findings.flatMap((each) => {
    const { name, isFine, what } = each;
    const told = isFine ? what : lacking([each]).message;
    const said = chinese ? [chinese.inChinese(name), chinese.messageInChinese(told)] : [name, told];
    return `${isFine ? mark.fine : mark.missing}  ${said.join(mark.is)}`.split("\n");
  });
}
