/** The commands of the page on clusters run as written, one after the other. RECURVE_PYTHON must have torch, keras and onnxruntime. */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import typescript from "typescript";
import { afterAll, expect, it } from "vitest";
import * as recurve from "../src/index.ts";
import { recurve as command } from "./run-cli.ts";

const home = process.cwd();
const page = fs.readFileSync("docs/en/cluster.md", "utf8");
const blocks = [...page.matchAll(/^```(sh|ts no-run)\n(.*?)^```$/gms)].filter(
  ([, kind, body]) => kind === "sh" || body!.includes("saveModel"),
);
afterAll(() => process.chdir(home));

it("the page's commands run as written", async () => {
  process.chdir(fs.mkdtempSync(join(tmpdir(), "recurve-page-")));
  const ran: string[] = [];
  for (const [, kind, body] of blocks) {
    if (kind === "sh") {
      for (const line of body!.trim().split("\n")) {
        const { code, err } = await command(...line.split(" ").slice(1));
        expect(code, `${line}\n${err}`).toBe(0);
        ran.push(line);
      }
      continue;
    }
    const compilerOptions = { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext };
    const script = typescript
      .transpileModule(body!, { compilerOptions })
      .outputText.replaceAll(/import (\{[^}]*\}) from "recurve";/g, "const $1 = recurve;")
      .replaceAll(/import (\{[^}]*\}) from "node:fs";/g, "const $1 = fs;");
    const AsyncFunction = (async () => {}).constructor as new (
      ...parts: string[]
    ) => (...values: unknown[]) => Promise<void>;
    await new AsyncFunction("recurve", "fs", script)(recurve, fs);
  }
  expect(ran.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
    "recurve cluster check",
    "recurve cluster train",
    "recurve cluster logs",
    "recurve predict jobs/waves/result.keras",
    "recurve cluster predict",
  ]);
  expect(fs.existsSync("predictions/samples.npy")).toBe(true);
});
