#!/usr/bin/env node
/** The command line: `recurve <command>`. */
import { init } from "../index.ts";
import { runCommand } from "./program.ts";

// a command computes with all that the engine can do, unless the environment says how
if (process.env.RECURVE_KERNELS === undefined) init({ wide: true });
// a reader that has seen enough, such as head, is no mistake
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
process.exitCode = await runCommand(process.argv.slice(2));
