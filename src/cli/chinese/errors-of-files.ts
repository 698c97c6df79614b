/** Sentences about models' files, read and written, in English and Chinese, in the form of `errors.ts`. */
export const ofFiles: Readonly<Record<string, string>> = {
  // JSON and archives
  "{1} is not what it should be.": "{1} 的内容不对。",
  "{1} nests too deeply.": "{1} 嵌套得太深。",
  "at most {1} levels": "最多 {1} 层",
  "at most {1}": "最多 {1}",
  "{1} has a key that is not allowed.": "{1} 里有一个不允许的键。",
  "{1} has no member {2}.": "{1} 里没有 {2}。",
  "{1} has too many members.": "{1} 里的文件太多。",
  "The member {1} of {2} is encrypted.": "{2} 中的 {1} 是加密的。",
  "{1} has a member whose path leaves the archive.": "{1} 里有一个文件的路径指到了归档之外。",
  "The member {1} of {2} is compressed in a way that is not supported.": "{2} 中的 {1} 的压缩方法不受支持。",
  "stored or deflated": "不压缩（stored）或 deflate",
  "at most {1} bytes, and above {2} no more than {3} times what is packed":
    "最多 {1} 字节；超过 {2} 字节时，不超过压缩后大小的 {3} 倍",
  "{1} has an object that shares its description with another.": "{1} 里有一个对象与另一个共用描述。",
  "HDF5 as h5py writes it by default": "h5py 默认写出的 HDF5",
  "h5repack --low=0 --high=0 rewrites it": "用 h5repack --low=0 --high=0 重写",
  "The file lists more than any model has; its links may run in a circle.":
    "文件列出的内容比任何模型都多；它的链接可能绕成了圈。",
  "at most {1} groups and datasets, of {2} numbers": "最多 {1} 个组和数据集，共 {2} 个数",
  "a file: .keras, .h5, .onnx, or model.json of TensorFlow.js":
    "一个文件：.keras、.h5、.onnx，或 TensorFlow.js 的 model.json",
  'it lists the parts of weights that Keras saved: in Python, load them and model.save_weights("all.weights.h5")':
    '它列出的是 Keras 分块保存的权重：请在 Python 里加载，再 model.save_weights("all.weights.h5")',
  "a path inside of the model's folder": "模型目录之内的路径",

  // layers and their options
  "The {1} in the file does not exist here.": "文件里的 {1} 在这里不存在。",
  "{1} of Keras that Recurve has": "Recurve 也有的 Keras {1}",
  "compile the model again to train it, or load it with { compile: false }":
    "要训练它，请重新 compile；或者用 { compile: false } 加载",
  "{1} is a function of your own, which no file can hold.": "{1} 是自己写的函数，任何文件都存不下。",
  "save with { includeOptimizer: false }, and compile the model again after loading":
    "保存时用 { includeOptimizer: false }，加载后再 compile",
  "save with { includeOptimizer: false }, and compile the model again after loading; fit's checkpoint keeps its state":
    "保存时用 { includeOptimizer: false }，加载后再 compile；fit 的检查点会保留它的状态",
  'cloneModel cannot make the model "{1}" again: its class has its own constructor.':
    "cloneModel 无法重建模型“{1}”：它的类有自己的构造函数。",
  "a model from sequential() or model()": "由 sequential() 或 model() 建立的模型",
  "make a second one by its class, and setWeights(model.getWeights()) copies the weights":
    "请用它的类再建一个，再用 setWeights(model.getWeights()) 复制权重",
  "the model as it was before model.quantize()": "model.quantize() 之前的模型",
  "in Keras, save the model before that call": "请在 Keras 里、调用它之前保存模型",
  '{1} cannot be made again: its constructor takes options, but its field "config" holds none, so no file could make it again.':
    "{1} 无法重建：它的构造函数需要选项，而字段 config 里没有，所以任何文件都无法重建它。",
  "the options in the field `config`": "字段 `config` 里的选项",
  "`constructor(readonly config: { units: number }) { super(); ... }` keeps them; or save the weights alone":
    "`constructor(readonly config: { units: number }) { super(); ... }` 会保留选项；或者只保存权重",
  "write it as a class that extends Layer, and give it: loadModel(file, { customLayers: { {1}: YourClass } })":
    "请写一个继承 Layer 的类，并这样给出：loadModel(file, { customLayers: { {1}: YourClass } })",
  "write it as a class that extends Layer, and give it: loadModel(file, { customLayers: { {1}: YourClass } }); an operation of Keras can be put into a layer before saving":
    "请写一个继承 Layer 的类，并这样给出：loadModel(file, { customLayers: { {1}: YourClass } })；Keras 的运算可在保存前放进层里",
  "write it as a class that extends Model, and give it: loadModel(file, { customLayers: { {1}: YourClass } })":
    "请写一个继承 Model 的类，并这样给出：loadModel(file, { customLayers: { {1}: YourClass } })",
  "A layer in the file is tied to a layer that its model does not have.": "文件里有一层与模型中不存在的层共用权重。",
  'The layer "{1}" of the file is used as a recurrent cell.': "文件里的层“{1}”被当作循环单元使用。",
  "LSTMCell, GRUCell, SimpleRNNCell, StackedRNNCells, or a class in customLayers that extends RNNCell":
    "LSTMCell、GRUCell、SimpleRNNCell、StackedRNNCells，或 customLayers 里继承 RNNCell 的类",
  "An input of the file has a type that Recurve does not have.": "文件里有一个输入的类型是 Recurve 没有的。",
  "numbers, booleans or texts": "数、布尔值或文本",
  "{1} cannot be kept in a file.": "{1} 不能存进文件。",
  "null, true, false, a number, text, or a list of them": "null、true、false、数、文本，或它们的列表",
  "This activation is not one that a file can give.": "文件里不能有这样的激活函数。",
  'the name of a built-in one, such as "tanh", or a layer without weights, such as LeakyReLU':
    '内置激活函数的名称，例如 "tanh"，或没有权重的层，例如 LeakyReLU',
  "a layer with weights as an activation computes the same as a layer of its own: in Keras, put it behind, and save again":
    "把有权重的层当作激活函数，与单独放一层的计算相同：请在 Keras 里把它放在后面，再保存",
  "The activation of {1} cannot be kept in a file.": "{1} 的激活函数不能存进文件。",
  "a built-in one, given by its name": "内置的，用名称给出",
  "a layer of your own can hold the function; loadModel takes its class in customLayers":
    "可以把这个函数放进自己写的层；loadModel 用 customLayers 接收它的类",
  "The hard sigmoid of {1} is another function in the Keras that this file is for.":
    "{1} 的 hard sigmoid，在这个文件所属的 Keras 里是另一个函数。",
  'The kernel of "{1}" in the file is not the matrix of "{2}", which the model ties it to.':
    "模型让“{1}”的核与“{2}”的矩阵共用，而文件里两者不同。",
  "the same numbers, transposed": "同样的数，转置",
  "the network in the file was trained without tying: load it into a model without tiedTo":
    "文件里的网络训练时没有共用：请加载到没有 tiedTo 的模型里",
  'The layer "{1}" is tied to "{2}", which is not a layer of the model "{3}".':
    "层“{1}”与“{2}”共用权重，而后者不是模型“{3}”的层。",
  "put both into one model": "请把两者放进同一个模型",

  // which file, and what for
  "modelCheckpoint needs a filepath.": "modelCheckpoint 需要 filepath。",
  'for example { filepath: "best.keras" }': '例如 { filepath: "best.keras" }',
  "The filepath of modelCheckpoint does not end as a file of {1} does.": "modelCheckpoint 的 filepath 的结尾不对。",
  ".weights.h5, .h5 or .safetensors": ".weights.h5、.h5 或 .safetensors",
  ".keras, .h5, .onnx or model.json": ".keras、.h5、.onnx 或 model.json",
  "with saveWeightsOnly: true the weights alone are saved": "用 saveWeightsOnly: true 只保存权重",
  "{1} takes a model or a layer.": "{1} 需要一个模型或一层。",
  "a model, or a layer from a function of layers": "模型，或 layers 里的函数给出的层",
  "The option {1} of {2} is for safetensors, where weights are matched by name.":
    "{2} 的选项 {1} 只用于按名称对应权重的 safetensors。",
  "{1} takes a single layer only with safetensors, where weights are matched by name.":
    "只有按名称对应权重的 safetensors，{1} 才能用于单独一层。",
  "a file of safetensors": "safetensors 文件",
  "Keras has no optimizer {1}, and its files cannot hold it.": "Keras 没有优化器 {1}，它的文件存不下。",
  ".keras, .weights.h5, .h5, .onnx, .safetensors, or model.json":
    ".keras、.weights.h5、.h5、.onnx、.safetensors 或 model.json",
  'name it: saveModel(model, path, { format: "keras" })': '请指明：saveModel(model, path, { format: "keras" })',
  "A {1} cannot be written in this format.": "{1} 不能写成这种格式。",
  "no target, to get the bytes": "不给目标，从而得到字节",
  "const bytes = await saveModel(model)": "const bytes = await saveModel(model)",
  'The model "{1}" has no input shape yet, so it has no graph to draw.': "模型“{1}”还不知道输入，没有图可画。",
  'The model "{1}" has no input shape yet, so it cannot be written as ONNX.': "模型“{1}”还不知道输入，不能写成 ONNX。",
  'The model "{1}" has no input shape yet, which TensorFlow.js needs to know.':
    "模型“{1}”还不知道输入，而 TensorFlow.js 需要知道。",
  "give inputShape to its first layer, or call it on data once": "请给第一层 inputShape，或者先用数据调用一次",
  "{1} has {2} layer with a vocabulary.": "{1} 里带词表的层：{*2}。",
  no: "没有",
  "more than one": "不止一个",
  "one StringLookup or TextVectorization": "一个 StringLookup 或 TextVectorization",
  "a layer of the name {1}": "名为 {1} 的层",
  "The file holds no words.": "文件里没有词。",
  "the JSON of a Tokenizer's to_json(), or of its word_index": "Tokenizer 的 to_json() 或 word_index 的 JSON",
  "name it: readVocabulary(file, { layer })": "请指明：readVocabulary(file, { layer })",
  "The file does not hold the vocabulary of the layer {1}.": "文件里没有层 {1} 的词表。",
  "a list in its config, or vocabulary.txt among the assets of a .keras archive":
    "配置里的列表，或 .keras 归档的 assets 里的 vocabulary.txt",
  "The layer {1} assigns unknown texts to one of several ids, by a hash that is not computed here.":
    "层 {1} 用一种这里不计算的哈希，把未知文本分到几个编号之一。",
  "num_oov_indices 0 or 1": "num_oov_indices 为 0 或 1",
  "The TextVectorization of the file prepares texts by a function of your own, which no file can hold.":
    "文件里的 TextVectorization 用自己写的函数处理文本，任何文件都存不下。",
  "standardize and split by their names": "用名称给出的 standardize 和 split",
  "prepare the texts before encode, and make the vocabulary with new text.KerasVocabulary(tokens, rules)":
    "请在 encode 之前处理文本，并用 new text.KerasVocabulary(tokens, rules) 建立词表",
  "The ids of the word_index are not those of a Tokenizer.": "word_index 的编号不是 Tokenizer 的编号。",
  "1, 2, 3, ..., one for each word": "1, 2, 3, ……，每个词一个",

  // Keras
  "the group model_weights": "组 model_weights",
  'An .h5 file cannot hold the model "{1}", which is of a class of your own.': ".h5 文件存不下自己写的类的模型“{1}”。",
  "what sequential() and model() make, as in Keras": "由 sequential() 或 model() 建立的模型，与 Keras 相同",
  "a .keras file can": ".keras 文件可以",
  'The layer "{1}" is given {2} {3}, which Keras ignores.': "层“{1}”得到了 {3}，而 Keras 会忽略它。",
  "masks of values and keys, beside those that the inputs carry": "输入所带掩码之外的、值和键的掩码",
  "give an attentionMask of shape (batch, query steps, value steps)":
    "请给出形状为（批次，查询步数，值步数）的 attentionMask",
  "The file has weights for another number of layers than the model.": "文件里有权重的层数与模型不同。",
  "The file has no weights for the layer {1}.": "文件里没有层 {1} 的权重。",
  "The file has another number of weights for the layer {1}.": "文件里层 {1} 的权重个数不同。",
  "The weight {1} of the layer {2} has another shape in the file.": "层 {2} 的权重 {1} 在文件里形状不同。",
  "The file lists the layer {1}, but does not have it.": "文件列出了层 {1}，但里面没有它。",
  "The file lists the weight {1}, but does not have it.": "文件列出了权重 {1}，但里面没有它。",
  'The weights of "{1}" in the file are not those of the model.': "文件里“{1}”的权重与模型的不同。",
  "the model has no weights before it knows its input shape": "模型在知道输入形状之前没有权重",
  "The optimizer's state in the file is not that of the model's optimizer.": "文件里优化器的状态与模型的优化器不符。",
  "{1} values: {2}, ...": "{1} 个值：{2}……",
  "loadModel(file, { compile: false }) loads the model without it":
    "loadModel(file, { compile: false }) 不带它加载模型",
  "The weight {1} does not fit the file: {2}.": "权重 {1} 与文件不符：{2}。",
  "shape {1}": "形状 {1}",
  "{1} is not a dataset of numbers.": "{1} 不是数的数据集。",
  "The HDF5 file holds no weights of Keras.": "这个 HDF5 文件里没有 Keras 的权重。",
  "the group layers, or the attribute layer_names": "组 layers，或属性 layer_names",
  'The model "{1}" is of a kind that Keras does not have.': "模型“{1}”的种类是 Keras 没有的。",
  "what sequential() and model() make, or a class that extends Model":
    "由 sequential() 或 model() 建立的模型，或继承 Model 的类",
  "A call of the model has a tensor of constant values, which Keras's files do not hold.":
    "模型的一次调用带有常数张量，Keras 的文件存不下。",
  "give it as an input of the model": "请把它作为模型的一个输入",
  'The layer "{1}" is called on a masked input with {2}, which Keras\'s files do not hold.':
    "层“{1}”在带掩码的输入上用 {2} 调用，Keras 的文件存不下。",
  "ignoreMask beside initialState, as Keras runs such a call": "initialState 旁边的 ignoreMask，Keras 就是这样运行的",
  "The model has too many layers.": "模型的层太多。",
  "Two layers of the file have the name {1}.": "文件里有两层都叫 {1}。",
  "The layer {1} is called too often.": "层 {1} 被调用的次数太多。",
  "The model of the file is of the class {1}, which in customLayers is not a model.":
    "文件里的模型属于类 {1}，而 customLayers 里的这个类不是模型。",
  "a class that extends Model": "继承 Model 的类",
  "The calls of the layer {1} run in a circle.": "层 {1} 的调用绕成了圈。",
  "A call of the layer {1} has no input.": "层 {1} 有一次调用没有输入。",
  "A call of the file takes its input from a call that does not exist.": "文件里有一次调用的输入来自不存在的调用。",
  "A call of the file takes an input that does not exist.": "文件里有一次调用的输入不存在。",
  "A call of the layer {1} has an option that is not read.": "层 {1} 的一次调用带有不读取的选项。",
  "The models of the file nest too deeply.": "文件里的模型嵌套得太深。",
  "The models of the file have too many layers.": "文件里的模型层太多。",
  "a file of Keras 2 or 3": "Keras 2 或 3 的文件",
  "Keras 2.0 to 2.2 reads files of Keras 1: load it there, and save it again":
    "Keras 2.0 到 2.2 能读 Keras 1 的文件：请在那里加载，再保存",
  "The file has no weights of tf-idf for the layer {1}.": "文件里没有层 {1} 的 tf-idf 权重。",

  // Keras's operations between layers
  "An operation of the file computes {1}, which is not read.": "文件里有一个运算计算 {1}，不受支持。",
  "in Keras, put it into a layer before saving": "请在 Keras 里先把它放进一层，再保存",
  "An index has too many entries.": "下标的项太多。",
  "{1} at most": "最多 {1}",
  "An index of the file is neither a number nor a slice.": "文件里有一个下标既不是数，也不是切片。",
  "An index reaches outside the tensor.": "有一个下标超出张量的范围。",
  "The graph of the file computes with a function of TensorFlow that is not read: {1}.":
    "文件的图使用了不读取的 TensorFlow 函数：{1}。",
  "The function {1} of the file is given what is not read here.": "文件里函数 {1} 的参数，这里不读取。",
  "A call of {1} lacks an argument.": "{1} 的一次调用缺少参数。",
  "The file computes the shape or the axis of an operation from data.": "文件根据数据计算某个运算的形状或轴。",
  "numbers, such as reshape(x, [-1, 4])": "数，例如 reshape(x, [-1, 4])",
  "The file sorts by a function of TensorFlow with the largest first, which is not read.":
    "文件使用 TensorFlow 从大到小排序的函数，不受支持。",
  "The operation {1} of the file is given what is not read here.": "文件里运算 {1} 的参数，这里不读取。",
  "The graph of the file computes with an operation that is not read: {1}.": "文件的图使用了不读取的运算：{1}。",
  "one that is, such as {1}": "能读取的，例如 {1}",
  "An operation of the file takes a quantile between elements in a way that is not read.":
    "文件里有一个运算在元素之间取分位数的方法不受支持。",
  "An operation of the file takes the dot product with a tensor of more than two axes, which is not read.":
    "文件里有一个运算与两个轴以上的张量取点积，不受支持。",
  "in Keras, write it as einsum": "请在 Keras 里写成 einsum",
  "An operation of the file is an einsum of another number of tensors.": "文件里有一个 einsum 的张量个数不是两个。",
  "An operation of the file takes the cross product of vectors that are not of three numbers.":
    "文件里有一个运算对不是三个数的向量取叉积。",
  "An operation of the file takes the cross product over another axis than the last.":
    "文件里有一个运算在最后一个轴以外取叉积。",
  "array_split needs a part at least.": "array_split 至少需要一份。",
  "select needs two lists.": "select 需要两个列表。",
  "empty_like of another type is not read.": "不读取另一种类型的 empty_like。",
  "full_like of another type is not read.": "不读取另一种类型的 full_like。",
  "Split needs equal parts.": "Split 需要等分。",
  "a length divisible by {1}": "能被 {1} 整除的长度",
  "An operation of the file pads in a way that is not read.": "文件里有一个运算的填充方法不受支持。",
  "An operation of the file makes numbers of a type that does not exist here.":
    "文件里有一个运算产生的数的类型，这里没有。",
  "{1} that cannot be read.": "{1}，无法读取。",

  // safetensors
  "{1} is not a whole safetensors file.": "{1} 不是完整的 safetensors 文件。",
  "a header of at most {1} bytes": "最多 {1} 字节的文件头",
  "{1} is stored in a type that is not read.": "{1} 的存储类型不读取。",
  "{1} is not inside the file.": "{1} 不在文件之内。",
  "{1} bytes, for {2} of shape {3}, within the {4} that there are": "{1} 字节（{2}，形状 {3}），在现有的 {4} 字节之内",
  "The tensors of {1} {2}.": "{1} 的张量{*2}。",
  overlap: "互相重叠",
  "leave a hole": "之间有空隙",
  "{1} at byte {2}": "{1} 从第 {2} 字节起",
  "{1} has bytes that belong to no tensor.": "{1} 里有不属于任何张量的字节。",
  "{1} bytes of tensors": "{1} 字节的张量",
  "skipMismatch is for files with Keras's names.": "skipMismatch 只用于带 Keras 名称的文件。",
  "The option {1} means no tensor of the file.": "选项 {1} 没有指到文件里的任何张量。",
  "skip: the modules and layers to leave as they are": "skip：保持原样的模块和层",
  "The option map of saveWeights is for names of PyTorch.": "saveWeights 的选项 map 只用于 PyTorch 的名称。",
  'to: "pytorch" beside it': '同时给出 to: "pytorch"',
  "The option {1} names no system whose weights are read and written.": "选项 {1} 指的系统，权重不能读写。",
  '"keras" or "pytorch"': '"keras" 或 "pytorch"',
  'The {1} "{2}" has no weights before it knows its input.': "“{2}”在知道输入之前没有权重。",
  "{1}call it on data once": "请先用数据调用一次",
  "The tensors do not fit the model; no weight was changed.": "张量与模型不符；没有改动任何权重。",
  none: "没有",
  'these are names of PyTorch: { from: "pytorch" }': '这是 PyTorch 的名称：请用 { from: "pytorch" }',
  'The map gives "{1}" a list, which is for PyTorch\'s modules of several layers.':
    "map 给“{1}”的是列表，列表只用于 PyTorch 里有几层的模块。",
  "one path": "一个路径",
  'The map gives several tensors of the file to "{1}".': "map 把文件里的几个张量都给了“{1}”。",
  "one for each weight": "每个权重一个",
  'The file has "{1}" instead of the weight that PyTorch computes from it.':
    "文件里是“{1}”，而不是 PyTorch 由它算出的权重。",
  "weights as they are, or as weight_norm keeps them": "权重本身，或 weight_norm 保存的形式",
  "in PyTorch, before save_file: torch.nn.utils.parametrize.remove_parametrizations(module, name), remove_spectral_norm(module) or prune.remove(module, name)":
    "请先在 PyTorch 里调用 torch.nn.utils.parametrize.remove_parametrizations(module, name)、remove_spectral_norm(module) 或 prune.remove(module, name)，再 save_file",
  'The function of {1} does not say whether "{2}" is meant.': "{1} 的函数没有说明是否包括“{2}”。",
  "true or false": "true 或 false",
  'Two weights would be "{1}" in the file.': "文件里会有两个权重都叫“{1}”。",
  "give the layers names, or modules by the map": "请给层起名，或者用 map 指定模块",
  "The map gives a list of layers to what is not a module of the file.": "map 把几层给了文件里不存在的模块。",
  "Several modules of the file fit the layer {1}.": "文件里有几个模块都适合层 {1}。",
  "one, or names that differ only in numbers": "一个，或只有数字不同的名称",
  'say which: { from: "pytorch", map: { "{1}": "{2}", ... } }':
    '请指明：{ from: "pytorch", map: { "{1}": "{2}", ... } }',
  "The map gives several modules to {1}.": "map 把几个模块都给了 {1}。",
  'The module "{1}" has another number of layers than the map gives it.': "模块“{1}”的层数与 map 给出的不同。",
  'for num_layers: 2 write map: { "{1}": ["first layer", "second layer"] }':
    'num_layers 为 2 时，请写 map: { "{1}": ["first layer", "second layer"] }',
  'The module "{1}" does not fit the layer "{2}".': "模块“{1}”不适合层“{2}”。",
  "no weight was changed": "没有改动任何权重",
  "The map names a layer that the model does not have, or that has no weights.":
    "map 里有一层是模型没有的，或没有权重的。",
  "The state_dict does not fit the model; no weight was changed.": "state_dict 与模型不符；没有改动任何权重。",
  "modules for {1}": "{1} 的模块",
  "no further modules": "没有多余的模块",
  'where names or order differ, say what goes where: { from: "pytorch", map: { module: "layer" } }; what is not wanted: { skip: "module" }':
    '名称或顺序不同时，请指明对应：{ from: "pytorch", map: { module: "layer" } }；不需要的：{ skip: "module" }',
  'The GRU "{1}" resets before its recurrent kernel, PyTorch\'s after it.':
    "GRU“{1}”在循环核之前重置，PyTorch 的在之后。",
  'The layer "{1}" has no counterpart among the PyTorch modules that are read and written.':
    "层“{1}”在可读写的 PyTorch 模块里没有对应。",
  "LSTM, GRU or SimpleRNN (bidirectional too), Dense, Embedding, convolutions (depthwise and transposed too), LayerNormalization, BatchNormalization, GroupNormalization, PReLU with a slope for each channel":
    "LSTM、GRU 或 SimpleRNN（也可双向）、Dense、Embedding、卷积（也可逐通道、转置）、LayerNormalization、BatchNormalization、GroupNormalization、每个通道一个斜率的 PReLU",

  // TensorFlow.js
  "{1} is a graph model, whose operators are not layers.": "{1} 是图模型（graph model），它的算子不是层。",
  'a layers model (format "layers-model")': '层模型（格式 "layers-model"）',
  "convert the Keras model that it came from: tensorflowjs_converter --output_format=tfjs_layers_model":
    "请转换它原来的 Keras 模型：tensorflowjs_converter --output_format=tfjs_layers_model",
  "The weight {1} is stored in a way that is not read.": "权重 {1} 的存储方式不读取。",
  "{1}; quantized: float16, or uint8 and uint16 with scale and min":
    "{1}；量化的：float16，或带 scale 和 min 的 uint8、uint16",
  "The shards of the weights are not as long as the manifest says.": "权重分片的长度与清单不符。",
  "{1} bytes up to {2}{3}": "到 {2} 为止 {1} 字节{3}",
  "The model was compiled with what TensorFlow.js does not have.": "模型 compile 时用了 TensorFlow.js 没有的内容。",
  "save as .keras to continue the training, or with { includeOptimizer: false } to leave it out":
    "要继续训练，请存成 .keras；不需要时用 { includeOptimizer: false }",
  "The file has weights that no layer of its model takes.": "文件里有模型的层都不需要的权重。",
  "TensorFlow.js needs a name of its own for every layer, also across models inside each other.":
    "TensorFlow.js 要求每一层的名称都不同，嵌套的模型之间也是如此。",
  "give one of the layers another name": "请给其中一层换个名称",
  "The weights of the layer {1} are not in the file.": "文件里没有层 {1} 的权重。",
  'The model computes with the operation {1} "{2}", which is not a layer of TensorFlow.js.':
    "模型用到运算 {1}“{2}”，它不是 TensorFlow.js 的层。",
  "save as .keras": "请存成 .keras",
  'The bidirectional layer "{1}" has a backward layer of its own, which TensorFlow.js does not have.':
    "双向层“{1}”有单独的反向层，TensorFlow.js 没有这种层。",
  "one layer for both directions": "两个方向用同一种层",
  'A call of the layer "{1}" cannot be kept in a file of TensorFlow.js.':
    "层“{1}”的一次调用不能存进 TensorFlow.js 的文件。",
  "inputs and initial states that layers of the model give": "由模型的层给出的输入和初始状态",
};
