/** The words of the page, in each language. */
import type { Texts } from "../language.ts";
import type { CellName, Setup } from "./setup.ts";

/** What each gate and state means. */
export const meanings: Readonly<Record<CellName, Readonly<Record<string, Texts>>>> = {
  lstm: {
    f: { en: "forget gate: how much of c stays", zh: "遗忘门：c 留下多少" },
    i: { en: "input gate: how much new content comes in", zh: "输入门：放进多少新内容" },
    o: { en: "output gate: how much of c shows", zh: "输出门：c 显露多少" },
    g: { en: "candidate: the new content", zh: "候选值：新内容本身" },
    c: { en: "cell state: the memory", zh: "细胞状态：记忆" },
    h: { en: "hidden state: the output", zh: "隐藏状态：输出的值" },
  },
  gru: {
    z: { en: "update gate: how much of h stays", zh: "更新门：h 留下多少" },
    r: { en: "reset gate: how much of h the candidate sees", zh: "重置门：候选值看到多少 h" },
    candidate: { en: "candidate: what h may become", zh: "候选值：h 可能变成什么" },
    h: { en: "hidden state: memory and output", zh: "隐藏状态：记忆和输出" },
  },
  simpleRNN: { h: { en: "hidden state: memory and output", zh: "隐藏状态：记忆和输出" } },
};

export const tasks: Readonly<Record<Setup["task"], { name: Texts; text: Texts }>> = {
  echo: {
    name: { en: "Echo", zh: "回声" },
    text: { en: "Say which bit came some steps before.", zh: "说出若干步之前的那个数（0 或 1）。" },
  },
  adding: {
    name: { en: "Adding", zh: "加法" },
    text: {
      en: "Two numbers are marked with +; at the end, say their sum.",
      zh: "有两个数带 + 号；在最后说出它们的和。",
    },
  },
  parity: {
    name: { en: "Parity", zh: "奇偶" },
    text: { en: "Say whether the number of ones so far is odd.", zh: "说出到目前为止 1 的个数是否为奇数。" },
  },
  brackets: {
    name: { en: "Brackets", zh: "括号" },
    text: { en: "Say which bracket has to be closed next.", zh: "说出下一个该闭合的是哪种括号。" },
  },
  sines: {
    name: { en: "Waves", zh: "波" },
    text: { en: "Say the next value of two waves added up.", zh: "说出两个波相加的下一个值。" },
  },
  sentence: {
    name: { en: "A sentence", zh: "一句话" },
    text: { en: "Say the next character of a sentence.", zh: "说出一句话的下一个字。" },
  },
};

export const words = {
  lessons: { en: "Questions", zh: "问题" },
  furtherLessons: { en: "More to look at:", zh: "还可以看：" },
  inputs: { en: "what goes in", zh: "输入" },
  switches: { en: "Network, data and options", zh: "网络、数据和选项" },
  mode: { en: "What you see", zh: "看什么" },
  modes: {
    layer: { en: "A layer and its numbers", zh: "一个层和它的数" },
    training: { en: "A network that learns", zh: "正在学习的网络" },
  },
  cell: { en: "Cell", zh: "单元" },
  bidirectional: { en: "Bidirectional", zh: "Bidirectional（双向）" },
  stacked: { en: "Two layers", zh: "两层" },
  units: { en: "Units", zh: "单元数" },
  seed: { en: "Seed", zh: "随机种子" },
  dataAndOptions: { en: "Data and options", zh: "数据和选项" },
  data: { en: "Data, a number for each step", zh: "数据，每个时间步一个数" },
  dataHint: { en: "1 to 24 numbers, with commas between them", zh: "1 到 24 个数，用逗号隔开" },
  api: { en: "Model", zh: "模型" },
  apis: { functional: { en: "functional", zh: "函数式" }, sequential: { en: "sequential", zh: "顺序" } },
  weights: { en: "Weights", zh: "权重" },
  weightKinds: { ones: { en: "all 1", zh: "全是 1" }, random: { en: "random", zh: "随机" } },
  masking: { en: "mask steps that are 0", zh: "掩去值为 0 的时间步" },
  lowerSequences: { en: "lower layer: returnSequences", zh: "下层：returnSequences" },
  start: { en: "Initial states", zh: "初始状态" },
  startHint: { en: "A sequential model starts from 0.", zh: "顺序模型从 0 开始。" },
  forgetBias: { en: "Bias of the forget gate", zh: "遗忘门的偏置" },
  task: { en: "Task", zh: "任务" },
  length: { en: "Steps", zh: "时间步" },
  lag: { en: "Steps back", zh: "往回几步" },
  sentence: { en: "Sentence", zh: "句子" },
  rate: { en: "Learning rate", zh: "学习率" },
  compare: { en: "all three cells side by side", zh: "三种单元并排学习" },
  train: { en: "Train", zh: "训练" },
  goOn: { en: "Go on", zh: "继续" },
  stop: { en: "Pause", zh: "暂停" },
  again: { en: "Start over", zh: "重新开始" },
  trained: { en: "training steps", zh: "训练步数" },
  rightAnswers: { en: "right answers", zh: "答对" },
  loss: { en: "Loss", zh: "损失" },
  comesOut: { en: "What comes out", zh: "输出什么" },
  output: { en: "Name", zh: "名称" },
  shape: { en: "Shape", zh: "形状" },
  values: { en: "Values", zh: "值" },
  axes: {
    en: "(batch, time, units); float32, so the last digit may differ from Keras's",
    zh: "（批次、时间、单元）；float32 计算，末位可能和 Keras 不同",
  },
  fails: { en: "Recurve refuses this program:", zh: "Recurve 拒绝这段程序：" },
  code: { en: "The program", zh: "程序" },
  copy: { en: "Copy", zh: "复制" },
  copied: { en: "Copied", zh: "已复制" },
  unrolled: { en: "The network, unrolled in time", zh: "按时间展开的网络" },
  unrolledText: {
    en: "One box for each time step, all with the same weights. In a box: the hidden state h of the chosen unit; on the arrows, what flows. Choose a step.",
    zh: "每个时间步一个方框，权重都相同。框里是所选单元的隐藏状态 h，箭头上是流动的值。点一个时间步。",
  },
  step: { en: "Step", zh: "时间步" },
  unit: { en: "Unit", zh: "单元" },
  layer: { en: "Layer", zh: "层" },
  play: { en: "Play", zh: "播放" },
  pause: { en: "Pause", zh: "暂停" },
  opened: { en: "The cell, opened", zh: "打开单元" },
  openedText: {
    en: "The chosen unit at the chosen step, with the numbers of this moment.",
    zh: "所选单元在所选时间步的样子，数字都是此刻的真实值。",
  },
  maskedText: {
    en: "This step is masked: nothing is computed, and the states stay as they were before it.",
    zh: "这一步被掩去：什么也不计算，状态和前一步相同。",
  },
  before: { en: "before", zh: "之前" },
  fromInput: { en: "input", zh: "输入" },
  fromMemory: { en: "memory", zh: "记忆" },
  fromBias: { en: "bias", zh: "偏置" },
  maps: { en: "Every gate and state over time", zh: "每个门和状态随时间的变化" },
  mapsText: {
    en: "A row for each unit, a column for each step. A gate near 1 is blue, near 0 without colour; states are orange above zero, purple below.",
    zh: "每行一个单元，每列一个时间步。门接近 1 为蓝色，接近 0 没有颜色；状态大于零为橙色，小于零为紫色。",
  },
  followed: { en: "One unit, followed through time", zh: "跟踪一个单元" },
  gradient: { en: "How far back the loss reaches", zh: "损失能追溯多远" },
  gradientText: {
    en: "The size of the loss's gradient with respect to the states of each step, on a logarithmic scale: where it is small, training hardly learns.",
    zh: "损失对每一步状态的梯度大小，对数刻度：这里很小的，训练几乎学不到。",
  },
  wanted: { en: "wanted", zh: "目标" },
  given: { en: "given", zh: "输出" },
  masked: { en: "masked", zh: "已掩去" },
  forward: { en: "forward", zh: "正向" },
  backward: { en: "backward", zh: "反向" },
  refused: {
    en: "The link asks for something that is not possible here; it is ignored:",
    zh: "链接里有这里不可能的内容，已忽略：",
  },
  computing: { en: "Computing…", zh: "正在计算……" },
} as const;
