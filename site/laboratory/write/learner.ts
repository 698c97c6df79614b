/** A language model that learns a reader's own text, in turns that can be paused. */
import { tasks, text } from "recurve";
import { type Line, PageError } from "../shared/worker-calls.ts";
import { write } from "./writing.ts";

/** The progress of learning. */
export interface Learning {
  /** Batches that were learned. */
  readonly step: number;
  /** Mean loss of these batches, in nats a character. */
  readonly loss: number;
  /** What the network writes now; absent between turns. */
  readonly sample?: string;
}

export interface LearnerOptions {
  readonly text: string;
  readonly units: number;
  readonly seed: number;
}

/** The shortest text that can be learned, in characters. */
export const SHORTEST = 200;

/** The minimum number of batches in a turn: the learning rate falls to 0, and restarts in the next turn. */
const BATCHES = 50;
const BATCH = 16;

export class Learner {
  readonly model: tasks.LanguageModel;
  private readonly text: string;
  private step = 0;

  constructor({ text: given, units, seed }: LearnerOptions) {
    this.text = given.replaceAll("\r\n", "\n").trim();
    const { length } = [...this.text];
    if (length < SHORTEST) {
      throw new PageError({
        en: `The text is too short to learn from: ${length} characters; ${SHORTEST} are the least.`,
        zh: `这段文字太短，学不到什么：${length} 个字符；至少要 ${SHORTEST} 个。`,
      });
    }
    const vocabulary = text.Vocabulary.fromText(this.text, { maxSize: 2000 });
    this.model = tasks.languageModel({ vocabulary, units, embedding: 32, seed });
  }

  /** Learns until the line says to stop: it is told of every batch, and after each turn of what the network writes. */
  async learn(turns: number, line: Line<Learning>): Promise<void> {
    const length = [...this.text].length;
    const window = Math.min(48, Math.floor(length / 8));
    const epochs = Math.ceil(BATCHES / Math.ceil(Math.floor(length / window) / BATCH));
    for (let turn = 0; turn < turns && !line.signal.aborted; turn++) {
      await this.model.fit(this.text, {
        epochs,
        window,
        batchSize: BATCH,
        verbose: 0,
        callbacks: [
          {
            onTrainBatchEnd: async (_batch, logs) => {
              this.step++;
              line.tell({ step: this.step, loss: logs?.loss ?? Number.NaN });
              await line.breathe();
              if (line.signal.aborted) this.model.model.stopTraining = true;
            },
          },
        ],
      });
      line.tell({ step: this.step, loss: Number.NaN, sample: this.sample() });
    }
  }

  private sample(): string {
    const prompt = [...this.text].slice(0, 4).join("");
    const written = write(this.model, { prompt, temperature: 0.6, topK: 0, seed: this.step, length: 100 });
    return written.map(({ character }) => character).join("");
  }
}
