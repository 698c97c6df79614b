/** The names of `recurve/tfjs`: what they do is documented by TensorFlow.js, and call by call in docs/. */
import { words } from "./words.js";

export function tensorflowPage(library, language) {
  const rooms = Object.entries(library).filter(
    ([, value]) => value !== null && typeof value === "object" && isRoom(value),
  );
  const names = Object.keys(library).filter((name) => !rooms.some(([room]) => room === name));
  const list = (all, prefix = "") =>
    `<p class="names">${all
      .sort()
      .map((each) => `<code>${prefix}${each}</code>`)
      .join(" ")}</p>\n`;
  return [
    "---\ntitle: recurve/tfjs\neditLink: false\n---\n\n# recurve/tfjs\n",
    words[language].tensorflow,
    '\n```ts\nimport * as tf from "recurve/tfjs";\n```\n',
    "## tf\n",
    list(names),
    ...rooms.sort().flatMap(([room, value]) => [`## tf.${room}\n`, list(Object.keys(value))]),
  ].join("\n");
}

const isRoom = (value) => Object.values(value).some((each) => typeof each === "function");
