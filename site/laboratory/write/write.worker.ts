/** The worker of the page Write: language models live here. */
import { saveModel, type tasks } from "recurve";
import { answerCalls, type Line } from "../shared/worker-calls.ts";
import { type FoundUnit, findUnits } from "./found-units.ts";
import { Learner, type LearnerOptions, type Learning } from "./learner.ts";
import type { Setup } from "./setup.ts";
import { loadShipped, type Shipped } from "./shipped.ts";
import { type Read, write } from "./writing.ts";

let writer: tasks.LanguageModel | undefined;
let learner: Learner | undefined;
/** Characters that units are looked for in. */
const LOOKED_AT = 1500;

const handlers = {
  /** Takes a model that was shipped, or the one that learned here. */
  take: async (shipped: Shipped | undefined, _line: Line): Promise<void> => {
    writer = shipped === undefined ? learner!.model : await loadShipped(shipped);
  },

  write: (asked: Setup, _line: Line): Read[] => write(writer!, asked),

  /** Lets the model generate text, and finds the units that correlate with properties of the text. */
  findUnits: async (_line: Line): Promise<FoundUnit[]> => {
    const read: Read[] = [];
    for (let seed = 1; read.length < LOOKED_AT && seed < 200; seed++) {
      read.push(...write(writer!, { prompt: "\n", temperature: 0.7, topK: 0, seed, length: 300 }));
      await _line.breathe();
    }
    return findUnits(
      read.map(({ character }) => character),
      read.map(({ memory }) => memory),
    );
  },

  /** A new network for a text. */
  begin: (options: LearnerOptions, _line: Line): void => {
    learner = new Learner(options);
  },

  learn: (turns: number, line: Line<Learning>): Promise<void> => learner!.learn(turns, line),

  save: (_line: Line): Promise<Uint8Array> => saveModel(learner!.model.model),
};

export type WriteHandlers = typeof handlers;

answerCalls(handlers);
