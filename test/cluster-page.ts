/** The blocks of the page on clusters, for tests that do what it says. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import typescript from "typescript";

const page = readFileSync("docs/en/cluster.md", "utf8");

/** A block of the page: its language with what stands behind it, and its lines. */
export interface Block {
  kind: string;
  body: string;
}

/** All blocks, in order. */
export const blocks: readonly Block[] = [...page.matchAll(/^```([a-z][^\n]*)\n(.*?)^```$/gms)].map(
  ([, kind, body]) => ({
    kind: kind!,
    body: body!,
  }),
);

/** The one block with a text. */
export function blockWith(text: string): Block {
  const found = blocks.filter(({ body }) => body.includes(text));
  if (found.length === 1) return found[0]!;
  throw new Error(`${found.length} blocks have ${text}`);
}

/** An empty project into which the package is installed as a user would. */
export class Project {
  constructor(readonly folder: string) {
    const tarball = execFileSync(process.execPath, ["scripts/pack.js", folder], { encoding: "utf8" }).trim();
    this.run("npm", "install", "--no-audit", "--no-fund", "--offline", "--loglevel=error", tarball);
  }

  /** Runs a program in it; gives what it wrote. */
  run(command: string, ...args: string[]): string {
    const path = [join(this.folder, "node_modules", ".bin"), process.env.PATH].join(delimiter);
    return execFileSync(command, args, { cwd: this.folder, env: { ...process.env, PATH: path }, encoding: "utf8" });
  }

  /** Runs lines of the shell, the first that fails ends them. */
  shell(lines: string): string {
    return this.run("bash", "-euc", lines);
  }

  /** Runs lines of the shell beside this process, which may be the server that they ask. @param commands scripts that stand in for programs, by name */
  async shellBeside(lines: string, commands: Readonly<Record<string, string>> = {}): Promise<string> {
    const bin = join(this.folder, "bin");
    mkdirSync(bin, { recursive: true });
    for (const [name, script] of Object.entries(commands))
      writeFileSync(join(bin, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    const path = [bin, join(this.folder, "node_modules", ".bin"), process.env.PATH].join(delimiter);
    const env = { ...process.env, PATH: path, RAY_AUTH_TOKEN: "" };
    return (await promisify(execFile)("bash", ["-euc", lines], { cwd: this.folder, env })).stdout;
  }

  /** Runs programs of the page as one. */
  program(...bodies: string[]): string {
    const compilerOptions = { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext };
    const { outputText } = typescript.transpileModule(bodies.join("\n"), { compilerOptions });
    writeFileSync(join(this.folder, "program.mjs"), outputText);
    return this.run(process.execPath, "program.mjs");
  }
}
