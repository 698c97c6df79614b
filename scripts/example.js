/** Runs an example of examples/ against the built package: `npm run example -- language-model`. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import typescript from "typescript";

const folder = fileURLToPath(new URL("../examples/", import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => file.slice(0, -3));
const [name] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`Name one of the examples: ${names.join(", ")}`);
  process.exit(2);
}
const { ES2022, ESNext } = { ...typescript.ScriptTarget, ...typescript.ModuleKind };
const { outputText } = typescript.transpileModule(readFileSync(`${folder}${name}.ts`, "utf8"), {
  compilerOptions: { target: ES2022, module: ESNext },
});
// beside its source, so that `import "recurve"` finds this package
const script = `${folder}.${name}.${process.pid}.mjs`;
writeFileSync(script, outputText);
try {
  await (await import(pathToFileURL(script).href)).run();
} finally {
  rmSync(script, { force: true });
}
