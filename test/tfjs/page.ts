/** The page of calls: for each name how many calls agree, and every call on which the two packages part. */
import { type Row, textOf } from "./compare.ts";

/** A row and what was found. */
export interface Finding {
  room: string;
  row: Row;
  found: "same" | "better" | "absent";
}

const words = {
  en: {
    title: "TensorFlow.js, call by call",
    intro:
      "Calls of TensorFlow.js's names, each made on TensorFlow.js 4.22.0 (its `cpu` backend) and on `recurve/tfjs` in one process and compared: shapes, types and numbers to a few units of float32. `bash .ci/tfjs` makes them again; `RECURVE_WRITE=1` before it writes this page.",
    summary: ["room", "same", "better", "absent"],
    better: "Where Recurve answers otherwise, or answers where TensorFlow.js throws:",
    betterHead: ["call", "why"],
    throws: "TensorFlow.js throws",
    absent: "What throws by name, with what to use instead:",
    same: "Calls that give the same, by name:",
    rooms: {
      tensors: "making and reading tensors",
      elements: "element by element",
      axes: "along axes",
      places: "moving and picking",
      products: "products and windows",
      training: "gradients and optimizers",
      losses: "losses, metrics, larger operations",
      helpers: "memory and helpers",
      fitting: "training, callbacks, logs",
      layers: "layers and models",
      measuring: "metrics, datasets, saving",
      optimizing: "optimizers in models, shapes of layers",
      ownClasses: "classes of one's own, stacked cells",
      recurrent: "recurrent layers and wrappers",
      sequences: "their graphs, masks and states",
      configurations: "configurations of layers",
      optimizerStates: "states of optimizers",
      channels: "channels first, bilinear",
      masks: "masks behind embeddings",
      fields: "fields of layers and optimizers, weights by name",
    } as Record<string, string>,
  },
  zh: {
    title: "TensorFlow.js：逐个调用",
    intro:
      "以 TensorFlow.js 的名字所作的调用，每个都在同一进程中于 TensorFlow.js 4.22.0（其 `cpu` 后端）和 `recurve/tfjs` 上各执行一次并比较：形状、类型，以及误差在 float32 若干单位内的数值。`bash .ci/tfjs` 重新执行；前面加 `RECURVE_WRITE=1` 则写出本页。",
    summary: ["部分", "相同", "更好", "没有"],
    better: "Recurve 给出不同结果，或在 TensorFlow.js 抛出错误处给出结果的调用：",
    betterHead: ["调用", "原因"],
    throws: "TensorFlow.js 抛出错误",
    absent: "按名字抛出错误、并说明用什么代替的调用：",
    same: "结果相同的调用，按名字：",
    rooms: {
      tensors: "创建与读取张量",
      elements: "逐元素",
      axes: "沿轴",
      places: "移动与选取",
      products: "乘积与窗口",
      training: "梯度与优化器",
      losses: "损失、指标与较大的运算",
      helpers: "内存与辅助函数",
      fitting: "训练、回调与日志",
      layers: "层与模型",
      measuring: "指标、数据集与保存",
      optimizing: "模型中的优化器、层的形状",
      ownClasses: "自己的类、堆叠的单元",
      recurrent: "循环层与包装层",
      sequences: "循环层的图、掩码与状态",
      configurations: "层的配置",
      optimizerStates: "优化器的状态",
      channels: "通道在前、双线性插值",
      masks: "嵌入之后的掩码",
      fields: "层与优化器的字段、按名字的权重",
    } as Record<string, string>,
  },
};

/** The reasons of rows, in Chinese. */
const reasons: Readonly<Record<string, string>> = {
  "ragged lists are refused": "拒绝长短不一的列表",
  "a place outside is refused": "拒绝范围之外的位置",
  "fractions of whole numbers are not cut off": "整数的函数值不被截掉小数",
  "truths are counted as whole numbers": "真值按整数计数",
  "widths for an axis that is not there are refused": "拒绝不存在的轴的宽度",
  "the channels are where they were": "通道仍在原处",
  "TensorFlow.js's setMomentum changes what getConfig says, and not the steps":
    "TensorFlow.js 的 setMomentum 只改变 getConfig 的内容，不改变步骤",
  "a width all around counts along both axes by its own": "四周的宽度按每个轴自己的窗口计算",
};

const example = `\`\`\`ts
import * as tf from "recurve/tfjs";

tf.tensor2d([[1, 2], [3, 4]]).add(1).print();
\`\`\`

\`\`\`text
Tensor
    [[2, 3],
     [4, 5]]
\`\`\``;

const code = (text: string) => `\`${(text.length > 110 ? `${text.slice(0, 107)}...` : text).replaceAll("|", "\\|")}\``;
const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
const nameOf = (row: Row) => /\b(?:tf|tensor|optimizer)\.((?:\w+\.)?\w+)/.exec(textOf(row))?.[0] ?? textOf(row);

/** The page in a language. */
export function pageOf(findings: readonly Finding[], language: "en" | "zh"): string {
  const say = words[language];
  const why = (reason: string) => (language === "zh" ? (reasons[reason] ?? reason) : reason);
  const rooms = [...new Set(findings.map(({ room }) => room))];
  const count = (room: string, found: string) =>
    findings.filter((each) => each.room === room && each.found === found).length;
  const of = (found: string) => findings.filter((each) => each.found === found);
  const counts = new Map<string, number>();
  for (const { row } of of("same")) counts.set(nameOf(row), (counts.get(nameOf(row)) ?? 0) + 1);
  const names = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, calls]) => `\`${name}\` ${calls}`);
  return `${[
    `# ${say.title}`,
    say.intro,
    example,
    [
      line(say.summary),
      line(["---", "--:", "--:", "--:"]),
      ...rooms.map((room) =>
        line([say.rooms[room] ?? room, ...["same", "better", "absent"].map((each) => count(room, each))]),
      ),
    ].join("\n"),
    say.better,
    [
      line(say.betterHead),
      line(["---", "---"]),
      ...of("better").map(({ row }) => line([code(textOf(row)), row.better ? why(row.better) : say.throws])),
    ].join("\n"),
    say.absent,
    of("absent")
      .map(({ row }) => `- ${code(textOf(row))}`)
      .join("\n"),
    say.same,
    wrapped(names.join(", ")),
  ].join("\n\n")}\n`;
}

/** Lines of at most 120 characters, broken between entries. */
function wrapped(text: string): string {
  const lines = [""];
  for (const entry of text.split(/(?<=,) /)) {
    const last = lines.at(-1)!;
    if (last.length + entry.length >= 120) lines.push(entry);
    else lines[lines.length - 1] = last ? `${last} ${entry}` : entry;
  }
  return lines.join("\n");
}
