/** `recurve doctor`: what Recurve computes with on this machine, and why not with more. */
import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { diagnose } from "../index.ts";
import { inChinese } from "./chinese/index.ts";
import { languageFlag, languageOf, words } from "./language.ts";
import { addFlags, declareFlags, type FlagsOf } from "./options.ts";
import { bytesText, print, printJson } from "./print.ts";

const say = words(
  {
    kernels: {
      simd: "WebAssembly, 128 bits wide",
      "relaxed-simd": "WebAssembly, 128 bits wide, with fused multiply-add (relaxed SIMD)",
      wide: "WebAssembly, 256 bits wide",
      native: "machine code of recurve-native",
    },
    engine: (node: string, v8: string, platform: string, cores: number) =>
      `Node ${node} (V8 ${v8}) on ${platform}, ${cores} cores`,
    lines: { backend: "backend  ", kernels: "kernels  ", threads: "threads  ", memory: "memory   " },
    none: "none: plain JavaScript computes",
    without: (what: Missing, why: string) =>
      `no ${{ native: "native kernels", wide: "256-bit kernels", threads: "threads" }[what]}: ${why}`,
  },
  {
    kernels: {
      simd: "WebAssembly，128 位宽",
      "relaxed-simd": "WebAssembly，128 位宽，有融合乘加（relaxed SIMD）",
      wide: "WebAssembly，256 位宽",
      native: "recurve-native 的机器码",
    },
    engine: (node, v8, platform, cores) => `Node ${node}（V8 ${v8}），${platform}，${cores} 个核`,
    lines: { backend: "后端  ", kernels: "内核  ", threads: "线程  ", memory: "内存  " },
    none: "没有：由普通 JavaScript 计算",
    without: (what, why) =>
      `没有${{ native: "原生内核", wide: " 256 位内核", threads: "线程" }[what]}：${inChinese(why)}`,
  },
);

type Missing = "native" | "wide" | "threads";

const flagTable = declareFlags({
  json: { about: "write JSON, for machines" },
  ...languageFlag,
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .addHelpText("after", "\nExamples:\n  recurve doctor\n  recurve doctor --json")
    .action(doctor);
}

function doctor({ json, ...flags }: Flags): void {
  const { name, kernels, instructions, threads, bytes, obstacles } = diagnose();
  const engine = { node: process.version, v8: process.versions.v8, platform: `${process.platform} ${process.arch}` };
  const cores = availableParallelism();
  if (json) {
    printJson({ ...engine, cores, backend: name, kernels, instructions, threads, bytes, obstacles });
    return;
  }
  const told = say(languageOf(flags));
  const { lines } = told;
  print(told.engine(engine.node, engine.v8, engine.platform, cores));
  print(`${lines.backend}${name}`);
  const used = instructions ? ` (${instructions})` : "";
  print(`${lines.kernels}${kernels ? told.kernels[kernels] + used : told.none}`);
  print(`${lines.threads}${threads}`);
  if (bytes !== undefined) print(`${lines.memory}${bytesText(bytes)}`);
  for (const what of ["native", "wide", "threads"] as const) {
    const why = obstacles[what];
    if (why) print(told.without(what, why));
  }
}
