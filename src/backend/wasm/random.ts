/** Random numbers on the kernels: a function of seed, stream and position. */
import { type Shape, sizeOf, type Tensor } from "../../tensor/index.ts";
import type { WasmEngine } from "./engine.ts";

/** See `Backend.dropoutMask`. Seed and stream are whole numbers of up to 53 bits; the kernel takes halves of 32. */
export function dropoutMask(engine: WasmEngine, shape: Shape, rate: number, seed: number, stream: number): Tensor {
  const high = (value: number) => Math.floor(value / 2 ** 32);
  return engine.result(shape, (to) =>
    engine.call("dropoutMask", {
      n: sizeOf(shape),
      to,
      rate,
      scale: 1 / (1 - rate),
      seedLow: seed,
      seedHigh: high(seed),
      streamLow: stream,
      streamHigh: high(stream),
    }),
  );
}
