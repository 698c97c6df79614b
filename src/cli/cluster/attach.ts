/** `recurve cluster attach`: follows a job from its start on, and brings its result. */
import type { Command } from "commander";
import { declareFlags } from "../options.ts";
import { follow, followFlags } from "./follow.ts";
import { defineJobCommand } from "./job-command.ts";

export function define(command: Command): void {
  defineJobCommand(command, declareFlags(followFlags), follow);
}
