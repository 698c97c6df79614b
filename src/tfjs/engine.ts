/** What TensorFlow.js asks of its users for memory and backends; harmless here, where nothing needs disposal. */
import { diagnose } from "../index.ts";
import { checkOption, checkShape, sizeOf, takes } from "../tensor/index.ts";

/** Calls the function and gives what it gives. */
export function tidy<T>(nameOrFunction: string | (() => T), run?: () => T): T {
  const act = typeof nameOrFunction === "function" ? nameOrFunction : run;
  checkOption("tidy", "run", act, takes.callable);
  return act!();
}
/** Does nothing: tensors are collected like any other object. */
export function dispose(_tensors?: unknown): void {}
/** Gives the tensor back; nothing has to be kept from disposal here. */
export const keep = <T>(tensor: T): T => tensor;
/** Tensors are plain memory, which nobody counts. */
export const memory = () => ({ numTensors: 0, numDataBuffers: 0, numBytes: diagnose().bytes ?? 0, unreliable: true });
/** Resolves after a turn of the event loop, in which a page can draw. */
export const nextFrame = () => new Promise<void>((resolve) => setTimeout(resolve));
/** Resolves at once: the backend needs no preparation. */
export const ready = async (): Promise<void> => {};
/** The name of the backend in use: "wasm" or "js". */
export const getBackend = () => diagnose().name;
/** Recurve chooses by what the engine can run. */
export const setBackend = async (_name: string): Promise<boolean> => true;

/** The helpers of `tf.util` that examples use. */
export const util = {
  /** Throws an Error with the message unless the condition holds. */
  assert(holds: boolean, message: string | (() => string)): void {
    if (!holds) throw new Error(typeof message === "function" ? message() : message);
  },
  /** Milliseconds of a clock that only goes forward. */
  now: () => performance.now(),
  /** Shuffles a list in place (Fisher & Yates). */
  shuffle<T>(list: T[]): void {
    checkOption("shuffle", "list", list, takes.list);
    for (let i = list.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1));
      [list[i], list[j]] = [list[j]!, list[i]!];
    }
  },
  /** How many elements a tensor of this shape has. */
  sizeFromShape: (shape: readonly number[]) => sizeOf(checkShape(shape)),
};
