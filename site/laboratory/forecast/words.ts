/** The words of the page, in each language. */
import type { Texts } from "../language.ts";
import { percent } from "../shared/format.ts";

export const words = {
  use: { en: "What to do with a table", zh: "用一张表做什么" },
  uses: {
    forecast: { en: "forecast a series", zh: "预测序列" },
    classify: { en: "classify samples", zh: "给样本分类" },
  },
  labels: {
    en: "The table has columns of words too. Are they labels?",
    zh: "表里还有文字列。它们是标签吗？",
  },
  samples: { en: "Are its rows samples with labels?", zh: "它的各行是带标签的样本吗？" },
  classify: { en: "Classify instead", zh: "改为分类" },
  lead: {
    en: "Drop a CSV with a row for every step of time. It is read, checked and drawn; then a network and methods without one forecast it, and a trial on the last rows says how far to trust them. Nothing leaves your machine.",
    zh: "放进一个 CSV，每个时间点一行。页面会读取、检查并画出数据；然后由网络和不用网络的方法来预测，并用最后的若干行做检验，告诉你能信几分。数据不会离开你的设备。",
  },
  drop: { en: "Drop a CSV here, or choose it", zh: "把 CSV 拖到这里，或点击选择" },
  examples: { en: "No file at hand? Take an example:", zh: "手边没有文件？用一个例子：" },
  exampleNames: {
    weather: { en: "the weather of Seattle, by day", zh: "西雅图每日天气" },
    births: { en: "births in the United States, by day", zh: "美国每日出生人数" },
  },
  switches: { en: "What to forecast, and how", zh: "预测什么，怎么预测" },
  target: { en: "Column", zh: "列" },
  horizon: { en: "Steps ahead", zh: "预测步数" },
  method: { en: "Method", zh: "方法" },
  auto: { en: "automatic", zh: "自动" },
  epochs: { en: "Epochs of the network", zh: "网络的训练轮数" },
  seed: { en: "Seed", zh: "随机种子" },
  fill: { en: "fill missing values along a line", zh: "缺失值用直线补上" },
  learn: { en: "Forecast", zh: "预测" },
  stop: { en: "Stop", zh: "停止" },
  learning: { en: "Learning…", zh: "正在学习……" },
  loss: { en: "Loss of the network", zh: "网络的损失" },
  training: { en: "training", zh: "训练" },
  validation: { en: "validation", zh: "验证" },
  data: { en: "The data", zh: "数据" },
  coming: { en: "What comes next", zh: "未来" },
  comingText: {
    en: "The line is the median; between the edges of the band the truth should lie as often as the band says.",
    zh: "中间的线是中位数；真实值落在色带里的概率应如色带所示。",
  },
  history: { en: "known", zh: "已知" },
  median: { en: "forecast", zh: "预测" },
  band: { en: "band", zh: "区间" },
  chosen: { en: "what forecasts here:", zh: "用来预测的方法：" },
  baselines: { en: "baselines", zh: "基线" },
  trial: { en: "How far to trust it", zh: "能信几分" },
  tried: { en: "forecasts from the past", zh: "从过去作出的预测" },
  name: { en: "Forecast", zh: "方法" },
  mase: { en: "MASE", zh: "MASE" },
  smape: { en: "sMAPE", zh: "sMAPE" },
  mae: { en: "mean absolute error", zh: "平均绝对误差" },
  maseText: {
    en: "MASE below 1 is closer than repeating the last season.",
    zh: "MASE 小于 1，就比重复上一个周期更准。",
  },
  numbers: { en: "The forecast in numbers", zh: "预测值" },
  time: { en: "Time", zh: "时间" },
  downloads: { en: "Downloads", zh: "下载" },
  model: { en: "Model (.keras)", zh: "模型（.keras）" },
  csv: { en: "Forecast (.csv)", zh: "预测（.csv）" },
  report: { en: "Report (.html)", zh: "报告（.html）" },
  code: { en: "The program", zh: "程序" },
  refused: {
    en: "The link asks for something that is not possible here; it is ignored:",
    zh: "链接里有这里不可能的内容，已忽略：",
  },
  reading: { en: "Reading…", zh: "正在读取……" },
  space: { en: " ", zh: "" },
} as const;

/** What methods are called in Chinese; in English by their names. */
const methods: Readonly<Record<string, string>> = {
  best: "最佳",
  combination: "组合",
  direct: "仅用网络",
  network: "网络",
  naive: "朴素",
  "seasonal naive": "季节朴素",
  mean: "均值",
  drift: "漂移",
  theta: "Theta",
  autoregression: "自回归",
  "exponential smoothing": "指数平滑",
  "intermittent demand": "间歇需求",
};

/** A method by its name, such as "ARIMA of logarithms" or "seasonal naive, 7 steps". */
export function methodName(name: string): Texts {
  const [, base = name, ofLogarithms, steps] = /^(.*?)( of logarithms)?(?:, (\d+) steps)?$/.exec(name) ?? [];
  return {
    en: name,
    zh: `${methods[base] ?? base}${ofLogarithms ? "（取对数）" : ""}${steps ? `（${steps} 步）` : ""}`,
  };
}

/** What the frequencies are called. */
const units: Readonly<Record<string, Texts>> = {
  second: { en: "second", zh: "秒" },
  minute: { en: "minute", zh: "分钟" },
  hour: { en: "hour", zh: "小时" },
  day: { en: "day", zh: "天" },
  "business day": { en: "business day", zh: "工作日" },
  week: { en: "week", zh: "周" },
  month: { en: "month", zh: "月" },
  quarter: { en: "quarter", zh: "季度" },
  year: { en: "year", zh: "年" },
  step: { en: "step", zh: "步" },
};

/** Sentences with values in them. */
export const sentences = {
  table: (rows: number, { unit, count }: { unit: string; count: number }): Texts => ({
    en: `${rows} rows, one for every ${count === 1 ? "" : `${count} `}${units[unit]?.en ?? unit}${count === 1 ? "" : "s"}.`,
    zh: `${rows} 行，每${count === 1 ? "" : ` ${count} `}${units[unit]?.zh ?? unit}一行。`,
  }),
  times: (time: string, format: string, otherwise: string | undefined): Texts => ({
    en: `Times of ${time} are read as ${format}${otherwise ? `; they could be ${otherwise} as well` : ""}.`,
    zh: `时间列 ${time} 按 ${format} 读取${otherwise ? `；也可能是 ${otherwise}` : ""}。`,
  }),
  noTimes: { en: "There is no column of times: rows follow each other.", zh: "没有时间列：各行依次相接。" },
  drawn: (count: number): Texts => ({
    en: `${count} values were missing and are drawn along a line; nothing is learned from them or measured on them.`,
    zh: `有 ${count} 个值缺失，用直线补上；学习和检验都不使用它们。`,
  }),
  epoch: (epoch: number): Texts => ({ en: `epoch ${epoch}`, zh: `第 ${epoch} 轮` }),
  quantile: (share: number): Texts =>
    share === 0.5 ? { en: "median", zh: "中位数" } : { en: `quantile ${share}`, zh: `分位数 ${share}` },
  winner: (target: string, winner: string, weights: string, places: number, held: number): Texts => ({
    en: `${target} is forecast by ${winner}${weights && ` (${weights})`}. It was tried from ${places} starting points in the last ${held} rows, which were held out.`,
    zh: `${target} 用“${winner}”预测${weights && `（${weights}）`}。它在留出的最后 ${held} 行里，从 ${places} 个位置试过。`,
  }),
  nearest: { en: "It came nearest of all.", zh: "所有方法里它最接近。" },
  asked: (nearest: string): Texts => ({
    en: `It was asked for; “${nearest}” came nearest.`,
    zh: `这是你选的方法；最接近的是“${nearest}”。`,
  }),
  lucky: (nearest: string): Texts => ({
    en: `Here “${nearest}” came nearest, but one method alone is often just the luckiest: only a simple method that is clearly ahead takes the combination's place.`,
    zh: `这里最接近的是“${nearest}”，但单独一种方法领先往往只是运气：只有简单方法明显领先时，才会代替组合。`,
  }),
  network: { en: "The network alone forecasts, as was asked for.", zh: "按要求，只由网络预测。" },
  coverage: (share: number, asked: number): Texts => ({
    en: `The band held ${percent(share)} of the true values; ${percent(asked)} was asked for.`,
    zh: `真实值有 ${percent(share)} 落在区间里；要求是 ${percent(asked)}。`,
  }),
};
