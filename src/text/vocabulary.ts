/** Text as numbers, for models of text. */
import { ConfigError, checkOption, type Declared, FormatError, readOptions, shown, takes } from "../tensor/index.ts";
import { applyBytePairs, fromBytes, learnBytePairs, singleBytes } from "./byte-pairs.ts";
import { type Splitting, splittings, splitWords } from "./split.ts";

/** The special tokens, with the ids 0 to 3. */
const PADDING = "";
const UNKNOWN = "\uFFFD";
const START = "\u0002";
const END = "\u0003";
const OWN_TOKENS = [PADDING, UNKNOWN, START, END] as const;

/** Options of vocabularies: how texts are cut, and how many tokens are kept. */
export interface VocabularyOptions {
  /** What a token is. Default "characters". */
  split?: Splitting | undefined;
  /** Maximum number of tokens besides the special ones: the most frequent ones. Default all; byte pairs 4000. */
  maxSize?: number | undefined;
  /** Convert upper case letters to lower case. Default false. */
  lowercase?: boolean | undefined;
}

/** What {@link VocabularyOptions} take. */
export const vocabularyOptions = {
  split: takes.withDefault(takes.oneOf(...splittings), "characters"),
  maxSize: takes.orInfinity(takes.nonNegativeInteger),
  lowercase: false,
} satisfies Declared<VocabularyOptions>;

/** A vocabulary as JSON can hold it. */
export interface VocabularyJson {
  /** How texts are cut into tokens. */
  split: Splitting;
  /** Whether upper case letters count as lower case ones. */
  lowercase: boolean;
  /** The tokens in the order of their ids. */
  tokens: readonly string[];
}

/**
 * A numbering of the tokens of a text: characters (Unicode code points), words, the text between spaces, or byte pairs.
 *
 * Ids 0 to 3 are the vocabulary's own: padding (what `maskZero` masks), the unknown token, start and end of a text.
 */
export class Vocabulary {
  private readonly ids: ReadonlyMap<string, number>;
  private readonly encoded = new Map<string, readonly number[]>();

  /**
   * @param tokens by id, the vocabulary's own first; byte pairs as text of one code unit a byte
   * @param own the tokens that it starts with; vocabularies of other systems have others
   * @throws ConfigError when it starts with others
   */
  constructor(
    readonly tokens: readonly string[],
    /** How texts are cut into tokens. */
    readonly split: Splitting = "characters",
    /** Whether upper case letters count as lower case ones. */
    readonly lowercase = false,
    own: readonly string[] = OWN_TOKENS,
  ) {
    checkOption("Vocabulary", "tokens", tokens, takes.listOf(takes.text));
    checkOption("Vocabulary", "split", split, takes.oneOf(...splittings));
    checkOption("Vocabulary", "lowercase", lowercase, takes.flag);
    checkOption("Vocabulary", "own", own, takes.listOf(takes.text));
    if (own.some((token, id) => tokens[id] !== token)) {
      throw new ConfigError({
        what: "A vocabulary starts with four tokens of its own.",
        expected: "padding, unknown, start and end: U+FFFD, U+0002 and U+0003 after the empty text",
        received: JSON.stringify(tokens.slice(0, 4)),
      });
    }
    this.ids = new Map(tokens.map((token, id) => [token, id]));
  }

  /** The vocabulary of a text or of several; tokens of equal frequency in the order of their code units. */
  static fromText(texts: string | Iterable<string>, options: VocabularyOptions = {}): Vocabulary {
    const { split, lowercase } = readOptions("Vocabulary.fromText", options, vocabularyOptions);
    const { maxSize = split === "bytePairs" ? 4000 : Number.POSITIVE_INFINITY } = options;
    const counts = new Map<string, number>();
    const isList = typeof texts === "object" && texts !== null && Symbol.iterator in texts;
    if (!isList) checkOption("Vocabulary.fromText", "texts", texts, takes.text);
    for (const text of isList ? texts : [texts]) {
      checkOption("Vocabulary.fromText", "every text", text, takes.text);
      for (const piece of pieces(lowercase ? text.toLowerCase() : text, split)) {
        counts.set(piece, (counts.get(piece) ?? 0) + 1);
      }
    }
    if (split === "bytePairs") {
      return new Vocabulary([...OWN_TOKENS, ...singleBytes(), ...learnBytePairs(counts, maxSize)], split, lowercase);
    }
    for (const own of OWN_TOKENS) counts.delete(own);
    const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, maxSize);
    return new Vocabulary([...OWN_TOKENS, ...ranked.map(([token]) => token)], split, lowercase);
  }

  /** The vocabulary that {@link toJSON} gave. @throws FormatError for anything else */
  static fromJSON(json: unknown): Vocabulary {
    const { split, lowercase, tokens } = (json ?? {}) as Partial<VocabularyJson>;
    if (
      split &&
      splittings.includes(split) &&
      Array.isArray(tokens) &&
      tokens.every((token) => typeof token === "string")
    ) {
      return new Vocabulary(tokens, split, lowercase === true);
    }
    throw new FormatError({
      what: "This is not a vocabulary.",
      expected: `{ split: one of ${splittings.join(", ")}, lowercase, tokens: [...] }`,
      received: shown(json),
    });
  }

  /** The id of padding, which `maskZero` masks. */
  get padding(): number {
    return 0;
  }

  /** The id of unknown tokens. */
  get unknown(): number {
    return 1;
  }

  /** The id of the start of a text. */
  get start(): number {
    return 2;
  }

  /** The id of the end of a text. */
  get end(): number {
    return 3;
  }

  /** A record for `JSON.stringify` and {@link fromJSON}. */
  toJSON(): VocabularyJson {
    return { split: this.split, lowercase: this.lowercase, tokens: this.tokens };
  }

  /** Number of ids, the vocabulary's own included. */
  get size(): number {
    return this.tokens.length;
  }

  /** The ids of a text; what the vocabulary does not hold is the unknown token. */
  encode(text: string): number[] {
    checkOption("Vocabulary.encode", "text", text, takes.text);
    const read = this.lowercase ? text.toLowerCase() : text;
    if (this.split === "bytePairs")
      return Array.from(pieces(read, this.split), (piece) => this.idsOfWord(piece)).flat();
    return Array.from(pieces(read, this.split), (piece) => this.idOf(piece));
  }

  /** The text of ids; padding, start and end are no text. */
  decode(ids: Iterable<number>): string {
    checkOption("Vocabulary.decode", "ids", ids, takes.iterable);
    const list = Array.from(ids);
    checkOption("Vocabulary.decode", "ids", list, takes.listOf(takes.integer));
    const texts = list.map((id) => this.textOf(id)).filter((text) => text !== "");
    if (this.split === "bytePairs") return fromBytes(texts.join(""));
    return texts.join(this.split === "spaces" ? " " : "");
  }

  /** Probabilities of the next token, those of tokens that are never written set to 0: padding, the unknown one, the start. */
  writable(probabilities: ArrayLike<number>): Float32Array {
    checkOption("Vocabulary.writable", "probabilities", probabilities, takes.numbers);
    const allowed = Float32Array.from(probabilities);
    for (const id of [this.padding, this.unknown, this.start]) allowed[id] = 0;
    return allowed;
  }

  private textOf(id: number): string {
    if (id === this.padding || id === this.start || id === this.end) return "";
    return this.tokens[id] ?? UNKNOWN;
  }

  private idOf(piece: string): number {
    const id = this.ids.get(piece) ?? this.unknown;
    return id < OWN_TOKENS.length ? this.unknown : id;
  }

  private idsOfWord(word: string): readonly number[] {
    let ids = this.encoded.get(word);
    if (!ids) {
      ids = applyBytePairs(word, this.ids).map((bytes) => this.idOf(bytes));
      this.encoded.set(word, ids);
    }
    return ids;
  }
}

function pieces(text: string, split: Splitting): Iterable<string> {
  if (split === "characters") return text;
  return split === "spaces" ? text.split(/\s+/).filter((piece) => piece !== "") : splitWords(text);
}

/** The check of an option or argument that must be a vocabulary. */
export const aVocabulary = takes.check<Vocabulary>("a vocabulary", (value) => value instanceof Vocabulary);
