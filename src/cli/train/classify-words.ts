/** The words of training a classifier, in English and Chinese. */

import type { LabelledData } from "../labelled-data.ts";
import { words } from "../language.ts";
import { percent } from "../print.ts";

/** A model compared with the simple method. */
export interface Comparison {
  /** Whether n-grams or logistic regression are part of the model. */
  isWide: boolean;
  /** Whether samples have several labels. */
  hasSeveral: boolean;
  /** Whether series are read as they come. */
  isForward: boolean;
  /** Shares of right predictions or, of several labels, their F1; 0 to 1. */
  own: number;
  simple: number;
  /** The most frequent class and the share that it alone would be right in; not of several labels. */
  usual?: { label: string; share: number };
  count: number;
  /** The unit that is counted. */
  unit: "texts" | "series" | "readings";
}

const points = (share: number) => Math.abs(100 * share).toFixed(1);
/** Whether a difference is smaller than the standard error of what is right. */
const mayBeChance = ({ own, simple, count }: Pick<Comparison, "own" | "simple" | "count">) =>
  Math.abs(own - simple) < Math.sqrt((own * (1 - own)) / count);
/** Whether the model is hardly better than the most frequent class alone. */
const isNoBetter = ({ own, usual, count }: Comparison) =>
  usual !== undefined && (own <= usual.share || mayBeChance({ own, simple: usual.share, count }));
const listed = (classes: readonly string[]) => `${classes.slice(0, 8).join(", ")}${classes.length > 8 ? " ..." : ""}`;
const lengthOf = ({ samples }: LabelledData) => {
  const lengths = samples.map(({ length }) => length);
  const [least, most] = [lengths.reduce((a, b) => Math.min(a, b)), lengths.reduce((a, b) => Math.max(a, b))];
  return least === most ? `${least}` : `${least}-${most}`;
};

export const wordsOf = words(
  {
    about: (path: string, all: LabelledData) => {
      const { form, samples, classes, rows, unlabelled } = all;
      const what = form.text
        ? `${samples.length} texts of the column "${form.text}"`
        : form.id && !all.perStep
          ? `${samples.length} series of ${form.columns!.join(", ")}, ${lengthOf(all)} readings each, told apart by "${form.id}"`
          : `${rows - unlabelled} readings of ${form.columns!.join(", ")}`;
      return `${path}: ${what}, labels of "${form.label}"; ${classes.length} classes: ${listed(classes)}.`;
    },
    remarks: ({ form, unlabelled }: LabelledData) => [
      ...(form.columns && form.times?.length
        ? [
            `${form.times.map((name) => `"${name}"`).join(", ")}: times or numbers of rows, which are no readings (--readings takes them as such).`,
          ]
        : []),
      ...(unlabelled > 0
        ? [`${unlabelled} ${unlabelled === 1 ? "row without a label is" : "rows without a label are"} left out.`]
        : []),
    ],
    lengths: (lengths: readonly number[], most: number) => {
      const longer = lengths.filter((length) => length > most).length;
      return longer === 0
        ? []
        : [`The network reads the first ${most} tokens of a text; longer: ${longer} (--max-length).`];
    },
    verdict: (compared: Comparison) => {
      const { isWide, hasSeveral, isForward, own, simple, usual, count, unit } = compared;
      const simpleWay = unit === "texts" ? "n-grams" : "logistic regression";
      const name = isWide ? `Network and ${simpleWay} together are` : "The network is";
      const rival = `${simpleWay}${isWide ? " alone" : ""}`;
      const beside =
        Math.abs(own - simple) < 5e-4
          ? `as often as ${rival}`
          : `${points(own - simple)} points ${own > simple ? "ahead of" : "behind"} ${rival} (${percent(simple)})${mayBeChance(compared) ? ", which may be chance" : ""}`;
      const last = isWide ? "both together are" : "the network is";
      if (hasSeveral) {
        const by =
          Math.abs(own - simple) < 5e-4
            ? "the same as"
            : `${Math.abs(own - simple).toFixed(3)} ${own > simple ? "above" : "below"}`;
        return `${isWide ? "Network and n-grams together have" : "The network has"} an F1 of ${own.toFixed(3)} over all labels of ${count} texts that ${isWide ? "they" : "it"} had not seen, ${by} ${rival} (${simple.toFixed(3)}); ${last} the model that you have.`;
      }
      return `${name} right in ${percent(own)} of ${count} ${unit} that ${isWide ? "they" : "it"} had not seen, ${beside}; ${last} the model that you have.${isNoBetter(compared) ? ` That is ${own > usual!.share ? "hardly" : "no"} better than always answering "${usual!.label}" (${percent(usual!.share)}).` : ""}${isForward && !isWide ? " Read forwards, it tells at every step; logistic regression needs whole series, and stands beside the network without --direction forward." : ""}`;
    },
    title: (path: string) => `A classifier of ${path}`,
    held: "held-out data",
    right: "right",
    whole: (isWide: boolean, isOfTexts: boolean): string =>
      isWide ? `> this model: network and ${isOfTexts ? "n-grams" : "logistic regression"}` : "> this model",
    network: "the network alone",
    simple: (isOfTexts: boolean): string => (isOfTexts ? "n-grams, linear" : "logistic regression"),
    simpleLabels: "n-grams, linear, from 0.5 on",
    exact: "all labels right",
    byClass: "Class by class",
    classHeaders: ["class", "precision", "recall", "F1", "how many"],
    confusion: "What is taken for what",
    confusionCaption: "rows: what it is; columns: what it was called",
    rare: "Rare classes",
    rareCaption: "each point a threshold: what is called so, and what of the class is found",
    rareHeaders: ["class", "from which probability on", "precision", "recall"],
    thresholdHint: "`recurve classify --threshold CLASS=0.3` calls a class from another probability on.",
    wrong: "Where it is wrong",
    wrongHeaders: ["text", "called", "is"],
    none: "(none)",
  },
  {
    about: (path, all) => {
      const { form, samples, classes, rows, unlabelled } = all;
      const what = form.text
        ? `列“${form.text}”中的 ${samples.length} 条文本`
        : form.id && !all.perStep
          ? `按“${form.id}”分开的 ${samples.length} 条序列（${form.columns!.join("、")}），每条 ${lengthOf(all)} 个读数`
          : `${rows - unlabelled} 个读数（${form.columns!.join("、")}）`;
      return `${path}：${what}，标签取自“${form.label}”；${classes.length} 个类别：${listed(classes)}。`;
    },
    remarks: ({ form, unlabelled }) => [
      ...(form.columns && form.times?.length
        ? [
            `${form.times.map((name) => `“${name}”`).join("、")} 是时间或行号，不作为读数（--readings 可以指定为读数）。`,
          ]
        : []),
      ...(unlabelled > 0 ? [`${unlabelled} 行没有标签，未使用。`] : []),
    ],
    lengths: (lengths, most) => {
      const longer = lengths.filter((length) => length > most).length;
      return longer === 0
        ? []
        : [`网络读取每条文本的前 ${most} 个词元；有 ${longer} 条更长，只读开头（--max-length）。`];
    },
    verdict: (compared) => {
      const { isWide, hasSeveral, isForward, own, simple, usual, count, unit } = compared;
      const simpleWay = unit === "texts" ? " n 元语法" : "逻辑回归";
      const name = isWide ? `网络加${simpleWay}` : "网络";
      const rival = `${isWide ? "单用" : ""}${simpleWay}`;
      const units = { texts: "条文本", series: "条序列", readings: "个读数" }[unit];
      const beside =
        Math.abs(own - simple) < 5e-4
          ? `与${rival}相同`
          : `比${rival}（${percent(simple)}）${own > simple ? "高" : "低"} ${points(own - simple)} 个百分点${mayBeChance(compared) ? "（可能只是偶然）" : ""}`;
      if (hasSeveral) {
        const by =
          Math.abs(own - simple) < 5e-4
            ? `与${rival}相同`
            : `比${rival}（${simple.toFixed(3)}）${own > simple ? "高" : "低"} ${Math.abs(own - simple).toFixed(3)}`;
        return `${name}在未见过的 ${count} 条文本的全部标签上 F1 为 ${own.toFixed(3)}，${by}；您得到的模型就是它。`;
      }
      return `${name}在未见过的 ${count} ${units}中答对 ${percent(own)}，${beside}；您得到的模型就是它。${isNoBetter(compared) ? `这${own > usual!.share ? "几乎不比" : "不比"}总是回答“${usual!.label}”（${percent(usual!.share)}）好。` : ""}${isForward && !isWide ? "它向前读取，每一步都能判断；逻辑回归需要整个序列，不用 --direction forward 时才与网络合用。" : ""}`;
    },
    title: (path) => `${path} 的分类模型`,
    held: "留出的数据",
    right: "正确率",
    whole: (isWide, isOfTexts) => (isWide ? `> 本模型：网络加${isOfTexts ? " n 元语法" : "逻辑回归"}` : "> 本模型"),
    network: "单用网络",
    simple: (isOfTexts) => (isOfTexts ? "线性 n 元语法" : "逻辑回归"),
    simpleLabels: "线性 n 元语法，阈值 0.5",
    exact: "标签全对",
    byClass: "各类别",
    classHeaders: ["类别", "精确率", "召回率", "F1", "数量"],
    confusion: "混淆情况",
    confusionCaption: "行：实际类别；列：判定类别",
    rare: "少见的类别",
    rareCaption: "每个点是一个阈值：判为此类的精确率与召回率",
    rareHeaders: ["类别", "概率阈值", "精确率", "召回率"],
    thresholdHint: "`recurve classify --threshold 类别=0.3` 可以改用别的阈值。",
    wrong: "判错的例子",
    wrongHeaders: ["文本", "判为", "实际"],
    none: "（无）",
  },
);
