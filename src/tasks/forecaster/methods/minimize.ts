/** The least value of a function of a few numbers, without its derivatives. */

type Point = readonly number[];
interface Corner {
  point: number[];
  value: number;
}

/**
 * Nelder and Mead's simplex: the worst corner is moved through the middle of the others, further where that is good, nearer
 * where it is not; else all corners close in on the best.
 * @see Nelder & Mead, "A simplex method for function minimization", 1965
 */
export function minimize(
  cost: (point: Point) => number,
  start: Point,
  { steps = 300, tolerance = 1e-9, size = 1 } = {},
): Corner {
  // a point whose value is NaN is no candidate
  const corner = (point: number[]): Corner => {
    const value = cost(point);
    return { point, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const shifted = start.map((_, axis) => start.map((x, i) => (i === axis ? x + size : x)));
  let corners = [[...start], ...shifted].map(corner);
  if (start.length === 0) return corners[0]!;
  for (let step = 0; step < steps; step++) {
    corners = corners.sort((a, b) => a.value - b.value);
    const [best, worst] = [corners[0]!, corners.at(-1)!];
    if (worst.value - best.value <= tolerance * Math.abs(best.value)) break;
    const others = corners.slice(0, -1);
    const middle = start.map((_, i) => others.reduce((sum, { point }) => sum + point[i]!, 0) / others.length);
    const along = (distance: number) => corner(middle.map((x, i) => x + distance * (x - worst.point[i]!)));
    const mirrored = along(1);
    let next = mirrored;
    if (mirrored.value < best.value) {
      const further = along(2);
      next = further.value < mirrored.value ? further : mirrored;
    } else if (mirrored.value >= others.at(-1)!.value) {
      next = along(mirrored.value < worst.value ? 0.5 : -0.5);
    }
    corners =
      next.value < worst.value
        ? [...others, next]
        : [best, ...corners.slice(1).map(({ point }) => corner(point.map((x, i) => (x + best.point[i]!) / 2)))];
  }
  return corners.reduce((least, each) => (each.value < least.value ? each : least));
}
