/** A character-level language model: its network, its training, and writing with it. Built from the public surface only. */
import {
  type Callback,
  input,
  layers,
  type Model,
  model,
  optimizers,
  type Random,
  type SymbolicTensor,
  type Tensor,
  tensor,
  text,
} from "../index.ts";

/** What fixes the network's size. */
export interface LanguageModelConfig {
  /** Width of a character's vector. */
  embedding: number;
  /** Width of the LSTM's state. */
  units: number;
}

export interface TrainingOptions {
  epochs: number;
  batchSize: number;
  learningRate: number;
  seed: number;
  callbacks?: Callback[];
}

/** Pairs of id sequences of one length: what is read, and what should be said at each step (the next character). */
export interface Lesson {
  inputs: Tensor;
  targets: Tensor;
}

/** An embedding, an LSTM and a softmax over the vocabulary, as two models that share these layers. */
export class LanguageModel {
  /** (batch, time) ids to (batch, time, V) probabilities of the next character: for training. */
  readonly reader: Model<SymbolicTensor>;
  /** One character and the state before it to the probabilities of the next one and the state after: for writing. */
  private readonly stepper: Model<[SymbolicTensor, SymbolicTensor, SymbolicTensor]>;

  constructor(
    readonly vocabulary: text.Vocabulary,
    readonly config: LanguageModelConfig,
    /** Fixes the first weights. */
    seed?: number,
  ) {
    const { embedding, units } = config;
    const embed = layers.embedding({ inputDim: vocabulary.size, outputDim: embedding, maskZero: true });
    const lstm = layers.lstm({ units, returnSequences: true, returnState: true });
    const predict = layers.dense({ units: vocabulary.size, activation: "softmax" });

    const ids = input({ shape: [null], dtype: "int32" });
    this.reader = model({ inputs: ids, outputs: predict.apply(lstm.apply(embed.apply(ids))[0]), seed });

    const states = [input({ shape: [units] }), input({ shape: [units] })] as const;
    const [next, h, c] = lstm.apply(embed.apply(ids), { initialState: states });
    this.stepper = model({ inputs: [ids, ...states], outputs: [predict.apply(next), h, c], seed });
  }

  /** Trains on lessons; the history holds loss and perplexity of each epoch, on the held-out lesson too. */
  async train(lesson: Lesson, heldOut: Lesson, { learningRate, ...options }: TrainingOptions) {
    this.reader.compile({
      optimizer: optimizers.adam({ learningRate, clipnorm: 1 }),
      loss: "sparseCategoricalCrossentropy",
      metrics: ["perplexity"],
    });
    return this.reader.fit(lesson.inputs, lesson.targets, {
      validationData: [heldOut.inputs, heldOut.targets],
      ...options,
    });
  }

  /**
   * Continues an opening, one character after the other, carrying the state along.
   * @param stop a character that ends the text, left out
   */
  *write(
    opening: string,
    options: { length: number; temperature: number; random: Random; stop?: string },
  ): Generator<string> {
    const { length, temperature, random, stop } = options;
    let state = [zeroState(this.config.units), zeroState(this.config.units)];
    let probabilities: ArrayLike<number> = [];
    const read = (id: number) => {
      const [next, h, c] = this.stepper.predict([tensor([[id]], undefined, "int32"), ...state]);
      probabilities = next.dataSync();
      state = [h, c];
    };
    for (const id of this.vocabulary.encode(opening)) read(id);
    for (let i = 0; i < length; i++) {
      const id = text.sampleIndex(withoutOwnEntries(probabilities), temperature, random);
      const character = this.vocabulary.decode([id]);
      if (character === stop) return;
      yield character;
      read(id);
    }
  }
}

const zeroState = (units: number) => tensor([new Array<number>(units).fill(0)]);

/** The padding and the unknown character are never written. */
function withoutOwnEntries(probabilities: ArrayLike<number>): Float32Array {
  const allowed = Float32Array.from(probabilities);
  allowed[0] = 0;
  allowed[1] = 0;
  return allowed;
}

/** Lines as a lesson: each line and the line break before it, padded with zeros to the longest. */
export function lessonFromLines(lines: readonly string[], vocabulary: text.Vocabulary): Lesson {
  const rows = lines.map((line) => vocabulary.encode(`\n${line}\n`));
  const time = Math.max(...rows.map((row) => row.length)) - 1;
  const inputs = new Int32Array(rows.length * time);
  const targets = new Int32Array(rows.length * time);
  for (const [r, row] of rows.entries()) {
    inputs.set(row.slice(0, -1), r * time);
    targets.set(row.slice(1), r * time);
  }
  const shape = [rows.length, time];
  return { inputs: tensor(inputs, shape), targets: tensor(targets, shape) };
}

/** Running text as a lesson: windows of `time` characters, one after the other. */
export function lessonFromProse(prose: string, vocabulary: text.Vocabulary, time: number): Lesson {
  const ids = Int32Array.from(vocabulary.encode(prose));
  const rows = Math.floor((ids.length - 1) / time);
  const shape = [rows, time];
  return {
    inputs: tensor(ids.subarray(0, rows * time), shape),
    targets: tensor(ids.subarray(1, rows * time + 1), shape),
  };
}
