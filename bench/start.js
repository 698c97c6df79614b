/**
 * The costs before the first number, and the limits of all: bundle, start, the kernels' peak, a dispatch to threads.
 */
import { bundleSize } from "../scripts/bundle-size.js";
import { startTime } from "../scripts/start-time.js";
import { measureFloor } from "./floor.js";

export async function measureStart({ peers }) {
  const nodes = peers.filter(({ script, env }) => script === "recurve.js" && !env);
  return {
    bundle: await bundleSize(),
    starts: nodes.map(({ node, command }) => ({ node, ms: Number(startTime(command).toFixed(1)) })),
    floors: nodes.map(({ node, command }) => ({ node, ...measureFloor(command) })),
  };
}
