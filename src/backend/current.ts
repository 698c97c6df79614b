/** The current backend (one of the library's two pieces of global state) and the steps in which it computes. */
import { ConfigError, Tensor, unknownName } from "../tensor/index.ts";
import type { Backend } from "./backend.ts";
import { JsBackend } from "./js/js-backend.ts";
import { isWasmSupported, WasmBackend } from "./wasm/wasm-backend.ts";

/** `wasm`: WebAssembly kernels. `js`: the plain reference, slow and simple. */
export type BackendName = "wasm" | "js";

const makers: Record<BackendName, () => Backend> = {
  wasm: () => new WasmBackend(),
  js: () => new JsBackend(),
};
const made = new Map<BackendName, Backend>();
let current: Backend | undefined;
let depth = 0;

/** The backend that computes now: `wasm` where the engine has WebAssembly SIMD, else `js`. */
export function backend(): Backend {
  return (current ??= useBackend(isWasmSupported() ? "wasm" : "js"));
}

/**
 * Chooses the backend for everything computed from here on. Tensors and models made before keep working.
 * @throws ConfigError for an unknown name, or when called inside a computation
 * @throws BackendError when the engine cannot run the backend
 */
export function setBackend(name: BackendName): void {
  if (!Object.hasOwn(makers, name)) throw unknownName("backend", name, Object.keys(makers));
  if (depth > 0) throw new ConfigError("setBackend cannot be called inside a training step or a prediction.");
  current = useBackend(name);
}

function useBackend(name: BackendName): Backend {
  const chosen = made.get(name) ?? makers[name]();
  made.set(name, chosen);
  return chosen;
}

/** What a step may give: tensors, alone or inside lists and plain objects; anything else passes untouched. */
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
  } else if (result !== null && typeof result === "object" && Object.getPrototypeOf(result) === Object.prototype) {
    for (const entry of Object.values(result)) detachAll(engine, entry);
  }
}
