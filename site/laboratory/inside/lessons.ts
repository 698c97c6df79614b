/** Questions, each with the state of the page that answers it and the switches to touch. The first is the state at the start. */
import type { Texts } from "../language.ts";
import { initialState } from "../shared/address.ts";
import { fields, type Setup, viewFields } from "./setup.ts";

/** A control shown beside a question's answer. */
export type Touch =
  | "forgetBias"
  | "returnSequences"
  | "returnState"
  | "cell"
  | "api"
  | "lowerSequences"
  | "merge"
  | "masking";

export interface Lesson {
  readonly id: Setup["question"];
  readonly title: Texts;
  /** What to look at, in a few sentences. */
  readonly text: Texts;
  readonly setup: Setup;
  /** What to touch; the question stays in view meanwhile. */
  readonly touch: readonly Touch[];
  /** The picture with the answer, if it is further down on the page. */
  readonly picture: "memory" | "gradient" | undefined;
}

const lesson = (
  id: Lesson["id"],
  changes: Partial<Setup>,
  title: Texts,
  text: Texts,
  touch: readonly Touch[] = [],
  picture?: Lesson["picture"],
): Lesson => ({ id, title, text, setup: { ...initialState(fields), question: id, ...changes }, touch, picture });

export const lessons: readonly Lesson[] = [
  lesson(
    "start",
    {},
    { en: "Three numbers go in", zh: "输入三个数" },
    {
      en: "One sequence of three steps, an LSTM of one unit, all weights one: the example of the tutorial. Out comes the last hidden state, 0.2028145, of shape (1, 1). Move through the steps and see it grow.",
      zh: "一个序列，三个时间步，一个单元的 LSTM，权重全是 1：这就是教程里的例子。输出是最后的隐藏状态 0.2028145，形状 (1, 1)。移动时间步，看它如何变大。",
    },
  ),
  lesson(
    "forget",
    { data: [1, 0, 0, -5, 0], returnSequences: true, step: 3 },
    { en: "What does the forget gate do?", zh: "遗忘门有什么用？" },
    {
      en: "A 1 is written into the memory c and kept over two empty steps, since the forget gate f stands near 0.8. The −5 closes the gate to 0.03, and the memory is gone. Move the bias of the gate and see the memory fade or stay.",
      zh: "第一步把 1 写进记忆 c；接下来两步是空的，遗忘门 f 约为 0.8，记忆留着。−5 把门关到 0.03，记忆就没了。移动遗忘门的偏置，看记忆是消失还是留下。",
    },
    ["forgetBias"],
    "memory",
  ),
  lesson(
    "sequences",
    { returnSequences: true, returnState: true, step: 2 },
    { en: "What do returnSequences and returnState give?", zh: "returnSequences 和 returnState 返回什么？" },
    {
      en: "returnSequences gives the hidden state h of every step, so time stays in the shape: (1, 3, 1). returnState adds the states after the last step, h and c. Switch them off one at a time and watch what comes out below, and which arrows leave the network.",
      zh: "returnSequences 返回每一步的隐藏状态 h，所以形状里保留了时间：(1, 3, 1)。returnState 再加上最后一步之后的状态 h 和 c。把它们逐个关掉，看下面输出什么，哪些箭头从网络里出来。",
    },
    ["returnSequences", "returnState"],
  ),
  lesson(
    "fading",
    { cell: "simpleRNN", data: [1, 1, 1, 1, 1], returnSequences: false, step: 0 },
    { en: "Why does a SimpleRNN forget?", zh: "SimpleRNN 为什么会忘？" },
    {
      en: "Look at the bars, the size of the gradient at each step: a change of the first step's state hardly changes the loss at the end, 0.0001 against 1.9. Each step multiplies it by the slope of tanh, so training cannot learn what the first steps mean: this is the vanishing gradient. Change the cell to LSTM and compare.",
      zh: "看下面的柱子，它们是每一步的梯度大小：改变第一步的状态，最后的损失几乎不变：第一步的梯度只有 0.0001，最后一步是 1.9。每退一步都要乘上 tanh 的斜率，所以训练学不到开头几步的意义，这就是梯度消失。换成 LSTM 比一比。",
    },
    ["cell"],
    "gradient",
  ),
  lesson(
    "failing",
    { api: "sequential", returnState: true },
    { en: "Why does this program fail?", zh: "这段程序为什么出错？" },
    {
      en: "A sequential model hands one tensor from layer to layer; with returnState a layer gives three. Recurve says so before anything is computed, with and without returnSequences. Choose the functional model and it runs.",
      zh: "顺序模型在层与层之间只传一个张量，而带 returnState 的层返回三个。Recurve 在计算之前就会指出来，无论是否用 returnSequences。改用函数式模型就能运行。",
    },
    ["api", "returnSequences"],
  ),
  lesson(
    "stack",
    { stacked: true, returnSequences: true, step: 2 },
    { en: "One layer on another", zh: "一层叠一层" },
    {
      en: "The upper LSTM reads what the lower one gives at each step, so the lower one needs returnSequences. Switch that off and read the error.",
      zh: "上层 LSTM 逐步读取下层的输出，所以下层需要 returnSequences。关掉它，读一读错误信息。",
    },
    ["lowerSequences"],
  ),
  lesson(
    "both",
    { bidirectional: true },
    { en: "Both directions of time", zh: "时间的两个方向" },
    {
      en: "A Bidirectional reads the sequence forwards and backwards, with weights of their own. mergeMode says how the two outputs become one: side by side (concat), added, multiplied, averaged, or both as they are (null).",
      zh: "Bidirectional 正着读一遍，倒着读一遍，两个方向各有权重。mergeMode 决定两个输出怎样合并：并排（concat）、相加、相乘、平均，或者原样返回两个（null）。",
    },
    ["merge"],
  ),
  lesson(
    "masks",
    { data: [0.1, 0.2, 0, 0], masking: true, returnSequences: true, step: 3 },
    { en: "What does a mask do?", zh: "掩码有什么用？" },
    {
      en: "Sequences of different lengths are filled up with zeros. A mask says that those steps do not count: the state simply stays as it was. Switch masking off and the zeros change the result.",
      zh: "长短不同的序列用 0 填充。掩码表示这些时间步不算数：状态原样保留。关掉掩码，这些 0 就会改变结果。",
    },
    ["masking"],
    "memory",
  ),
  lesson(
    "echo",
    { mode: "training", units: 8, cell: "lstm", step: 5, compare: true, rate: "0.03" },
    { en: "Three cells learn an echo", zh: "三种单元学习回声" },
    {
      en: "Zeros and ones go in, and the network has to say what came three steps before. Start the training: the three cells learn side by side from the same data. Afterwards, look for the units that carry the bits.",
      zh: "输入 0 和 1，网络要说出三步之前的那个数。开始训练：三种单元用同样的数据并排学习。学完以后，找一找是哪些单元在传递这些数。",
    },
  ),
];

/** The three questions that most come with, and the others. */
export const mainLessons = lessons.filter(({ id }) => id === "forget" || id === "sequences" || id === "fading");
export const furtherLessons = lessons.filter((each) => !mainLessons.includes(each));

/** The lesson that a state belongs to, as long as one looks around in it and touches what it asks to touch. */
export function lessonOf(setup: Setup): Lesson | undefined {
  const belongs = ({ setup: own }: Lesson, free: readonly string[]) =>
    Object.entries(own).every(
      ([name, value]) => free.includes(name) || String(value) === String(setup[name as keyof Setup]),
    );
  const asked = lessons.find(({ id }) => id === setup.question)!;
  if (belongs(asked, [...viewFields, ...asked.touch])) return asked;
  return lessons.find((each) => belongs(each, viewFields));
}
