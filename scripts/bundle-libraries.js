/**
 * Puts the libraries that the code in dist/ asks for into dist/libraries/, a file each and what they share, and lets the code
 * ask for those, so that nothing has to be installed beside the package. Their licences go to THIRD-PARTY-NOTICES.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "dist/libraries");
/** An import of a package, written out or one that waits until it is needed. */
const imports = /(\bfrom |\bimport\()"((?!node:)[a-z@][^"]*)"/g;
/** Packages that hold code of others, which their own licence does not tell. */
const inside = {
  "@viz-js/viz": "It holds Graphviz (Eclipse Public License 2.0) and Expat (MIT), compiled to WebAssembly.",
};

/** The run-time libraries: those of the development's packages that the code of src/ imports. */
export const libraries = importedBy("src");

/** The path of a library's file. */
export const libraryFile = (name) => join(folder, `${name.replaceAll(/[^a-z-]/g, "-").replace(/^-/, "")}.js`);

export async function bundleLibraries() {
  mkdirSync(folder, { recursive: true });
  const above = importedBy("src/cli");
  const below = libraries.filter((name) => importedBy("src", /^cli/).includes(name));
  const forPages = await bundle(below, "page");
  const forNode = await bundle(
    above.filter((name) => !below.includes(name)),
    "node",
  );
  for (const path of filesOf("dist", ".js").map((name) => join(root, "dist", name))) {
    const toFile = (whole, before, name) =>
      libraries.includes(name) ? `${before}"${pathTo(libraryFile(name), path)}"` : whole;
    writeFileSync(path, text(path).replaceAll(imports, toFile));
  }
  writeFileSync(join(root, "THIRD-PARTY-NOTICES"), notices([...forPages, ...forNode]));
}

/** Writes libraries, for pages or for the command line, where Node's modules stay imports; gives the files they consist of. */
async function bundle(names, platform) {
  const { build } = await import("vite");
  const conditions = ["browser", "module", "import", "default"];
  const entries = new Map(await Promise.all(names.map(async (name) => [`library:${name}`, await entryOf(name)])));
  const { output } = await build({
    root,
    configFile: false,
    logLevel: "error",
    resolve: { conditions },
    ssr: { noExternal: true, resolve: { conditions } },
    plugins: [
      {
        name: "libraries",
        enforce: "pre",
        // linkedom draws with the package canvas where there is one
        resolveId: (id) => (entries.has(id) ? id : id === "canvas" ? "library:none" : undefined),
        load: (id) => (id === "library:none" ? "export default {};" : entries.get(id)),
      },
    ],
    build: {
      write: false,
      ssr: platform === "node",
      minify: true,
      target: "es2022",
      modulePreload: false,
      rollupOptions: {
        input: Object.fromEntries(names.map((name) => [basename(libraryFile(name), ".js"), `library:${name}`])),
        preserveEntrySignatures: "strict",
        output: { entryFileNames: "[name].js", chunkFileNames: `${platform}-[name].js` },
      },
    },
  });
  for (const { fileName, code } of output) writeFileSync(join(folder, fileName), code);
  return output.flatMap((chunk) => Object.keys(chunk.modules));
}

/** A module that gives all that a library exports. */
async function entryOf(name) {
  const exported = Object.keys(await import(name));
  return `export * from "${name}";\n${exported.includes("default") ? `export { default } from "${name}";\n` : ""}`;
}

/** The development's packages that the code of a folder imports. */
function importedBy(from, except) {
  const { devDependencies } = JSON.parse(text(join(root, "package.json")));
  const files = filesOf(from, ".ts").filter((name) => !/\.(test|test-d|suite)\.ts$/.test(name) && !except?.test(name));
  const names = files.flatMap((name) =>
    [...text(join(root, from, name)).matchAll(imports)].map(([, , found]) => found),
  );
  return Object.keys(devDependencies).filter((name) => names.includes(name));
}

/** A text of the name, version and licence of every package of which these files are. */
function notices(files) {
  const folders = files.flatMap((file) => file.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? []);
  const parts = [...new Set(folders)].sort().map((path) => {
    const { name, version, license, author, repository } = JSON.parse(text(join(path, "package.json")));
    const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
    const by = typeof author === "object" ? author.name : author;
    const address = typeof repository === "object" ? repository.url : repository;
    const about = [`${name} ${version}, ${license}${by ? `, by ${by}` : ""}`, address, inside[name]].filter(Boolean);
    const none = "Its package has no file of the licence; https://spdx.org/licenses/ has the text.";
    return `${about.join("\n")}\n\n${file ? text(join(path, file)).trim() : none}\n`;
  });
  const head = "The files of dist/libraries/ hold these packages, under these licences.\n";
  return [head, ...parts].join(`${"-".repeat(80)}\n`);
}

function pathTo(file, from) {
  const path = relative(dirname(from), file).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}

function filesOf(from, ending) {
  const names = readdirSync(join(root, from), { recursive: true, encoding: "utf8" });
  return names.map((name) => name.replaceAll("\\", "/")).filter((name) => name.endsWith(ending));
}

function text(path) {
  return readFileSync(path, "utf8");
}
