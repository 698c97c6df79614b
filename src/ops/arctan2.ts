/** The angle of a point, seen from the origin. */
import { record } from "../autodiff/tape.ts";
import { broadcastShapes, makeArray, type Tensor, type TensorLike, wrap } from "../tensor/index.ts";
import { cast } from "./cast.ts";
import { broadcastTo } from "./layout.ts";

/** The angle of (x, y) from -π to π, with broadcasting. At the origin it is 0 and has no gradient. */
export function arctan2(y: TensorLike, x: TensorLike): Tensor {
  const [high, wide] = [cast(y, "float32"), cast(x, "float32")];
  const shape = broadcastShapes(high.shape, wide.shape);
  const [opposite, adjacent] = [broadcastTo(high, shape), broadcastTo(wide, shape)];
  const [ys, xs] = [opposite.read(), adjacent.read()];
  const filled = (value: (i: number) => number) => {
    const values = makeArray("float32", ys.length);
    for (let i = 0; i < values.length; i++) values[i] = value(i);
    return wrap(values, opposite.shape, "float32");
  };
  const angles = filled((i) => Math.atan2(ys[i]!, xs[i]!));
  return record(angles, [opposite, adjacent], (dy) => {
    const slope = (part: ArrayLike<number>, sign: number) => () => {
      const gradients = dy.read();
      return filled((i) => {
        const length = xs[i]! ** 2 + ys[i]! ** 2;
        return length === 0 ? 0 : (sign * part[i]! * gradients[i]!) / length;
      });
    };
    return [slope(xs, 1), slope(ys, -1)];
  });
}
