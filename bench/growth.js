/** What a training step costs in time and memory as batch, time or units grow: each point in a process of its own. */
import { growth, growthBase, operations, shapeName } from "./cases.js";
import { writeNumbers } from "./numbers.js";
import { summarize } from "./statistics.js";
import { System } from "./system.js";

const cell = "lstm";
const shown = ["recurve", "pytorch"];

/**
 * Points of an LSTM's training step on one thread: `time` in nanoseconds per thousand floating-point operations, `bytes` that
 * the process took above what it had before the case, per value of the output (batch · time · units).
 */
export async function measureGrowth({ peers, folder, pace, say }) {
  const points = [];
  for (const [axis, sizes] of Object.entries(growth)) {
    for (const size of sizes) {
      const shape = Object.values({ ...growthBase, [axis]: size });
      const numbers = writeNumbers(folder, { cell, shape, works: ["train"] });
      for (const peer of peers.filter(({ id }) => shown.includes(id))) {
        const system = new System(peer, 1);
        try {
          const { start } = await system.ask({ what: "version" });
          await system.ask({ what: "prepare", kind: "layer", cell, shape, numbers });
          const { times } = await system.ask({ what: "time", work: "train", budget: 3 * pace.budget, warm: pace.warm });
          const { peak } = await system.ask({ what: "memory" });
          const { ms } = summarize(times);
          const [B, T, , H] = shape;
          points.push({
            axis,
            size,
            shape: shapeName(shape),
            system: peer.id,
            ms,
            time: rounded((ms * 1e9) / operations({ cell, work: "train", shape })),
            bytes: rounded((peak - start) / (B * T * H)),
          });
        } catch (error) {
          say(`${peer.name}, growth at ${shapeName(shape)}: ${error.message}`);
        } finally {
          await system.stop();
        }
      }
    }
  }
  return points;
}

const rounded = (value) => Number(value.toPrecision(4));
