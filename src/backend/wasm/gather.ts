/** Rows by their numbers, and the gradient of that. */
import { sizeOf, type Tensor } from "../../tensor/index.ts";
import { wrongIndex } from "../indices.ts";
import type { WasmEngine } from "./engine.ts";

/** The rows of x with these numbers. @throws ShapeError for a number outside x */
export function gather(engine: WasmEngine, x: Tensor, ids: Tensor): Tensor {
  const [from, numbers] = [engine.address(x), engine.address(ids)];
  const [rows, ...inner] = x.shape as [number];
  const check = (wrong: number) => {
    if (wrong >= 0) throw wrongIndex(engine.memory.view("int32", numbers + 4 * wrong, 1)[0]!, rows);
  };
  return engine.result([...ids.shape, ...inner], (to) => {
    const args = { count: ids.size, R: rows, width: sizeOf(inner), x: from, ids: numbers, y: to };
    engine.call("gather", args, check);
  });
}

/** Zeros in so many rows, with each row of dy added to that of its number. */
export function scatterAdd(engine: WasmEngine, ids: Tensor, dy: Tensor, rows: number): Tensor {
  const inner = dy.shape.slice(ids.rank);
  const [numbers, d] = [engine.address(ids), engine.address(dy)];
  return engine.result([rows, ...inner], (to) => {
    engine.memory.clear(to, rows * sizeOf(inner));
    engine.call("scatterAdd", { count: ids.size, width: sizeOf(inner), ids: numbers, dy: d, y: to });
  });
}
