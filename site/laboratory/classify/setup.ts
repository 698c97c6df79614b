/** What classifying is set to, as kept in the address; a user's own file cannot be in an address. */
import { choice, flag, integer, type StateOf, text } from "../shared/address.ts";

export const fields = {
  /** What the page Forecast does with a table: see forecast/Tables.vue. */
  use: choice("forecast", "classify"),
  example: choice("none", "names"),
  /** The column of labels; empty: found by its name, else the last one. */
  label: text("", 200),
  units: choice("64", "32", "128"),
  /** Passes over the samples; 0: as many as their number suggests. */
  epochs: integer(0, 0, 60),
  seed: integer(1, 0, 9999),
  balanced: flag(),
  /** Whether it is learned as soon as the data are read. */
  learned: flag(),
};

export type Setup = StateOf<typeof fields>;
