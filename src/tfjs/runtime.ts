/** What TensorFlow.js asks of its users for memory and backends; harmless here, where nothing needs disposal. */
import { diagnose } from "../index.ts";
import { checkOption, checkShape, sizeOf, takes } from "../tensor/index.ts";

/** Calls the function and gives what it gives. */
export function tidy<T>(nameOrFunction: string | (() => T), run?: () => T): T {
  const act = typeof nameOrFunction === "function" ? nameOrFunction : run;
  checkOption("tidy", "run", act, takes.callable);
  return act!();
}
export function dispose(_tensors?: unknown): void {}
export const keep = <T>(tensor: T): T => tensor;
/** Tensors are plain memory, which nobody counts. */
export const memory = () => ({ numTensors: 0, numDataBuffers: 0, numBytes: diagnose().bytes ?? 0, unreliable: true });
export const nextFrame = () => new Promise<void>((resolve) => setTimeout(resolve));
export const ready = async (): Promise<void> => {};
export const getBackend = () => diagnose().name;
/** Recurve chooses by what the engine can run. */
export const setBackend = async (_name: string): Promise<boolean> => true;

export const util = {
  assert(holds: boolean, message: string | (() => string)): void {
    if (!holds) throw new Error(typeof message === "function" ? message() : message);
  },
  now: () => performance.now(),
  /** Shuffles a list in place (Fisher & Yates). */
  shuffle<T>(list: T[]): void {
    checkOption("shuffle", "list", list, takes.list);
    for (let i = list.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1));
      [list[i], list[j]] = [list[j]!, list[i]!];
    }
  },
  sizeFromShape: (shape: readonly number[]) => sizeOf(checkShape(shape)),
};
