#!/usr/bin/env node
/** The command line: `recurve <command>`. */
import { init } from "../index.ts";
import { endWithOutput } from "./output-ends.ts";
import { runCommand } from "./program.ts";

// a command computes with all that the engine can do, unless the environment says how
if (process.env.RECURVE_KERNELS === undefined) init({ wide: true, native: process.env.RECURVE_NATIVE !== "0" });
endWithOutput();
process.exitCode = await runCommand(process.argv.slice(2));
