/** Which kernels run and what runs in plain JavaScript, and how long each takes; of the build in dist/, file by file. */
import { JsBackend } from "../dist/backend/js/js-backend.js";
import { WasmEngine } from "../dist/backend/wasm/engine.js";

/** Makes `owner[method]` tell `spent` how long it took; what it calls of its own kind counts once. */
function watch(spent, owner, method, keyOf) {
  const act = owner[method];
  let depth = 0;
  owner[method] = function (...args) {
    const start = performance.now();
    depth++;
    const result = act.apply(this, args);
    if (--depth > 0) return result;
    const key = keyOf(...args);
    spent.set(key, (spent.get(key) ?? 0) + performance.now() - start);
    return result;
  };
}

const shape = (x) => (x?.shape ? `[${x.shape.join(", ")}]` : typeof x === "string" ? x : undefined);

/** What a key in the times of {@link watchPlain} begins with. */
export const PLAIN = "plain JavaScript: ";

/** Times by operation and shapes, in ms, of what has no kernel. */
export function watchPlain(spent = new Map()) {
  const own = [
    "constructor",
    "describe",
    "stop",
    "beginStep",
    "endStep",
    "detach",
    "makeVariable",
    "release",
    "assign",
  ];
  for (const method of Object.getOwnPropertyNames(JsBackend.prototype).filter((name) => !own.includes(name))) {
    const keyOf = (...args) => `${PLAIN}${[method, ...args.map(shape).filter(Boolean)].join(" ")}`;
    watch(spent, JsBackend.prototype, method, keyOf);
  }
  return spent;
}

/** Times by kernel too, products by their sizes. */
export function watchAll() {
  const spent = watchPlain();
  const keyOf = (name, { M, N, K }) => (name === "gemm" ? `matmul ${M} x ${K} x ${N}` : name);
  watch(spent, WasmEngine.prototype, "call", keyOf);
  return spent;
}
