/** Which handler an address belongs to. */
import { ConfigError } from "../../index.ts";
import { checkOption, readOptions, shown, takes, unknownWarned } from "../../tensor/index.ts";
import { loadOptions } from "./checks.ts";
import { browserDownloads } from "./downloads.ts";
import { fileSystem } from "./file-system.ts";
import { http, isHTTPScheme } from "./http.ts";
import { indexedDBStorage } from "./indexed-db.ts";
import { localStorageOf } from "./local-storage.ts";
import type { IOHandler, LoadOptions } from "./types.ts";

/** Gives a handler for addresses that it knows, null for others. */
export type IORouter = (url: string | string[], options?: LoadOptions) => IOHandler | null;

const after = (url: string) => url.slice(url.indexOf("://") + 3);

const places: Readonly<Record<string, (url: string, options: LoadOptions) => IOHandler>> = {
  localstorage: (url) => localStorageOf(after(url)),
  indexeddb: (url) => indexedDBStorage(after(url)),
  downloads: (url) => browserDownloads(after(url)),
  file: (url) => fileSystem(url),
  http: (url, options) => http(url, options),
  https: (url, options) => http(url, options),
};

const routers = { save: [] as IORouter[], load: [] as IORouter[] };
/** Adds addresses at which models can be saved. */
export const registerSaveRouter = (router: IORouter): void => register(router, "save");
/** Adds addresses from which models can be loaded. */
export const registerLoadRouter = (router: IORouter): void => register(router, "load");

function register(router: IORouter, way: "save" | "load"): void {
  checkOption("tf.io", `a router to ${way}`, router, takes.callable);
  routers[way].push(router);
}

/** The handlers that save at an address; those that `tf.io` has, and those registered. */
export const getSaveHandlers = (url: string | string[]): IOHandler[] => handlersFor(url, "save", {});
/** The handlers that load from an address. */
export function getLoadHandlers(url: string | string[], options: LoadOptions | null = {}): IOHandler[] {
  readOptions("getLoadHandlers", unknownWarned(options ?? {}), loadOptions);
  return handlersFor(url, "load", options ?? {});
}

const addresses = /* @__PURE__ */ takes.either(takes.text, /* @__PURE__ */ takes.listOf(takes.text));
const aHandler = /* @__PURE__ */ takes.check<IOHandler>(
  "a handler with a method save or load, or null",
  (value) => typeof value?.save === "function" || typeof value?.load === "function",
);

function handlersFor(url: string | string[], way: "save" | "load", options: LoadOptions): IOHandler[] {
  checkOption("tf.io", "an address of models", url, addresses);
  const own = routers[way].map((router) => router(url, options)).filter((handler) => handler != null);
  for (const handler of own) checkOption("tf.io", `what a router to ${way} gives`, handler, aHandler);
  const scheme = typeof url === "string" ? /^([a-z]+):\/\//i.exec(url)?.[1]?.toLowerCase() : undefined;
  const make = scheme !== undefined && Object.hasOwn(places, scheme) ? places[scheme] : undefined;
  return make ? [...own, make(url as string, options)] : own;
}

/** The handler that saves at an address. @throws ConfigError where there is none */
export function saveHandler(url: string): IOHandler {
  const [handler] = getSaveHandlers(url);
  if (handler) return handler;
  throw noPlace(url);
}

/** The handler that loads from an address; one without a scheme is a path. @throws ConfigError where there is none */
export function loadHandler(url: string, options: LoadOptions): IOHandler {
  const [handler] = getLoadHandlers(url, options);
  if (handler) return handler;
  if (!/^[a-z]+:\/\//i.test(url)) return isHTTPScheme(url) ? http(url, options) : fileSystem(url);
  throw noPlace(url);
}

const noPlace = (url: string) =>
  new ConfigError({
    what: "Models cannot be read from or written to this address.",
    expected: "file://, localstorage://, indexeddb://, downloads://, http:// or https://",
    received: shown(url),
    hint: "tf.io.withSaveHandler gives the bytes, to be kept anywhere",
  });
