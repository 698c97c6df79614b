/** Language models that are shipped as their weights and what they are made of: read with less code than a model's file. */
import { tasks, tensor, text } from "recurve";
import { fetched } from "../shared/fetched.ts";
import { PageError } from "../shared/worker-calls.ts";

/** What `site/scripts/train-writers.js` writes beside the weights. */
export interface Made extends Omit<tasks.LanguageModelOptions, "vocabulary"> {
  readonly vocabulary: ReturnType<text.Vocabulary["toJSON"]>;
}

/** The path of a shipped model. */
export interface Shipped {
  readonly made: string;
  readonly weights: string;
}

export async function loadShipped({ made, weights }: Shipped): Promise<tasks.LanguageModel> {
  const [options, bytes] = await Promise.all([fetched(made), fetched(weights)]);
  return writerOf((await options.json()) as Made, new Float32Array(await bytes.arrayBuffer()));
}

/** @param weights all of them one after the other, in the order of `getWeights` */
export function writerOf({ vocabulary, ...options }: Made, weights: Float32Array): tasks.LanguageModel {
  const writer = tasks.languageModel({ ...options, vocabulary: text.Vocabulary.fromJSON(vocabulary) });
  const count = writer.model.countParams();
  if (count !== weights.length) {
    throw new PageError({
      en: `The model's file is damaged: ${weights.length} weights instead of ${count}.`,
      zh: `模型文件已损坏：应有 ${count} 个权重，实有 ${weights.length} 个。`,
    });
  }
  let at = 0;
  const values = writer.model.weights.map(({ shape, size }) => {
    at += size;
    return tensor(weights.subarray(at - size, at), shape);
  });
  writer.model.setWeights(values);
  return writer;
}
