#!/usr/bin/env node
/** The command line: `recurve <command>`. */
import { init } from "../index.ts";
import { endWithOutput } from "./output-ends.ts";
import { runCommand } from "./program.ts";

// commands use the fastest kernels, unless the environment says otherwise
if (process.env.RECURVE_KERNELS === undefined) init({ wide: true, native: process.env.RECURVE_NATIVE !== "0" });
endWithOutput();
process.exitCode = await runCommand(process.argv.slice(2));
