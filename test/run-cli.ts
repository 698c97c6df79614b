/** The command line run inside of a test: what it wrote, and how it ended. */
import { vi } from "vitest";
import { runCommand } from "../src/cli/program.ts";

export interface CommandResult {
  code: number;
  out: string;
  err: string;
}

/** Runs `recurve` with these arguments. */
export async function recurve(...args: string[]): Promise<CommandResult> {
  const written = { out: "", err: "" };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean((written.out += text))),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => Boolean((written.err += text))),
  ];
  try {
    const code = await runCommand(args);
    return { code, ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
