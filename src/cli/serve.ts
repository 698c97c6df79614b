/** `recurve serve`: a model behind KServe's inference protocol. */
import type { Command } from "commander";
import { serve, serveOptions } from "../serving/server.ts";
import { addFlags, declareFlags, type FlagsOf, like } from "./options.ts";
import { print, printJson } from "./print.ts";
import { loadRun } from "./run-folder.ts";

const flagTable = declareFlags({
  port: { value: "<n>", about: "the port; 0 takes a free one", ...like(serveOptions.port) },
  host: {
    value: "<address>",
    about: "the address to listen on; 127.0.0.1 is only this machine",
    ...like(serveOptions.host),
  },
  name: { value: "<name>", about: "the model's name in addresses; default its own" },
  maxBatch: { value: "<n>", about: "rows per batch", ...like(serveOptions.maxBatch) },
  maxDelay: { value: "<ms>", about: "how long a request waits for others", ...like(serveOptions.maxDelay) },
  maxQueue: { value: "<n>", about: "requests that wait; more are answered with 503", ...like(serveOptions.maxQueue) },
  maxSessions: { value: "<n>", about: "sequences whose states are kept", ...like(serveOptions.maxSessions) },
  json: { about: "write the address as JSON" },
});

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<model>", "the model file, its URL, or the folder of a run")
    .addHelpText(
      "after",
      `
POST /v2/models/NAME/infer predicts (KServe's protocol, version 2, in JSON). With the parameters sequence_id and, in the first
request, sequence_start, each request is one time step of a sequence. GET /v2/health/ready and /metrics tell about the server.
SIGTERM and Ctrl-C end it when all that it has taken is answered.

Example:
  recurve serve classifier.keras --port 8080`,
    )
    .action(async (path: string, { json, ...options }: FlagsOf<typeof flagTable>) => {
      const model = await loadRun(path, { compile: false });
      const server = await serve(model, options);
      const name = options.name ?? model.name;
      const infer = `${server.address}/v2/models/${encodeURIComponent(name)}/infer`;
      if (json) printJson({ address: server.address, infer });
      else print(`${name} is served at ${infer}.`);
      await new Promise<void>((resolve) => {
        for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
      });
      await server.close();
    });
}
