/**
 * Threads that run kernels on the same memory. Each waits for a job in its own control block: it polls for a while, so
 * that a job reaches it within a microsecond, then sleeps. The threads never hold a process open.
 */
import { findNodeModule, nodeModule, nodeProcess } from "../../platform.ts";
import { BackendError } from "../../tensor/index.ts";
import type { Compiled } from "./compiled.ts";
import type { Kernels } from "./kernels.generated.ts";

/** A call of a kernel. */
export type KernelCall = readonly [name: keyof Kernels, ...args: number[]];

/** Bytes of a thread's control block: flags, then, as float64, the memory's length, a result, and arguments. */
const BLOCK = 512;
const LENGTH_AT = 48;
const ARGUMENTS_AT = 64;
/** Flags: number of the job to do, of the last job done, which kernel, how many arguments. */
const JOB = 0;
const DONE = 1;
const KERNEL = 2;
const COUNT = 3;
/** Whether the thread runs (1), or failed (-1). */
const STATE = 4;
/** Set by the thread once its engine is ready. */
const STARTED = 5;
/** Where threads wait for each other in the job, or 0; see waitForAll in kernels/recurrence.ts. */
const BARRIER = 6;
/** The job's number until someone claims it: the thread, or the caller, which often finishes before a sleeping thread wakes. */
const OFFER = 7;
/** What a thread that has failed leaves there, so that no other waits for it. */
const ABANDONED = -(2 ** 31);
/** How often to poll before sleeping: about a fifth of a millisecond. */
const LOOKS = 20_000;

/** Milliseconds that a thread sleeps at a time while another is late. */
const NAP = 0.02;

/** The thread's main loop, as text, because it must run where our modules cannot be loaded. */
const program = `
function serve({ module, memory, control, index, names, wide, native }) {
  const nap = (address, value) => void Atomics.wait(new Int32Array(memory.buffer), address / 4, value, ${NAP});
  const kernels = new WebAssembly.Instance(module, { env: { memory, nap } }).exports;
  kernels.useWidePanels(wide);
  const flags = new Int32Array(control, index * ${BLOCK}, ${ARGUMENTS_AT / 4});
  const args = new Float64Array(control, index * ${BLOCK} + ${ARGUMENTS_AT}, ${(BLOCK - ARGUMENTS_AT) / 8});
  const block = new Float64Array(control, index * ${BLOCK} + ${LENGTH_AT}, ${(BLOCK - LENGTH_AT) / 8});
  const calls = native ? require(native.file).attachCalls(memory, block, native.instructions) : {};
  let job = 0;
  Atomics.store(flags, ${STATE}, 1);
  Atomics.store(flags, ${STARTED}, 1);
  Atomics.notify(flags, ${STARTED});
  for (;;) {
    for (let i = 0; i < ${LOOKS} && Atomics.load(flags, ${JOB}) === job; i++);
    while (Atomics.load(flags, ${JOB}) === job) Atomics.wait(flags, ${JOB}, job);
    job = Atomics.load(flags, ${JOB});
    if (flags[${KERNEL}] < 0) return;
    if (Atomics.compareExchange(flags, ${OFFER}, job, 0) !== job) continue;
    try {
      const name = names[flags[${KERNEL}]];
      if (calls[name]) calls[name]();
      else Reflect.apply(kernels[name], undefined, args.subarray(0, flags[${COUNT}]));
    } catch {
      Atomics.store(flags, ${STATE}, -1);
      const barrier = flags[${BARRIER}] / 4;
      if (barrier) Atomics.store(new Int32Array(memory.buffer), barrier, ${ABANDONED});
    }
    Atomics.store(flags, ${DONE}, job);
    Atomics.notify(flags, ${DONE});
  }
}`;

/** Whether this engine can run threads on a shared memory; otherwise the reason. */
export function obstacleToThreads(isShared: boolean): string | undefined {
  // some pages have shared memories and not their constructor, and cannot hand them to a worker
  if (!isShared || typeof SharedArrayBuffer !== "function") {
    return globalThis.crossOriginIsolated
      ? "this engine shares no WebAssembly memory, though the page is cross-origin isolated"
      : "memory cannot be shared: a page needs cross-origin isolation for it";
  }
  if (nodeProcess()) return undefined;
  return typeof Worker === "function" && typeof Blob === "function" ? undefined : "this engine has no workers";
}

/** What kernels on a memory call to sleep for a moment, unless the integer at the address has another value. */
export function napOn(memory: WebAssembly.Memory): (address: number, value: number) => void {
  if (!mayBlock()) return () => {};
  return (address, value) => {
    Atomics.wait(new Int32Array(memory.buffer), address / 4, value, NAP);
  };
}

/** Whether the calling thread may sleep until another has done something: a page's main thread may only look. */
function mayBlock(): boolean {
  try {
    return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0) === "not-equal";
  } catch {
    return false;
  }
}

/** Cores that the process may use. */
export function coresAvailable(): number {
  return findNodeModule("node:os")?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** Flags of the threads that were asked for and had not started when last looked at. */
const starting = new Set<Int32Array>();
/** Milliseconds that a thread may take to start, at most. */
const START_TIME = 2000;

/** Waits, in Node, until no thread is starting: V8 crashes where its flags change while it makes the engine of another thread. */
export function awaitStarts(): void {
  for (const flags of starting) Atomics.wait(flags, STARTED, 0, START_TIME);
  starting.clear();
}

/** Some threads beside the calling one. */
export class ThreadPool {
  private readonly control: SharedArrayBuffer;
  private readonly flags: Int32Array[];
  private readonly lengths: Float64Array[];
  private readonly args: Float64Array[];
  private readonly names: (keyof Kernels)[];
  private readonly numbers: ReadonlyMap<string, number>;
  private job = 0;
  private readonly mayBlock = mayBlock();
  /** How many threads could not be started, and why. */
  failed = 0;
  failure: string | undefined;

  /** @param helpers threads beside the calling one */
  constructor(
    { module, kernels, native }: Compiled,
    private readonly memory: WebAssembly.Memory,
    helpers: number,
  ) {
    this.control = new SharedArrayBuffer(helpers * BLOCK);
    const blocks = Array.from({ length: helpers }, (_, i) => i * BLOCK);
    this.flags = blocks.map((at) => new Int32Array(this.control, at, ARGUMENTS_AT / 4));
    this.lengths = blocks.map((at) => new Float64Array(this.control, at + LENGTH_AT, 1));
    this.args = blocks.map((at) => new Float64Array(this.control, at + ARGUMENTS_AT, (BLOCK - ARGUMENTS_AT) / 8));
    this.names = (Object.keys(kernels) as (keyof Kernels)[]).filter((name) => typeof kernels[name] === "function");
    this.numbers = new Map(this.names.map((name, i) => [name, i]));
    const { control, names } = this;
    for (let index = 0; index < helpers; index++) {
      const wide = Number(kernels.packedSize(1, 1) === 16);
      const data = { module, memory, control, index, names, wide, native };
      const flags = this.flags[index]!;
      starting.add(flags);
      startThread(data, (reason) => {
        starting.delete(flags);
        this.failed++;
        this.failure ??= `a thread could not be started: ${reason}`;
      });
    }
  }

  /** How many threads can share a job now, the calling one among them: those that have started. */
  get ready(): number {
    let count = 1;
    for (const flags of this.flags) {
      if (Atomics.load(flags, STATE) !== 1) continue;
      if (starting.size > 0) starting.delete(flags);
      count++;
    }
    return count;
  }

  /**
   * Runs calls in parallel, the first one on this thread, and returns when all have ended; at most {@link ready} of them.
   * @param barrier the address at which they wait for each other, if they do
   */
  run(calls: readonly KernelCall[], kernels: Kernels, barrier = 0): void {
    const free = this.flags.flatMap((flags, i) => (Atomics.load(flags, STATE) === 1 ? [i] : []));
    const job = ++this.job;
    const { byteLength } = this.memory.buffer;
    for (let i = 1; i < calls.length; i++) {
      const [name, ...args] = calls[i]!;
      const flags = this.flags[free[i - 1]!]!;
      this.lengths[free[i - 1]!]![0] = byteLength;
      this.args[free[i - 1]!]!.set(args);
      flags[KERNEL] = this.numbers.get(name)!;
      flags[COUNT] = args.length;
      flags[BARRIER] = barrier;
      Atomics.store(flags, OFFER, job);
      Atomics.store(flags, JOB, job);
      Atomics.notify(flags, JOB);
    }
    const call = ([name, ...args]: KernelCall) => (kernels[name] as (...args: number[]) => void)(...args);
    try {
      call(calls[0]!);
      for (let i = 1; i < calls.length && !barrier; i++) {
        const flags = this.flags[free[i - 1]!]!;
        if (Atomics.compareExchange(flags, OFFER, job, 0) !== job) continue;
        Atomics.store(flags, DONE, job);
        call(calls[i]!);
      }
    } catch (error) {
      if (barrier) Atomics.store(new Int32Array(this.memory.buffer), barrier / 4, ABANDONED);
      throw error;
    } finally {
      // what failed here or there, nobody works on when this returns
      for (let i = 1; i < calls.length; i++) this.await(this.flags[free[i - 1]!]!, job);
    }
    for (let i = 1; i < calls.length; i++) {
      if (Atomics.load(this.flags[free[i - 1]!]!, STATE) !== -1) continue;
      throw new BackendError({ what: "A thread of the kernels failed.", hint: "this is a defect: please report it" });
    }
  }

  /** Ends the threads. */
  stop(): void {
    for (const flags of this.flags) {
      flags[KERNEL] = -1;
      Atomics.store(flags, JOB, -1);
      Atomics.notify(flags, JOB);
      Atomics.store(flags, STATE, 0);
    }
  }

  private await(flags: Int32Array, job: number): void {
    for (let looks = 0, done = Atomics.load(flags, DONE); done !== job; looks++, done = Atomics.load(flags, DONE)) {
      if (looks > LOOKS && this.mayBlock) Atomics.wait(flags, DONE, done, 1);
    }
  }
}

interface ThreadData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  control: SharedArrayBuffer;
  index: number;
  names: readonly string[];
  wide: number;
  native: Compiled["native"];
}

/** Starts a thread. If that fails it never becomes ready, and the others do its work. */
function startThread(data: ThreadData, onFailure: (reason: string) => void): void {
  try {
    launchThread(data, onFailure);
  } catch (error) {
    onFailure((error as Error).message);
  }
}

function launchThread(data: ThreadData, onFailure: (reason: string) => void): void {
  if (nodeProcess()) {
    const { Worker: Thread } = nodeModule("node:worker_threads");
    const code = `${program}\nserve(require("node:worker_threads").workerData);`;
    const thread = new Thread(code, { eval: true, workerData: data, execArgv: [] });
    thread.on("error", ({ message }) => onFailure(message));
    thread.unref();
    return;
  }
  const url = URL.createObjectURL(new Blob([`${program}\nonmessage = ({ data }) => serve(data);`]));
  const thread = new Worker(url);
  thread.onerror = ({ message }) => onFailure(message || "a page's Content-Security-Policy needs worker-src blob:");
  thread.postMessage(data);
}
