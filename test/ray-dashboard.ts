/**
 * Stands in for Ray's dashboard: paths, codes and words are those that Ray 2.58.0 gave when it was asked the same, and what Ray would
 * not take is not taken here. Instead of running a job it gives out a log.
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { unzipSync } from "fflate";

/** What a job does, in the place of its entrypoint. */
export interface Script {
  status: "PENDING" | "RUNNING" | "STOPPED" | "SUCCEEDED" | "FAILED";
  logs: string;
  message?: string;
}

const NODE = "ef17dd7aa2afc4a54fa82a7b2f15f47236437b9d87dc0f2025bc304d";

/** A dashboard on a free port. */
export class RayDashboard {
  readonly packages = new Map<string, Buffer>();
  readonly jobs = new Map<string, Script & { asked: Record<string, any> }>();
  /** What lies in the folder of logs, by path. */
  readonly kept = new Map<string, Uint8Array>();
  /** The most bytes of a body. */
  most = 100 * 2 ** 20;
  private server!: Server;

  private constructor(
    private readonly scriptOf: (asked: Record<string, any>) => Script,
    private readonly token: string | undefined,
  ) {}

  static async open(scriptOf: (asked: Record<string, any>) => Script, token?: string): Promise<RayDashboard> {
    const made = new RayDashboard(scriptOf, token);
    made.server = createServer(async (request, response) => {
      const { status, body, type = "text/plain; charset=utf-8" } = await made.answer(request);
      response.writeHead(status, { "content-type": type }).end(body);
    });
    await new Promise<void>((go) => made.server.listen(0, "127.0.0.1", go));
    return made;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The line by which a job tells where its files are kept. */
  readonly keptLine = `@recurve-kept ${JSON.stringify({ node: NODE, folder: "recurve-x" })}\n`;

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((go) => this.server.close(() => go()));
  }

  private async answer(
    request: IncomingMessage,
  ): Promise<{ status: number; body: string | Uint8Array; type?: string }> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const { method = "", headers } = request;
    const { pathname, searchParams } = new URL(request.url!, "http://ray");
    const json = (value: unknown) => ({
      status: 200,
      body: JSON.stringify(value),
      type: "application/json; charset=utf-8",
    });
    if (headers["sec-fetch-mode"] || headers.origin || /Mozilla/.test(headers["user-agent"] ?? ""))
      return { status: 405, body: `'${method}' method not allowed for browser traffic.` };
    if (this.token !== undefined && !headers.authorization)
      return { status: 401, body: "Unauthorized: Missing authentication token" };
    if (this.token !== undefined && headers.authorization !== `Bearer ${this.token}`)
      return { status: 403, body: "Forbidden: Invalid authentication token" };
    if (body.length > this.most) return { status: 413, body: `Maximum request body size ${this.most} exceeded.` };
    if (method === "GET" && pathname === "/api/version")
      return json({ version: "4", ray_version: "2.58.0", ray_commit: "cec0a09", session_name: "session_1" });
    const packed = /^\/api\/packages\/gcs\/(.+\.zip)$/.exec(pathname)?.[1];
    if (packed && method === "PUT") {
      this.packages.set(packed, body);
      return { status: 200, body: "" };
    }
    if (packed && method === "GET") {
      const has = this.packages.has(packed);
      return { status: has ? 200 : 404, body: has ? "" : `Package gcs://${packed} does not exist` };
    }
    if (method === "POST" && pathname === "/api/jobs/") return this.submit(body);
    const [, id, part] = /^\/api\/jobs\/([^/]+)(?:\/(logs|stop))?$/.exec(pathname) ?? [];
    if (id !== undefined) {
      const job = this.jobs.get(id);
      if (!job) return { status: 404, body: `Job ${id} does not exist` };
      if (part === "logs") return json({ logs: job.logs });
      if (part === undefined)
        return json({ type: "SUBMISSION", submission_id: id, status: job.status, message: job.message });
      if (method !== "POST") return { status: 405, body: "405: Method Not Allowed" };
      const isRunning = ["PENDING", "RUNNING"].includes(job.status);
      if (isRunning) job.status = "STOPPED";
      return json({ stopped: isRunning });
    }
    if (method === "GET" && pathname === "/api/v0/logs/file") {
      const file = this.kept.get(searchParams.get("filename") ?? "");
      const isAsked = searchParams.get("node_id") === NODE && searchParams.get("lines") === "-1";
      if (file && isAsked) return { status: 200, body: file, type: "text/plain" };
      return { status: 500, body: `A file is not found at: /tmp/ray/session_1/logs/${searchParams.get("filename")}` };
    }
    return { status: 404, body: "404: Not Found" };
  }

  private submit(body: Buffer): { status: number; body: string; type?: string } {
    const asked = JSON.parse(body.toString("utf8"));
    const taken = [
      "entrypoint",
      "submission_id",
      "runtime_env",
      "metadata",
      "entrypoint_num_cpus",
      "entrypoint_num_gpus",
    ];
    const unknown = Object.keys(asked).find((name) => !taken.includes(name));
    if (unknown || typeof asked.entrypoint !== "string")
      return {
        status: 400,
        body: `TypeError: JobSubmitRequest.__init__() got an unexpected keyword argument '${unknown}'`,
      };
    if (Object.values({ ...asked.metadata, ...asked.runtime_env?.env_vars }).some((value) => typeof value !== "string"))
      return { status: 400, body: "TypeError: metadata values must be strings" };
    const id: string = asked.submission_id;
    if (this.jobs.has(id))
      return {
        status: 500,
        body: `ValueError: Job with submission_id ${id} already exists. Please use a different submission_id.\n.\n`,
      };
    const folder: string | undefined = asked.runtime_env?.working_dir;
    if (folder !== undefined && !this.packages.has(folder.replace("gcs://", "")))
      return { status: 500, body: `RuntimeError: ${folder} is not there` };
    this.jobs.set(id, { ...this.scriptOf(asked), asked });
    return {
      status: 200,
      body: JSON.stringify({ job_id: id, submission_id: id }),
      type: "application/json; charset=utf-8",
    };
  }

  /** The files of the package of the last job that has one. */
  lastPackage(): Record<string, Uint8Array> {
    const named = [...this.jobs.values()]
      .map(({ asked }) => asked.runtime_env?.working_dir)
      .filter(Boolean)
      .at(-1);
    return unzipSync(this.packages.get(named.replace("gcs://", ""))!);
  }
}
