/** Sums, means and extremes over axes that follow one another, described by the sizes before, of and after them. */
import type { Shape, Tensor } from "../../tensor/index.ts";
import type { ReduceName } from "../backend.ts";
import type { WasmEngine } from "./engine.ts";

interface Range {
  before: number;
  length: number;
  after: number;
}

/** A reduction of floats that gives a tensor of `shape`. */
export function reduce(
  engine: WasmEngine,
  name: Exclude<ReduceName, "any" | "all">,
  x: Tensor,
  { before, length, after }: Range,
  shape: Shape,
): Tensor {
  const from = engine.address(x);
  const scale = name === "mean" ? 1 / length : 1;
  return engine.result(shape, (to) => {
    if (name === "max" || name === "min") {
      engine.split("extremes", before, 1, 4 * x.size, (a, end) => ({
        A: end - a,
        N: length,
        C: after,
        smallest: Number(name === "min"),
        x: from + 4 * a * length * after,
        y: to + 4 * a * after,
      }));
    } else if (after === 1) engine.call("sumColumns", { R: before, N: length, x: from, y: to, scale });
    else {
      for (let i = 0; i < before; i++) {
        const [block, sums] = [from + 4 * i * length * after, to + 4 * i * after];
        engine.call("sumRows", { R: length, N: after, x: block, y: sums, scale });
      }
    }
  });
}

/** The gradient of a largest or smallest, shared between equals. */
export function extremeGradient(
  engine: WasmEngine,
  dy: Tensor,
  x: Tensor,
  y: Tensor,
  { before, length, after }: Range,
): Tensor {
  const [d, from, extreme] = [dy, x, y].map((tensor) => engine.address(tensor)) as [number, number, number];
  return engine.result(x.shape, (dx) =>
    engine.split("extremeGradient", before, 1, 8 * x.size, (a, end) => {
      const [inner, outer] = [4 * a * after, 4 * a * length * after];
      const at = { dy: d + inner, x: from + outer, y: extreme + inner, dx: dx + outer };
      return { A: end - a, N: length, C: after, ...at };
    }),
  );
}
