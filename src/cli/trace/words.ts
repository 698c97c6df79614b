/** What `recurve trace` says, in both languages. Layers and values keep their names in code. */
import { words } from "../language.ts";
import { tracedInChinese } from "./meanings.ts";

/** The words by language. */
export const traceWords = words(
  {
    meaning: (english: string) => english,
    title: (model: string) => `Inside ${model}`,
    where: (row: number, rows: number, data: string) =>
      `Row ${row} of the ${rows} in ${data}. Rows, units and steps are counted from 0; in the pictures, a line is a unit and a column is a step.`,
    whereShort: (row: number, rows: number) => `row ${row} of ${rows}; rows, units and steps are counted from 0`,
    written: (report: string, row: number, data: string, model: string) =>
      `${report}: row ${row} of ${data} in ${model}`,
    legend:
      "· ░ ▒ ▓ █ are five equal parts from nothing to the most: of gates and weights 0 to 1, of other values 0 to the largest, with + and -.",
    layer: "layer",
    shapes: "takes → gives",
    steps: "steps",
    note: (note: string) => (note === "texts" ? "Texts." : `It ${note}.`),
    gives: "gives",
    mask: "mask",
    allCount: (count: number) => `mask: all ${count} steps count`,
    someCount: (counted: number, count: number) => `mask: ${counted} of ${count} steps count`,
    maskOf: (path: string, counted: number, count: number) => `mask of ${path}: ${counted} of ${count} steps count`,
    dark: "dark steps count",
    unit: "unit",
    step: "step",
    stepOfQuery: "step of the query",
    stepOfValue: "step of the value",
    of: (name: string, path: string) => `${name} of ${path}`,
    bySteps: (line: "unit" | "step", least: string, most: string) => `${line}s by steps, from ${least} to ${most}`,
    white: (largest: string | undefined) =>
      largest === undefined ? "white 0, dark 1" : `purple -${largest}, white 0, orange ${largest}`,
    range: (largest: string | undefined) => (largest === undefined ? "0 to 1" : `the largest ${largest}`),
    joined: (each: number) => `; each column is the mean of ${each} steps`,
    rest: (drawn: number, count: number, line: "unit" | "step") => `; the first ${drawn} of ${count} ${line}s`,
    reach: "How far back the loss reaches",
    reachText: (loss: string) =>
      `The size of the gradient of the loss (${loss}) with respect to the states after each step: where it is small, training hardly learns what that step should leave behind.`,
    reachChart: "Size of the gradient at each step, by layer",
    reachShort: (loss: string) => `size of the gradient at each step, of the loss ${loss}`,
    reachOf: (layer: string, first: string, largest: string, at: number, last: string) =>
      `${layer}: first step ${first}, largest ${largest} at step ${at}, last ${last}`,
    gradient: "gradient",
    firstStep: "first step",
    largest: "largest",
    lastStep: "last step",
  },
  {
    meaning: (english) => tracedInChinese[english] ?? english,
    title: (model) => `${model} 的内部`,
    where: (row, rows, data) =>
      `${data} 中共 ${rows} 行，这是第 ${row} 行。行、单元和步都从 0 数起；图中一行是一个单元，一列是一步。`,
    whereShort: (row, rows) => `共 ${rows} 行，这是第 ${row} 行；行、单元和步都从 0 数起`,
    written: (report, row, data, model) => `${report}：${data} 的第 ${row} 行在 ${model} 中`,
    legend: "· ░ ▒ ▓ █ 表示从无到最大的五等份：门和权重从 0 到 1，其他值从 0 到最大值，带 + 和 - 号。",
    layer: "层",
    shapes: "输入 → 输出",
    steps: "各步",
    note: (note) => `${tracedInChinese[note] ?? note}。`,
    gives: "输出",
    mask: "掩码",
    allCount: (count) => `掩码：${count} 步全部有效`,
    someCount: (counted, count) => `掩码：${count} 步中 ${counted} 步有效`,
    maskOf: (path, counted, count) => `${path} 的掩码：${count} 步中 ${counted} 步有效`,
    dark: "深色的步有效",
    unit: "单元",
    step: "步",
    stepOfQuery: "查询的步",
    stepOfValue: "值的步",
    of: (name, path) => `${path} 的 ${name}`,
    bySteps: (line, least, most) => `${line === "unit" ? "单元" : "步"} × 步，从 ${least} 到 ${most}`,
    white: (largest) => (largest === undefined ? "白 0，深 1" : `紫 -${largest}，白 0，橙 ${largest}`),
    range: (largest) => (largest === undefined ? "0 到 1" : `最大 ${largest}`),
    joined: (each) => `；每列是 ${each} 步的均值`,
    rest: (drawn, count, line) =>
      `；${count} ${line === "unit" ? "个单元" : "步"}中的前 ${drawn} ${line === "unit" ? "个" : "步"}`,
    reach: "损失能影响到多远以前",
    reachText: (loss) => `损失（${loss}）对每一步之后的状态的梯度大小：梯度小的地方，训练几乎学不到那一步该留下什么。`,
    reachChart: "各层每一步的梯度大小",
    reachShort: (loss) => `每一步的梯度大小，损失为 ${loss}`,
    reachOf: (layer, first, largest, at, last) =>
      `${layer}：第一步 ${first}，最大 ${largest}（第 ${at} 步），最后 ${last}`,
    gradient: "梯度",
    firstStep: "第一步",
    largest: "最大",
    lastStep: "最后一步",
  },
);

/** The words of one language. */
export type TraceWords = ReturnType<typeof traceWords>;
