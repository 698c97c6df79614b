/** What the library warns of, in English and Chinese, in the form of `errors.ts`. */
export const ofWarnings: Readonly<Record<string, string>> = {
  "recurve: {1}": "recurve: {*1}",
  "Training was interrupted and saved in {1}. Run the same program again to go on.":
    "训练已中断，并已保存在 {1}。再次运行同一个程序即可继续。",
  'the model "{1}" is loaded without its optimizer, losses and metrics. {2}':
    "模型“{1}”加载时没有优化器、损失和指标。{*2}",
  'the model "{1}" is written without its optimizer, losses and metrics. {2}':
    "模型“{1}”写出时没有优化器、损失和指标。{*2}",
  'the model "{1}" is written without {2}': "模型“{1}”写出时没有 {2}",
  "the file holds the weights without the state of {1}, which only a checkpoint of fit can keep.":
    "文件里有权重，但没有 {1} 的状态；只有 fit 的检查点能保存它。",
  "the optimizer starts anew, without the state in the file. {1}": "优化器重新开始，不用文件里的状态。{*1}",
  "the optimizer of the file scales losses for numbers of 16 bits (LossScaleOptimizer): the one inside it is read.":
    "文件里的优化器为 16 位数缩放损失（LossScaleOptimizer）：读取的是它里面的那个优化器。",
  "the {1} {2} of the file does not exist here: {3}, and loaded weights stay.":
    "文件里的 {1} {2} 这里没有：{*3}；已加载的权重不变。",
  "the {1} {2} of the file cannot be made: {3}. {4}": "文件里的 {1} {2} 无法建立：{*3}。{*4}",
  "a layer's default takes its place": "改用该层的默认值",
  "training goes on without it": "训练时不用它",
  "the weights of {1} are integers of 8 bits in the file. They are computed with as numbers of 32 bits, and inputs are not rounded to 8 bits, as Keras does.":
    "文件里 {1} 的权重是 8 位整数。这里用 32 位的数计算，也不像 Keras 那样把输入取整为 8 位。",
  "{1}: {2}: numbers such as {3} are read as {4}, with a decimal point. If they are thousands, write them without the points.":
    "{1}：{2}：{3} 这样的数读成 {4}，点是小数点。如果点分开的是千位，请去掉点。",
  "the layer {1} of the file trains by LoRA, which is part of its kernel here: all of it trains.":
    "文件里的层 {1} 用 LoRA 训练，这里它已并入核：整个核都参加训练。",
  "{1} of the file makes ids of texts and is left out: give the ids, which readVocabulary(file).encode makes.":
    "文件里的 {1} 把文本变成编号，这里不含它：请给出编号，由 readVocabulary(file).encode 得到。",
  "loadWeights skipped what does not fit; layers keep their values: {1}.":
    "loadWeights 跳过了不合适的部分，这些层保持原值：{1}。",
  "loadWeights left tensors without numbers, for which there is no weight: {1}.":
    "loadWeights 没有用到这些不含数的张量，因为没有对应的权重：{1}。",
  "tensors of {1} were rounded to float32: {2}.": "{1} 的张量已舍入为 float32：{2}。",
};
