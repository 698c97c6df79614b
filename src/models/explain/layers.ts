/** Layers explained to learners: what each does to the shapes in a model. */
import { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import { RNN } from "../../layers/rnn/rnn.ts";
import { TimeDistributed } from "../../layers/rnn/time-distributed.ts";
import { explainBidirectional, explainGiving, explainReading } from "./recurrent.ts";
import { windowWords } from "./windows.ts";
import { contentOf, counted, type ExplainedCall, type Say, shapesOf } from "./words.ts";

/** The sentences about a call. */
export function explainCall(call: ExplainedCall): string[] {
  const { layer } = call;
  if (layer instanceof Bidirectional) return explainBidirectional(layer, call);
  if (layer instanceof RNN) return [...explainReading(layer, call), explainGiving(layer, call)];
  if (layer instanceof TimeDistributed) {
    const { layer: inner } = layer;
    return [
      call.say(
        `Applies "${inner.name}" (${inner.className}) to each step alone, with the same weights each time.`,
        `对每一步单独使用“${inner.name}”（${inner.className}），每次都用同样的权重。`,
      ),
    ];
  }
  return wordsFor(layer.className, call);
}

/** Activations that change what a layer's numbers mean. */
const activations: Readonly<Record<string, readonly [english: string, chinese: string]>> = {
  softmax: [
    "Softmax makes probabilities of them: from 0 to 1, adding up to 1.",
    "softmax 把它们变成概率：从 0 到 1，总和为 1。",
  ],
  sigmoid: ["Sigmoid brings each between 0 and 1.", "sigmoid 把每个数变到 0 与 1 之间。"],
  tanh: ["Tanh brings each between -1 and 1.", "tanh 把每个数变到 -1 与 1 之间。"],
  relu: ["ReLU makes zeros of the negative ones.", "ReLU 把负数变成零。"],
};

const activated = (say: Say, activation: unknown) => {
  const words = activations[String(activation)];
  return words ? [say(...words)] : [];
};

const onlyInTraining = (say: Say) =>
  say(
    "Only training is changed by it; in a prediction everything passes as it is.",
    "只影响训练；预测时一切原样通过。",
  );
const oneByOne =
  (english: string, chinese: string) =>
  ({ say }: ExplainedCall) => [say(`${english}, element by element.`, `逐个元素${chinese}。`)];

const timeIsGone = (say: Say) => say("Time is no axis any more.", "时间不再是一个轴。");

type Config = Readonly<Record<string, unknown>>;

const words: Readonly<Record<string, (call: ExplainedCall, config: Config) => string[]>> = {
  ...windowWords,
  Dense: ({ inputs, outputs, say }, { activation, units }) => {
    const made = counted(say, units as number, "number", "个数");
    const width = inputs[0]!.at(-1) ?? "";
    const content = contentOf(say, inputs[0]!);
    return [
      inputs[0]!.length > 2
        ? say(
            `Makes ${made} of the ${width} of each step, with the same weights at every step: ${shapesOf(outputs)}.`,
            `把每一步的 ${width} 个数变成 ${made}，每一步用同样的权重：${shapesOf(outputs)}。`,
          )
        : say(
            `Makes ${made} of ${content}: weighted sums, each with a bias.`,
            `把 ${content}变成 ${made}：加权求和，各加一个偏置。`,
          ),
      ...activated(say, activation),
    ];
  },
  Embedding: ({ outputs, say }, { inputDim, outputDim, maskZero }) => {
    const learned = counted(say, outputDim as number, "learned number", "个学到的数");
    const last = (inputDim as number) - 1;
    return [
      say(
        `Takes whole numbers from 0 to ${last} and gives for each its own ${learned}: ${shapesOf(outputs)}.`,
        `接受 0 到 ${last} 的整数，给每个整数它自己的 ${learned}：${shapesOf(outputs)}。`,
      ),
      ...(maskZero
        ? [
            say(
              "The number 0 is padding (maskZero): a mask tells the next layers to leave these steps out.",
              "数字 0 是填充（maskZero）：掩码让后面的层略去这些步。",
            ),
          ]
        : []),
    ];
  },
  Masking: ({ say }, { maskValue }) => [
    say(
      `Changes nothing, but marks the steps of which all values are ${maskValue}: a mask tells the next layers to leave them out.`,
      `什么都不改，只标出所有值都是 ${maskValue} 的步：掩码让后面的层略去它们。`,
    ),
  ],
  Dropout: ({ say }, { rate }) => [
    say(
      `Sets a random ${100 * (rate as number)} % of the numbers to zero. ${onlyInTraining(say)}`,
      `随机把 ${100 * (rate as number)} % 的数设为零。${onlyInTraining(say)}`,
    ),
  ],
  GaussianNoise: ({ say }) => [
    say(`Adds random noise. ${onlyInTraining(say)}`, `加上随机噪声。${onlyInTraining(say)}`),
  ],
  GaussianDropout: ({ say }) => [
    say(
      `Multiplies each number by random noise around 1. ${onlyInTraining(say)}`,
      `每个数乘以 1 附近的随机噪声。${onlyInTraining(say)}`,
    ),
  ],
  AlphaDropout: ({ say }, { rate }) => [
    say(
      `Replaces a random ${100 * (rate as number)} % of the numbers, so that mean and deviation stay. ${onlyInTraining(say)}`,
      `随机替换 ${100 * (rate as number)} % 的数，均值和标准差不变。${onlyInTraining(say)}`,
    ),
  ],
  SpatialDropout: ({ say }, { rate }) => [
    say(
      `Sets a random ${100 * (rate as number)} % of the channels to zero, each at all places. ${onlyInTraining(say)}`,
      `随机把 ${100 * (rate as number)} % 的通道整个设为零。${onlyInTraining(say)}`,
    ),
  ],
  Identity: ({ say }) => [say("Passes everything on as it is.", "一切原样通过。")],
  ActivityRegularization: ({ say }) => [
    say(
      "Passes everything on as it is; in training, large numbers add to the loss.",
      "一切原样通过；训练时，大的数会加到损失上。",
    ),
  ],
  Activation: ({ say }, { activation }) => {
    const known = activated(say, activation);
    const name = typeof activation === "string" ? activation : say("a function", "一个函数");
    return known.length > 0 ? known : [say(`Applies ${name} to each number.`, `对每个数应用 ${name}。`)];
  },
  Softmax: ({ say }) => activated(say, "softmax"),
  ReLU: ({ say }, { negativeSlope }) =>
    negativeSlope ? [flattened(say, String(negativeSlope))] : activated(say, "relu"),
  LeakyReLU: ({ say }, { negativeSlope }) => [flattened(say, String(negativeSlope))],
  PReLU: ({ say }) => [flattened(say, say("learned factors", "学到的系数"))],
  ELU: ({ say }, { alpha }) => [
    say(
      `Keeps positive numbers, and bends negative ones toward ${-(alpha as number)}.`,
      `正数不变，负数平滑地趋向 ${-(alpha as number)}。`,
    ),
  ],
  Flatten: ({ outputs, say }) => [
    say(
      `Puts all numbers of a sample into one row: ${shapesOf(outputs)}. ${timeIsGone(say)}`,
      `把一个样本的所有数排成一行：${shapesOf(outputs)}。${timeIsGone(say)}`,
    ),
  ],
  RepeatVector: ({ outputs, say }, { n }) => {
    const steps = counted(say, n as number, "step", "步");
    return [
      say(
        `Gives the same numbers at each of ${steps}: ${shapesOf(outputs)}.`,
        `在 ${steps}里每一步给出同样的数：${shapesOf(outputs)}。`,
      ),
    ];
  },
  Reshape: ({ outputs, say }) => [
    say(`The same numbers in another shape: ${shapesOf(outputs)}.`, `同样的数，换一个形状：${shapesOf(outputs)}。`),
  ],
  Permute: ({ outputs, say }) => [
    say(
      `The same numbers with the axes in another order: ${shapesOf(outputs)}.`,
      `同样的数，轴换一个顺序：${shapesOf(outputs)}。`,
    ),
  ],
  Add: oneByOne("Adds its inputs", "把各个输入相加"),
  Subtract: oneByOne("Subtracts the second input from the first", "从第一个输入减去第二个"),
  Multiply: oneByOne("Multiplies its inputs", "把各个输入相乘"),
  Average: oneByOne("Takes the mean of its inputs", "取各个输入的平均"),
  Maximum: oneByOne("Takes the largest of its inputs", "取各个输入中最大的"),
  Minimum: oneByOne("Takes the smallest of its inputs", "取各个输入中最小的"),
  Concatenate: ({ inputs, outputs, say }, { axis }) => {
    const count = counted(say, inputs.length, "input", "个输入");
    return [
      say(
        `Puts ${count} one behind the other along axis ${axis}: ${shapesOf(outputs)}.`,
        `沿第 ${axis} 轴把 ${count}首尾相接：${shapesOf(outputs)}。`,
      ),
    ];
  },
  LayerNormalization: ({ say }) => [
    say(
      "Shifts and scales the numbers of each step to mean 0 and deviation 1, then by learned factors.",
      "把每一步的数平移、缩放到均值 0、标准差 1，再乘上学到的系数。",
    ),
  ],
  BatchNormalization: ({ say }) => [
    say(
      "Shifts and scales each number by the mean and deviation that training has seen, then by learned factors.",
      "按训练中见过的均值和标准差平移、缩放每个数，再乘上学到的系数。",
    ),
  ],
  GroupNormalization: ({ say }) => [
    say(
      "Shifts and scales each group of channels to mean 0 and deviation 1, then by learned factors.",
      "把每组通道平移、缩放到均值 0、标准差 1，再乘上学到的系数。",
    ),
  ],
  RMSNormalization: ({ say }) => [
    say(
      "Scales the numbers of each step to a mean square of 1, then by learned factors.",
      "把每一步的数缩放到均方为 1，再乘上学到的系数。",
    ),
  ],
  UnitNormalization: ({ say }) => [
    say("Scales the numbers of each step to a vector of length 1.", "把每一步的数缩放成长度为 1 的向量。"),
  ],
  Normalization: ({ say }) => [
    say(
      "Shifts and scales each number by a mean and deviation that were taken from data before training.",
      "按训练之前从数据中得到的均值和标准差平移、缩放每个数。",
    ),
  ],
  Rescaling: ({ say }) => [
    say("Multiplies each number by a fixed scale and adds a fixed offset.", "每个数乘以固定的系数，再加上固定的偏移。"),
  ],
  Dot: ({ outputs, say }) => [
    say(
      `Multiplies its two inputs and sums over an axis, their dot products: ${shapesOf(outputs)}.`,
      `两个输入相乘并沿一个轴求和，即它们的点积：${shapesOf(outputs)}。`,
    ),
  ],
  EinsumDense: ({ outputs, say }, { equation }) => [
    say(
      `Multiplies its input by learned weights as the equation ${equation} says: ${shapesOf(outputs)}.`,
      `按等式 ${equation} 把输入与学到的权重相乘：${shapesOf(outputs)}。`,
    ),
  ],
  ReversibleEmbedding: ({ options, outputs, say }, { inputDim, outputDim }) => {
    const learned = counted(say, outputDim as number, "learned number", "个学到的数");
    return [
      options.reverse
        ? say(
            `Gives a score for each of the ${inputDim} ids, how well its vector fits: ${shapesOf(outputs)}.`,
            `给 ${inputDim} 个编号各打一个分：它的向量有多相合：${shapesOf(outputs)}。`,
          )
        : say(
            `Gives each whole number its own ${learned}: ${shapesOf(outputs)}.`,
            `给每个整数它自己的 ${learned}：${shapesOf(outputs)}。`,
          ),
    ];
  },
  TextVectorization: (call) =>
    lookingUp(
      call,
      "Splits each text into words and looks them up in its vocabulary",
      "把每段文本切成词，在词表里查找",
    ),
  StringLookup: (call) => lookingUp(call, "Looks each text up in its vocabulary", "在词表里查找每个文本"),
  IntegerLookup: (call) => lookingUp(call, "Looks each integer up in its vocabulary", "在词表里查找每个整数"),
  STFTSpectrogram: (call) =>
    lookingUp(call, "Shows which frequencies a signal has in each frame of time", "显示信号在每一帧里有哪些频率"),
  MelSpectrogram: (call) =>
    lookingUp(
      call,
      "Shows how loud each band of pitch is in each frame of time, the bands as people hear them",
      "显示每一帧里各个音高频带有多响，频带按人耳划分",
    ),
  Attention: (call) => attending(call, "their dot product", "点积"),
  AdditiveAttention: (call) => attending(call, "a tanh of their sum", "两者之和的 tanh"),
  MultiHeadAttention: ({ masked, outputs, say }, { numHeads }) => {
    const heads = counted(say, numHeads as number, "head", "个头");
    return [
      say(
        `In each of ${heads}, every step of the first input weighs all steps of the second by how well they fit, and takes their mean with these weights: ${shapesOf(outputs)}.`,
        `在 ${heads}里，第一个输入的每一步按相合的程度给第二个输入的所有步分配权重，并取它们的加权平均：${shapesOf(outputs)}。`,
      ),
      ...unweighed(masked, say),
    ];
  },
  GlobalAveragePooling1D: ({ masked, outputs, say }) => [
    say(
      `Takes the mean over all steps${masked ? " that the mask lets count" : ""}: ${shapesOf(outputs)}. ${timeIsGone(say)}`,
      `对${masked ? "掩码没有略去的" : ""}所有步取平均：${shapesOf(outputs)}。${timeIsGone(say)}`,
    ),
  ],
  GlobalMaxPooling1D: ({ outputs, say }) => [
    say(
      `Takes of each number the largest over all steps: ${shapesOf(outputs)}. ${timeIsGone(say)}`,
      `每个数取所有步中最大的：${shapesOf(outputs)}。${timeIsGone(say)}`,
    ),
  ],
};

const flattened = (say: Say, factor: string) =>
  say(
    `Keeps positive numbers, and multiplies negative ones by ${factor}.`,
    `正数不变，负数乘以${/\d/.test(factor) ? ` ${factor}` : factor}。`,
  );

const lookingUp = ({ outputs, say }: ExplainedCall, english: string, chinese: string) => [
  say(`${english}: ${shapesOf(outputs)}.`, `${chinese}：${shapesOf(outputs)}。`),
];

const unweighed = (masked: boolean, say: Say) =>
  masked ? [say("Steps that the mask leaves out get no weight.", "掩码略去的步没有权重。")] : [];

function attending({ masked, outputs, say }: ExplainedCall, english: string, chinese: string): string[] {
  return [
    say(
      `Every step of the first input (query) weighs all steps of the second (value) by ${english}, and takes their mean with these weights: ${shapesOf(outputs)}.`,
      `第一个输入（query）的每一步按${chinese}给第二个输入（value）的所有步分配权重，并取它们的加权平均：${shapesOf(outputs)}。`,
    ),
    ...unweighed(masked, say),
  ];
}

/** Of a layer that is not known here, its shapes. */
function wordsFor(className: string, call: ExplainedCall): string[] {
  const config = call.layer.config as Config;
  if (Object.hasOwn(words, className)) return words[className]!(call, config);
  const family = className.replace(/[123]D/, "");
  if (Object.hasOwn(words, family)) return words[family]!(call, config);
  const [taken, given] = [shapesOf(call.inputs), shapesOf(call.outputs)];
  if (taken === given) return [call.say(`Keeps the shape ${taken}.`, `形状不变：${taken}。`)];
  return [call.say(`Makes ${given} of ${taken}.`, `把 ${taken} 变成 ${given}。`)];
}
