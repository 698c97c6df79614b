/** The words of the page, in each language. */
export const words = {
  lead: {
    en: "Drop a model: .keras, .h5, .onnx, model.json of TensorFlow.js with its .bin files, or .safetensors. It is read in this page; nothing leaves your machine.",
    zh: "放进一个模型：.keras、.h5、.onnx、TensorFlow.js 的 model.json 和它的 .bin 文件，或 .safetensors。文件只在这个页面里读取，不会离开你的设备。",
  },
  drop: { en: "Drop files here, or choose them", zh: "把文件拖到这里，或点击选择" },
  examples: { en: "No file at hand? Open an example:", zh: "手边没有文件？打开一个例子：" },
  exampleNames: {
    chain: { en: "a classifier of texts", zh: "文本分类模型" },
    branches: { en: "two branches with attention", zh: "带注意力的两条支路" },
  },
  reading: { en: "Reading…", zh: "正在读取……" },
  refused: {
    en: "The link asks for something that is not possible here; it is ignored:",
    zh: "链接里有这里不可能的内容，已忽略：",
  },
  format: { en: "Format", zh: "格式" },
  size: { en: "Size", zh: "大小" },
  parameters: { en: "Parameters", zh: "参数" },
  forTraining: { en: "For training alone (optimizer)", zh: "仅供训练（优化器）" },
  layers: { en: "Layers", zh: "层" },
  inputs: { en: "Takes", zh: "输入" },
  outputs: { en: "Gives", zh: "输出" },
  graph: { en: "The graph", zh: "计算图" },
  graphText: {
    en: "A box for each call of a layer, an arrow for each tensor. Choose a box.",
    zh: "每次调用一个层，画一个方框；每个张量一条箭头。点一个方框。",
  },
  larger: {
    en: "The picture is larger than its frame: drag it to see the rest.",
    zh: "图比框大：拖动图，可以看到其余部分。",
  },
  layer: { en: "Layer", zh: "层" },
  noLayers: { en: "This file holds weights and no model.", zh: "这个文件只有权重，没有模型。" },
  weights: { en: "Its weights", zh: "权重" },
  weightsText: {
    en: "Orange above zero, purple below; the last axis goes across. Large matrices show the strongest number of each block.",
    zh: "大于零为橙色，小于零为紫色；最后一个轴是横向。大矩阵只显示每一块里绝对值最大的数。",
  },
  allWeights: (count: number) => ({ en: `Show all ${count}`, zh: `显示全部 ${count} 个` }),
  noWeights: { en: "This layer has no weights.", zh: "这一层没有权重。" },
  trace: { en: "A trace on your data", zh: "用你的数据跟踪" },
  traceText: {
    en: "One sample or more as nested lists, samples first; the first is shown. To begin with, here are random data of the right shape.",
    zh: "一个或几个样本，写成嵌套列表，样本在最外层；显示第一个。这里先放了形状正确的随机数据。",
  },
  severalInputs: {
    en: "This model takes a list with such data for each of its inputs.",
    zh: "这个模型有几个输入：每个输入各写一份，合成一个列表。",
  },
  run: { en: "Trace", zh: "跟踪" },
  convert: { en: "Convert", zh: "转换" },
  convertText: { en: "The model as another file, made here.", zh: "把模型转成另一种文件，就在这里完成。" },
  code: { en: "The code that loads it", zh: "加载它的代码" },
  min: { en: "least", zh: "最小" },
  max: { en: "largest", zh: "最大" },
  mean: { en: "mean", zh: "均值" },
  deviation: { en: "deviation", zh: "标准差" },
} as const;

export { tracedInChinese as tracedWords } from "../../../src/cli/trace/meanings.ts";
