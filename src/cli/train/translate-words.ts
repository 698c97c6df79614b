/** What a training of a translator says, in English and Chinese. */

import type { tasks } from "../../index.ts";
import { words } from "../language.ts";
import { percent } from "../print.ts";

type Way = tasks.Way;

const others: readonly Way[] = ["copy", "nearest"];

/** The best of the other methods; for the network, the best of those without one. */
function rivalOf(chosen: Way, chrf: Readonly<Record<Way, number>>): Way {
  const rivals = chosen === "network" ? others : (["network"] as const);
  return rivals.reduce((a, b) => (chrf[b] > chrf[a] ? b : a));
}

const english: Record<Way, string> = {
  network: "the network",
  copy: "copying the source",
  nearest: "the nearest known pair",
};
const chinese: Record<Way, string> = { network: "网络", copy: "照抄原文", nearest: "最相近的已知句对" };
const upper = (text: string) => text[0]!.toUpperCase() + text.slice(1);

export const wordsOf = words(
  {
    about: (path: string, count: number, from: string, to: string) =>
      `${path}: ${count} pairs to learn from; ${from} to ${to}.`,
    title: (path: string) => `A translator of ${path}`,
    held: "held-out pairs",
    ways: english,
    scores: {} as Record<string, string>,
    counts: (learned: number, measured: number) => `${learned} pairs to learn from, ${measured} to measure on.`,
    looksAt: "What it looks at",
    errors: ["source", "written", "wanted"],
    verdict: (chosen: Way, chrf: Readonly<Record<Way, number>>, count: number) => {
      const rival = rivalOf(chosen, chrf);
      const by = chrf[chosen] - chrf[rival];
      return `${upper(english[chosen])} has a chrF of ${chrf[chosen].toFixed(1)} on ${count} held-out texts, ${Math.abs(by).toFixed(1)} ${by >= 0 ? "above" : "below"} ${english[rival]} (${chrf[rival].toFixed(1)}); it is what \`recurve translate\` does with this run.`;
    },
    moreExact: (way: Way, share: number, own: number) =>
      `${upper(english[way])} gives more of them exactly right, ${percent(share, 2)} to ${percent(own, 2)}; the choice is by chrF, on other pairs.`,
  },
  {
    about: (path, count, from, to) => `${path}：可学习 ${count} 对；${from} 到 ${to}。`,
    title: (path) => `${path} 的翻译模型`,
    held: "留出的句对",
    ways: chinese,
    scores: { "exactly right": "完全正确", "token error rate": "词元错误率" },
    counts: (learned, measured) => `学习 ${learned} 对，测量 ${measured} 对。`,
    looksAt: "它关注哪里",
    errors: ["原文", "译文", "参考"],
    verdict: (chosen, chrf, count) => {
      const rival = rivalOf(chosen, chrf);
      const by = chrf[chosen] - chrf[rival];
      return `${chinese[chosen]}在 ${count} 条留出文本上的 chrF 为 ${chrf[chosen].toFixed(1)}，比${chinese[rival]}（${chrf[rival].toFixed(1)}）${by >= 0 ? "高" : "低"} ${Math.abs(by).toFixed(1)}；\`recurve translate\` 用的就是它。`;
    },
    moreExact: (way, share, own) =>
      `${chinese[way]}完全正确的更多（${percent(share, 2)} 对 ${percent(own, 2)}）；选择依据的是另一些句对上的 chrF。`,
  },
);
