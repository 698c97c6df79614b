/** A step that runs again as a list of kernel calls: same places, same order, nothing made anew. */
import type { Recording } from "../backend.ts";
import type { Packing, WasmEngine } from "./engine.ts";

type Call = (...args: number[]) => number;

/**
 * Runs `compute` and gives it as a {@link Recording}; undefined when it read numbers of this memory outside the kernels,
 * where later runs would go by the numbers of the first.
 */
export function recordCalls(engine: WasmEngine, compute: () => void): Recording | undefined {
  const { memory, kernels } = engine;
  const calls: Call[] = [];
  const args: number[][] = [];
  const checks: (((result: number) => void) | undefined)[] = [];
  const reads = memory.reads;
  engine.packings.clear();
  const blocks = memory.withOwnArena(() =>
    engine.listen(([name, ...values], check) => {
      calls.push(kernels[name] as Call);
      args.push(values);
      checks.push(check);
    }, compute),
  );
  const packings = [...engine.packings.values()];
  const release = () => {
    for (const { address, bytes } of blocks.splice(0)) memory.free(address, bytes);
  };
  if (memory.reads !== reads) {
    release();
    return undefined;
  }
  return {
    run() {
      renew(packings);
      for (let i = 0; i < calls.length; i++) {
        const result = callWith(calls[i]!, args[i]!);
        checks[i]?.(result);
      }
    },
    release,
  };
}

function renew(packings: readonly Packing[]): void {
  for (let i = 0; i < packings.length; i++) packings[i]!.renew();
}

/** A call with a list of arguments, without the list being walked and copied. */
function callWith(call: Call, a: readonly number[]): number {
  return Reflect.apply(call, undefined, a);
}
