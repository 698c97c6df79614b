/** Sentences about models, the data that they take and their files in English and Chinese, in the form of `errors.ts`. */
export const ofModels: Readonly<Record<string, string>> = {
  // layers and models
  '{1} "{2}" received an input that does not fit.': "{1}“{2}”的输入不合适。",
  "{1} axes (batch, time, features)": "{1} 个轴（批次、时间步、特征）",
  "{1} features on the last axis, as the weights were made for": "最后一个轴有 {1} 个特征，与权重相符",
  "one feature per step? Reshape to (batch, time, 1). Stacked layers? The one before needs returnSequences: true":
    "每步只有一个特征？请把形状改为 (批次, 时间步, 1)。层叠起来了？前一层需要 returnSequences: true",
  "A layer of a sequential model gives one tensor; {1} gives {2}.": "顺序模型的层只给出一个张量；{1} 给出 {2} 个。",
  "a layer of a single output": "只有一个输出的层",
  "use model({ inputs, outputs }) to choose among the outputs, or leave returnState out":
    "用 model({ inputs, outputs }) 在输出中选择，或者去掉 returnState",
  // what a model takes
  'The data do not fit the input "{1}".': "数据与输入“{1}”不符。",
  "other lengths fit where every layer takes them: {1}": "各层都接受时，才能用别的长度：{*1}",
  "the first axis counts samples: a single sample needs a list around it, and one feature per step a last axis of 1":
    "第一个轴是样本：单个样本外面还要一层列表；每步只有一个特征时，最后还要一个长度为 1 的轴",
  'There are no samples in the input "{1}".': "输入“{1}”里没有样本。",
  "at least one sample on the first axis": "第一个轴上至少有一个样本",
  "These values cannot become a tensor.": "这些值不能变成张量。",
  "numbers, nested lists of numbers, a typed array, or an object with data and shape":
    "数、数的嵌套列表、类型化数组，或带有 data 和 shape 的对象",
  "The nested lists are ragged.": "嵌套列表长短不齐。",
  "lists of the same length at each depth, shape {1} by the first entries":
    "每一层的列表等长；按开头的元素，形状是 {1}",
  "pad sequences of different length to one length first": "请先把长短不同的序列填充到同一长度",
  "A value is not a {1}.": "有一个值不是{*1}。",
  number: "数",
  text: "文本",
  "a number or boolean": "数或布尔值",
  'The input "{1}" is missing.': "缺少输入“{1}”。",
  'Unknown {1} "{2}".': "没有{*1}“{2}”。",
  input: "输入",
  "A model of {1} input{2} received {3}.": "模型有 {1} 个输入，却收到 {3} 个。",
  "a list of {1}: {2}": "{1} 个的列表：{2}",
  "An index is outside the tensor.": "有一个编号超出张量的范围。",
  "integers from {1} to {2}": "{1} 到 {2} 的整数",
  "for an embedding, inputDim must be larger than the largest id": "嵌入层的 inputDim 必须大于最大的编号",
  // files
  "a file of Keras, ONNX, TensorFlow.js or safetensors": "Keras、ONNX、TensorFlow.js 或 safetensors 的文件",
  "the weights as safetensors": "存成 safetensors 的权重",
  "in Python: {1}; here: {2}": "在 Python 里：{1}；在这里：{2}",
  "a File of this name among those given": "给出的文件中有这个名字的文件",
  "give the model and its shards together": "请把模型和它的权重分片一起给出",
  "make the model and use loadWeights(model, file)": "请先建立模型，再用 loadWeights(model, file)",
  "{1} holds something that is not supported.": "{1} 中有不支持的内容。",
  "groups, and datasets of numbers or text, as Keras writes them": "Keras 所写的组，以及数字或文本的数据集",
  "The member {1} of {2} is damaged or cut short.": "{2} 中的 {1} 已损坏或不完整。",
  "The file has {1} layer{2}: code, which is never run.": "文件里有 {1} 层{2}，它是一段代码，而代码从不运行。",
  "The file has a {1} layer{2}: code, which is never run.": "文件里有 {1} 层{2}，它是一段代码，而代码从不运行。",
  "The file has an {1} layer{2}: code, which is never run.": "文件里有 {1} 层{2}，它是一段代码，而代码从不运行。",
  "write the same as a class that extends Layer, and give it: {1}":
    "请写一个继承 Layer 的类来做同样的事，并这样给出：{1}",
  // files that cannot hold a model
  '{1} "{2}" cannot be written as ONNX: {3}.': "{1}“{2}”不能写成 ONNX：{*3}。",
  "Recurve has no nodes for this class": "Recurve 没有这类层的节点",
  "layers and options that ONNX has operators for": "ONNX 有相应算子的层和选项",
  "{1} format holds every layer: {2}": "Keras 的格式能存下每一种层：{2}",
  "save the model behind it, which takes ids, and let the layer itself make the ids; or save as .keras":
    "请保存它之后的模型（输入是编号），编号由这一层自己给出；或者存成 .keras",
  'The layer "{1}" has what TensorFlow.js does not have.': "层“{1}”里有 TensorFlow.js 没有的内容。",
  "make the layer with resetAfter: false, or save as .keras or .onnx":
    "建立这一层时用 resetAfter: false，或者存成 .keras、.onnx",
  "save the model behind it, whose input are ids, and make the ids of texts with the layer itself; or save as .keras":
    "请保存它之后的模型（输入是编号），文本的编号由这一层自己给出；或者存成 .keras",
};
