/** A step's length along a line that meets the strong Wolfe conditions: L-BFGS's search. */

/** What the function is at one place of the line. */
export interface Place {
  /** How far along the line. */
  readonly at: number;
  readonly value: number;
  readonly gradient: Float64Array;
  /** The derivative along the line. */
  readonly slope: number;
}

export interface LineSearch {
  /** The function at a place of the line. */
  evaluate(at: number): Place;
  /** The first length to try. */
  first: number;
  /** How many places may be tried after the first. */
  tries: number;
  /** The largest entry of the direction: how far one unit of length moves. */
  reach: number;
  /** A bracket that moves no weight by more is as good as a point. */
  tolerance: number;
}

/** How much of the promised descent must come, and how much of the slope may stay. */
const [DESCENT, SLOPE] = [1e-4, 0.9];

/**
 * Widens the length until a minimum lies between two places, then closes in on it; each next place is the minimum of the cubic
 * through two places and their slopes (Nocedal & Wright, "Numerical optimization", 2006, algorithms 3.5 and 3.6). With the bounds
 * of PyTorch's `torch.optim.LBFGS`.
 */
export function searchLine(start: Place, { evaluate, first, tries, reach, tolerance }: LineSearch): Place {
  const isFlat = ({ slope }: Place) => Math.abs(slope) <= -SLOPE * start.slope;
  const isHigh = ({ at, value }: Place) => value > start.value + DESCENT * at * start.slope;

  let before = start;
  let now = evaluate(first);
  let tried = 0;
  let bracket: [Place, Place] | undefined;
  while (!bracket && tried < tries) {
    if (isHigh(now) || (tried > 1 && now.value >= before.value)) bracket = [before, now];
    else if (isFlat(now)) return now;
    else if (now.slope >= 0) bracket = [before, now];
    else {
      const next = between(lowestOf(before, now), now.at + 0.01 * (now.at - before.at), now.at * 10);
      before = now;
      now = evaluate(next);
      tried++;
    }
  }
  bracket ??= [start, now];

  let [low, high] = bracket[0].value <= bracket[1].value ? bracket : [bracket[1], bracket[0]];
  let stalled = false;
  for (; tried < tries && Math.abs(high.at - low.at) * reach >= tolerance; tried++) {
    const [least, most] = low.at < high.at ? [low.at, high.at] : [high.at, low.at];
    let next = between(lowestOf(low, high), least, most);
    // twice in a row beside an end: a tenth away from it, so that the bracket shrinks
    const margin = 0.1 * (most - least);
    const isBeside = Math.min(most - next, next - least) < margin;
    if (isBeside && (stalled || next >= most || next <= least)) {
      next = Math.abs(next - most) < Math.abs(next - least) ? most - margin : least + margin;
      stalled = false;
    } else {
      stalled = isBeside;
    }
    now = evaluate(next);
    if (isHigh(now) || now.value >= low.value) {
      [low, high] = now.value < low.value ? [now, low] : [low, now];
    } else {
      if (isFlat(now)) return now;
      if (now.slope * (high.at - low.at) >= 0) high = low;
      low = now;
    }
  }
  return low;
}

/** Where the cubic through two places has its minimum; undefined where it has none. */
function lowestOf(a: Place, b: Place): number | undefined {
  const [left, right] = a.at <= b.at ? [a, b] : [b, a];
  const width = right.at - left.at;
  const bend = left.slope + right.slope - (3 * (right.value - left.value)) / width;
  const root = bend ** 2 - left.slope * right.slope;
  if (!(root >= 0)) return undefined;
  const depth = Math.sqrt(root);
  return right.at - (width * (right.slope + depth - bend)) / (right.slope - left.slope + 2 * depth);
}

/** Within bounds; their middle where there is nothing. */
function between(at: number | undefined, least: number, most: number): number {
  return at === undefined ? (least + most) / 2 : Math.min(Math.max(at, least), most);
}
