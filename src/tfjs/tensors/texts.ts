/** Tensors of texts: they are moved like numbers, and compared. */
import { fill, ops } from "../../index.ts";
import { broadcastShapes, ConfigError, type Tensor as Plain, sizeOf, tensor, wrap } from "../../tensor/index.ts";

/** How many elements lie before each tensor. */
const startsOf = (tensors: readonly Plain[]) =>
  tensors.map((_, i) => tensors.slice(0, i).reduce((sum, { size }) => sum + size, 0));

const textsAt = (texts: readonly string[], places: Plain): Plain =>
  tensor(
    Array.from(places.read(), (place) => texts[place]!),
    places.shape,
    "string",
  );

/**
 * The result of an operation that only moves elements, also for texts: it is applied to their indices.
 * @throws ConfigError for texts beside numbers
 */
export function joined<R extends Plain | Plain[]>(tensors: readonly Plain[], move: (tensors: Plain[]) => R): R {
  const texts = tensors.filter(({ dtype }) => dtype === "string");
  if (texts.length === 0) return move([...tensors]);
  if (texts.length < tensors.length) throw new ConfigError("Texts and numbers have no common type.");
  const starts = startsOf(texts);
  const places = texts.map(({ size, shape }, i) =>
    wrap(
      Int32Array.from({ length: size }, (_, at) => starts[i]! + at),
      shape,
      "int32",
    ),
  );
  const all = texts.flatMap((each) => Array.from(each.read() as unknown as string[]));
  const result = move(places);
  return (Array.isArray(result) ? result.map((each) => textsAt(all, each)) : textsAt(all, result)) as R;
}

/** {@link joined} for a single tensor. */
export const moved = <R extends Plain | Plain[]>(x: Plain, move: (x: Plain) => R): R =>
  joined([x], ([one]) => move(one!));

/** Compares two tensors of texts elementwise, as `bool`, with broadcasting. */
export function comparedTexts(a: Plain, b: Plain, holds: (order: number) => boolean): Plain {
  const shape = broadcastShapes(a.shape, b.shape);
  const [left, right] = [a, b].map(
    (each) => moved(each, (x) => ops.broadcastTo(x, shape)).read() as unknown as string[],
  ) as [string[], string[]];
  const flags = Uint8Array.from({ length: sizeOf(shape) }, (_, i) =>
    Number(holds(left[i]! < right[i]! ? -1 : Number(left[i]! > right[i]!))),
  );
  return wrap(flags, shape, "bool");
}

/** A number everywhere in the shape of x; of texts, empty ones. */
export const blanks = (x: Plain, value: number): Plain =>
  x.dtype === "string" ? tensor(Array<string>(x.size).fill(""), x.shape, "string") : fill(x.shape, value, x.dtype);
