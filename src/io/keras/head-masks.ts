/** The masks of attention in heads, which Keras takes by names of their own. */
import { type AnyTensor, listOf, type Node } from "../../layers/symbolic.ts";
import { FormatError, Tensor } from "../../tensor/index.ts";
import type { Json, JsonRecord } from "../json.ts";

/**
 * What a call of `multiHeadAttention` is given as masks.
 * @throws FormatError for what Keras would ignore: a mask of the query, and none in place of one that an input carries
 */
export function headMasks(
  { layer, inputs, options: { mask, attentionMask } }: Node,
  keep: (tensor: AnyTensor) => JsonRecord,
  isMasked: (tensor: AnyTensor) => boolean,
): Record<string, Json> {
  const written: Record<string, Json> = {};
  const given = mask === null ? inputs.map(() => null) : listOf(mask);
  for (const [i, name] of ["query_mask", "value_mask", "key_mask"].entries()) {
    const each = given[i];
    const input = inputs[i];
    const isIgnored = each === null ? input !== undefined && isMasked(input) : i === 0 && each !== undefined;
    if (isIgnored) {
      throw new FormatError({
        what: `The layer "${layer.name}" is given ${each === null ? "null for the" : "a"} ${name.replace("_", " ")}, which Keras ignores.`,
        expected: "masks of values and keys, beside those that the inputs carry",
        hint: "give an attentionMask of shape (batch, query steps, value steps)",
      });
    }
    if (each) written[name] = keep(each);
  }
  if (attentionMask instanceof Tensor) {
    const { dtype } = attentionMask;
    written.attention_mask = { class_name: "__tensor__", config: { value: attentionMask.arraySync() as Json, dtype } };
  } else if (attentionMask) written.attention_mask = keep(attentionMask);
  return written;
}
