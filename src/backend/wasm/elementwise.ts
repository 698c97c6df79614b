/** Functions of one number, their gradients, and selection; threads split the elements. */
import type { Tensor } from "../../tensor/index.ts";
import type { UnaryName } from "../pointwise.ts";
import { unaryCodes } from "./codes.ts";
import type { WasmEngine } from "./engine.ts";

export const hasUnaryKernel = (name: UnaryName): boolean => unaryCodes[name] !== undefined;

/** A function that {@link hasUnaryKernel}. */
export function unary(engine: WasmEngine, name: UnaryName, x: Tensor): Tensor {
  const [code, from] = [unaryCodes[name]!, engine.address(x)];
  return engine.result(x.shape, (y) =>
    engine.split("unary", x.size, 64, 8 * x.size, (i, end) => [code, end - i, from + 4 * i, y + 4 * i]),
  );
}

/** The gradient of a function that has a code. */
export function unaryGradient(engine: WasmEngine, code: number, dy: Tensor, x: Tensor, y: Tensor): Tensor {
  const [d, from, to] = [dy, x, y].map((tensor) => engine.address(tensor)) as [number, number, number];
  return engine.result(x.shape, (dx) =>
    engine.split("unaryGradient", x.size, 64, 8 * x.size, (i, end) => [
      ...([code, end - i, d + 4 * i, from + 4 * i, to + 4 * i, dx + 4 * i] as const),
    ]),
  );
}

export function select(engine: WasmEngine, condition: Tensor, a: Tensor, b: Tensor): Tensor {
  const [holds, x, y] = [condition, a, b].map((tensor) => engine.address(tensor)) as [number, number, number];
  return engine.result(a.shape, (z) =>
    engine.split("selected", a.size, 64, 4 * a.size, (i, end) => [
      ...([end - i, holds + i, x + 4 * i, y + 4 * i, z + 4 * i] as const),
    ]),
  );
}
