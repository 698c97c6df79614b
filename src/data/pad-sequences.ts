/** Sequences of different lengths as one tensor. */
import {
  asTensor,
  checkOption,
  type DType,
  formatShape,
  makeArray,
  readOptions,
  ShapeError,
  sameShape,
  shown,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";

/** Options of `data.padSequences`: the length, and where to pad and to cut. */
export interface PadSequencesOptions {
  /** Time steps of every sequence. Default those of the longest. */
  maxlen?: number | undefined;
  /** Type of the result; "int32" cuts fractions off. Default "int32". */
  dtype?: DType | undefined;
  /** Pad before or after the values. Default "pre". */
  padding?: "pre" | "post" | undefined;
  /** Cut sequences longer than `maxlen` at their beginning or their end. Default "pre". */
  truncating?: "pre" | "post" | undefined;
  /** The padding value. Default 0. */
  value?: number | undefined;
}

const end = /* @__PURE__ */ takes.oneOf("pre", "post");

/**
 * Sequences (time,) or (time, ...) of different lengths, padded or cut to the same length: (batch, maxlen, ...).
 * @throws ShapeError when features differ from sequence to sequence; ConfigError for an option that is not valid
 * @see Keras 3.15, `utils/sequence_utils.py`, `pad_sequences`
 */
export function padSequences(sequences: readonly TensorLike[], options: PadSequencesOptions = {}): Tensor {
  checkOption("padSequences", "sequences", sequences, takes.list);
  const tensors = sequences.map(asTensor);
  const longest = tensors.reduce((most, { shape }) => Math.max(most, shape[0] ?? 0), 0);
  const { maxlen, dtype, padding, truncating, value } = readOptions("padSequences", options, {
    maxlen: takes.withDefault(takes.nonNegativeInteger, longest),
    dtype: takes.withDefault(takes.oneOf("float32", "int32", "bool"), "int32"),
    padding: takes.withDefault(end, "pre"),
    truncating: takes.withDefault(end, "pre"),
    value: 0,
  });
  const features = featuresOf(tensors);
  const width = features.reduce((product, length) => product * length, 1);
  const padded = makeArray(dtype, tensors.length * maxlen * width).fill(value);
  for (const [i, sequence] of tensors.entries()) {
    if (sequence.size === 0) continue;
    const time = sequence.shape[0]!;
    const kept = Math.min(time, maxlen);
    const from = truncating === "pre" ? time - kept : 0;
    const to = i * maxlen + (padding === "pre" ? maxlen - kept : 0);
    padded.set(sequence.read().subarray(from * width, (from + kept) * width), to * width);
  }
  return wrap(padded, [tensors.length, maxlen, ...features], dtype);
}

/** The shape of a time step, the same in all sequences that have one. */
function featuresOf(tensors: readonly Tensor[]): readonly number[] {
  const scalar = tensors.findIndex(({ rank }) => rank === 0);
  if (scalar >= 0) {
    throw new ShapeError({
      what: `Sequence ${scalar} is a number.`,
      expected: "a list of time steps",
      received: shown(tensors[scalar]!.item()),
    });
  }
  const features = tensors.find(({ size }) => size > 0)?.shape.slice(1) ?? [];
  const other = tensors.findIndex(({ size, shape }) => size > 0 && !sameShape(shape.slice(1), features));
  if (other < 0) return features;
  throw new ShapeError({
    what: `The time steps of sequence ${other} have another shape.`,
    expected: formatShape(features),
    received: formatShape(tensors[other]!.shape.slice(1)),
  });
}
