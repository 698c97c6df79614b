/** The options of `recurve train forecast`. */
import { forecasterOptions } from "../../tasks/forecaster/settings.ts";
import { forecasterFitOptions } from "../../tasks/forecaster/training-plan.ts";
import { takes } from "../../tensor/index.ts";
import { declareFlags, type FlagsOf, like, withDefaults } from "../options.ts";
import { encodingFlag } from "../read-text.ts";
import { clusterFlag } from "./on-cluster.ts";
import { trainingFlags } from "./options.ts";

export const forecastFlags = declareFlags({
  ...clusterFlag,
  ...withDefaults(trainingFlags, { ...forecasterFitOptions, units: forecasterOptions.units }),
  ...encodingFlag,
  target: { value: "<column...>", about: "what to forecast; by default the last column of numbers" },
  inputs: { value: "<column...>", about: "further input columns, known up to now" },
  known: {
    value: "<column...>",
    about: "columns that are known ahead, such as price,promo: the last rows of the table may have only these",
  },
  holidays: {
    value: "<country>",
    about:
      "public holidays are known ahead, such as of DE or US-NY; from the package date-holidays, where it is installed",
  },
  id: {
    value: "<column>",
    about:
      "what names the series of a row, in a table of several, or region,product; by default found where times repeat",
  },
  wide: {
    about: "the table has a column for each time (2019, 2020, ... or Jan to Dec), and a row for each series or year",
    conflicts: ["target", "inputs", "known", "id", "time"],
  },
  time: {
    value: "<column...>",
    about: "the columns of times; by default the first one, or year and month",
    without: "there are no times; rows are in order",
  },
  dateFormat: { value: "<format>", about: "how times are written, such as dd/mm/yyyy or %d.%m.%Y; by default found" },
  timezone: {
    value: "<name>",
    about: "whose clock the times are of, such as Europe/Berlin, where they name no zone; by default UTC",
  },
  horizon: {
    value: "<n>",
    about: "steps ahead; by default 24 of hours, 28 of days, 12 of months",
    ...like(forecasterOptions.horizon),
  },
  season: {
    value: "<n>",
    about: "length of the season in steps, 1 for none; by default a day of hours, a week of days, a year of months",
    ...like(forecasterOptions.season),
  },
  window: {
    value: "<n>",
    about: "steps that the network reads; by default 168 of hours, 56 of days, 24 of months",
    ...like(forecasterOptions.window),
  },
  method: {
    value: "<name>",
    about: "the forecasting method; by default the best in a trial of all; direct and recursive are the network alone",
    ...like(forecasterOptions.method),
  },
  quantiles: {
    value: "<q...>",
    about: "the quantiles of the band",
    default: forecasterOptions.quantiles.default.map(String),
  },
  cell: { value: "<kind>", about: "the recurrent layers", ...like(forecasterOptions.cell) },
  dropout: {
    value: "<rate>",
    about: "share of the recurrent layers' inputs dropped in training",
    ...like(forecasterOptions.dropout),
  },
  test: {
    value: "<share>",
    about: "share of the rows, the last ones, to test on; by default a tenth, or three horizons",
    number: takes.nonNegativeNumber,
  },
  fillGaps: { about: "interpolate missing rows and cells linearly; they are not learned from" },
});

/** Their values. */
export type ForecastFlags = FlagsOf<typeof forecastFlags>;
