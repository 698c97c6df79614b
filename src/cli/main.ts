#!/usr/bin/env node
/** The command line: `recurve <command>`. */
import { runCommand } from "./program.ts";

process.exitCode = await runCommand(process.argv.slice(2));
