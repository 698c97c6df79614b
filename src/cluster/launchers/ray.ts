/** Ray: sends the files as a package, submits a job that places the processes, and follows its log. */
import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeZip } from "../../io/containers/zip.ts";
import { type Complete, ConfigError, type Declared, IoError, takes } from "../../tensor/index.ts";
import { lastLine, quoted } from "../hosts.ts";
import { scriptFile } from "../scripts.ts";
import { type Finding, type Handle, type JobState, type Launcher, processesOptions } from "./launcher.ts";
import { RayApi, sentenceOf } from "./ray-api.ts";

/** Options of the launcher `ray`. */
export interface RayOptions {
  /** A job of Ray's. */
  type: "ray";
  /** Ray's dashboard. Default that of the variable RAY_API_SERVER_ADDRESS, else http://127.0.0.1:8265. */
  address?: string | undefined;
  /** Processes that train together. Default 2. */
  processes?: number | undefined;
  /** Processors of each. Default 1. */
  cpusPerProcess?: number | undefined;
  /** GPUs of each. Default 0. */
  gpusPerProcess?: number | undefined;
  /** A folder that all hosts see, for checkpoints and the result. Default none: Ray's folder of logs keeps them. */
  storage?: string | undefined;
  /** The Python that Ray runs on. Default python. */
  python?: string | undefined;
  /** How often processes that died are started again, from their last checkpoint. Default 3. */
  restarts?: number | undefined;
}

const anAddress = takes.check<string>(
  "an address that begins with http:// or https://",
  (given) => typeof given === "string" && /^https?:\/\/[^\s/]+/.test(given) && URL.canParse(given),
);

/** What {@link RayOptions} take. */
export const rayOptions = {
  ...processesOptions,
  type: takes.required(takes.oneOf("ray")),
  address: anAddress,
  cpusPerProcess: takes.withDefault(takes.positiveInteger, 1),
  gpusPerProcess: takes.withDefault(takes.nonNegativeNumber, 0),
  storage: takes.text,
  python: takes.withDefault(takes.text, "python"),
} satisfies Declared<RayOptions>;

interface RayHandle {
  /** The package with the files. */
  package: string;
  name: string;
  /** The job. */
  id?: string;
}

/** Where the job keeps what it leaves, as its log tells. */
interface Kept {
  node: string;
  folder: string;
}

/** What Ray takes at most of one package. */
const MOST = 100 * 2 ** 20;
const elsewhere =
  "put the data where all hosts see them (recurve cluster shard DATA FOLDER), and name that folder as the data";
/** Seconds that a stopped job has to save before Ray ends it. */
const GRACE = 300;
/** Looks without an answer after which following the job ends. */
const MOST_UNANSWERED = 30;

const scripts = ["recurve_ray.py", "recurve_ray_process.py"];

/** Says what the first host has, on one line that the log holds. */
const PROBE = `
import importlib.util as u, json, sys
names = sys.argv[1:]
has = lambda n: u.find_spec(n) is not None
found = {"python": sys.executable, "version": sys.version.split()[0], "missing": [n for n in ["ray"] + names if not has(n)]}
if has("ray"):
    import ray
    ray.init(address="auto", log_to_driver=False, logging_level="ERROR")
    found["resources"] = {k: v for k, v in ray.cluster_resources().items() if k in ("CPU", "GPU")}
print("@recurve-found " + json.dumps(found))
`;

interface Found {
  python: string;
  version: string;
  missing: readonly string[];
  resources?: Readonly<Record<string, number>>;
}

/** How a job runs on a cluster of Ray's. */
export class RayLauncher implements Launcher {
  readonly processes: number;
  readonly asked: number;
  readonly interval = 1;
  readonly isHere = false;
  private readonly api: RayApi;
  private unanswered = 0;

  constructor(private readonly options: Complete<RayOptions, typeof rayOptions>) {
    const address = options.address ?? process.env.RAY_API_SERVER_ADDRESS ?? "http://127.0.0.1:8265";
    if (!URL.canParse(address)) {
      throw new ConfigError({ what: "RAY_API_SERVER_ADDRESS is not an address.", received: address });
    }
    this.processes = options.processes;
    this.asked = this.processes;
    this.api = new RayApi(address);
  }

  async check(packages: readonly string[]): Promise<Finding[]> {
    const { python, cpusPerProcess, gpusPerProcess } = this.options;
    const version = await this.api.version().catch((error: IoError) => error);
    if (typeof version !== "string") {
      const { what, received, hint } = version;
      return [{ name: "Ray", isFine: false, what, received, hint }];
    }
    const findings: Finding[] = [{ name: "Ray", isFine: true, what: `Ray ${version} at ${this.api.address}` }];
    const line = [python, "-c", PROBE, ...packages].map(quoted).join(" ");
    const id = await this.submit(line, "check", undefined);
    const until = performance.now() + 120_000;
    while ((await this.state({ id })) !== "over" && performance.now() < until) await sleep(500);
    const log = await this.log(id);
    const told = marked<Found>(log, "@recurve-found ");
    if (!told) {
      const hint = "name with --python the one that Ray runs on";
      const wrong = /not found|No such file/.test(log)
        ? { what: `${python} is not there on Ray's first host.` }
        : { what: `${python} does not run on Ray's first host.`, received: lastLine(log) || "nothing" };
      return [...findings, { name: "Python", isFine: false, ...wrong, hint }];
    }
    if (told.missing.length > 0) {
      const what = `${told.python} of Ray has no ${told.missing.join(", ")}.`;
      const hint = told.missing.includes("ray")
        ? "name with --python the one that Ray runs on"
        : `on all hosts of Ray's: ${told.python} -m pip install ${told.missing.join(" ")}`;
      findings.push({ name: "Python", isFine: false, what, hint });
    } else findings.push({ name: "Python", isFine: true, what: `${told.python} ${told.version}` });
    const asked = { CPU: this.processes * cpusPerProcess, GPU: this.processes * gpusPerProcess };
    for (const [kind, count] of Object.entries(asked)) {
      const there = told.resources?.[kind] ?? 0;
      if (count === 0 || !told.resources) continue;
      const what = `${this.processes} processes ask for ${count} ${kind}, and Ray's cluster has ${there}.`;
      const hint = "ask for fewer processes, or for less for each";
      findings.push(there >= count ? { name: kind, isFine: true, what } : { name: kind, isFine: false, what, hint });
    }
    return findings;
  }

  async place(folder: string, name: string): Promise<Handle> {
    for (const script of scripts) copyFileSync(scriptFile(script), join(folder, script));
    const members = filesIn(folder);
    const size = members.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
    if (size > MOST - 2 ** 20) {
      throw new IoError({
        what: `The job's files are ${(size / 2 ** 20).toFixed(0)} MiB, and Ray takes 100 MiB at most.`,
        hint: elsewhere,
      });
    }
    const contents = Object.fromEntries(members.map((path) => [path, readFileSync(join(folder, path))]));
    const packed = await writeZip(contents);
    const hash = createHash("sha256");
    for (const [path, bytes] of Object.entries(contents)) hash.update(`${path} ${bytes.length}\n`).update(bytes);
    const digest = hash.digest("hex").slice(0, 16);
    const file = `_ray_pkg_recurve_${digest}.zip`;
    const path = `api/packages/gcs/${file}`;
    if ((await this.api.ask("GET", path)).status !== 200) {
      const answer = await this.api.ask("PUT", path, packed);
      if (answer.status === 413) {
        throw new IoError({
          what: `Ray's dashboard does not take the job's files, ${(packed.length / 2 ** 20).toFixed(1)} MiB: they are too large (413).`,
          hint: elsewhere,
        });
      }
      if (answer.status !== 200)
        throw new IoError({ what: "Ray's dashboard does not take the job's files.", received: sentenceOf(answer) });
    }
    return { package: `gcs://${file}`, name };
  }

  async start(placed: Handle, [script, plan]: readonly string[], apart = false): Promise<Handle> {
    const { package: packed, name } = placed as unknown as RayHandle;
    const { python, cpusPerProcess, gpusPerProcess, storage, restarts } = this.options;
    const options = {
      name,
      processes: this.processes,
      cpus: cpusPerProcess,
      gpus: gpusPerProcess,
      restarts,
      ...(storage !== undefined && { storage }),
      packages: apart ? ["onnxruntime", "numpy"] : ["torch", "keras", "numpy"],
    };
    const line = [python, "-u", "recurve_ray.py", script!, plan!, JSON.stringify(options)].map(quoted).join(" ");
    return { package: packed, name, id: await this.submit(line, name, packed) };
  }

  private async submit(entrypoint: string, name: string, packed: string | undefined): Promise<string> {
    const wish = `recurve-${name}-${Date.now().toString(36)}`;
    const { submission_id: id } = await this.api.get<{ submission_id: string }>(
      "POST",
      "api/jobs/",
      "Ray does not take the job.",
      {
        entrypoint,
        submission_id: wish,
        metadata: { job_submission_id: wish, made_by: "recurve" },
        runtime_env: {
          ...(packed && { working_dir: packed }),
          env_vars: { RAY_JOB_STOP_WAIT_TIME_S: String(GRACE), PYTHONUNBUFFERED: "1" },
        },
      },
    );
    return id;
  }

  async state(handle: Handle): Promise<JobState> {
    const { id } = handle as unknown as RayHandle;
    let answer: Awaited<ReturnType<RayApi["ask"]>>;
    try {
      answer = await this.api.ask("GET", `api/jobs/${id}`);
    } catch (error) {
      // a tunnel may be down for a while; the job goes on
      if (++this.unanswered > MOST_UNANSWERED) throw error;
      return "running";
    }
    this.unanswered = 0;
    if (answer.status === 404) return "over";
    if (answer.status !== 200) return "running";
    const { status } = JSON.parse(answer.body.toString("utf8")) as { status: string };
    if (status === "PENDING") return "waiting";
    return status === "RUNNING" ? "running" : "over";
  }

  /** The whole log; empty where Ray knows the job no more, or does not answer for a while. */
  private async log(id: string): Promise<string> {
    const answer = await this.api.ask("GET", `api/jobs/${id}/logs`).catch(() => undefined);
    if (answer?.status !== 200) return "";
    return (JSON.parse(answer.body.toString("utf8")) as { logs?: string }).logs ?? "";
  }

  reader(handle: Handle): () => Promise<Uint8Array> {
    const { id } = handle as unknown as RayHandle;
    let [at, isTold] = [0, false];
    return async () => {
      const log = await this.log(id!);
      const piece = log.slice(at);
      at += piece.length;
      const more = piece === "" && !isTold && (await this.ending(id!));
      if (more) isTold = true;
      return new TextEncoder().encode(piece || more || "");
    };
  }

  /** What Ray itself says of a job that failed or is gone. */
  private async ending(id: string): Promise<string> {
    const answer = await this.api.ask("GET", `api/jobs/${id}`).catch(() => undefined);
    if (answer?.status === 404) return `Ray knows the job ${id} no more: it was started anew, or forgot it.\n`;
    if (answer?.status !== 200) return "";
    const { status, message } = JSON.parse(answer.body.toString("utf8")) as { status: string; message?: string };
    // the end of the log follows, which is read already
    return status === "FAILED" ? `${(message ?? "").split(", last available logs")[0]}\n` : "";
  }

  async stop(handle: Handle): Promise<void> {
    const { id } = handle as unknown as RayHandle;
    await this.api.get("POST", `api/jobs/${id}/stop`, "Ray does not stop the job.");
  }

  async fetch(handle: Handle, names: readonly string[], folder: string): Promise<boolean> {
    const kept = marked<Kept>(await this.log((handle as unknown as RayHandle).id!), "@recurve-kept ");
    if (!kept) return false;
    const files: [string, Buffer][] = [];
    for (const name of names) {
      const asked = new URLSearchParams({ node_id: kept.node, filename: `${kept.folder}/${name}`, lines: "-1" });
      const { status, body } = await this.api.ask("GET", `api/v0/logs/file?${asked}`);
      // Ray gives nothing, with success, of a file that it cannot read now
      if (status !== 200 || body.length === 0) return false;
      files.push([name, body]);
    }
    for (const [name, body] of files) writeFileSync(join(folder, name), body);
    return true;
  }
}

/** What the last line with a mark says. */
function marked<T>(log: string, mark: string): T | undefined {
  const line = log
    .split("\n")
    .filter((each) => each.startsWith(mark))
    .at(-1);
  return line === undefined ? undefined : (JSON.parse(line.slice(mark.length)) as T);
}

/** The files of a job's folder and of the folders of data in it; not what a job here has left. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !/^(log|checkpoint|failed|result)/.test(path) && !path.includes("__pycache__"))
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}
