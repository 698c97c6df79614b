/** Runs an example of examples/ against the built package: `npm run example -- language-model`, or one of a folder, `keras/addition-rnn`. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import typescript from "typescript";

const folder = fileURLToPath(new URL("../examples/", import.meta.url));
const names = readdirSync(folder, { recursive: true })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => file.slice(0, -3).replaceAll(sep, "/"))
  .sort((a, b) => Number(a.includes("/")) - Number(b.includes("/")) || (a < b ? -1 : 1));
const [name] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`Name one of the examples:\n${names.map((each) => `  ${each}`).join("\n")}`);
  process.exit(2);
}
const source = join(folder, `${name}.ts`);
const { ES2022, ESNext } = { ...typescript.ScriptTarget, ...typescript.ModuleKind };
const { outputText } = typescript.transpileModule(readFileSync(source, "utf8"), {
  compilerOptions: { target: ES2022, module: ESNext },
});
// beside its source, so that `import "recurve"` finds this package
const script = join(dirname(source), `.${basename(name)}.${process.pid}.mjs`);
writeFileSync(script, outputText);
// removed before it runs, so that a run that is killed leaves nothing
const { run } = await import(pathToFileURL(script).href).finally(() => rmSync(script));
await run().catch((error) => {
  // its opening comment names the recipe of the data that it reads
  const [recipe] = readFileSync(source, "utf8").match(/npm run data -- [a-z ]*[a-z]/) ?? [];
  if (error.name !== "IoError" || !recipe) throw error;
  console.error(`${error.message}\nThis example reads data that are fetched by: ${recipe}`);
  process.exitCode = 1;
});
