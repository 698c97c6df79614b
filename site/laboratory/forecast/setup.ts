/** What the page Forecast is set to, as kept in the address; a user's own file cannot be in an address. */
import { choice, flag, integer, type StateOf, text } from "../shared/address.ts";

export const exampleNames = ["none", "weather", "births"] as const;

export const fields = {
  /** See Tables.vue. */
  use: choice("forecast", "classify"),
  example: choice(...exampleNames),
  /** The column to forecast; empty: the last one of numbers. */
  target: text("", 200),
  /** Steps ahead; 0: as many as the frequency suggests. */
  horizon: integer(0, 0, 365),
  method: choice("best", "combination", "direct", "exponential smoothing", "ARIMA", "seasonal naive"),
  fill: flag(),
  seed: integer(1, 0, 9999),
  /** Passes over the windows; 0: as many as the number of windows suggests. */
  epochs: integer(0, 0, 60),
  /** Whether the forecast is made as soon as the data are read. */
  learned: flag(),
};

export type Setup = StateOf<typeof fields>;
