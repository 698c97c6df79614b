/** Choosing elements by index or by condition. */
import { record } from "../autodiff/tape.ts";
import { run } from "../backend/current.ts";
import { checkIndices } from "../backend/indices.ts";
import {
  asTensor,
  broadcastShapes,
  checkOption,
  formatShape,
  makeArray,
  ShapeError,
  sameShape,
  type Tensor,
  type TensorLike,
  takes,
  viewAs,
  wrap,
} from "../tensor/index.ts";
import { cast } from "./cast.ts";
import { broadcastTo, reshape, sumTo } from "./layout.ts";

/**
 * Rows of x by number: [R, ...] and ids of shape S give [...S, ...].
 * @throws ShapeError when an id is outside 0 ... R - 1
 */
export function gather(x: TensorLike, ids: TensorLike): Tensor {
  const input = asTensor(x);
  const rows = cast(ids, "int32");
  const count = input.shape[0] ?? 0;
  if (input.rank === 0) throw new ShapeError("gather needs a tensor with rows, not a scalar.");
  const output = run((engine) => engine.gather(input, rows));
  return record(output, [input], (dy) => [() => run((engine) => engine.scatterAdd(rows, dy, count))]);
}

/** 1 at the given index and 0 elsewhere along a new last axis of length `depth`. */
export function oneHot(ids: TensorLike, depth: number): Tensor {
  checkOption("oneHot", "depth", depth, takes.nonNegativeInteger);
  const rows = cast(ids, "int32");
  checkOption("oneHot", "depth", depth, takes.nonNegativeInteger);
  const values = makeArray("float32", rows.size * depth);
  for (const [i, id] of rows.read().entries()) if (id >= 0 && id < depth) values[i * depth + id] = 1;
  return wrap(values, [...rows.shape, depth], "float32");
}

/** a where the condition holds, else b, with broadcasting. */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const test = cast(condition, "bool");
  const [x, y] = [asTensor(a), asTensor(b)];
  const shape = broadcastShapes(test.shape, broadcastShapes(x.shape, y.shape));
  const full = broadcastTo(test, shape);
  const dtype = x.dtype === y.dtype ? x.dtype : "float32";
  return select(full, broadcastTo(cast(x, dtype), shape), broadcastTo(cast(y, dtype), shape));
}

function select(test: Tensor, x: Tensor, y: Tensor): Tensor {
  const output = run((engine) => engine.select(test, x, y));
  const zero = () => broadcastTo(0, output.shape);
  return record(output, [x, y], (dz) => [
    () =>
      sumTo(
        run((engine) => engine.select(test, dz, zero())),
        x.shape,
      ),
    () =>
      sumTo(
        run((engine) => engine.select(test, zero(), dz)),
        y.shape,
      ),
  ]);
}

/** x as a constant: no gradient flows through it. */
export function stopGradient(x: TensorLike): Tensor {
  const input = asTensor(x);
  return viewAs(input, input.shape);
}

/**
 * The entries of the last axis at one index per row: [..., V] and ids [...] give [...].
 * @throws ShapeError when the ids are not one per row, or one is outside 0 ... V - 1
 */
export function takeAlongLast(x: TensorLike, ids: TensorLike): Tensor {
  const input = asTensor(x);
  const rows = cast(ids, "int32");
  const width = input.shape[input.rank - 1] ?? 0;
  if (input.rank === 0 || !sameShape(rows.shape, input.shape.slice(0, -1))) {
    throw new ShapeError({
      what: "takeAlongLast needs one index per row.",
      expected: `indices of shape ${formatShape(input.shape.slice(0, -1))} for a tensor ${formatShape(input.shape)}`,
      received: formatShape(rows.shape),
    });
  }
  checkIndices(rows, width);
  const flat = Int32Array.from(rows.read(), (id, row) => row * width + id);
  return reshape(gather(reshape(input, [input.size]), wrap(flat, [rows.size], "int32")), rows.shape);
}
