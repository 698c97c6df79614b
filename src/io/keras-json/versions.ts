/** Which Keras wrote a file, and Keras 1, whose files are refused by that name. */
import { FormatError } from "../../tensor/index.ts";
import { isRecord, type Json, type JsonRecord, show } from "../json.ts";
import type { Dialect } from "../layer-options.ts";

/** The dialect of a version such as "2.13.1". */
export function dialectOf(version: Json | undefined, otherwise: Dialect): Dialect {
  const major = typeof version === "string" ? Number.parseInt(version, 10) : Number.NaN;
  if (Number.isNaN(major)) return otherwise;
  return major >= 3 || isKerasCore(version) ? 3 : 2;
}

/** Keras Core, which became Keras 3, had the versions 0.1.0 to 0.1.7. */
const isKerasCore = (version: Json | undefined) => typeof version === "string" && /^0\.1\.\d/.test(version);

/** Options that only layers of Keras 1 have. */
const optionsOfKeras1 =
  /^(init|inner_init|inner_activation|forget_bias_init|nb_filter|border_mode|subsample_length|W_regularizer|W_constraint|p|concat_axis|dim_ordering)$/;

/**
 * @param version what the file says of itself; the oldest files say nothing; their layers show their age
 * @throws FormatError for a file of Keras 1
 */
export function refuseKeras1(version: Json | undefined, config: JsonRecord | undefined, name: string): void {
  const isSaid = typeof version === "string" && /^[01]\./.test(version) && !isKerasCore(version);
  const sign = isSaid || typeof version === "string" ? undefined : signOfKeras1(config);
  if (!isSaid && sign === undefined) return;
  throw new FormatError({
    what: `${name} is of Keras 1, whose layers and weights are others than those of today.`,
    expected: "a file of Keras 2 or 3",
    received: isSaid ? `keras_version ${version}` : `a layer with the option ${show(sign)}`,
    hint: "Keras 2.0 to 2.2 reads files of Keras 1: load it there, and save it again",
  });
}

function signOfKeras1(config: JsonRecord | undefined): string | undefined {
  const layers = Array.isArray(config?.layers) ? config.layers : [];
  for (const layer of layers) {
    const options = isRecord(layer) && isRecord(layer.config) ? Object.keys(layer.config) : [];
    const sign = options.find((option) => optionsOfKeras1.test(option));
    if (sign !== undefined) return sign;
  }
  return undefined;
}
