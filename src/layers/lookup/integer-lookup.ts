/** The layer that numbers integers by a vocabulary. */
import { asTensor, ShapeError, type Tensor, type TensorLike, takes, tensor } from "../../tensor/index.ts";
import { IndexLookup, type IndexLookupOptions, indexLookupConfig } from "./index-lookup.ts";

/** Options of {@link integerLookup}. */
export interface IntegerLookupOptions extends IndexLookupOptions<number> {}

/** Integers as tensors hold them. */
const int32 = /* @__PURE__ */ takes.check<number>(
  "an integer of 32 bits",
  (value) => typeof value === "number" && value === (value | 0),
);

/** The layer of {@link integerLookup}. */
export class IntegerLookup extends IndexLookup<number> {
  override readonly className = "IntegerLookup";

  constructor(options: IntegerLookupOptions = {}) {
    super(indexLookupConfig("IntegerLookup", options, int32, -1));
    this.start();
  }

  override computeOutputDtype() {
    return this.config.outputMode === "int" ? ("int32" as const) : ("float32" as const);
  }

  protected read(data: unknown): Tensor {
    const numbers = asTensor(data as TensorLike);
    if (numbers.read().every((value) => Number.isInteger(value))) return numbers;
    throw new ShapeError({
      what: `${this.owner} takes integers.`,
      received: String(numbers.read().find((value) => !Number.isInteger(value))),
    });
  }

  protected tokensIn(tokens: Tensor): ArrayLike<number> {
    return this.read(tokens).read();
  }

  protected asTensor(tokens: readonly number[], shape: readonly number[]): Tensor {
    return tensor(tokens, shape, "int32");
  }
}

/**
 * The ids of integers (numbers of products, of users) by a vocabulary: Keras's IntegerLookup. Inputs, outputs, options and errors
 * are those of `stringLookup`, of integers of 32 bits; `input({ shape, dtype: "int32" })` keeps those beyond 2^24 whole.
 */
export function integerLookup(options?: IntegerLookupOptions): IntegerLookup {
  return new IntegerLookup(options);
}
