/**
 * Calls native kernels with arguments that make no sense, on a memory whose every word is hostile too: each call is refused, or stays
 * inside the memory. Told by a sanitised build, or by the process that lives. `node test/native/hostile.js PACKAGE [CALLS]`.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [from = "native", calls = "3000"] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${process.cwd()}/`));
const { attach, instructions } = require(from.includes("/") ? from : `./${from}`);
const pages = 16;
const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
const words = new Int32Array(memory.buffer);
let seed = 12345;
const random = (below) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const extremes = [
  0,
  1,
  -1,
  16,
  64,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 32 - 4,
  65536,
  pages * 65536 - 64,
  pages * 65536,
  NaN,
  1e300,
];
/** Mostly small counts and places inside, so that many calls pass the checks and must keep their word. */
const argument = () => {
  const kind = random(10);
  if (kind < 5) return random(20);
  if (kind < 8) return 4 * random(pages * 16384);
  return kind < 9 ? random(600) : extremes[random(extremes.length)];
};

for (const set of instructions) {
  const { kernels } = attach(memory, set);
  for (const [name, kernel] of Object.entries(kernels)) {
    // the library puts a block where no result lies; random places would write over it in the middle of a call
    if (/^(permute|conv|depthwise|pool|recurrent)/.test(name)) continue;
    let refused = 0;
    for (let i = 0; i < Number(calls); i++) {
      // lists of numbers are found anywhere
      for (let k = random(64); k < words.length; k += 1 + random(64)) words[k] = argument();
      const values = Array.from({ length: 16 }, argument);
      try {
        kernel(...values);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        refused++;
      }
    }
    console.log(`${set} ${name}: ${calls} calls, ${refused} refused`);
  }
}
