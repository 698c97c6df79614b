/**
 * Joins the modules of src/ into dist/node/: one file for each entry of package.json that Node loads, and what they share. Opening a hundred small files takes Node longer than import and first prediction together may. Browsers'
 * bundlers get the modules as they are, since they leave out best what they see file by file.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inAscii } from "./ascii.js";
import { libraries, libraryFile } from "./bundle-libraries.js";

const root = fileURLToPath(new URL("..", import.meta.url));

export async function bundleForNode() {
  const { build } = await import("vite");
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const entries = Object.values(exports).filter((entry) => entry.node);
  const source = ({ types }) => join(root, types.replace("./dist/", "src/").replace(/\.d\.ts$/, ".ts"));
  const folder = join(root, dirname(entries[0].node));
  const main = source(exports["."]);
  /** What importing the package loads at once. */
  const core = new Set();
  const { output } = await build({
    root,
    configFile: false,
    logLevel: "warn",
    plugins: [
      {
        name: "libraries",
        enforce: "pre",
        resolveId: (id) =>
          libraries.includes(id) ? { id: `../libraries/${basename(libraryFile(id))}`, external: true } : undefined,
      },
      {
        name: "core",
        buildEnd() {
          const follow = (id) => {
            if (core.has(id)) return;
            core.add(id);
            this.getModuleInfo(id)?.importedIds.forEach(follow);
          };
          this.getModuleInfo(main)?.importedIds.forEach(follow);
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
        input: Object.fromEntries(entries.map((entry) => [basename(entry.node, ".js"), source(entry)])),
        preserveEntrySignatures: "strict",
        output: {
          entryFileNames: "[name].js",
          chunkFileNames: "shared-[name].js",
          sourcemapExcludeSources: true,
          codeSplitting: { groups: [{ name: "core", test: (id) => core.has(id) }] },
          // lines stay as they are: Node prints the one of an error that nobody catches
          comments: false,
        },
      },
    },
  });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { fileName, code, source: map } of output) {
    writeFileSync(join(folder, fileName), code === undefined ? map : inAscii(code));
  }
}
