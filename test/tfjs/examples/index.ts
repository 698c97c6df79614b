/** Programs with the calls of TensorFlow.js's six recurrent examples; `tf` is either package. */
import { addition } from "./addition.ts";
import { dateConversion } from "./date-conversion.ts";
import { sentiment } from "./sentiment.ts";
import { textGeneration } from "./text-generation.ts";
import { translation } from "./translation.ts";
import { weather } from "./weather.ts";

/** Each program by the name of the example. */
export const examples: Readonly<Record<string, (tf: any) => Promise<unknown>>> = {
  "addition-rnn": (tf) => addition(tf),
  "addition-rnn with GRU": (tf) => addition(tf, "gru"),
  "addition-rnn with SimpleRNN": (tf) => addition(tf, "simpleRNN"),
  "lstm-text-generation": textGeneration,
  "date-conversion-attention": dateConversion,
  translation,
  sentiment,
  "jena-weather": weather,
};
