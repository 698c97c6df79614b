/** What TensorFlow.js asks of its users for memory and backends; harmless here, where nothing needs disposal. */
import { diagnose } from "../index.ts";
import { checkOption, takes } from "../tensor/index.ts";
import { absent } from "./absent.ts";
import { type Tensor, tensorsIn, type Variable, variableNamed, variableOf } from "./tensors/index.ts";
import type { TensorContainer } from "./types.ts";
import { isPromise } from "./util.ts";

/** Calls the function and returns its result. A promise it returns, too, but says on the console that it should not. */
export function tidy<T extends TensorContainer>(nameOrFn: string | (() => T), fn?: () => T): T {
  if (fn !== undefined) checkOption("tidy", "nameOrFn", nameOrFn, takes.text);
  const act = typeof nameOrFn === "function" ? nameOrFn : fn;
  checkOption("tidy", "fn", act, takes.callable);
  const result = act!();
  if (isPromise(result)) console.error("tidy: its function is to return at once, not a Promise.");
  return result;
}
/** Calls `dispose` of a tensor, or of all tensors in lists and records at any depth; their values stay. */
export function dispose(container?: TensorContainer | object): void {
  for (const each of tensorsIn(container)) each.dispose();
}
/** Does nothing: variables are collected like any other object. */
export function disposeVariables(): void {}
/** Returns the tensor; nothing is disposed of here. */
export const keep = <T extends Tensor>(result: T): T => result;

/** What is known about memory. */
export interface MemoryInfo {
  /** 0: tensors are plain memory and are not counted. */
  numTensors: number;
  /** 0, for the same reason. */
  numDataBuffers: number;
  /** The kernels' memory. */
  numBytes: number;
  /** True: numbers of tensors are not known. */
  unreliable: boolean;
  /** Why they are not. */
  reasons: string[];
}
/** Tensors are plain memory and are not counted. */
export const memory = (): MemoryInfo => ({
  numTensors: 0,
  numDataBuffers: 0,
  numBytes: diagnose().bytes ?? 0,
  unreliable: true,
  reasons: ["tensors are collected like any other object"],
});

/** Durations in milliseconds. */
export interface TimingInfo {
  /** The whole. */
  wallMs: number;
  /** The same: kernels are not timed separately. */
  kernelMs: number;
}
/** Runs a function and returns how long it took. */
export async function time(f: () => unknown): Promise<TimingInfo> {
  checkOption("time", "f", f, takes.callable);
  const start = performance.now();
  await f();
  const wallMs = performance.now() - start;
  return { wallMs, kernelMs: wallMs };
}

/** The result of {@link profile}. */
export interface ProfileInfo {
  /** Added kernel memory. */
  newBytes: number;
  /** 0: tensors are not counted. */
  newTensors: number;
  /** Kernel memory afterwards. */
  peakBytes: number;
  /** Empty: kernels are not listed. */
  kernels: never[];
  /** Empty, for the same reason. */
  kernelNames: string[];
  /** The function's result. */
  result: TensorContainer;
}
/** Runs a function and returns its result and its memory use. */
export async function profile(f: () => TensorContainer | Promise<TensorContainer>): Promise<ProfileInfo> {
  checkOption("profile", "f", f, takes.callable);
  const before = diagnose().bytes ?? 0;
  const result = await f();
  const peakBytes = diagnose().bytes ?? 0;
  return { newBytes: peakBytes - before, newTensors: 0, peakBytes, kernels: [], kernelNames: [], result };
}

/** Resolves after a turn of the event loop, in which a page can draw. */
export const nextFrame = () => new Promise<void>((resolve) => setTimeout(resolve));
/** Resolves at once: the backend needs no preparation. */
export const ready = async (): Promise<void> => {};
/** The name of the backend in use: "wasm" or "js". */
export const getBackend = (): string => diagnose().name;
/** Ignores the name: Recurve chooses by what the engine can run. */
export const setBackend = async (backendName: string): Promise<boolean> => {
  checkOption("setBackend", "backendName", backendName, takes.text);
  return true;
};
/** Does nothing: backends stay. */
export function removeBackend(_name: string): void {}
/** Sets the flag PROD, which has no effect. */
export function enableProdMode(): void {
  environment.set("PROD", true);
}
/** Sets the flag DEBUG, which has no effect. */
export function enableDebugMode(): void {
  environment.set("DEBUG", true);
}
/** Keeps {@link deprecationWarn} silent. */
export function disableDeprecationWarnings(): void {
  environment.set("DEPRECATION_WARNINGS_ENABLED", false);
  console.warn("TensorFlow.js deprecation warnings have been disabled.");
}
/** Warns on the console of what is no longer to be used. */
export function deprecationWarn(msg: string): void {
  if (environment.getBool("DEPRECATION_WARNINGS_ENABLED")) {
    console.warn(`${msg} You can disable deprecation warnings with tf.disableDeprecationWarnings().`);
  }
}
/** The properties of the tensors' numbers: float32. */
export const backend = () => ({
  /** The smallest divisor that is distinguished from 0: 1e-7. */
  epsilon: (): number => 1e-7,
  /** The bits of a float: 32. */
  floatPrecision: (): 16 | 32 => 32,
});
/** Refused: custom backends do not exist here. */
export const registerBackend = absent("registerBackend", "Recurve computes by its own kernels");

const first = (): [string, number | boolean | string][] => [
  ["DEBUG", false],
  ["PROD", false],
  ["IS_TEST", false],
  ["DEPRECATION_WARNINGS_ENABLED", true],
];
const flags = new Map(first());
const environment = {
  /** Whether it runs in a page. */
  get isBrowser(): boolean {
    return "document" in globalThis;
  },
  /** The value of a flag; false if it was never set. Flags have no effect. */
  get: (flagName: string): number | boolean | string => {
    if (flagName === "IS_BROWSER") return environment.isBrowser;
    if (flagName === "IS_NODE") return !environment.isBrowser;
    return flags.get(flagName) ?? false;
  },
  /** {@link get} as a number. */
  getNumber: (flagName: string): number => Number(environment.get(flagName)),
  /** {@link get} as a boolean. */
  getBool: (flagName: string): boolean => Boolean(environment.get(flagName)),
  /** {@link get} as a text. */
  getString: (flagName: string): string => String(environment.get(flagName)),
  /** {@link get}, as a promise. */
  getAsync: async (flagName: string) => environment.get(flagName),
  /** All flags that were set. */
  getFlags: (): Record<string, number | boolean | string> => Object.fromEntries(flags),
  /** Sets a flag, which has no effect. */
  set: (flagName: string, value: number | boolean | string): void => void flags.set(flagName, value),
  /** Sets all flags back. */
  reset: (): void => {
    flags.clear();
    environment.setFlags(Object.fromEntries(first()));
  },
  /** Sets several flags. */
  setFlags: (all: Record<string, number | boolean | string>): void => {
    for (const [name, value] of Object.entries(all)) flags.set(name, value);
  },
};
/** The flags of the environment: they can be set and read, and have no effect. */
export const env = () => environment;
/** {@link env}'s. */
export const ENV = environment;

/** Looks variables up as they are asked for: they are not kept. */
const registeredVariables: Readonly<Record<string, Variable>> = new Proxy(
  {},
  { get: (_, name) => (typeof name === "string" ? variableOf(variableNamed(name)) : undefined) },
);

/** A substitute for TensorFlow.js's engine: scopes that do nothing. */
export const engine = () => ({
  /** The name of the backend. */
  backendName: getBackend(),
  /** Variables and weights by their names. */
  registeredVariables,
  /** Does nothing. */
  startScope(_name?: string): void {},
  /** Does nothing. */
  endScope(_result?: TensorContainer): void {},
  /** The same as `tf.tidy`. */
  tidy,
  /** The same as `tf.memory`. */
  memory,
  /** The same as `tf.keep`. */
  keep,
  /** The same as `tf.profile`. */
  profile,
});

const RELEASE = "4.22.0";
/** The packages of TensorFlow.js. */
type Package = "tfjs-core" | "tfjs-layers" | "tfjs-data" | "tfjs-converter" | "tfjs";
/** The release of TensorFlow.js whose names and numbers these are, for each of its packages. */
export const version: Readonly<Record<Package, string>> = /* @__PURE__ */ Object.fromEntries(
  ["tfjs-core", "tfjs-layers", "tfjs-data", "tfjs-converter", "tfjs"].map((name) => [name, RELEASE]),
) as Record<Package, string>;
/** {@link version} of its core. */
export const version_core = RELEASE;
/** {@link version} of its layers. */
export const version_layers = RELEASE;
