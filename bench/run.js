/**
 * Measures Recurve against its peers: one run, the systems in turn, each in a process of its own on one thread, the same
 * weights and inputs, outputs compared before any time is taken.
 *
 *   npm run bench                     the crude comparison: one LSTM shape, forward and training step
 *   npm run bench -- --all            every cell and shape
 *   npm run bench -- --json FILE      also writes the figures to a file
 *
 * Peers install themselves: TensorFlow.js with npm into bench/node_modules, PyTorch with pip into bench/.venv (or the
 * Python named by RECURVE_PYTHON). One that cannot be had is named and left out.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const arguments_ = process.argv.slice(2);
const all = arguments_.includes("--all");
const jsonFile = arguments_.includes("--json") ? arguments_[arguments_.indexOf("--json") + 1] : undefined;

/** Batch, time, features, units. */
const shapes = all
  ? [
      [1, 1, 64, 128],
      [1, 100, 64, 128],
      [32, 20, 8, 32],
      [32, 100, 64, 128],
      [64, 50, 256, 512],
    ]
  : [[32, 100, 64, 128]];
const cells = all ? ["lstm", "gru", "simpleRNN"] : ["lstm"];
const gatesOf = { lstm: 4, gru: 3, simpleRNN: 1 };
const rounds = 5;

/** Outputs may differ by this much: float32 sums in different orders over many steps. */
const agreement = 2e-3;

class System {
  constructor(name, command, args) {
    this.name = name;
    this.waiting = [];
    this.child = spawn(command, args, {
      cwd: here,
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1", TF_CPP_MIN_LOG_LEVEL: "3" },
    });
    let complaint = "";
    this.child.stderr.on("data", (data) => {
      complaint = (complaint + data).slice(-2000);
    });
    createInterface({ input: this.child.stdout }).on("line", (line) => {
      if (line.startsWith("{")) this.waiting.shift()?.resolve(JSON.parse(line));
    });
    this.child.on("exit", () => {
      for (const { reject } of this.waiting) reject(new Error(complaint.trim().split("\n").at(-1) || "it ended"));
      this.waiting = [];
    });
  }

  ask(request) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  stop() {
    this.child.stdin.end();
  }
}

function startSystems() {
  const systems = [["Recurve", process.execPath, ["systems/recurve.js"]]];
  if (installNpm()) systems.push(["TensorFlow.js wasm", process.execPath, ["systems/tfjs-wasm.js"]]);
  const python = installPython();
  if (python) systems.push(["PyTorch", python, ["systems/pytorch.py"]]);
  return systems.map(([name, command, args]) => new System(name, command, args));
}

function installNpm() {
  if (existsSync(join(here, "node_modules/@tensorflow/tfjs"))) return true;
  console.log("installing TensorFlow.js ...");
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"], {
    cwd: here,
    stdio: "inherit",
  });
  if (status !== 0) console.log("TensorFlow.js could not be installed and is left out");
  return status === 0;
}

function installPython() {
  if (process.env.RECURVE_PYTHON) return process.env.RECURVE_PYTHON;
  const python = join(here, ".venv/bin/python");
  if (spawnSync(python, ["-c", "import torch"]).status === 0) return python;
  console.log("installing PyTorch ...");
  spawnSync("python3", ["-m", "venv", join(here, ".venv")], { stdio: "inherit" });
  const { status } = spawnSync(python, ["-m", "pip", "install", "-q", "-r", join(here, "requirements.txt")], {
    stdio: "inherit",
  });
  if (status !== 0) console.log("PyTorch could not be installed and is left out");
  return status === 0 ? python : undefined;
}

/** The same numbers for every system: x, kernel, recurrent kernel, bias in Keras's layout, and the target, as float32. */
function writeNumbers(folder, cell, [B, T, D, H]) {
  let state = 12345;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const width = gatesOf[cell] * H;
  const bias = cell === "gru" ? 2 * width : width;
  const parts = [
    [B * T * D, 1],
    [D * width, 1.7 / Math.sqrt(D)],
    [H * width, 1 / Math.sqrt(H)],
    [bias, 0.1],
    [B * T * H, 0.5],
  ];
  const values = Float32Array.from(
    parts.flatMap(([count, scale]) => Array.from({ length: count }, () => scale * next())),
  );
  const path = join(folder, `${cell}-${[B, T, D, H].join("-")}.bin`);
  writeFileSync(path, Buffer.from(values.buffer));
  return path;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const format = (ms) => (ms === undefined ? "-" : ms < 1 ? ms.toFixed(3) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0));

const folder = mkdtempSync(join(tmpdir(), "recurve-bench-"));
const results = [];
const systems = startSystems();
try {
  const versions = [];
  for (const system of systems) versions.push((await system.ask({ what: "version" })).version);
  console.log(`${cpus()[0].model}, one thread; ${versions.join(", ")}; ${new Date().toISOString().slice(0, 10)}\n`);
  for (const cell of cells) {
    for (const shape of shapes) results.push(...(await measure(cell, shape)));
  }
} finally {
  for (const system of systems) system.stop();
  rmSync(folder, { recursive: true, force: true });
}
printTable();
if (jsonFile) writeFileSync(jsonFile, JSON.stringify(results, null, 1));

async function measure(cell, shape) {
  const numbers = writeNumbers(folder, cell, shape);
  const able = [];
  let reference;
  for (const system of systems) {
    const { sample, unable } = await system.ask({ what: "prepare", cell, shape, numbers });
    if (unable) continue;
    reference ??= sample;
    const off = Math.max(...sample.map((value, i) => Math.abs(value - reference[i])));
    if (!(off <= agreement))
      throw new Error(`${system.name} computes something else for ${cell} ${shape}: off by ${off}`);
    able.push(system);
  }
  const rows = [];
  for (const what of ["forward", "train"]) {
    const times = new Map(able.map((system) => [system, []]));
    for (let round = 0; round < rounds; round++) {
      for (const system of able) times.get(system).push(...(await system.ask({ what, budget: 400 })).times);
    }
    rows.push({
      cell,
      shape,
      what,
      ms: Object.fromEntries(able.map((system) => [system.name, median(times.get(system))])),
    });
  }
  return rows;
}

function printTable() {
  const names = systems.map(({ name }) => name);
  console.log(`| case | ${names.join(" | ")} |\n|---|${names.map(() => "---|").join("")}`);
  for (const { cell, shape, what, ms } of results) {
    const [B, T, D, H] = shape;
    console.log(
      `| ${cell} B${B} T${T} D${D} H${H} ${what}, ms | ${names.map((name) => format(ms[name])).join(" | ")} |`,
    );
  }
}
