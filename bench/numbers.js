/** The numbers of a case, which every system is given. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gates, stepInputs, uniform } from "./cases.js";

/**
 * Writes a group's numbers as float32, once: x (B, T, D), kernel (D, gates · H), recurrent kernel (H, gates · H), bias
 * (gates · H; twice that for a gru) in Keras's order of gates, and the target (B, T, H). A step's x has `stepInputs` steps.
 */
export function writeNumbers(folder, { cell, shape: [B, T, D, H], works }) {
  const steps = works.includes("step") ? stepInputs : T;
  const path = join(folder, `${[cell, B, steps, D, H].join("-")}.bin`);
  if (existsSync(path)) return path;
  const width = gates[cell] * H;
  const parts = [
    [B * steps * D, 1],
    [D * width, 1.7 / Math.sqrt(D)],
    [H * width, 1 / Math.sqrt(H)],
    [(cell === "gru" ? 2 : 1) * width, 0.1],
    [B * steps * H, 0.5],
  ];
  const values = new Float32Array(parts.reduce((sum, [count]) => sum + count, 0));
  const next = uniform(12345);
  let at = 0;
  for (const [count, scale] of parts) for (const end = at + count; at < end; at++) values[at] = scale * next();
  writeFileSync(path, values);
  return path;
}
