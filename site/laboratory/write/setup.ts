/** What the page Write is set to, so that an address can tell it; a network that learned in the page cannot be in an address. */
import { choice, integer, number, type StateOf, text } from "../shared/address.ts";

export const limits = { prompt: 300, length: 400, units: 256, topK: 50 } as const;

export const fields = {
  writer: choice("usual", "novel", "poems", "own"),
  /** What the text begins with; "usual": that of the writer. */
  prompt: text("usual", limits.prompt),
  temperature: number(0.6, 0, 2),
  /** Of how many characters the next is drawn; 0: of all. */
  topK: integer(0, 0, limits.topK),
  seed: integer(1, 0, 9999),
  /** How many characters are written. */
  length: integer(160, 0, limits.length),
  unit: integer(0, 0, limits.units - 1),
  /** The character whose successors are shown; -1: the last. */
  place: integer(-1, -1, limits.prompt + limits.length),
};

export type Setup = StateOf<typeof fields>;
