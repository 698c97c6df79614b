/** Runs a compiled spec file of TensorFlow.js on a package: its imports are answered by the package's public names. */
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as comparisons from "../../../src/tfjs/test-util.ts";
import { jasmine, type Spec } from "./jasmine.ts";

const imports = /^import (?:(\* as \w+|\{[^}]*\}) from )?['"]([^'"]+)['"];$/gm;

/** The environments that specs ask for: no flags, no browser. */
function environments(tf: any, describe: (name: string, body: () => void) => void) {
  const node = { predicate: () => true };
  const absent = { predicate: () => false };
  return {
    ALL_ENVS: {},
    NODE_ENVS: node,
    SYNC_BACKEND_ENVS: node,
    CHROME_ENVS: absent,
    BROWSER_ENVS: absent,
    HAS_WORKER: absent,
    HAS_NODE_WORKER: node,
    describeWithFlags(name: string, needed: any, body: (env: unknown) => void) {
      const env = { name: "cpu", backendName: tf.getBackend(), isDataSync: true };
      if (needed?.flags || needed?.predicate?.(env) === false) return;
      describe(name, () => body(env));
    },
    runWithLock: (body: any) => body,
  };
}

/** Looks a name up where the package has it: at the top, or in a room that collects inner functions. */
const publicNames = (tf: any) =>
  new Proxy(tf, {
    get: (_, name) => {
      const place = [
        tf,
        tf.util,
        tf.backend_util,
        tf.slice_util,
        tf.tensor_util,
        tf.io,
        tf.broadcast_util,
        tf.test_util,
      ].find((room) => room && name in room);
      return place?.[name];
    },
  });

/** The specs of a file, and what it lends to others. */
function specsWith(path: string, tf: any) {
  const { globals, specs } = jasmine();
  const rooms: Record<string, unknown> = {
    index: tf,
    ops: tf,
    jasmine_util: environments(tf, globals.describe),
    test_util: comparisons,
  };
  const source = readFileSync(path, "utf8")
    .replace(/^\/\/# sourceMappingURL.*$/m, "")
    .replace(/^export (async )?function (\w+)/gm, "exported.$2 = $2; $1function $2")
    .replace(/^export /gm, "")
    .replace(imports, (_, names: string | undefined, from: string) =>
      names === undefined
        ? ""
        : `const ${names.replace("* as ", "").replace(/ as /g, ": ")} = room(${JSON.stringify(basename(from))});`,
    );
  const exported: Record<string, unknown> = {};
  const room = (name: string) => {
    if (name.endsWith("_test")) return specsWith(join(dirname(path), `${name}.js`), tf).exported;
    return rooms[name] ?? publicNames(tf);
  };
  const given = { ...globals, exported, room };
  new Function(...Object.keys(given), source)(...Object.values(given));
  return { specs, exported };
}

/** The specs of a file. */
export const specsOf = (path: string, tf: any): Spec[] => specsWith(path, tf).specs;

/** What came of a spec: nothing, or why it failed. */
export async function failureOf(spec: Spec, limit = 20_000): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("took too long"), limit);
  });
  const run = spec.run().then(
    () => undefined,
    (error) => (error instanceof Error ? error.message : String(error)),
  );
  return Promise.race([run, late]).finally(() => clearTimeout(timer));
}
