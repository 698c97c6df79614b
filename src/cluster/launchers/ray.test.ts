import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { trialData, trialModel, trialOptions } from "../../../test/cluster-trial.ts";
import { RayDashboard, type Script } from "../../../test/ray-dashboard.ts";
import { saveModel } from "../../index.ts";
import { attach, check, type JobEvent, train } from "../index.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-ray-"));
let count = 0;
let ray: RayDashboard | undefined;

/** What a host with everything answers when it is asked what it has. */
const found = (more: object = {}) =>
  `@recurve-found ${JSON.stringify({ python: "python", version: "3.11.7", missing: [], resources: { CPU: 4 }, ...more })}\n`;
const event = (fields: object) => `@recurve ${JSON.stringify(fields)}\n`;
const end = { event: "end", history: { loss: [0.5] }, epochs: 1, steps: 5, processes: 2, bytesPerStep: 800 };

/** A dashboard whose jobs of training give this, and whose jobs that ask what is there give that. */
async function open(job: Script, probe: Script = { status: "SUCCEEDED", logs: found() }, token?: string) {
  ray = await RayDashboard.open((asked) => (asked.entrypoint.includes("recurve_ray.py") ? job : probe), token);
  return ray;
}
const begin = (output = join(folder, `job-${count++}`), more: object = {}) =>
  train(trialModel(), trialData, {
    ...trialOptions,
    output,
    launcher: { type: "ray", address: ray!.address, ...more },
  });
const wrongOf = async (address: string) =>
  (await check({ type: "ray", address })).filter(({ isFine }) => !isFine).map(({ isFine: _, ...told }) => told);

beforeEach(() => {
  vi.stubEnv("RAY_AUTH_TOKEN", "");
  vi.stubEnv("RAY_AUTH_TOKEN_PATH", join(folder, "no-token"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await ray?.close();
  ray = undefined;
});

describe("a job of Ray's", () => {
  it("gets the files, tells of itself, and gives the model back", async () => {
    const dashboard = await open({ status: "SUCCEEDED", logs: "" });
    const model = trialModel();
    model.build([null, 5, 2]);
    await saveModel(model, join(folder, "trained.keras"));
    dashboard.kept.set("recurve-x/result.keras", readFileSync(join(folder, "trained.keras")));
    dashboard.kept.set("recurve-x/result.json", new TextEncoder().encode(JSON.stringify(end)));
    const job = await begin();
    const asked = [...dashboard.jobs.values()].at(-1)!;
    asked.logs = `some words\n${dashboard.keptLine}${event({ event: "epoch", epoch: 0, epochs: 1, logs: { loss: 0.5 }, learningRate: 0.01 })}${event(end)}`;
    const told: JobEvent[] = [];
    for await (const each of job.events()) told.push(each);
    expect(told.map((each) => each.event)).toEqual(["epoch", "end"]);
    const { model: got, history } = await job.result();
    expect(history).toEqual({ loss: [0.5] });
    expect(got.getWeights()[0]!.dataSync()).toEqual(model.getWeights()[0]!.dataSync());
    const files = dashboard.lastPackage();
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(["plan.json", "model.keras", "recurve_ray.py", "recurve_train.py", "train/data.json"]),
    );
    expect(asked.asked.entrypoint).toMatch(
      /^'python' '-u' 'recurve_ray.py' 'recurve_train.py' 'plan.json' '\{.*"processes":2/,
    );
    // a program of tomorrow finds it again, and its token lies nowhere
    expect(readFileSync(join(job.folder, "job.json"), "utf8")).not.toContain("oken");
    expect(await attach(job.folder).state()).toBe("over");
  });

  it("sends the same files once", async () => {
    const dashboard = await open({ status: "FAILED", logs: "", message: "no" });
    const output = join(folder, "again");
    await begin(output);
    await begin(output);
    expect(dashboard.packages.size).toBe(1);
    expect([...dashboard.jobs.values()].filter(({ asked }) => asked.runtime_env.working_dir)).toHaveLength(2);
  });

  it("is stopped", async () => {
    const dashboard = await open({ status: "RUNNING", logs: "" });
    const job = await begin();
    await job.stop();
    expect([...dashboard.jobs.values()].at(-1)!.status).toBe("STOPPED");
    await expect(job.result()).rejects.toThrow("The job has ended without a result");
  });
});

describe("what goes wrong is one sentence", () => {
  it("no dashboard", async () => {
    await open({ status: "RUNNING", logs: "" });
    const { address } = ray!;
    await ray!.close();
    expect(await wrongOf(address)).toEqual([
      {
        name: "Ray",
        what: `No dashboard of Ray's answers at ${address}.`,
        received: expect.stringContaining("ECONNREFUSED"),
        hint: expect.stringMatching(/^name it with --address/),
      },
    ]);
    ray = undefined;
  });

  it("a wrong port: of another server, or of another door of Ray's", async () => {
    const other = createServer((socket) => socket.end("\x00\x00\x06\x04 no HTTP"));
    await new Promise<void>((go) => other.listen(0, "127.0.0.1", go));
    const { port } = other.address() as { port: number };
    const wrong = await wrongOf(`http://127.0.0.1:${port}`);
    expect(wrong).toMatchObject([
      { what: expect.stringMatching(/is not Ray's dashboard\.$/), hint: expect.stringMatching(/^its port is 8265/) },
    ]);
    expect(await wrongOf(`https://127.0.0.1:${port}`)).toMatchObject([{ received: "an answer that is not TLS" }]);
    other.close();
  });

  it("a token that is missing, or wrong; the right one is taken from where Ray has it", async () => {
    await open({ status: "RUNNING", logs: "" }, undefined, "secret");
    expect(await wrongOf(ray!.address)).toMatchObject([
      {
        what: expect.stringMatching(/asks for a token\.$/),
        received: "401",
        hint: expect.stringContaining("RAY_AUTH_TOKEN"),
      },
    ]);
    vi.stubEnv("RAY_AUTH_TOKEN", "other");
    expect(await wrongOf(ray!.address)).toMatchObject([
      { what: expect.stringMatching(/does not take the token\.$/), received: "403" },
    ]);
    vi.stubEnv("RAY_AUTH_TOKEN", "");
    writeFileSync(join(folder, "token"), "secret\n");
    vi.stubEnv("RAY_AUTH_TOKEN_PATH", join(folder, "token"));
    expect(await wrongOf(ray!.address)).toEqual([]);
  });

  it("files that are too large", async () => {
    await open({ status: "RUNNING", logs: "" });
    ray!.most = 20_000;
    await expect(begin()).rejects.toThrow(/does not take the job's files, .* MiB: they are too large \(413\)/);
  });

  it("too few processors, packages that are missing, a Python that is not there", async () => {
    await open({ status: "RUNNING", logs: "" }, { status: "SUCCEEDED", logs: found({ missing: ["keras"] }) });
    await expect(begin(undefined, { processes: 8 })).rejects.toThrow(
      `The launcher cannot be used yet: Python, CPU.
  Python: python of Ray has no keras.
    hint: on all hosts of Ray's: python -m pip install keras
  CPU: 8 processes ask for 8 CPU, and Ray's cluster has 4.
    hint: ask for fewer processes, or for less for each`,
    );
    await ray!.close();
    await open({ status: "RUNNING", logs: "" }, { status: "SUCCEEDED", logs: found({ missing: ["ray", "torch"] }) });
    await expect(begin()).rejects.toThrow(
      "python of Ray has no ray, torch.\n  hint: name with --python the one that Ray runs on",
    );
    await ray!.close();
    await open({ status: "RUNNING", logs: "" }, { status: "FAILED", logs: "sh: 1: nope: not found\n" });
    await expect(begin(undefined, { python: "nope" })).rejects.toThrow(
      "nope is not there on Ray's first host.\n  hint: name with --python",
    );
    expect(ray!.packages.size).toBe(0);
  });

  it("a job that Ray cannot start: its own words", async () => {
    await open({ status: "FAILED", logs: "", message: "Failed to set up the runtime environment." });
    await expect((await begin()).result()).rejects.toThrow(
      /without a result.*Failed to set up the runtime environment/,
    );
  });

  it("a host that is lost, which Ray tells with the end of the log once more", async () => {
    const lost = event({ event: "lost", what: "Ray lost a process or its host." });
    const message = `Job entrypoint command failed with exit code 70, last available logs (truncated to 20,000 chars):\n${lost}`;
    const dashboard = await open({ status: "FAILED", logs: "", message });
    const job = await begin();
    [...dashboard.jobs.values()].at(-1)!.logs = dashboard.keptLine + lost;
    // so Ray answered at that moment
    dashboard.kept.set("recurve-x/failed.json", new Uint8Array());
    const told: JobEvent[] = [];
    for await (const each of job.events()) told.push(each);
    expect(told.map((each) => each.event)).toEqual(["lost", "error"]);
    await expect(job.result()).rejects.toThrow("without a result: Ray lost a process or its host.");
  });

  it("a job that Ray knows no more, and a result that is gone", async () => {
    const dashboard = await open({ status: "SUCCEEDED", logs: "" });
    const job = await begin();
    [...dashboard.jobs.values()].at(-1)!.logs = dashboard.keptLine + event(end);
    await expect(job.result()).rejects.toThrow("The result of the job is not there.");
    dashboard.jobs.clear();
    await expect(job.result()).rejects.toThrow(/Ray knows the job recurve-\S+ no more/);
  });
});
