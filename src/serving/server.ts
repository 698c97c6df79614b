/** A model behind KServe's inference protocol, version 2, over HTTP. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkModel } from "../models/check-model.ts";
import type { AnyModel } from "../models/index.ts";
import { type Declared, IoError, RecurveError, readOptions, takes } from "../tensor/index.ts";
import { Batcher } from "./batcher.ts";
import { RequestMetrics } from "./metrics.ts";
import { type Answer, metadataOf, readRequest, writeAnswer } from "./protocol.ts";
import { Refusal } from "./refusal.ts";
import { Sessions } from "./sessions.ts";

/** Options of `serve`. */
export interface ServeOptions {
  /** The port; 0 takes a free one. Default 8080. */
  port?: number | undefined;
  /** The address to listen at. Default "127.0.0.1": this machine alone. */
  host?: string | undefined;
  /** The model's name in addresses. Default its own. */
  name?: string | undefined;
  /** Rows that are computed together, at most. Default 32. */
  maxBatch?: number | undefined;
  /** Milliseconds that a request waits for others. Default 2. */
  maxDelay?: number | undefined;
  /** Requests that wait, at most; more are answered with 503. Default 256. */
  maxQueue?: number | undefined;
  /** Sequences whose states are kept, at most; the one longest unused is given up. Default 10,000. */
  maxSessions?: number | undefined;
  /** Bytes of a request, at most; more are answered with 413. Default 2^24, 16 MiB. */
  maxBody?: number | undefined;
}

/** Turns of 5 ms in which an ending server still answers with 503: clients that keep a connection would lose what they send there. */
const LINGER = 40;

/** What {@link ServeOptions} take. */
export const serveOptions = {
  port: takes.withDefault(takes.integerFrom(0, 65535), 8080),
  host: takes.withDefault(takes.text, "127.0.0.1"),
  name: takes.text,
  maxBatch: takes.withDefault(takes.positiveInteger, 32),
  maxDelay: takes.withDefault(takes.nonNegativeNumber, 2),
  maxQueue: takes.withDefault(takes.positiveInteger, 256),
  maxSessions: takes.withDefault(takes.positiveInteger, 10_000),
  maxBody: takes.withDefault(takes.positiveInteger, 2 ** 24),
} satisfies Declared<ServeOptions>;

/** A server that runs. */
export interface ModelServer {
  /** Where it listens, such as http://127.0.0.1:8080. */
  readonly address: string;
  /** Takes no more requests, answers those that it has, and closes. */
  close(): Promise<void>;
}

/**
 * Serves a model: `/v2/models/NAME/infer` predicts, requests that come together in one batch; with the parameter `sequence_id` a
 * request is one time step of a sequence, whose states are kept. `/v2/health/live`, `/v2/health/ready`, `/v2/models/NAME` and
 * `/metrics` tell about it.
 * @throws ConfigError for options that it does not take; IoError when it cannot listen there
 */
export async function serve(model: AnyModel, options: ServeOptions = {}): Promise<ModelServer> {
  checkModel("serve", model);
  const {
    port,
    host,
    name = model.name,
    maxBody,
    maxSessions,
    ...batching
  } = readOptions("serve", options, serveOptions);
  const batcher = new Batcher(model, batching);
  const sessions = new Sessions(model, maxSessions);
  const metrics = new RequestMetrics();
  const of = `/v2/models/${name}`;
  let closing = false;
  let running = 0;

  const infer = async (request: IncomingMessage): Promise<Answer> => {
    if (closing) throw new Refusal(503, "The server is ending.", 1);
    const { json, binary } = await bodyOf(request, maxBody);
    try {
      const asked = readRequest(model, json, binary);
      const outputs = asked.sequence ? sessions.step(asked) : await batcher.run(asked.inputs);
      return writeAnswer(model, name, asked, outputs);
    } catch (error) {
      // data that do not fit the model are the request's fault
      if (error instanceof RecurveError) throw new Refusal(400, error.message.replaceAll(/\.?\n\s*/g, "; "));
      throw error;
    }
  };
  const metricsText = () =>
    metrics.text({
      queue_length: ["gauge", "Requests that wait.", batcher.waiting],
      batches_total: ["counter", "Batches computed.", batcher.counts.batches],
      rows_total: ["counter", "Rows computed in batches.", batcher.counts.rows],
      sessions: ["gauge", "Sequences whose states are kept.", sessions.size],
      steps_total: ["counter", "Steps of sequences.", sessions.counts.steps],
      evictions_total: ["counter", "Sequences given up for newer ones.", sessions.counts.evictions],
    });
  const ready = () => {
    if (closing) throw new Refusal(503, "The server is ending.");
    return { ready: true };
  };
  const pages: Readonly<Record<string, () => object | string>> = {
    "/v2": () => ({ name: "recurve", version: "2", extensions: ["sequence", "binary_tensor_data"] }),
    "/v2/health/live": () => ({ live: true }),
    "/v2/health/ready": ready,
    [of]: () => metadataOf(model, name),
    [`${of}/versions/1`]: () => metadataOf(model, name),
    [`${of}/ready`]: () => ({ name, ...ready() }),
    [`${of}/versions/1/ready`]: () => ({ name, ...ready() }),
    "/metrics": metricsText,
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decoded((request.url ?? "/").replace(/\?.*$/, "").replace(/(.)\/$/, "$1"));
    const isInfer = path === `${of}/infer` || path === `${of}/versions/1/infer`;
    const begun = performance.now();
    const reply = (status: number, body: object | string, tensors?: readonly Uint8Array[]) => {
      if (closing || status === 413) response.setHeader("Connection", "close");
      send(response, status, body, tensors);
    };
    running++;
    try {
      if (!isInfer && !Object.hasOwn(pages, path))
        throw new Refusal(404, `There is no ${path} here; the model is at ${of}.`);
      const methods = isInfer ? ["POST"] : ["GET", "HEAD"];
      if (!methods.includes(request.method!)) {
        response.setHeader("Allow", methods.join(", "));
        throw new Refusal(405, `${path} is asked with ${methods[0]}.`);
      }
      if (isInfer) {
        const { json, tensors } = await infer(request);
        reply(200, json, tensors);
      } else reply(200, pages[path]!());
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, `The prediction failed: ${String(error)}`);
      if (refusal.retryAfter !== undefined) response.setHeader("Retry-After", refusal.retryAfter);
      reply(refusal.status, { error: refusal.message });
    } finally {
      running--;
      if (isInfer) metrics.add(response.statusCode, (performance.now() - begun) / 1000);
    }
  };

  const server = createServer((request, response) => void answer(request, response));
  await listening(server, port, host);
  const { port: taken, family, address } = server.address() as AddressInfo;
  return {
    address: `http://${family === "IPv6" ? `[${address}]` : address}:${taken}`,
    async close() {
      closing = true;
      // load balancers see that it is not ready; running requests are answered, new ones get 503
      for (let turn = 0; running > 0 || turn < LINGER; turn++) await new Promise((go) => setTimeout(go, 5));
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 200).unref();
      await closed;
    },
  };
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new IoError({
          what: `The server cannot listen at ${host}:${port}.`,
          received: error.code === "EADDRINUSE" ? "another program listens there" : error.message,
          hint: "choose another port; 0 takes a free one",
          cause: error,
        }),
      ),
    );
    server.listen(port, host, resolve);
  });
}

/** Where the JSON of a request or an answer ends, and bytes of tensors begin. */
const JSON_LENGTH = "Inference-Header-Content-Length";

/** The JSON of a request, and what is behind it where the request says where that begins. */
async function bodyOf(request: IncomingMessage, most: number): Promise<{ json: string; binary?: Uint8Array }> {
  if (![undefined, "identity"].includes(request.headers["content-encoding"]))
    throw new Refusal(415, "The request is compressed, which is not taken.");
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += (piece as Buffer).length;
    if (size > most) throw new Refusal(413, `A request has at most ${most} bytes.`);
    pieces.push(piece as Buffer);
  }
  const whole = Buffer.concat(pieces);
  const given = request.headers[JSON_LENGTH.toLowerCase()];
  if (given === undefined) return { json: whole.toString("utf8") };
  const length = /^\d+$/.test(String(given)) ? Number(given) : Number.NaN;
  if (!(length <= whole.length))
    throw new Refusal(400, `${JSON_LENGTH} is ${given}, and the request has ${whole.length} bytes.`);
  return { json: whole.toString("utf8", 0, length), binary: whole.subarray(length) };
}

/** A path without its numbers for letters, which clients choose differently. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** @param tensors bytes behind a JSON body */
function send(
  response: ServerResponse,
  status: number,
  body: object | string,
  tensors: readonly Uint8Array[] = [],
): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  if (tensors.length > 0) {
    const json = Buffer.from(text);
    response.writeHead(status, { "Content-Type": "application/octet-stream", [JSON_LENGTH]: json.length });
    response.end(Buffer.concat([json, ...tensors]));
    return;
  }
  response.writeHead(status, {
    "Content-Type": text.startsWith("{") ? "application/json" : "text/plain; version=0.0.4",
  });
  response.end(text);
}
