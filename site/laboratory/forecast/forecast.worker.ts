/** The worker of the page Forecast: it reads the table, learns and forecasts. */
import { saveModel, type tasks } from "recurve";
import { answerCalls, type Line } from "../shared/worker-calls.ts";
import { type Learned, learn, type Progress } from "./learn.ts";
import type { Setup } from "./setup.ts";
import { type Loaded, loadTable, type ReadTable } from "./tables.ts";

let loaded: Loaded | undefined;
let forecaster: tasks.Forecaster | undefined;

const handlers = {
  read: async (source: Blob, setup: Setup, _line: Line): Promise<ReadTable> => {
    forecaster = undefined;
    loaded = await loadTable(source, setup);
    return loaded.told;
  },

  learn: async (setup: Setup, line: Line<Progress>): Promise<Learned> => {
    const { learned, forecaster: made } = await learn(loaded!, setup, (progress) => line.tell(progress));
    forecaster = made;
    return learned;
  },

  /** The network with its scales, settings and last rows, as a `.keras` file. */
  save: (_line: Line): Promise<Uint8Array> => saveModel(forecaster!.model),
};

export type ForecastHandlers = typeof handlers;

answerCalls(handlers);
