/** Random shapes for fast-check. */
import fc from "fast-check";

/** Shapes of up to `maxRank` axes of length 1 to 3. */
export const shapes = (maxRank = 3, minRank = 0) =>
  fc.array(fc.integer({ min: 1, max: 3 }), { minLength: minRank, maxLength: maxRank });

/** Pairs of shapes that broadcast: axes stretched on either side, leading axes left out on either side. */
export const broadcastPairs = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom("both", "left", "right")), { maxLength: 3 })
  .chain((axes) =>
    fc.tuple(
      fc.constant(axes.map(([length, stretched]) => (stretched === "left" ? 1 : length))),
      fc.constant(axes.map(([length, stretched]) => (stretched === "right" ? 1 : length))),
      fc.integer({ min: 0, max: axes.length }),
      fc.boolean(),
    ),
  )
  .map(([left, right, cut, which]): [number[], number[]] =>
    which ? [left.slice(cut), right] : [left, right.slice(cut)],
  );
