/** N-grams beside the network of a language model: their probabilities are mixed, and the model's file keeps them. */
import { FormatError, meanOf, shown } from "../../tensor/index.ts";
import { KneserNeyModel, type NextToken } from "../../text/index.ts";
import { countedOf, documentsIn } from "./ids.ts";

/** The longest n-gram. */
const ORDER = 5;
/** What n-grams must spare of the network's bits to be kept. */
const LEAST_GAIN = 0.005;

/** How a vocabulary's texts are read. */
export interface Reading {
  /** Tokens of the vocabulary. */
  size: number;
  documents: boolean;
  /** The token at the end of a document. */
  end: number;
}

/** What a file keeps: the counted tokens, from which the counts are recomputed, and the weight of the n-grams. */
export interface KeptNgrams {
  readonly share: number;
  readonly ids: string;
}

/** The probabilities that a network and n-grams give to tokens that came. */
export interface Tried {
  network: number[];
  ngrams: number[];
}

/** An n-gram model of order 5. */
export class Ngrams {
  private readonly model: KneserNeyModel;

  constructor(
    private readonly learned: Int32Array,
    private readonly reading: Reading,
    /** Its weight beside the network, 0 to 1. */
    readonly share: number,
  ) {
    this.model = new KneserNeyModel(reading.size, ORDER);
    if (reading.documents) for (const ids of documentsIn(learned, reading.end)) this.model.learn(ids);
    else this.model.learn(learned);
  }

  /** Those of what has been learned from. */
  static of(ids: Int32Array, reading: Reading): Ngrams {
    return new Ngrams(countedOf(ids), reading, 0);
  }

  /** Those that a file keeps. @throws FormatError for what is none */
  static from(kept: unknown, reading: Reading): Ngrams {
    const { share, ids } = (kept ?? {}) as Partial<KeptNgrams>;
    const tokens = typeof ids === "string" ? unpacked(ids, bytesFor(reading.size)) : undefined;
    if (typeof share === "number" && share > 0 && share < 1 && tokens?.every((id) => id < reading.size)) {
      return new Ngrams(tokens, reading, share);
    }
    throw new FormatError({
      what: "The n-grams that this language model keeps cannot be read.",
      expected: "{ share: a number between 0 and 1, ids: tokens in base 64 }",
      received: shown(kept),
    });
  }

  /** What a file keeps, with this share. */
  kept(share: number): KeptNgrams {
    return { share, ids: packed(this.learned, bytesFor(this.reading.size)) };
  }

  /** The probability of the token at `t` after those before it. */
  probability(ids: Int32Array, t: number): number {
    return this.model.probability(ids.subarray(Math.max(0, t - ORDER + 1), t), ids[t]!);
  }

  /** The same with what the network says. */
  mixed(network: number, ids: Int32Array, t: number): number {
    return this.share * this.probability(ids, t) + (1 - this.share) * network;
  }

  /** What a network says of all tokens, with what n-grams say after the tokens before. */
  distribution(network: ArrayLike<number>, before: readonly number[]): Float32Array {
    const own = this.model.distribution(before);
    return Float32Array.from(own, (probability, id) => this.share * probability + (1 - this.share) * network[id]!);
  }

  /** A network that goes step by step, with n-grams; `before` has been read, and states may be exchanged between steps. */
  beside(network: NextToken): NextToken {
    let before: number[] = [];
    return {
      step: (ids) => {
        before = after(before, ids[0]!);
        return this.distribution(network.step(ids), before);
      },
      reset: () => {
        before = [];
        network.reset();
      },
    };
  }
}

/** What n-grams see once a token has been read. */
export const after = (before: readonly number[], id: number): number[] => [...before, id].slice(1 - ORDER);

/**
 * How much n-grams count: the share under which the tokens that came are most probable, found by expectation maximization; undefined
 * where they spare the network too little.
 */
export function findShare({ network, ngrams }: Tried): number | undefined {
  const bits = (share: number) =>
    network.reduce((sum, p, i) => sum - Math.log2(Math.max(share * ngrams[i]! + (1 - share) * p, 1e-30)), 0);
  let share = 0.5;
  for (let round = 0; round < 50; round++) {
    const parts = network.map((p, i) => (share * ngrams[i]!) / Math.max(share * ngrams[i]! + (1 - share) * p, 1e-30));
    share = meanOf(parts);
  }
  // a file refuses 0 and 1
  const bounded = Math.min(Math.max(share, 1e-6), 1 - 1e-6);
  return bits(bounded) < (1 - LEAST_GAIN) * bits(0) ? bounded : undefined;
}

const bytesFor = (size: number) => (size <= 2 ** 8 ? 1 : size <= 2 ** 16 ? 2 : 4);

/** Numbers of this many bytes each, little-endian, as text. */
function packed(ids: Int32Array, bytes: number): string {
  const pieces: string[] = [];
  for (let begin = 0; begin < ids.length; begin += 2 ** 12) {
    const codes = Array.from(ids.subarray(begin, begin + 2 ** 12)).flatMap((id) =>
      Array.from({ length: bytes }, (_, i) => (id >>> (8 * i)) & 255),
    );
    pieces.push(String.fromCharCode(...codes));
  }
  return btoa(pieces.join(""));
}

function unpacked(text: string, bytes: number): Int32Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  const codes = atob(text);
  const ids = new Int32Array(codes.length / bytes);
  for (let i = 0; i < ids.length; i++) {
    for (let byte = 0; byte < bytes; byte++) ids[i]! |= codes.charCodeAt(i * bytes + byte) << (8 * byte);
  }
  return codes.length % bytes === 0 ? ids : undefined;
}
