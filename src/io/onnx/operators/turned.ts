/**
 * ONNX has channels before the axes that windows slide over, the library after them. Results of windows keep their
 * layout until something needs ONNX's order: nothing is transposed between two convolutions.
 */
import { record } from "../../../autodiff/tape.ts";
import { run } from "../../../backend/current.ts";
import { transpose } from "../../../ops/index.ts";
import { type Storage, Tensor } from "../../../tensor/index.ts";
import type { Call, Operator } from "./call.ts";

const toLast = (rank: number) => [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];
const toFirst = (rank: number) => [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];

/** (N, C, ...S), stored as (N, ...S, C); transposed when its elements are first read, in the step that made it. */
class Turned extends Tensor {
  constructor(readonly last: Tensor) {
    const order = toFirst(last.rank);
    super(
      order.map((axis) => last.shape[axis]!),
      last.dtype,
      last.storage,
    );
    let own: Storage | undefined;
    Object.defineProperty(this, "storage", {
      get: () => (own ??= run((engine) => engine.transpose(last, order)).storage),
      set: (storage: Storage) => {
        own = storage;
      },
    });
  }
}

/** (N, C, ...S) as (N, ...S, C). */
export function channelsLast(x: Tensor): Tensor {
  return x instanceof Turned ? x.last : transpose(x, toLast(x.rank));
}

/** The reverse. */
export function channelsFirst(x: Tensor): Tensor {
  return record(new Turned(x), [x], (dy) => [() => transpose(dy, toLast(dy.rank))]);
}

/** The axes in another order; nothing moves where a file turns channels itself. */
export function turned(x: Tensor, order: readonly number[] | undefined): Tensor {
  const is = (wanted: readonly number[]) => x.rank > 2 && order?.join() === wanted.join();
  if (x instanceof Turned && is(toLast(x.rank))) return x.last;
  return is(toFirst(x.rank)) ? channelsFirst(x) : transpose(x, order);
}

/** x in its layout, its channel axis, and how to return a result in the same layout. */
export function asItLies(x: Tensor): { own: Tensor; channels: number; given(result: Tensor): Tensor } {
  if (x instanceof Turned) return { own: x.last, channels: x.rank - 1, given: channelsFirst };
  return { own: x, channels: 1, given: (result) => result };
}

/** An elementwise operator, which works in either layout. Scalars may be combined with transposed tensors. */
export function inEitherOrder(operator: Operator): Operator {
  return (call: Call) => {
    const inputs = call.tensors;
    const shape = inputs.find((input) => input instanceof Turned)?.shape.join();
    const fits = (input: Tensor) =>
      input instanceof Turned ? input.shape.join() === shape : input.size === 1 && input.rank <= 1;
    if (shape === undefined || !inputs.every(fits)) return operator(call);
    const result = operator(call.of((input) => (input instanceof Turned ? input.last : input)));
    return result instanceof Tensor ? channelsFirst(result) : result;
  };
}
