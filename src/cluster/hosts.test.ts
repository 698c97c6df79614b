import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { quoted, through } from "./hosts.ts";

const ssh = join(mkdtempSync(join(tmpdir(), "recurve-ssh-")), "ssh");
// as sshd does: the login shell, which is the first word, gets the line
writeFileSync(ssh, '#!/bin/sh\necho Welcome\nexec "$1" -c "$2"\n');
chmodSync(ssh, 0o755);

// fish and tcsh are there where .ci/hosts ran
const shells = ["sh", "bash", "zsh", "fish", "tcsh"].filter((each) => spawnSync(each, ["-c", "true"]).status === 0);

it.each(shells)(
  "%s as login shell: a line of sh is run as it is, with its input, and greetings are left out",
  async (shell) => {
    const host = through([ssh], shell);
    const words = ["a'b", 'c"d', "\\", "\\n", "!!", "$HOME", "`q`", "100%", "{a,b}", "~", "*", "ä漢", "two\nlines"];
    const line = `printf '%s|' ${words.map(quoted).join(" ")} "$((1 + 2))"; cat; echo no >&2; exit 3`;
    const { code, stdout, stderr } = await host.run(line, Buffer.from("input"));
    expect(stdout.toString("utf8")).toBe(`${words.join("|")}|3|input`);
    expect([code, stderr]).toEqual([3, "no\n"]);
  },
);

it("a line without output leaves nothing of the greeting", async () => {
  expect((await through([ssh], "sh").run("true")).stdout).toHaveLength(0);
  expect(execFileSync("sh", [ssh, "sh", "true"]).toString("utf8")).toBe("Welcome\n");
});
