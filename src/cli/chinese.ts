/**
 * Errors and help of commands in Chinese: the parts of an error under Chinese names, and whole sentences for what people meet most.
 * Sentences that are not in the tables stay English, as do the errors of the library in code, by which people search.
 */
import { type ErrorParts, visibleLine } from "../tensor/index.ts";

/** Of the help. */
export const phrases: Readonly<Record<string, string>> = {
  "show the layers, then train two language models on real text and write with them":
    "看看各种层，再用真实文本训练两个语言模型并让它们写作",
  "make a model from a file of data, and a report": "由数据文件训练模型，并写出报告",
  "write text with a language model": "用语言模型写文本",
  "translate texts with a translator": "用翻译模型翻译文本",
  "tell what comes next in a series": "预测序列接下来的值",
  "tell what texts or readings are": "判断文本或读数的类别",
  "measure a trained model on data that it has not seen": "在新数据上评测训练好的模型",
  "tell what is in a model file: format, layers, shapes, parameters": "查看模型文件：格式、层、形状、参数",
  "write a model in another format": "把模型写成另一种格式",
  "run a model on data: CSV, JSON or NPY": "对数据运行模型：CSV、JSON 或 NPY",
  "train in several processes, here or on other machines": "用多个进程训练，在本机或其他机器上",
  "answer requests for predictions over HTTP": "通过 HTTP 提供预测",
  "show what happens inside a model, step by step": "逐步显示模型内部",
  "draw the graph of a model as SVG": "把模型的图画成 SVG",
  "tell what computes here: backend, kernels, threads, and why": "说明这里用什么计算：后端、内核、线程及原因",
  "Usage:": "用法：",
  "Options:": "选项：",
  "Commands:": "命令：",
  "Arguments:": "参数：",
  "display help for command": "显示命令的帮助",
  "tell the version": "显示版本",
  "Recurrent neural networks in TypeScript.": "TypeScript 循环神经网络。",
};

/** English sentences, with what varies in them, and how Chinese says them. */
export const sentences: readonly (readonly [pattern: RegExp, chinese: string])[] = [
  [/^(.+) could not be read\.$/, "无法读取 $1。"],
  [/^There is no (?:file )?(.+?)\.$/, "没有 $1。"],
  [/^(.+) has no column of numbers to forecast\.$/, "$1 没有可预测的数值列。"],
  [/^The table has no column "(.+)"\.$/, "表中没有列“$1”。"],
  [/^(.+) has no column "(.+)"\.$/, "$1 中没有列“$2”。"],
  [/^The column "(.+)" has gaps\.$/, "列“$1”有缺失。"],
  [/^The column "(.+)" holds no number\.$/, "列“$1”没有数值。"],
  [/^Row (\d+) has no number in the column "(.+)"\.$/, "第 $1 行的列“$2”不是数。"],
  [/^Row (\d+) has no time that can be read in the column "(.+)"\.$/, "第 $1 行的列“$2”不是能读出的时间。"],
  [/^Row (\d+) is of (.+), which clocks of (.+) skipped\.$/, "第 $1 行的时间 $2 在 $3 被跳过（夏令时）。"],
  [/^Two rows are of (.+): (\d+) and (\d+)\.$/, "第 $2 行和第 $3 行的时间相同：$1。"],
  [/^The times of the rows are uneven\.$/, "各行的时间间隔不一致。"],
  [/^The times of the rows are far from each other\.$/, "各行的时间相隔太远。"],
  [/^There are too few rows to (?:forecast from|learn from|find how far apart they are)\.$/, "行数太少。"],
  [/^The series is too short to learn from\.$/, "序列太短，无法学习。"],
  [/^(.+): the series is too short to forecast\.$/, "$1：序列太短，无法预测。"],
  [/^The method "(.+)" does not suit these rows\.$/, "方法“$1”不适用于这些数据。"],
  [/^Line (\d+) of (.+) has another number of cells than the first\.$/, "$2 第 $1 行的单元格数与首行不同。"],
  [/^(.+) holds no rows\.$/, "$1 没有数据行。"],
  [/^The folder (.+) holds a finished run\.$/, "目录 $1 中已有完成的训练。"],
  [/^The model "(.+)" is no (?:language model|translator|forecaster|classifier)\.$/, "模型“$1”不适用于这个命令。"],
  [/^(.+) is too short for a language model\.$/, "$1 太短，不足以训练语言模型。"],
  [/^There is no such series\.$/, "没有这个序列。"],
  // hints
  [/^gaps: "fill" draws .*--fill-gaps$/, '--fill-gaps 会用直线补上（代码中为 gaps: "fill"）'],
  [/^take away rows of totals and means: .*$/, "请去掉合计行和平均行：每一行只对应一个时间"],
  [/^name one with --target$/, "用 --target 指明一列"],
  [/^remove what is there twice; .*$/, "请去掉重复的行；若有多个序列，用 --id 指明区分它们的列"],
  [/^time: null \(--no-time\) .*$/, "--no-time 按行的先后读取（代码中为 time: null）"],
  [
    /^clocks were set (?:forward|back) there: .*$/,
    "那里的时钟有变动（夏令时）：用 --timezone Europe/Berlin 指明地点，或给出带时区的时间",
  ],
  [
    /^dateFormat \(--date-format\) tells the form.*$/,
    "--date-format 指明时间的写法，如 dd/mm/yyyy hh:mm；--time 指明时间列，--no-time 表示没有时间列",
  ],
  [/^did you mean "(.+)"\?$/, "是否指“$1”？"],
  [/^choose another with --output, or remove it$/, "用 --output 另选一个目录，或删除它"],
  [/^give more rows, or a smaller window or horizon$/, "请给出更多的行，或更小的 window、horizon"],
  // what was expected
  [/^a number, or nothing$/, "一个数，或空白"],
  [/^a number for every (.+)$/, "每 $1 一个数"],
  [/^one row for every (.+)$/, "每 $1 一行"],
  [/^one of (.+)$/, "其中之一：$1"],
  [/^an existing file$/, "存在的文件"],
  [/^one series, a row for every time$/, "一个序列，每个时间一行"],
  // of commands and their options
  [/^error: unknown option '(.+)'(?:\n\(Did you mean (.+)\?\))?$/, "没有选项 '$1'"],
  [/^error: unknown command '(.+)'(?:\n\(Did you mean (.+)\?\))?$/, "没有命令 '$1'"],
  [/^error: missing required argument '(.+)'$/, "缺少参数 '$1'"],
  [/^error: option '(.+)' argument missing$/, "选项 '$1' 后面缺少值"],
  [/^error: too many arguments.*$/, "参数太多"],
];

/** A sentence or phrase in Chinese where the tables have it, else as it is. */
export function inChinese(sentence: string): string {
  if (Object.hasOwn(phrases, sentence)) return phrases[sentence]!;
  const found = sentences.find(([pattern]) => pattern.test(sentence));
  return found ? sentence.replace(found[0], found[1]) : sentence;
}

/** The lines of an error. */
export function errorInChinese({ what, expected, received, hint }: ErrorParts): string {
  return [
    inChinese(what),
    ...(expected === undefined ? [] : [`  应为：${inChinese(expected)}`]),
    ...(received === undefined ? [] : [`  实为：${String(received)}`]),
    ...(hint === undefined ? [] : [`  提示：${inChinese(hint)}`]),
  ]
    .map(visibleLine)
    .join("\n");
}
