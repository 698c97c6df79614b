/** What a user waits for before the first number: the size of a browser's bundle, and a Node process's first prediction. */
import { bundleSize } from "../scripts/bundle-size.js";
import { startTime } from "../scripts/start-time.js";

export async function measureStart({ peers }) {
  const nodes = peers.filter(({ script }) => script === "recurve.js");
  return {
    bundle: await bundleSize(),
    starts: nodes.map(({ node, command }) => ({ node, ms: Number(startTime(command).toFixed(1)) })),
  };
}
