/** What dropout multiplies with. */
import { makeArray, philox, type Shape, sizeOf, type Tensor, wrap } from "../../tensor/index.ts";

export function dropoutMask(shape: Shape, rate: number, seed: number, stream: number): Tensor {
  const to = makeArray("float32", sizeOf(shape));
  const words = new Uint32Array(4);
  for (let i = 0; i < to.length; i++) {
    if (i % 4 === 0) philox(words, seed, stream, i / 4);
    to[i] = (words[i % 4]! >>> 8) * 2 ** -24 >= rate ? 1 / (1 - rate) : 0;
  }
  return wrap(to, [...shape], "float32");
}
