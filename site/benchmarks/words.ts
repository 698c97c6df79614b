/** The words of the page, in each language. */
export const words = {
  filter: { en: "What is compared", zh: "比较什么" },
  cell: { en: "Layer", zh: "层" },
  work: { en: "Work", zh: "测试项" },
  works: {
    train: { en: "training step", zh: "训练一步" },
    forward: { en: "forward", zh: "前向" },
    step: { en: "streaming step", zh: "流式一步" },
    fit: { en: "language model, an epoch", zh: "语言模型，一轮" },
  },
  threads: { en: "Threads", zh: "线程" },
  shape: { en: "Size of the work", zh: "规模" },
  shapeText: {
    en: "B the batch, T time steps, D features, H units",
    zh: "B 批次大小，T 时间步，D 特征数，H 单元数",
  },
  bars: { en: "One size, system by system", zh: "同一规模下的各系统" },
  barsText: {
    en: "Milliseconds, medians, on a logarithmic scale; then the ratio to the fastest of Recurve's levels.",
    zh: "毫秒，中位数，对数刻度；后面是 Recurve 最快一级用时的几倍。",
  },
  table: { en: "All sizes", zh: "所有规模" },
  tableText: {
    en: "Milliseconds; the fastest of a column in bold. “–”: the system does not do this.",
    zh: "毫秒；每列最快者加粗。“–” 表示该系统不做此项。",
  },
  system: { en: "System", zh: "系统" },
  models: { en: "Whole models", zh: "完整的模型" },
  modelsText: {
    en: "Ten networks that people train, read by each system from the same .keras file; milliseconds.",
    zh: "十个常见的网络，各系统读取同一个 .keras 文件；毫秒。",
  },
  model: { en: "Model", zh: "模型" },
  growth: { en: "As the work grows", zh: "工作量增长时" },
  growthText: {
    en: "A training step of an LSTM of 128 units on 100 steps of a batch of 32: nanoseconds for each thousand operations. Where a line is flat, an operation costs the same at any size.",
    zh: "LSTM（128 单元、100 步、批次大小 32）训练一步：每千次运算的纳秒数。线是平的，就没有多余的开销。",
  },
  axis: { en: "What grows", zh: "增长的轴" },
  axes: {
    T: { en: "time steps", zh: "时间步" },
    B: { en: "batch", zh: "批次大小" },
    H: { en: "units", zh: "单元" },
  },
  conditions: { en: "Where and how", zh: "在哪里，怎样测" },
  how: { en: "How it is measured, and what the figures say", zh: "怎样测量，数字说明什么" },
  refused: {
    en: "The link asks for something that is not possible here; it is ignored:",
    zh: "链接里有这里不可能的内容，已忽略：",
  },
  nothing: { en: "No system does this.", zh: "没有系统做这一项。" },
} as const;
