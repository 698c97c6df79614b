/** The worker of the page Inside: networks live here, the page gets pictures. */
import { answerCalls, type Line } from "../shared/worker-calls.ts";
import { examine } from "./network.ts";
import type { Setup } from "./setup.ts";
import { type Frame, Training } from "./training.ts";

let training: Training | undefined;

const handlers = {
  examine: (setup: Setup, _line: Line) => examine(setup),

  /** A new training, before its first step. */
  begin: async (setup: Setup, line: Line<Frame>) => {
    training?.dispose();
    training = new Training(setup);
    return training.trainTo(0, line);
  },

  /** Goes on up to a step. */
  trainTo: (end: number, line: Line<Frame>) => training!.trainTo(end, line),
};

export type InsideHandlers = typeof handlers;

answerCalls(handlers);
