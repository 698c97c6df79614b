/** Compiling the add-on with whatever C compiler there is, or with zig for another system. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const source = (name) => join(root, "native/src", name);

/** Each set of instructions: the macro it is compiled with, floats a vector, and the compiler's options. */
const sets = {
  x64: [
    ["AVX512", 16, ["-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mfma", "-mprefer-vector-width=512"]],
    ["AVX2", 8, ["-mavx2", "-mfma"]],
  ],
  arm64: [["NEON", 4, []]],
};

/** Explicit fused multiply-adds alone, so that every compiler gives the bits of the other levels. */
const flags = [
  ..."-std=gnu11 -O3 -ffp-contract=off -fno-math-errno -fno-strict-aliasing -fno-omit-frame-pointer -fvisibility=hidden".split(
    " ",
  ),
  "-Wall",
  "-Wno-unused-function",
];

/** The first of these commands that is a C compiler, as a list of words; undefined where there is none. */
export function findCompiler() {
  const { CC } = process.env;
  const candidates = [...(CC ? [CC.split(" ")] : []), ["cc"], ["gcc"], ["clang"], ["zig", "cc"]];
  return candidates.find(([command, ...rest]) => spawnSync(command, [...rest, "--version"]).status === 0);
}

/**
 * Compiles and links the add-on; throws with what the compiler said.
 * @param compiler its command as a list of words
 * @param options `extra` goes to every call, `link` to the last one
 */
export function compileAddon(
  compiler,
  output,
  { platform = process.platform, arch = process.arch, extra = [], link = [] } = {},
) {
  if (!sets[arch])
    throw new Error(`There are no native kernels for processors of type ${arch}: x64 and arm64 have them.`);
  const { include_dir: headers } = createRequire(import.meta.url)("node-api-headers");
  const work = `${output}.objects`;
  mkdirSync(work, { recursive: true });
  const position = platform === "win32" ? [] : ["-fPIC"];
  const compile = (name, from, options) => {
    const object = join(work, `${name}.o`);
    run(compiler, [...flags, ...position, ...extra, ...options, "-c", source(from), "-o", object]);
    return object;
  };
  const objects = [
    compile("addon", "addon.c", ["-I", headers]),
    ...sets[arch].map(([name, lanes, options]) =>
      compile(name, "kernels.c", [...options, `-DRECURVE_${name}`, `-DRECURVE_LANES=${lanes}`]),
    ),
  ];
  mkdirSync(dirname(output), { recursive: true });
  const shared = platform === "darwin" ? ["-shared", "-Wl,-undefined,dynamic_lookup"] : ["-shared"];
  run(compiler, [...shared, ...extra, ...objects, "-o", output, ...link, ...(platform === "linux" ? ["-lm"] : [])]);
  rmSync(work, { recursive: true });
}

function run([command, ...first], args) {
  const { status, stdout, stderr, error } = spawnSync(command, [...first, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${error?.message ?? ""}${stdout}${stderr}`);
  if (stderr.includes("warning:")) console.error(stderr);
}
