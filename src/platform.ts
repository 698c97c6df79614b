/**
 * What the engine around the library offers: modules of Node, variables of the environment. A page has neither. No other file
 * of the library asks for `node:...`: an import of it, even one that never runs, stops bundlers for pages.
 */
import { ConfigError } from "./tensor/index.ts";

interface NodeModules {
  "node:buffer": typeof import("node:buffer");
  "node:fs": typeof import("node:fs");
  "node:module": typeof import("node:module");
  "node:fs/promises": typeof import("node:fs/promises");
  "node:os": typeof import("node:os");
  "node:path": typeof import("node:path");
  "node:url": typeof import("node:url");
  "node:v8": typeof import("node:v8");
  "node:worker_threads": typeof import("node:worker_threads");
}

/** The process, in Node 20.16 and later and in what is like it (Deno, Bun); undefined in a page. */
export function nodeProcess(): NodeJS.Process | undefined {
  const { process } = globalThis as { process?: NodeJS.Process };
  return process?.versions?.node && typeof process.getBuiltinModule === "function" ? process : undefined;
}

/** A module of Node's, or undefined where there is none. */
export function findNodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  return nodeProcess()?.getBuiltinModule(name) as NodeModules[Name] | undefined;
}

/** A module of Node's. @throws ConfigError where there is none */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
  const found = findNodeModule(name);
  if (found) return found;
  throw new ConfigError({
    what: "There is no file system here.",
    expected: "Node 20.16 or later, Deno or Bun",
    received: globalThis.navigator?.userAgent ?? "an engine without modules of Node's",
    hint: "in a page, give and take bytes",
  });
}

/** What a package exports that is installed beside this library. @throws where it is not, or there are no modules of Node's */
export function nodePackage(name: string): unknown {
  const { createRequire } = nodeModule("node:module");
  // some bundlers leave no address of their file
  return createRequire(import.meta.url ?? `${nodeProcess()!.cwd()}/`)(name);
}

/** A variable of the environment; undefined where it is not set, or may not be read (Deno without `--allow-env`). */
export function environment(name: string): string | undefined {
  try {
    return (globalThis as { process?: NodeJS.Process }).process?.env?.[name];
  } catch {
    return undefined;
  }
}
