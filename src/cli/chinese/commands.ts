/** The help of `recurve` itself and of the commands for models of any kind, in Chinese. */
export const ofCommands: Readonly<Record<string, string>> = {
  "Recurrent neural networks in TypeScript.": "TypeScript 循环神经网络。",
  "show the layers, then train two language models on real text and write with them":
    "看看各种层，再用真实文本训练两个语言模型并让它们生成文本",
  "make a model from a file of data, and a report": "由数据文件训练模型，并写出报告",
  "write text with a language model": "用语言模型生成文本",
  "translate texts with a translator": "用翻译模型翻译文本",
  "tell what comes next in a series": "预测序列接下来的值",
  "tell what texts or readings are": "判断文本或读数的类别",
  "measure a trained model on data that it has not seen": "在新数据上评估训练好的模型",
  "tell what is in a model file: format, layers, shapes, parameters": "查看模型文件：格式、层、形状、参数",
  "write a model in another format": "把模型写成另一种格式",
  "run a model on data: CSV, JSON or NPY": "对数据运行模型：CSV、JSON 或 NPY",
  "train in several processes, here or on other machines": "用多个进程训练，在本机或其他机器上",
  "answer requests for predictions over HTTP": "通过 HTTP 提供预测",
  "show what happens inside a model, step by step": "逐步显示模型内部",
  "draw the graph of a model as SVG": "把模型的图画成 SVG",
  "tell what computes here: backend, kernels, threads, and why": "说明这里用什么计算：后端、内核、线程及原因",
  "Exit codes: 0 done, 1 failed (why is on stderr), 2 not understood. With --json, why is on stdout too.":
    "退出码：0 完成，1 失败（原因见标准错误），2 命令有误。使用 --json 时原因也写到标准输出。",
  "(recurve --help lists the commands, recurve <command> --help their options)":
    "（recurve --help 列出所有命令，recurve <命令> --help 列出其选项）",
  "Usage:": "用法：",
  "Options:": "选项：",
  "Commands:": "命令：",
  "Arguments:": "参数：",
  "Examples:": "示例：",
  "Example:": "示例：",
  "display help for command": "显示命令的帮助",
  "tell the version": "显示版本",
  // what several have
  "the model file, its URL, or the folder of a run": "模型文件、其网址，或训练目录",
  "write JSON, for machines": "输出 JSON，供程序读取",
  "write all numbers as JSON, for machines": "以 JSON 输出所有数值，供程序读取",
  // tour, inspect, convert, predict
  "the folder for the models": "存放模型的目录",
  "explain in words what each layer takes and returns": "用文字说明每层的输入和输出",
  "a file of Keras, ONNX, TensorFlow.js or safetensors, or its URL, or the folder of a run":
    "Keras、ONNX、TensorFlow.js 或 safetensors 文件，其网址，或训练目录",
  "the format; by default from the ending of <out>": "格式；默认由 <out> 的后缀决定",
  "take the weights from this file first": "先从这个文件取权重",
  "safetensors: the naming of the tensors": "safetensors：张量的命名方式",
  "ONNX: make recurrent states inputs and outputs of the graph": "ONNX：把循环状态作为图的输入和输出",
  "ONNX: the operator set": "ONNX：算子集版本",
  "leave out the state of the optimizer": "不写优化器的状态",
  "the model, in any format that Recurve reads, its URL, or the folder of a run":
    "Recurve 能读的任何格式的模型、其网址，或训练目录",
  ".keras, .h5, .onnx, model.json of TensorFlow.js; or weights alone: .safetensors, .weights.h5; - for standard output":
    ".keras、.h5、.onnx、TensorFlow.js 的 model.json；或只有权重：.safetensors、.weights.h5；- 表示标准输出",
  "samples per batch; default 32, for ONNX models all in one run": "每批样本数；默认 32，ONNX 模型一次算完",
  "write the outputs to .json, .csv or .npy": "把输出写到 .json、.csv 或 .npy",
  "CSV, JSON or NPY, or lines of text for a model that takes texts; - for standard input":
    "CSV、JSON 或 NPY；接受文本的模型为文本行；- 表示标准输入",
  "CSV: a row for each time step, a column for each feature; or a row for each sample. A header is skipped. JSON: nested lists, the samples outermost; for several inputs an object of such lists by name. A model that takes texts: each line is a sample; or JSON.":
    "CSV：每个时间步一行、每个特征一列；或每个样本一行。跳过表头。JSON：嵌套列表，最外层为样本；有多个输入时为按名称给出这些列表的对象。接受文本的模型：每行一个样本；也可以是 JSON。",
  // serve
  "the port; 0 takes a free one": "端口；0 表示任取空闲端口",
  "the address to listen on; 127.0.0.1 is only this machine": "监听地址；127.0.0.1 仅限本机",
  "the model's name in addresses; default its own": "网址中模型的名称；默认为其自身名称",
  "rows per batch": "每批行数",
  "how long a request waits for others": "一个请求等待其他请求的毫秒数",
  "requests that wait; more are answered with 503": "等待中的请求数；超出时回答 503",
  "sequences whose states are kept": "保留状态的序列数",
  "write the address as JSON": "以 JSON 输出地址",
  "POST /v2/models/NAME/infer predicts (KServe's protocol, version 2, in JSON). With the parameters sequence_id and, in the first request, sequence_start, each request is one time step of a sequence. GET /v2/health/ready and /metrics tell about the server. SIGTERM and Ctrl-C end it when all that it has taken is answered.":
    "POST /v2/models/NAME/infer 给出预测（KServe 协议第 2 版，JSON）。带参数 sequence_id，并在第一个请求带 sequence_start 时，每个请求是一个序列的一个时间步。GET /v2/health/ready 和 /metrics 给出服务器的情况。SIGTERM 和 Ctrl-C 会在回答完已接收的请求后结束。",
  // trace
  "the sample to trace, counted from 0": "要跟踪的样本，从 0 数起",
  "only this layer and those inside it": "只看这一层及其内部的层",
  "only these units, counted from 0: 3, or 0,2,8-11": "只看这些单元，从 0 数起：3，或 0,2,8-11",
  "the targets; shows how far back gradients of the loss reach": "目标值；显示损失的梯度回传多远",
  "the loss for --targets, if the model was not compiled with one": "模型编译时没有损失函数时，--targets 所用的损失",
  "write a page that opens offline, with all pictures": "写一个可离线打开的网页，含所有图",
  "data as `recurve predict` reads them; - for standard input": "数据，形式同 `recurve predict`；- 表示标准输入",
  "Draws, for one sample, the gates and states of recurrent layers, the weights of attention and the outputs of other layers: a line for each unit, a column for each step, both counted from 0. Targets are a file like the data: a row for each sample, or for each of its steps. Language models and classifiers of `recurve train` read texts and tables as `recurve evaluate` does, classifiers also lines of text on standard input.":
    "对一个样本画出循环层的门和状态、注意力的权重以及其他层的输出：每个单元一行，每步一列，都从 0 数起。目标值文件的形式与数据相同：每个样本一行，或其每步一行。`recurve train` 的语言模型和分类模型像 `recurve evaluate` 那样读取文本和表格，分类模型也从标准输入读取文本行。",
  // plot
  "the picture; - for standard output; by default the model's name with .svg":
    "图的文件；- 表示标准输出；默认为模型名加 .svg",
  "where the graph goes": "图的方向",
  "leave out the shapes": "不写形状",
  "draw the layers of models inside the model": "画出模型内部各模型的层",
};
