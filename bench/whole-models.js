/** Whole models: a training step and a prediction of each, and the memory that the process took, which is a new one each time. */
import { Measurement } from "./measure.js";
import { models, writeModel } from "./models.js";
import { System } from "./system.js";

/** Maximum time for compiling a graph, in ms. */
const PATIENCE = 60_000;
const shown = ({ id }) => id.startsWith("recurve") || id === "keras";

/** Rows as of {@link Measurement}, the model's name for its cell, with `bytes`, the most memory the process took above what it started with. */
export async function measureModels({ peers, folder, pace, threads, say, only = () => true }) {
  const rows = [];
  for (const model of models.filter(only)) {
    say(`${threads} thread${threads > 1 ? "s" : ""}, ${model.name}`);
    const systems = peers.filter(shown).map((peer) => new System(peer, threads));
    try {
      const starts = await Promise.all(systems.map((system) => system.ask({ what: "version" })));
      const measurement = new Measurement({ systems, folder, pace: { ...pace, patience: PATIENCE }, say });
      const request = { kind: "model", ...(await writeModel(folder, model)) };
      const found = await measurement.run({ cell: model.name, works: ["forward", "train"], request });
      for (const [i, system] of systems.entries()) {
        const { peak } = await system.ask({ what: "memory" });
        for (const row of found.filter((one) => one.system === system.id)) row.bytes = peak - starts[i].start;
      }
      rows.push(...found);
    } finally {
      await Promise.all(systems.map((system) => system.stop()));
    }
  }
  return rows;
}
