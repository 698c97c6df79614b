/**
 * Joins the modules of src/ into dist/node/: one file for each entry of package.json that Node loads, and what they share. Opening a
 * hundred small files takes Node longer than import and first prediction together may. Browsers' bundlers get the modules as they
 * are, since they leave out best what they see file by file.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inAscii } from "./ascii.js";
import { libraries, libraryFile } from "./bundle-libraries.js";
import { lineMap } from "./line-maps.js";
import { laterPlugin, loadedLater } from "./load-later.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Libraries that the core needs, so a file of their own would only be one more to open. */
const inCore = ["fourier-transform"];

export async function bundleForNode() {
  const { build } = await import("vite");
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const entries = Object.values(exports).filter((entry) => entry.node);
  const source = ({ types }) => join(root, types.replace("./dist/", "src/").replace(/\.d\.ts$/, ".ts"));
  const folder = join(root, dirname(entries[0].node));
  const main = source(exports["."]);
  /** What importing the package loads at once, and what its first use loads. */
  const [core, later] = [new Set(), new Set()];
  const { output } = await build({
    root,
    configFile: false,
    logLevel: "warn",
    plugins: [
      {
        name: "libraries",
        enforce: "pre",
        resolveId(id) {
          if (!libraries.includes(id)) return undefined;
          const file = libraryFile(id);
          return inCore.includes(id) ? file : { id: `../libraries/${basename(file)}`, external: true };
        },
      },
      laterPlugin(main),
      {
        name: "parts",
        buildEnd() {
          const follow = (id, part) => {
            if (core.has(id) || later.has(id)) return;
            part.add(id);
            if (/^export let /m.test(this.getModuleInfo(id).code))
              throw new Error(`${id} gives out what changes; the later part would not see it`);
            for (const imported of this.getModuleInfo(id)?.importedIds ?? []) follow(imported, part);
          };
          for (const id of this.getModuleInfo(main)?.importedIds ?? []) follow(id, core);
          follow("\0later", later);
        },
      },
    ],
    build: {
      write: false,
      sourcemap: true,
      outDir: folder,
      ssr: true,
      target: "es2022",
      minify: false,
      rollupOptions: {
        input: {
          ...Object.fromEntries(entries.map((entry) => [basename(entry.node, ".js"), source(entry)])),
          later: "later",
        },
        preserveEntrySignatures: "strict",
        output: {
          entryFileNames: "[name].js",
          chunkFileNames: "shared-[name].js",
          sourcemapExcludeSources: true,
          codeSplitting: {
            groups: [
              { name: "core", test: (id) => core.has(id) || id === main },
              { name: "later", test: (id) => later.has(id) },
            ],
          },
          // lines are kept: Node prints the line of an uncaught error
          comments: false,
        },
      },
    },
  });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "later"), { recursive: true });
  const files = new Map(output.map(({ fileName, code, source: map }) => [fileName, code ?? map]));
  for (const [name, text] of loadedLater(files)) {
    writeFileSync(join(folder, name), name.endsWith(".map") ? lineMap(text) : inAscii(fromTheSameModules(text)));
  }
}

/**
 * Where a tool has made CommonJS of the modules (tsx, Jest), `import()` would load them once more as they are, with classes of their
 * own that know no model of the others. Elsewhere there is no `require`, or that of another place (`node -e`), which finds nothing.
 */
function fromTheSameModules(text) {
  const either = (_, file) => `(async () => { try { return require(${file}); } catch { return import(${file}); } })()`;
  return text.replace(/\bimport\(("\.\/shared-[^"]*")\)/g, either);
}
