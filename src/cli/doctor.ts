/** `recurve doctor`: what Recurve computes with on this machine, and why not with more. */
import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { diagnose } from "../index.ts";
import { addFlags, declareFlags, type FlagsOf } from "./options.ts";
import { bytesText, print, printJson } from "./print.ts";

const kernelNames: Readonly<Record<string, string>> = {
  simd: "WebAssembly, 128 bits wide",
  "relaxed-simd": "WebAssembly, 128 bits wide, with fused multiply-add (relaxed SIMD)",
  wide: "WebAssembly, 256 bits wide",
  native: "machine code of recurve-native",
};

const flagTable = declareFlags({
  json: { about: "write JSON, for machines" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .addHelpText("after", "\nExamples:\n  recurve doctor\n  recurve doctor --json")
    .action(({ json = false }: Flags) => doctor(json));
}

function doctor(json: boolean): void {
  const { name, kernels, instructions, threads, bytes, obstacles } = diagnose();
  const engine = { node: process.version, v8: process.versions.v8, platform: `${process.platform} ${process.arch}` };
  const cores = availableParallelism();
  if (json) {
    printJson({ ...engine, cores, backend: name, kernels, instructions, threads, bytes, obstacles });
    return;
  }
  print(`Node ${engine.node} (V8 ${engine.v8}) on ${engine.platform}, ${cores} cores`);
  print(`backend  ${name}`);
  const used = instructions ? ` (${instructions})` : "";
  print(`kernels  ${kernels ? kernelNames[kernels] + used : "none: plain JavaScript computes"}`);
  print(`threads  ${threads}`);
  if (bytes !== undefined) print(`memory   ${bytesText(bytes)}`);
  if (obstacles.native) print(`no native kernels: ${obstacles.native}`);
  if (obstacles.wide) print(`no 256-bit kernels: ${obstacles.wide}`);
  if (obstacles.threads) print(`no threads: ${obstacles.threads}`);
}
