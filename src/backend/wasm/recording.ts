/** A step that runs again as a list of kernel calls: same addresses, same order, no allocation. */
import type { Recording } from "../backend.ts";
import type { Packing, WasmEngine } from "./engine.ts";
import type { Block } from "./free-blocks.ts";
import type { KernelMemory } from "./memory.ts";

type Call = (...args: number[]) => number;
type Check = (result: number) => void;

/**
 * Runs `compute` and gives it as a {@link Recording}; undefined when it read numbers of this memory outside the kernels,
 * where later runs would go by the numbers of the first.
 */
export function recordCalls(engine: WasmEngine, compute: () => void): Recording | undefined {
  const { memory, kernels } = engine;
  const made = new RecordedCalls(memory);
  const reads = memory.reads;
  engine.packings.clear();
  made.blocks = memory.withOwnArena(() =>
    engine.listen(([name, ...values], check) => made.add(kernels[name] as Call, values, check), compute),
  );
  made.packings = [...engine.packings.values()];
  if (memory.reads === reads) return made;
  made.release();
  return undefined;
}

/**
 * The calls and the memory they work in. A class and no closures: a closure would keep `compute` alive, with it the stepper
 * that asked for the recording, and nothing of them would ever be collected.
 */
class RecordedCalls implements Recording {
  blocks: Block[] = [];
  packings: readonly Packing[] = [];
  private readonly calls: Call[] = [];
  private readonly args: number[][] = [];
  private readonly checks: (Check | undefined)[] = [];

  constructor(private readonly memory: KernelMemory) {}

  add(call: Call, args: number[], check: Check | undefined): void {
    this.calls.push(call);
    this.args.push(args);
    this.checks.push(check);
  }

  run(): void {
    const { calls, args, checks } = this;
    renew(this.packings);
    for (let i = 0; i < calls.length; i++) {
      const result = callWith(calls[i]!, args[i]!);
      checks[i]?.(result);
    }
  }

  release(): void {
    for (const { address, bytes } of this.blocks.splice(0)) this.memory.free(address, bytes);
  }
}

function renew(packings: readonly Packing[]): void {
  for (let i = 0; i < packings.length; i++) packings[i]!.renew();
}

/** A call with a list of arguments that avoids spreading the list. */
function callWith(call: Call, a: readonly number[]): number {
  return Reflect.apply(call, undefined, a);
}
