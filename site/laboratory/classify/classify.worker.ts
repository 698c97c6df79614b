/** The worker that classifies: it reads the table, learns, and says what a text is. */
import { saveModel, type tasks } from "recurve";
import { answerCalls, type Line } from "../shared/worker-calls.ts";
import { type Loaded, loadLabels, type ReadLabels } from "./labels.ts";
import { type Learned, learn, type Progress } from "./learn.ts";
import type { Setup } from "./setup.ts";

let loaded: Loaded | undefined;
let classifier: tasks.Classifier | undefined;

const handlers = {
  read: async (source: File, setup: Setup, _line: Line): Promise<ReadLabels> => {
    classifier = undefined;
    loaded = await loadLabels(source, source.name, setup);
    return loaded.told;
  },

  learn: async (setup: Setup, line: Line<Progress>): Promise<Learned> => {
    const { learned, classifier: made } = await learn(loaded!.all!, setup, (progress) => line.tell(progress));
    classifier = made;
    return learned;
  },

  /** The classes of a text, the most probable first. */
  classify: (text: string, _line: Line): tasks.Guess[] => classifier!.classify(text) as tasks.Guess[],

  /** The network with its vocabulary and classes, as a `.keras` file. */
  save: (_line: Line): Promise<Uint8Array> => saveModel(classifier!.model),
};

export type ClassifyHandlers = typeof handlers;

answerCalls(handlers);
