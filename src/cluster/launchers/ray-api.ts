/** Ray's dashboard over HTTP. `fetch` would be taken for a page's, and refused. */
import { existsSync, readFileSync } from "node:fs";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { homedir } from "node:os";
import { join } from "node:path";
import { IoError } from "../../tensor/index.ts";
import { lastLine } from "../hosts.ts";

/** What came back. */
export interface Answer {
  status: number;
  body: Buffer;
}

/** How long the dashboard may say nothing, in milliseconds. */
const SILENCE = 60_000;

/** The door to Ray's jobs. */
export class RayApi {
  private readonly base: URL;

  /** @param address of the dashboard, such as http://127.0.0.1:8265 */
  constructor(readonly address: string) {
    this.base = new URL(address.endsWith("/") ? address : `${address}/`);
  }

  /** An answer, whatever it says. @throws IoError when there is none, or the token is refused */
  async ask(method: string, path: string, body?: Uint8Array): Promise<Answer> {
    const token = tokenOf();
    const headers = {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { "content-length": body.byteLength }),
    };
    const answer = await new Promise<Answer>((resolve, reject) => {
      const request = this.base.protocol === "https:" ? requestHttps : requestHttp;
      const asking = request(new URL(path, this.base), { method, headers }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece) => pieces.push(piece));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) }));
        response.on("error", (error) => reject(this.unreachable(error)));
      });
      asking.setTimeout(SILENCE, () => asking.destroy(new Error(`no answer for ${SILENCE / 1000} seconds`)));
      asking.on("error", (error) => reject(this.unreachable(error)));
      asking.end(body);
    });
    if (answer.status === 401 || answer.status === 403) throw this.refused(answer);
    return answer;
  }

  /** What an answer holds in JSON. @throws IoError for an answer that is no success @param what the sentence for it */
  async get<T>(method: string, path: string, what: string, body?: unknown): Promise<T> {
    const bytes = body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body));
    const answer = await this.ask(method, path, bytes);
    if (answer.status !== 200) throw new IoError({ what, received: sentenceOf(answer) });
    try {
      return JSON.parse(answer.body.toString("utf8")) as T;
    } catch {
      throw this.notRay();
    }
  }

  /** The version of Ray. @throws IoError where something else answers, or nothing */
  async version(): Promise<string> {
    const { status, body } = await this.ask("GET", "api/version");
    let version: unknown;
    try {
      version =
        status === 200 ? (JSON.parse(body.toString("utf8")) as { ray_version?: unknown }).ray_version : undefined;
    } catch {
      // said below
    }
    if (typeof version === "string") return version;
    throw this.notRay();
  }

  private unreachable(error: Error & { code?: string }): IoError {
    // other ports of Ray's answer in ways of their own
    if (/^HPE_/.test(error.code ?? "")) return this.notRay();
    return new IoError({
      what: `No dashboard of Ray's answers at ${this.address}.`,
      // what OpenSSL says of a server without TLS names its own source files
      received: error.code === "EPROTO" ? "an answer that is not TLS" : error.message || error.code || "no answer",
      hint: 'name it with --address, such as http://127.0.0.1:8265; ray needs its dashboard: pip install "ray[default]"',
      cause: error,
    });
  }

  private notRay(): IoError {
    return new IoError({
      what: `What answers at ${this.address} is not Ray's dashboard.`,
      hint: "its port is 8265 unless --dashboard-port of ray start says otherwise; 6379 and 10001 are others of Ray's",
    });
  }

  private refused({ status }: Answer): IoError {
    return new IoError({
      what:
        status === 403
          ? `Ray's dashboard at ${this.address} does not take the token.`
          : `Ray's dashboard at ${this.address} asks for a token.`,
      received: `${status}`,
      hint: "it is read from RAY_AUTH_TOKEN, the file of RAY_AUTH_TOKEN_PATH, or ~/.ray/auth_token",
    });
  }
}

/** The last line of what Ray says of a mistake, which may be a whole traceback. */
export const sentenceOf = ({ status, body }: Answer): string => {
  const lines = body
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "." && line.trim() !== "");
  return `${status}: ${lastLine(lines.at(-1) ?? "").slice(0, 300) || "nothing"}`;
};

/** The token where Ray itself looks for it; it is never written to a job's folder. */
function tokenOf(): string | undefined {
  const { RAY_AUTH_TOKEN: token, RAY_AUTH_TOKEN_PATH: path } = process.env;
  if (token) return token.trim();
  const file = path || join(homedir(), ".ray", "auth_token");
  return existsSync(file) ? readFileSync(file, "utf8").trim() || undefined : undefined;
}
