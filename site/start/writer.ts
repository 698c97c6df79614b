/** A language model that writes one character at each call, and tells what is in its memory meanwhile. */
import { loadModel, Random, tasks, text } from "recurve";

/** One written character, and the network when it had read it. */
export interface Written {
  character: string;
  /** The hidden state, a number from -1 to 1 for each unit. */
  memory: Float32Array;
  /** The most probable characters to come next, the first first. */
  next: { character: string; probability: number }[];
}

export class Writer {
  private readonly stepper;
  private probabilities: Float32Array = new Float32Array();
  private random = new Random(0);

  private constructor(private readonly model: tasks.LanguageModel) {
    this.stepper = model.model.stream();
  }

  static async load(file: Uint8Array): Promise<Writer> {
    return new Writer(tasks.LanguageModel.from(await loadModel(file)));
  }

  /** Starts again, reads the prompt, and reports each of its characters. The same seed writes the same text. */
  begin(prompt: string, seed: number): Written[] {
    const { vocabulary, documents } = this.model;
    this.random = new Random(seed);
    this.stepper.reset();
    this.stepper.step(documents ? [vocabulary.start] : vocabulary.encode("\n").slice(-1));
    return [...prompt].map((character) => this.read(vocabulary.encode(character).at(-1)!));
  }

  /** Draws the next character; undefined at a document's end. */
  write(temperature: number): Written | undefined {
    const { vocabulary } = this.model;
    const id = text.sample(this.probabilities, { temperature, topP: 0.95 }, this.random);
    return id === vocabulary.end ? undefined : this.read(id);
  }

  private read(id: number): Written {
    const { vocabulary } = this.model;
    this.probabilities = vocabulary.writable(this.stepper.step([id]));
    const order = [...this.probabilities.keys()].sort((a, b) => this.probabilities[b]! - this.probabilities[a]!);
    return {
      character: vocabulary.decode([id]),
      memory: this.stepper.states[0]!.dataSync() as Float32Array,
      next: order.slice(0, 5).map((each) => ({
        character: each === vocabulary.end ? "" : vocabulary.decode([each]),
        probability: this.probabilities[each]!,
      })),
    };
  }
}
