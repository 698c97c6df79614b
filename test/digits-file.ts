/** A small file in the form of `npm run data -- digits`: 0 to 9 in 3 x 5 squares, at places of their own in 14 x 14 pixels. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** The digits 0 to 9, three squares wide and five high, each a number of 15 bits. */
const glyphs = [0x7b6f, 0x2c97, 0x73e7, 0x73cf, 0x5bc9, 0x79cf, 0x79ef, 0x7249, 0x7bef, 0x7bcf];

/** Writes `count` digits, 0 to 9 again and again, and gives the file's path. */
export function writeDigits(folder: string, count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const [left, top] = [3 + (i % 3), 1 + (i % 4)];
    const shade = (_: unknown, k: number) => {
      const [x, y] = [Math.floor(((k % 14) - left) / 2), Math.floor((Math.floor(k / 14) - top) / 2)];
      const inside = x >= 0 && x < 3 && y >= 0 && y < 5;
      return inside && (glyphs[i % 10]! >> (14 - 3 * y - x)) & 1 ? "e" : "0";
    };
    return `${i % 10} ${Array.from({ length: 14 * 14 }, shade).join("")}\n`;
  });
  const path = join(folder, "digits.txt");
  writeFileSync(path, lines.join(""));
  return path;
}
