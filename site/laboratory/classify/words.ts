/** The words of classifying, in each language. */
import type { Texts } from "../language.ts";
import { percent } from "../shared/format.ts";
import type { ReadLabels } from "./labels.ts";

export const words = {
  lead: {
    en: "Drop a CSV with a text or readings in each row, and a label. A network learns what the labels mean; rows that it never saw tell how often it is right, next to a simple baseline. Nothing leaves your machine.",
    zh: "放进一个 CSV，每行是一段文本或若干读数，再加一个标签。网络学习标签的意义；再用它没见过的行，检验它答对多少，并与简单的办法比较。数据不会离开你的设备。",
  },
  exampleNames: { names: { en: "first names of eighteen languages", zh: "十八种语言的人名" } },
  switches: { en: "What to learn, and how", zh: "学什么，怎么学" },
  label: { en: "Column of labels", zh: "标签所在的列" },
  units: { en: "Units", zh: "单元数" },
  epochs: { en: "Epochs", zh: "训练轮数" },
  balanced: { en: "rare classes count as much as frequent ones", zh: "少见的类别与常见的同样重要" },
  learn: { en: "Learn", zh: "学习" },
  data: { en: "The data", zh: "数据" },
  loss: { en: "Loss", zh: "损失" },
  className: { en: "Class", zh: "类别" },
  count: { en: "samples", zh: "样本数" },
  trust: { en: "How often it is right", zh: "答对多少" },
  way: { en: "Method", zh: "方法" },
  right: { en: "right", zh: "答对" },
  macroF1: { en: "macro F1", zh: "宏平均 F1" },
  names: {
    classifier: { en: "the classifier", zh: "分类模型" },
    baseline: { en: "logistic regression", zh: "逻辑回归（基线）" },
  },
  confusion: { en: "Which classes are confused", zh: "什么被当成了什么" },
  confusionText: {
    en: "Rows are the true classes, columns the predicted ones; the stronger the blue, the larger the share of the row. Off the diagonal are the mistakes.",
    zh: "行是样本真正的类别，列是判断的类别；蓝色越鲜明，占该行的比例越大。对角线以外都是错误。",
  },
  byClass: { en: "Class by class", zh: "逐类的成绩" },
  precision: { en: "precision", zh: "精确率" },
  recall: { en: "recall", zh: "召回率" },
  wrong: { en: "Some mistakes", zh: "判断错的例子" },
  text: { en: "Text", zh: "文本" },
  said: { en: "predicted", zh: "判断" },
  truth: { en: "true", zh: "实际" },
  tryIt: { en: "Try a text of your own", zh: "试一段自己的文本" },
} as const;

/** Sentences with values in them. */
export const sentences = {
  table: ({ rows, counts, unlabelled }: ReadLabels): Texts => ({
    en: `${rows} rows of ${counts.length} classes.${unlabelled > 0 ? ` ${unlabelled} rows without a label are left out.` : ""}`,
    zh: `${rows} 行，${counts.length} 个类别。${unlabelled > 0 ? `${unlabelled} 行没有标签，已略去。` : ""}`,
  }),
  kind: ({ text, readings, perStep }: ReadLabels): Texts => {
    const list = readings.join(", ");
    if (text !== undefined) return { en: `Texts are those of the column ${text}.`, zh: `文本取自 ${text} 列。` };
    if (perStep)
      return { en: `Readings are ${list}; every row has its own label.`, zh: `读数为 ${list}；每一行各有标签。` };
    return { en: `Readings are ${list}; every series has one label.`, zh: `读数为 ${list}；每个序列有一个标签。` };
  },
  verdict: (right: number, simple: number, held: number): Texts => {
    const [own, other] = [percent(right, 1), percent(simple, 1)];
    return {
      en: `Of ${held} samples that were held out, the classifier has ${own} right, logistic regression ${other}.`,
      zh: `在 ${held} 个没有参与学习的样本上，分类模型答对 ${own}，逻辑回归答对 ${other}。`,
    };
  },
  epoch: (epoch: number, epochs: number): Texts => ({
    en: `epoch ${epoch} of ${epochs}`,
    zh: `第 ${epoch} 轮，共 ${epochs} 轮`,
  }),
};
