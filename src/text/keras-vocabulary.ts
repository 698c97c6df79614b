/**
 * Text as numbers in the way of a model that Keras trained: the ids of its StringLookup, its TextVectorization, or the
 * Tokenizer that its data went through. `readVocabulary` makes one from a file.
 */
import { ConfigError, checkOption, type Declared, FormatError, readOptions, takes } from "../tensor/index.ts";
import { type KerasTokenRules, tokensOf } from "./keras-tokens.ts";
import { Vocabulary } from "./vocabulary.ts";

/** How Keras makes ids of a text: what its tokens are, and which ids mean something else. */
export interface KerasTextRules extends KerasTokenRules {
  /** The id of masked steps, which is no token. Default null: there is none. */
  padding?: number | null;
  /** The id of what the vocabulary does not hold. Default null: a Tokenizer leaves it out. */
  unknown?: number | null;
  /** What does not occur in the vocabulary is an error, as for a StringLookup without an id for it. Default false. */
  strict?: boolean;
  /** Ids from here on are as unknown: a Tokenizer's `num_words`. Default null: none. */
  limit?: number | null;
  /** The length that TextVectorization pads and cuts its outputs to, for `data.padSequences`. `encode` cuts, and pads nothing. Default null. */
  length?: number | null;
}

const idOrNone = /* @__PURE__ */ takes.byDefaultNull(takes.nonNegativeInteger);

const textRules = {
  lower: takes.withDefault(takes.oneOf("none", "ascii", "all"), "none"),
  filters: takes.withDefault(takes.text, ""),
  filler: takes.withDefault(takes.text, ""),
  separator: takes.withDefault(
    takes.check<Exclude<KerasTokenRules["separator"], undefined>>(
      '"whitespace", "characters", { text: "..." }, or null',
      (value) => value === null || value === "whitespace" || value === "characters" || typeof value?.text === "string",
    ),
    "whitespace",
  ),
  ngrams: takes.withDefault(takes.listOf(takes.counts.steps), [1]),
  padding: idOrNone,
  unknown: idOrNone,
  strict: false,
  limit: idOrNone,
  length: idOrNone,
} satisfies Declared<KerasTextRules>;

/** A vocabulary of Keras ({@link KerasTextRules}); `encode` gives the ids that Keras gives. It has no ids for the start and the end of a text. */
export class KerasVocabulary extends Vocabulary {
  /** How texts are cut and tokens numbered, complete. */
  readonly rules: Readonly<Required<KerasTextRules>>;
  private readonly idOfToken: ReadonlyMap<string, number>;

  /** @param tokens by id, those of padding and of what is unknown included; "" for an id without a token */
  constructor(tokens: readonly string[], rules: KerasTextRules = {}) {
    super(tokens, "spaces", rules?.lower === "all", []);
    this.rules = readOptions("KerasVocabulary", rules, textRules);
    const named = tokens.map((token, id): [string, number] => [token, id]);
    this.idOfToken = new Map(named.reverse());
  }

  /** @throws FormatError for anything but what {@link toJSON} gave */
  static override fromJSON(json: unknown): KerasVocabulary {
    const { tokens, rules } = (json ?? {}) as { tokens?: unknown; rules?: KerasTextRules };
    if (
      Array.isArray(tokens) &&
      tokens.every((token) => typeof token === "string") &&
      typeof rules === "object" &&
      rules !== null
    ) {
      return new KerasVocabulary(tokens, rules);
    }
    throw new FormatError({ what: "This is not a vocabulary of Keras.", expected: "{ tokens: [...], rules: {...} }" });
  }

  /** A record for `JSON.stringify` and {@link fromJSON}. */
  override toJSON() {
    return { ...super.toJSON(), rules: this.rules };
  }

  override get padding(): number {
    return this.rules.padding ?? absent("padding");
  }

  override get unknown(): number {
    return this.rules.unknown ?? absent("what it does not hold");
  }

  override get start(): number {
    return absent("the start of a text");
  }

  override get end(): number {
    return absent("the end of a text");
  }

  /** @throws ConfigError for a text that the vocabulary does not hold, where its Keras layer raises an error */
  override encode(text: string): number[] {
    checkOption("KerasVocabulary.encode", "text", text, takes.text);
    const { unknown, strict, limit, length } = this.rules;
    const ids: number[] = [];
    for (const token of tokensOf(text, this.rules)) {
      const found = this.idOfToken.get(token);
      const id = found === undefined || (limit !== null && found >= limit) ? unknown : found;
      if (id !== null) ids.push(id);
      else if (strict) {
        throw new ConfigError({ what: "The vocabulary has no id for a text.", received: JSON.stringify(token) });
      }
    }
    return length === null ? ids : ids.slice(0, length);
  }

  /** The tokens of ids, joined by the separator; padding is omitted. */
  override decode(ids: Iterable<number>): string {
    const { padding, separator } = this.rules;
    checkOption("KerasVocabulary.decode", "ids", ids, takes.iterable);
    const list = Array.from(ids);
    checkOption("Vocabulary.decode", "ids", list, takes.listOf(takes.integer));
    const kept = list.filter((id) => id !== padding);
    const tokens = kept.map((id) => this.tokens[id] ?? "").filter((token) => token !== "");
    return tokens.join(
      separator === "characters" ? "" : separator === "whitespace" || !separator ? " " : separator.text,
    );
  }

  override writable(probabilities: ArrayLike<number>): Float32Array {
    checkOption("KerasVocabulary.writable", "probabilities", probabilities, takes.numbers);
    const allowed = Float32Array.from(probabilities);
    for (const id of [this.rules.padding, this.rules.unknown]) if (id !== null) allowed[id] = 0;
    return allowed;
  }
}

function absent(what: string): never {
  throw new ConfigError({
    what: `A vocabulary of Keras has no id for ${what}.`,
    hint: "give the ids themselves, or make a vocabulary with Vocabulary.fromText",
  });
}
