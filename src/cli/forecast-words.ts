/** What the forecast commands say to people, in both languages. Methods keep their names, which the option `--method` takes. */
import { words } from "./language.ts";

const chineseUnits: Readonly<Record<string, string>> = {
  second: "秒",
  minute: "分钟",
  hour: "小时",
  day: "天",
  "business day": "个工作日",
  week: "周",
  month: "个月",
  year: "年",
  step: "步",
};

/** The first names of several. */
const named = (names: readonly string[]) => [...names.slice(0, 5), ...(names.length > 5 ? ["..."] : [])].join(", ");

/** The words by language. */
export const forecastWords = words(
  {
    rows: (path: string, count: number, every: string, targets: string, horizon: number) =>
      `${path}: ${count} rows, one for every ${every}; ${targets}, ${horizon} ahead.`,
    and: (names: readonly string[]) => names.join(" and "),
    lastColumn: (name: string) => `${name} (the last column of numbers)`,
    every: (unit: string, count: number) => (count === 1 ? unit : `${count} ${unit}s`),
    isShort: (horizon: number, window: number) => `The table is short: horizon ${horizon}, window ${window}.`,
    noTimes: "No column of times: the rows are taken in the order of the file.",
    timesRead: (names: string, format: string) => `Times of ${names} are read as ${format}.`,
    timesTied: (names: string, format: string, other: string) =>
      `Times of ${names} are read as ${format}; they could be ${other} as well: --date-format ${other} reads them so.`,
    drawn: (count: number, length: number, name: string) =>
      `Missing values of ${name}, ${count} of ${length}, are drawn: nothing is learned from them or measured on them.`,
    unit: (name: string, unit: string) => `The numbers of ${name} are in ${unit}.`,
    marked: (count: number, name: string) =>
      `Notes behind numbers of ${name} (such as 12*, 12 [1], 12 p) are passed over: ${count}.`,
    title: (targets: string, path: string) => `A forecast of ${targets}, ${path}`,
    comes: "What comes",
    forecastAndTruth: "Forecast and truth",
    forecast: "forecast",
    truth: "truth",
    band: (low: string, high: string) => `${low} to ${high}`,
    chart: (target: string) => `${target}: truth and forecast`,
    column: "column",
    time: "time",
    relative: "relative error",
    error: "mean absolute error",
    combination: (parts: string) => `a combination (${parts})`,
    by: (target: string, what: string, beside: string) => `${target} is forecast by ${what}: ${beside}.`,
    asked: (what: string) => `${what}, as was asked for`,
    even: (simple: string) => `its error is that of the best simple way beside it, ${simple}`,
    beside: (percent: string, isBelow: boolean, simple: string, isNext: boolean) =>
      `its error is ${percent} % ${isBelow ? "below" : "above"} that of ${isNext ? "the next simple way" : "the best simple way"}, ${simple}`,
    besideNone: (simple: string) => `the best simple way, ${simple}, makes hardly any error where it makes some`,
    isNear: (places: number) => `, a difference that ${places} places cannot tell from chance`,
    nothingBeside: "no simple way could be tried beside it",
    networkAlone: (targets: string) => `${targets}: the network alone forecasts, as was asked for.`,
    placesLearned: (count: number) =>
      `Measured from ${count} places in the last rows, most of which it has learned from.`,
    measured: (places: number, held: number, length: number, shares: string, asked: string) =>
      `Measured from ${places} places in the last ${held} of ${length} rows, which were held out then. Between the lowest and the highest quantile lay ${shares}; ${asked} was asked for.`,
    hindsight:
      "What stands above the row marked > was nearer in these rows, as is known only afterwards: the best of many ways is often the luckiest, so the choice is between their combination and simple ways.",
    noNetwork: "The network was left out: these rows have too few windows for it to learn from.",
    panelRows: (
      path: string,
      count: number,
      series: number,
      id: string,
      every: string,
      targets: string,
      horizon: number,
    ) =>
      `${path}: ${count} rows of ${series} series, which the column ${id} names, one for every ${every}; ${targets}, ${horizon} ahead.`,
    panelWon: (count: number, parts: string) =>
      `${count} series ${count === 1 ? "is" : "are"} forecast by what won in each: ${parts}.`,
    panelAsked: (count: number, method: string) =>
      `${count} series ${count === 1 ? "is" : "are"} forecast by ${method}, as was asked for.`,
    panelUntried: (names: readonly string[]) =>
      `${names.length} more ${names.length === 1 ? "has" : "have"} too few rows to try anything in (${named(names)}): the last value goes on, as uncertain as in the other series.`,
    panelEven: "Their error is that of each one's best simple way, as a geometric mean.",
    panelBeside: (percent: string, isBelow: boolean) =>
      `Their error is ${percent} % ${isBelow ? "below" : "above"} that of each one's best simple way, as a geometric mean.`,
    series: "series",
    method: "method",
    coverage: "in the band",
    besideSimple: "beside the best simple way",
    panelMeasured: (held: string, asked: string) =>
      `Measured in the last rows of each series, ${held} of them, which were held out then; ${asked} in the band was asked for.`,
    shareOf: (share: string, name: string) => `${share} of ${name}`,
  },
  {
    rows: (path, count, every, targets, horizon) =>
      `${path}：${count} 行，每${every}一行；预测 ${targets}，向前 ${horizon} 步。`,
    and: (names) => names.join("、"),
    lastColumn: (name) => `${name}（最后一个数值列）`,
    every: (unit, count) => (count === 1 ? (chineseUnits[unit] ?? unit) : ` ${count} ${chineseUnits[unit] ?? unit}`),
    isShort: (horizon, window) => `表很短：horizon 为 ${horizon}，window 为 ${window}。`,
    noTimes: "没有时间列：按文件中的顺序读取各行。",
    timesRead: (names, format) => `${names} 的时间按 ${format} 读取。`,
    timesTied: (names, format, other) =>
      `${names} 的时间按 ${format} 读取；也可能是 ${other}：用 --date-format ${other} 可以这样读取。`,
    drawn: (count, length, name) =>
      `${name} 的 ${length} 个值中缺 ${count} 个，已用直线补上：既不从中学习，也不用来评分。`,
    unit: (name, unit) => `${name} 的单位是 ${unit}。`,
    marked: (count, name) => `${name} 有 ${count} 个数后面带注记（如 12*、12 [1]、12 p），注记不计。`,
    title: (targets, path) => `${targets} 的预测，${path}`,
    comes: "接下来",
    forecastAndTruth: "预测与实际",
    forecast: "预测",
    truth: "实际",
    band: (low, high) => `${low} 至 ${high}`,
    chart: (target) => `${target}：实际与预测`,
    column: "列",
    time: "时间",
    relative: "相对误差",
    error: "平均绝对误差",
    combination: (parts) => `多种方法的组合（${parts}）`,
    by: (target, what, beside) => `${target} 由 ${what} 预测：${beside}。`,
    asked: (what) => `${what}（按要求）`,
    even: (simple) => `误差与另一最好的简单方法 ${simple} 相同`,
    beside: (percent, isBelow, simple, isNext) =>
      `误差比${isNext ? "次好的简单方法" : "最好的简单方法"} ${simple} ${isBelow ? "低" : "高"} ${percent} %`,
    besideNone: (simple) => `最好的简单方法 ${simple} 几乎没有误差，而它有`,
    isNear: (places) => `，在 ${places} 个起点上这一差距小于偶然误差`,
    nothingBeside: "没有可以比较的简单方法",
    networkAlone: (targets) => `${targets}：按要求只用神经网络预测。`,
    placesLearned: (count) => `在最后若干行的 ${count} 个起点上测得，其中大部分已被学习过。`,
    measured: (places, held, length, shares, asked) =>
      `在 ${length} 行中最后 ${held} 行的 ${places} 个起点上测得，测试时未用这些行训练。最低与最高分位数之间包含${shares}；要求的是 ${asked}。`,
    hindsight:
      "排在标有 > 的一行之上的方法在这些行上更准，但这是事后才知道的：许多方法中最好的往往只是运气最好，所以只在组合与简单方法之间选择。",
    noNetwork: "没有使用神经网络：这些行的窗口太少，不足以训练。",
    panelRows: (path, count, series, id, every, targets, horizon) =>
      `${path}：${count} 行，${series} 个序列（由列 ${id} 命名），每${every}一行；预测 ${targets}，向前 ${horizon} 步。`,
    panelWon: (count, parts) => `${count} 个序列各由其最优方法预测：${parts}。`,
    panelAsked: (count, method) => `${count} 个序列按要求由 ${method} 预测。`,
    panelUntried: (names) =>
      `另有 ${names.length} 个序列行数太少，无法试用各种方法（${named(names)}）：沿用其最后一个值，不确定程度取自其他序列。`,
    panelEven: "误差与各序列最好的简单方法相同（几何平均）。",
    panelBeside: (percent, isBelow) => `误差比各序列最好的简单方法${isBelow ? "低" : "高"} ${percent} %（几何平均）。`,
    series: "序列",
    method: "方法",
    coverage: "区间内",
    besideSimple: "与最好的简单方法之比",
    panelMeasured: (held, asked) => `在各序列最后的 ${held} 行上测得，测试时未用这些行训练；要求区间内为 ${asked}。`,
    shareOf: (share, name) => ` ${name} 的 ${share}`,
  },
);
