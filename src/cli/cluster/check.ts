/** `recurve cluster check`: whether what a launcher needs is there. */
import type { Command } from "commander";
import { check, type Finding } from "../../cluster/index.ts";
import { IoError } from "../../index.ts";
import { addFlags, declareFlags, type FlagsOf } from "../options.ts";
import { print, printJson } from "../print.ts";
import { languageFlag, languageOf } from "../words.ts";
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
      if (flags.json && isFine) printJson({ launcher: flags.launcher, isFine, findings });
      else if (!flags.json)
        print(...(languageOf(flags) === "zh" ? await inChineseLines(findings) : findings.map(line)));
      if (isFine) return;
      const what = `The launcher ${flags.launcher} cannot be used yet: ${missing.map(({ name }) => name).join(", ")}.`;
      // with --json, what an error has of its own is told with it
      throw Object.assign(new IoError({ what }), { findings });
    });
}

const line = ({ name, isFine, what }: Finding) => `${isFine ? "fine   " : "missing"}  ${name}: ${what}`;

/** What was found, in Chinese; of Ray it may end with what came and a hint. */
async function inChineseLines(findings: readonly Finding[]): Promise<string[]> {
  const { inChinese } = await import("../chinese/index.ts");
  return findings.map(({ name, isFine, what }) => {
    const [, why = what, came, hint] = /^(.*?)(?: \((.*)\))? Hint: (.*)\.$/s.exec(what) ?? [];
    const more = `${came === undefined ? "" : `（${came}）`}${hint === undefined ? "" : `提示：${inChinese(hint)}。`}`;
    return `${isFine ? "可用" : "缺少"}  ${inChinese(name)}：${inChinese(why)}${more}`;
  });
}
