/** Ctrl-C on a command that follows a job: with a terminal it asks, without one it leaves the job running. */
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { attach } from "../src/cluster/index.ts";
import { data, saveModel, tensor } from "../src/index.ts";
import { trialData, trialModel } from "./cluster-trial.ts";

const python = process.env.RECURVE_PYTHON ?? "python3";
const folder = mkdtempSync(join(tmpdir(), "recurve-interrupt-"));
const at = (name: string) => join(folder, name);

/** Gives a command a terminal, presses Ctrl-C once it tells of an epoch, and answers the question. */
const TERMINAL = `
import os, pty, sys
answer, command = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
seen, pressed, answered = b"", False, False
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    seen += piece
    sys.stdout.buffer.write(piece)
    sys.stdout.flush()
    if not pressed and b"epoch 2 of" in seen:
        pressed = True
        os.write(terminal, b"\\x03")
    if pressed and not answered and b"[stop/leave]" in seen:
        answered = True
        os.write(terminal, answer.encode() + b"\\n")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

const command = (job: string) => [
  ...[process.execPath, "dist/cli/main.js", "cluster", "train", at("m.keras"), at("x.npy"), at("y.npy")],
  ...["--epochs", "400", "--output", at(job), "--python", python],
];

/** What a command says, and its exit code. @param each takes what has come so far */
function run(
  words: readonly string[],
  each: (said: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
) {
  return new Promise<{ said: string; code: number | null }>((resolve) => {
    const child = spawn(words[0]!, words.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const more = (piece: Buffer) => {
      said += piece;
      each(said, (signal) => child.kill(signal));
    };
    child.stdout.on("data", more);
    child.stderr.on("data", more);
    child.on("close", (code) => resolve({ said, code }));
  });
}

it("asks with a terminal, and leaves the job alone without one", async () => {
  const model = trialModel();
  model.build([null, 5, 2]);
  await saveModel(model, at("m.keras"));
  writeFileSync(at("x.npy"), data.writeNpy(trialData.x));
  writeFileSync(at("y.npy"), data.writeNpy(tensor(trialData.y)));

  const stopped = await run([python, "-c", TERMINAL, "stop", ...command("stopped")]);
  expect(stopped.said).toContain("Stop the job (it saves first), or leave it running?");
  expect(stopped.said).toContain("The job has saved its state");
  expect(await attach(at("stopped")).state()).toBe("over");

  const left = await run([python, "-c", TERMINAL, "leave", ...command("left")]);
  expect(left.said).toContain(`Come back with: recurve cluster attach ${at("left")}`);
  expect(left.code).toBe(130);
  expect(await attach(at("left")).state()).toBe("running");
  await attach(at("left")).stop();

  let pressed = false;
  const alone = await run(command("alone"), (said, kill) => {
    if (pressed || !said.includes("epoch 2 of")) return;
    pressed = true;
    kill("SIGINT");
  });
  expect(alone.said).toContain(`Come back with: recurve cluster attach ${at("alone")}`);
  expect(alone.code).toBe(130);
  expect(await attach(at("alone")).state()).toBe("running");
  await attach(at("alone")).stop();
});
