/** What the start page's network writes in each language, and the line of code that does it. */
import novel from "../generated/writers/novel.keras?url";
import poems from "../generated/writers/poems.keras?url";

export interface Example {
  /** The address of its model. */
  model: string;
  prompts: readonly string[];
  temperature: number;
  /** Characters that are written before it starts again. */
  length: number;
  /** Characters per second. */
  pace: number;
}

export const examples: Readonly<Record<"en" | "zh", Example>> = {
  en: {
    model: novel,
    prompts: ["The whale ", "Call me ", "On the sea ", "Queequeg "],
    temperature: 0.6,
    length: 220,
    pace: 14,
  },
  zh: { model: poems, prompts: ["明月", "春風", "江上", "山中"], temperature: 0.7, length: 60, pace: 4 },
};

export const codeOf = ({ temperature }: Example, prompt: string) =>
  `for (const piece of writer.generate({ prompt: "${prompt}", temperature: ${temperature} })) show(piece);`;
