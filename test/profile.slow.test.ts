/** `bench/profile.js` names what it times. */
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

it("tells a training step's kernels, and products by their sizes", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bench/profile.js", "lstm", "8,12,40,64"], {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/ms +\d+ % {2}recurrentForward\n/);
  // the inputs of all steps with the kernel: 12 · 8 rows, 40 features, 4 · 64 columns
  expect(stdout).toContain("matmul 96 x 40 x 256");
  expect(stdout).not.toContain("undefined");
}, 60_000);
