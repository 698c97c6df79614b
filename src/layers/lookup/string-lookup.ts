/** The layer that numbers texts by a vocabulary. */
import { type DType, type NestedText, type Tensor, takes, tensor } from "../../tensor/index.ts";
import type { Inputs } from "../counts.ts";
import type { AnyTensor, CallOptions } from "../symbolic.ts";
import { IndexLookup, type IndexLookupOptions, indexLookupConfig } from "./index-lookup.ts";
import { isPlainTexts, readTexts, textsOf } from "./texts.ts";

/** Options of {@link stringLookup}. */
export interface StringLookupOptions extends IndexLookupOptions<string> {}

/** The layer of {@link stringLookup}. */
export class StringLookup extends IndexLookup<string> {
  override readonly className = "StringLookup";

  constructor(options: StringLookupOptions = {}) {
    super(indexLookupConfig("StringLookup", options, takes.text, "[UNK]"));
    this.start();
  }

  override get takesTexts(): boolean {
    return !this.config.invert;
  }

  override computeOutputDtype(): DType {
    return this.config.invert ? "string" : super.computeOutputDtype();
  }

  /** As for every layer; texts may come as nested lists. */
  override apply(texts: NestedText, options?: CallOptions): Tensor;
  /** For a tensor of texts, or a symbolic tensor. */
  override apply<X extends AnyTensor>(inputs: Inputs<1, X>, options?: CallOptions): X;
  override apply(given: NestedText | Inputs<1, AnyTensor>, options?: CallOptions): AnyTensor {
    return super.apply((isPlainTexts(given) ? this.read(given) : given) as Tensor, options);
  }

  protected read(data: unknown): Tensor {
    return textsOf(data, this.owner);
  }

  protected tokensIn(tokens: Tensor): ArrayLike<string> {
    return readTexts(this.read(tokens));
  }

  protected asTensor(tokens: readonly string[], shape: readonly number[]): Tensor {
    return tensor(tokens, shape, "string");
  }
}

/**
 * The ids of texts by a vocabulary, which is given, or learned from data by `adapt`: Keras's StringLookup.
 *
 * Input: texts, each of which is one token, (batch, ...). Output: for outputMode "int" their ids in the same shape: with a
 * `maskToken` that is 0, then come the ids of unknown texts, then those of the vocabulary. With `invert` ids become texts. Other
 * output modes: see {@link LookupOptions.outputMode}.
 * @throws ConfigError when called without a vocabulary, or with numOovIndices 0 on an unknown text
 */
export function stringLookup(options?: StringLookupOptions): StringLookup {
  return new StringLookup(options);
}
