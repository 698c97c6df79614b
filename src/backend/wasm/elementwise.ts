/** Functions of one number and of two, their gradients, conversion to integers, and selection; threads split the elements. */
import { sizeOf, type Tensor } from "../../tensor/index.ts";
import type { UnaryName } from "../pointwise.ts";
import type { Blocks, Operand } from "./broadcast.ts";
import { binaryCodes, unaryCodes } from "./codes.ts";
import type { WasmEngine } from "./engine.ts";

export const hasUnaryKernel = (name: UnaryName): boolean => unaryCodes[name] !== undefined;

/** A function that {@link hasUnaryKernel}. */
export function unary(engine: WasmEngine, name: UnaryName, x: Tensor): Tensor {
  const [code, from] = [unaryCodes[name]!, engine.address(x)];
  return engine.result(x.shape, (y) =>
    engine.split("unary", x.size, 64, 8 * x.size, (i, end) => ({
      code,
      n: end - i,
      x: from + 4 * i,
      y: y + 4 * i,
    })),
  );
}

/** The gradient of a function that has a code. */
export function unaryGradient(engine: WasmEngine, code: number, dy: Tensor, x: Tensor, y: Tensor): Tensor {
  const [d, from, to] = [dy, x, y].map((tensor) => engine.address(tensor)) as [number, number, number];
  return engine.result(x.shape, (dx) =>
    engine.split("unaryGradient", x.size, 64, 8 * x.size, (i, end) => ({
      code,
      n: end - i,
      dy: d + 4 * i,
      x: from + 4 * i,
      y: to + 4 * i,
      dx: dx + 4 * i,
    })),
  );
}

export function select(engine: WasmEngine, condition: Tensor, a: Tensor, b: Tensor): Tensor {
  const [holds, x, y] = [condition, a, b].map((tensor) => engine.address(tensor)) as [number, number, number];
  return engine.result(a.shape, (z) =>
    engine.split("selected", a.size, 64, 4 * a.size, (i, end) => ({
      n: end - i,
      condition: holds + i,
      a: x + 4 * i,
      b: y + 4 * i,
      y: z + 4 * i,
    })),
  );
}

/** A function of two numbers, by its code, of operands that are blocks of their result. */
export function binary(engine: WasmEngine, code: number, a: Tensor, b: Tensor, blocks: Blocks): Tensor {
  const [x, y] = [engine.address(a), engine.address(b)];
  return engine.result(blocks.shape, (to) => onBlocks(engine, code, blocks, [x, blocks.a], [y, blocks.b], to));
}

/** A tensor in the shape of the blocks whose `a` it is: x + 0. */
export function broadcast(engine: WasmEngine, x: Tensor, blocks: Blocks): Tensor {
  const zero = engine.zeros(sizeOf(blocks.shape));
  const from = engine.address(x);
  const whole = { step: blocks.inner, stretch: false };
  return engine.result([...blocks.shape], (to) =>
    onBlocks(engine, binaryCodes.add!, blocks, [from, blocks.a], [zero, whole], to),
  );
}

/** Writes a function of two operands, each given by its address and how it moves through the blocks. */
export function onBlocks(
  engine: WasmEngine,
  code: number,
  { outer, inner }: { outer: number; inner: number },
  [a, first]: readonly [address: number, Operand],
  [b, second]: readonly [address: number, Operand],
  to: number,
): void {
  engine.call("binary", {
    code,
    outer,
    inner,
    a,
    aStep: first.step,
    aStretch: Number(first.stretch),
    b,
    bStep: second.step,
    bStretch: Number(second.stretch),
    c: to,
  });
}

/** Floats as whole numbers, towards zero. */
export function truncate(engine: WasmEngine, x: Tensor): Tensor {
  const from = engine.address(x);
  return engine.result(x.shape, (to) => engine.call("truncate", { n: x.size, x: from, y: to }), "int32");
}
