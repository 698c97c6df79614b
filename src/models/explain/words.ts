/** Parts of sentences about layers. */
import type { Layer } from "../../layers/layer.ts";
import type { CallOptions, OpenShape } from "../../layers/symbolic.ts";
import { formatShape } from "../../tensor/index.ts";

/** The languages that models are explained in. */
export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** Chooses between a sentence in English and the same in Chinese. */
export type Say = (english: string, chinese: string) => string;

export const sayIn =
  (language: Language): Say =>
  (english, chinese) =>
    language === "zh" ? chinese : english;

/** One call of a layer in a model's graph. */
export interface ExplainedCall {
  readonly layer: Layer<number>;
  readonly inputs: readonly OpenShape[];
  readonly outputs: readonly OpenShape[];
  /** Whether its input carries a mask. */
  readonly masked: boolean;
  readonly options: CallOptions;
  readonly say: Say;
}

/** `1 step`, `3 steps`, `any number of steps`; `1 步`, `任意多步`. */
export function counted(say: Say, count: number | null | undefined, english: string, chinese: string): string {
  const words = `${count ?? "any number of"} ${english}${count === 1 ? "" : "s"}`;
  return say(words, count === null || count === undefined ? `任意多${chinese}` : `${count} ${chinese}`);
}

/** The content of one sample of a shape: `10 steps of 3 numbers`. */
export function contentOf(say: Say, [, ...lengths]: OpenShape): string {
  const [first, second] = lengths;
  const numbers = (count: number | null | undefined) => counted(say, count, "number", "个数");
  if (lengths.length === 0) return say("one number", "一个数");
  if (lengths.length === 1) return numbers(first);
  if (lengths.length === 2) {
    return say(
      `${counted(say, first, "step", "步")} of ${numbers(second)}`,
      `${counted(say, first, "step", "步")}、每步 ${numbers(second)}`,
    );
  }
  const product = lengths.map((length) => length ?? say("any", "任意")).join(" × ");
  return say(`${product} numbers`, `${product} 个数`);
}

/** Shapes as Keras prints them. */
export const shapesOf = (shapes: readonly OpenShape[]) => shapes.map(formatShape).join(", ");
