/** What is measured: cells, shapes and kinds of work. */

/** Blocks of columns in each cell's kernels. */
export const gates = { lstm: 4, gru: 3, simpleRNN: 1 };

/** Batch, time, features, units; from small to large. */
export const shapes = [
  [1, 1, 64, 128],
  [1, 100, 64, 128],
  [32, 20, 8, 32],
  [32, 100, 64, 128],
  [128, 40, 64, 256],
  [64, 50, 256, 512],
];

/** The shape of a streaming step, and how many different inputs it reads in turn. */
export const stepShape = [1, 1, 64, 128];
export const stepInputs = 32;

/** One axis grows, the others stay as in `growthBase`. */
export const growthBase = { B: 32, T: 100, D: 64, H: 128 };
export const growth = {
  T: [25, 50, 100, 200, 400, 800],
  B: [1, 4, 16, 64, 256],
  H: [16, 32, 64, 128, 256, 512],
};

export const shapeName = ([B, T, D, H]) => `B${B} T${T} D${D} H${H}`;

/** Floating-point operations of one call: a training step does three times the products of a forward pass. */
export function operations({ cell, work, shape: [B, T, D, H] }) {
  return 2 * B * T * (D + H) * gates[cell] * H * (work === "train" ? 3 : 1);
}

/** The cases of one cell: a group shares its numbers and is prepared once. */
export function groupsOf(cell, { chosenShapes = shapes, works }) {
  const groups = chosenShapes.map((shape) => ({
    cell,
    shape,
    // one step of one row is no training
    works: ["forward", "train"].filter((work) => works.includes(work) && !(work === "train" && shape[1] === 1)),
  }));
  if (works.includes("step") && chosenShapes.some((shape) => shapeName(shape) === shapeName(stepShape)))
    groups.push({ cell, shape: stepShape, works: ["step"] });
  return groups.filter((group) => group.works.length > 0);
}

/** Numbers in [-1, 1), the same on every machine. */
export function uniform(state) {
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
