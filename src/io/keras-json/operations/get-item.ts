/** Parts of a tensor by an index, as Python's `x[:, -1, ::2]`. */
import type { OpenShape } from "../../../layers/symbolic.ts";
import { gather, reshape, transpose } from "../../../ops/index.ts";
import { FormatError, formatShape, ShapeError, shown, type Tensor, wrap } from "../../../tensor/index.ts";
import { ELLIPSIS, integerIn, Slice, type Value } from "./values.ts";

/** What an index does: takes an axis whole, one position of it or a part, or makes a new axis. */
type Step = { axis: number; take: number | Slice } | "new";

/**
 * The steps of an index, in the order of its result.
 * @throws ShapeError for more indices than axes; FormatError for an index that is no number or slice
 */
export function steps(rank: number, key: Value): Step[] {
  const list: readonly Value[] = Array.isArray(key) ? key : [key];
  const used = list.filter((entry) => entry !== null && entry !== ELLIPSIS).length;
  if (used > rank) {
    throw new ShapeError({ what: "An index has too many entries.", expected: `${rank} at most`, received: `${used}` });
  }
  const whole = new Slice(null, null, null);
  const missing = Array.from({ length: rank - used }, () => whole);
  const at = list.indexOf(ELLIPSIS);
  const full = at < 0 ? [...list, ...missing] : [...list.slice(0, at), ...missing, ...list.slice(at + 1)];
  let axis = 0;
  return full.map((entry): Step => {
    if (entry === null) return "new";
    if (entry === ELLIPSIS || typeof entry === "boolean") {
      throw new FormatError({ what: "An index of the file is neither a number nor a slice." });
    }
    return { axis: axis++, take: entry instanceof Slice ? entry : integerIn(entry) };
  });
}

/** The shape of `x[key]`. */
export function itemShape(shape: OpenShape, key: Value): OpenShape {
  return steps(shape.length, key).flatMap((step): (number | null)[] => {
    if (step === "new") return [1];
    const length = shape[step.axis]!;
    if (!(step.take instanceof Slice)) return [];
    const isWhole = step.take.start === null && step.take.stop === null;
    if (length === null) return [isWhole || !isLast(step.take) ? null : 1];
    return [positions(step.take, length).length];
  });
}

/** `x[-1:]`: a single step, however many there are. */
const isLast = ({ start, stop, step }: Slice) => start === -1 && stop === null && (step ?? 1) === 1;

/** `x[key]`. @throws ShapeError for a position outside */
export function getItem(x: Tensor, key: Value): Tensor {
  let taken = x;
  const kept: number[] = [];
  for (const step of steps(x.rank, key)) {
    if (step === "new") {
      kept.push(1);
      continue;
    }
    const length = x.shape[step.axis]!;
    const chosen = step.take instanceof Slice ? positions(step.take, length) : [position(step.take, length, x)];
    if (chosen.length !== length || chosen.some((place, i) => place !== i)) taken = takeAlong(taken, chosen, step.axis);
    if (step.take instanceof Slice) kept.push(chosen.length);
  }
  return reshape(taken, kept);
}

/** Positions along an axis, in their order. */
export function takeAlong(x: Tensor, chosen: readonly number[], axis: number): Tensor {
  const order = [axis, ...x.shape.map((_, i) => i).filter((i) => i !== axis)];
  const rows = gather(transpose(x, order), wrap(Int32Array.from(chosen), [chosen.length], "int32"));
  return transpose(
    rows,
    order.map((_, i) => order.indexOf(i)),
  );
}

function position(index: number, length: number, { shape }: Tensor): number {
  const at = index < 0 ? index + length : index;
  if (at >= 0 && at < length) return at;
  throw new ShapeError({
    what: "An index reaches outside the tensor.",
    expected: `within ${formatShape(shape)}`,
    received: shown(index),
  });
}

/** As Python's `range(*slice.indices(length))`. */
function positions({ start, stop, step }: Slice, length: number): number[] {
  const by = step ?? 1;
  if (by === 0) throw new ShapeError("A slice has the step 0.");
  const [low, high] = by > 0 ? [0, length] : [-1, length - 1];
  const bound = (value: number | null, open: number) =>
    value === null ? open : Math.min(Math.max(value < 0 ? value + length : value, low), high);
  const [from, to] = [bound(start, by > 0 ? low : high), bound(stop, by > 0 ? high : low)];
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / by)) }, (_, i) => from + i * by);
}
