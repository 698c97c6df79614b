/** The current backend, and the steps in which it computes. */
import { environment } from "../platform.ts";
import { BackendError, ConfigError, isPlain, readOptions, Tensor, takes, unknownName } from "../tensor/index.ts";
import type { Backend, BackendDescription } from "./backend.ts";
import { JsBackend } from "./js/js-backend.ts";
import { kernelLevels } from "./wasm/compiled.ts";
import type { EngineOptions } from "./wasm/engine.ts";
import { levelOf, obstacleToKernels } from "./wasm/levels.ts";
import { WasmBackend } from "./wasm/wasm-backend.ts";

/** `wasm`: WebAssembly kernels. `js`: the plain reference, slow and simple. */
export type BackendName = "wasm" | "js";

/** How the backends compute; see {@link init}. */
export interface InitOptions {
  /** How many threads share a large computation. Default: the cores available. Any number gives the same bits. */
  threads?: number | undefined;
  /**
   * Compile the kernels with V8's revectorization, which joins two vectors of 128 bits into one of 256. It is experimental
   * in V8: the kernels are compared with the usual ones first, and those are used where any bit differs. Default false.
   */
  wide?: boolean | undefined;
  /**
   * Compute with the machine code of the package `recurve-native`, which is installed beside this one (Node, Deno, Bun). Its kernels
   * are compared with the usual ones first. If there is none, or any bit differs, the other options decide, and {@link
   * diagnose} says why. Same bits. Default false.
   */
  native?: boolean | undefined;
  /**
   * The kernels as a module, for engines that cannot compile at run time (Cloudflare Workers): the result of `import
   * module from "recurve/kernels.wasm"` there, or of `recurve/kernels-simd.wasm` without relaxed SIMD. One thread.
   */
  module?: WebAssembly.Module | undefined;
}

const kernelModule = {
  expected: 'what `import module from "recurve/kernels.wasm"` gives where that is a WebAssembly.Module',
  accepts: (value: unknown): value is WebAssembly.Module =>
    value instanceof WebAssembly.Module && levelOf(value) !== undefined,
};

let options: InitOptions = {};
const makers: Record<BackendName, () => Backend> = {
  wasm: () => {
    const obstacle = obstacleToKernels(options.module);
    if (obstacle === undefined) return new WasmBackend(engineOptions());
    throw new BackendError({ what: "There is no backend wasm here.", received: obstacle, hint: 'setBackend("js")' });
  },
  js: () => new JsBackend(),
};
const made = new Map<BackendName, Backend>();
let current: Backend | undefined;
/** The backend that {@link setBackend} named. */
let named: BackendName | undefined;
let depth = 0;

/** The current backend: `wasm` where kernels can run, otherwise `js`. */
export function backend(): Backend {
  return (current ??= useBackend(named ?? (obstacleToKernels(options.module) === undefined ? "wasm" : "js")));
}

/**
 * Chooses the backend for everything computed from here on. Tensors and models made before keep working.
 * @throws ConfigError for an unknown name, or when called inside a computation
 * @throws BackendError when the engine cannot run the backend
 */
export function setBackend(name: BackendName): void {
  if (typeof name !== "string" || !Object.hasOwn(makers, name)) throw unknownName("backend", name, Object.keys(makers));
  if (depth > 0) throw new ConfigError("setBackend cannot be called inside a training step or a prediction.");
  current = useBackend(name);
  named = name;
}

/**
 * Sets how to compute from now on. Without it, the environment variables RECURVE_THREADS,
 * RECURVE_KERNELS (native, wide, relaxed-simd or simd) and RECURVE_NATIVE (1 or 0) do. Models and
 * tensors made before keep working.
 * @throws ConfigError for a number of threads that is not one, or when called inside a computation
 */
export function init(wanted: InitOptions = {}): void {
  readOptions("init", wanted, {
    threads: takes.integerFrom(1, 1024),
    wide: takes.flag,
    native: takes.flag,
    module: kernelModule,
  });
  if (depth > 0) throw new ConfigError("init cannot be called inside a training step or a prediction.");
  options = { ...options, ...wanted };
  made.get("wasm")?.stop();
  made.delete("wasm");
  // the backend may have changed
  current = undefined;
}

/** The backend in use: kernels and threads, and what prevented faster ones. */
export function diagnose(): BackendDescription {
  const { obstacles, ...description } = backend().describe();
  const wasm = named === undefined && description.name === "js" ? obstacleToKernels(options.module) : undefined;
  return { ...description, obstacles: { ...(wasm !== undefined && { wasm }), ...obstacles } };
}

/** The options of `init`, otherwise those of the environment. */
export function engineOptions(): EngineOptions {
  const threads = Number(environment("RECURVE_THREADS"));
  const wanted = environment("RECURVE_KERNELS");
  const native = environment("RECURVE_NATIVE");
  return {
    module: options.module,
    threads: options.threads ?? (Number.isInteger(threads) && threads >= 1 ? threads : undefined),
    native: options.native ?? (native === undefined ? wanted === "native" : native !== "0"),
    level:
      options.wide === undefined ? kernelLevels.find((level) => level === wanted) : options.wide ? "wide" : undefined,
  };
}

function useBackend(name: BackendName): Backend {
  const chosen = made.get(name) ?? makers[name]();
  made.set(name, chosen);
  return chosen;
}

/** What a step may return: tensors, alone or inside lists and plain objects; anything else is returned unchanged. */
type StepResult = unknown;

/**
 * Runs `compute` as one step: intermediate results are freed together at its end, and the tensors in its result are moved
 * to plain memory. A step inside a step is part of it.
 */
export function step<T extends StepResult>(compute: () => T): T {
  if (depth > 0) return compute();
  const engine = backend();
  depth++;
  engine.beginStep();
  try {
    const result = compute();
    detachAll(engine, result);
    return result;
  } finally {
    depth--;
    engine.endStep();
  }
}

/** Runs one operation on the current backend, inside the running step or as a step of its own. */
export function run<T extends StepResult>(operation: (engine: Backend) => T): T {
  const engine = backend();
  return depth > 0 ? operation(engine) : step(() => operation(engine));
}

function detachAll(engine: Backend, result: StepResult): void {
  if (result instanceof Tensor) {
    engine.detach(result);
    if (result.mask) engine.detach(result.mask);
  } else if (Array.isArray(result)) {
    for (const entry of result) detachAll(engine, entry);
  } else if (isPlain(result)) {
    for (const entry of Object.values(result)) detachAll(engine, entry);
  }
}
