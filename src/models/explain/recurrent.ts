/** Recurrent layers explained to learners. */
import type { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import type { RNN } from "../../layers/rnn/rnn.ts";
import { formatShape } from "../../tensor/index.ts";
import { contentOf, counted, type ExplainedCall, type Say, shapesOf } from "./words.ts";

/** What it reads, in which order, and where it starts. */
export function explainReading(layer: RNN<number>, { inputs, masked, options, say }: ExplainedCall): string[] {
  const { goBackwards, stateful, zeroOutputForMask } = layer.config;
  const [first] = inputs;
  const way = goBackwards
    ? say("from the last to the first (goBackwards)", "从最后一步到第一步（goBackwards）")
    : say("from the first to the last", "从第一步到最后一步");
  const reads =
    first!.length === 3
      ? say(
          `Reads ${contentOf(say, first!)}, one step after the other, ${way}.`,
          `读入 ${contentOf(say, first!)}，一步接一步，${way}。`,
        )
      : say(
          `Reads the steps of ${formatShape(first!)} one after the other, ${way}.`,
          `读入 ${formatShape(first!)}，一步接一步，${way}。`,
        );
  const start =
    options.initialState !== undefined
      ? [
          say(
            "It starts from the states that it is given (initialState), not from zeros.",
            "它从给定的状态（initialState）开始，而不是从零开始。",
          ),
        ]
      : stateful
        ? [
            say(
              "Each batch goes on from the states in which the one before it ended (stateful).",
              "每个批次接着上一个批次结束时的状态（stateful）。",
            ),
          ]
        : [];
  const atMasked = zeroOutputForMask
    ? say("and its output there is zeros", "那里的输出是零")
    : say("and its output there is that of the step before", "那里的输出与前一步相同");
  const skips =
    masked && !options.ignoreMask
      ? [
          say(
            `Steps that the mask leaves out change nothing: the state stays as it was, ${atMasked}.`,
            `掩码略去的步不起作用：状态保持不变，${atMasked}。`,
          ),
        ]
      : [];
  return [reads, memoryOf(layer, say, false), ...start, ...skips];
}

/** What is kept from step to step, with the gates that control it. @param each whether there are two layers */
function memoryOf({ cell }: RNN<number>, say: Say, each: boolean): string {
  const sizes = cell.stateShapes.map((shape) =>
    shape.length === 1 ? counted(say, shape[0]!, "number", "个数") : shape.join(" × "),
  );
  const [size] = sizes;
  const keeps = say(
    `Between steps ${each ? "each keeps" : "it keeps"}`,
    each ? "两步之间，两层各保留" : "两步之间，它保留",
  );
  if (cell.className === "LSTMCell" && sizes[0] === sizes[1]) {
    return say(
      `${keeps} two states of ${size} each: the cell state c, which the forget gate f empties and the input gate i fills, and the hidden state h, which is what the output gate o shows of c.`,
      `${keeps}两个状态，各 ${size}：细胞状态 c，由遗忘门 f 清空、输入门 i 写入；隐藏状态 h，是输出门 o 让 c 显露的部分。`,
    );
  }
  if (cell.className === "GRUCell") {
    return say(
      `${keeps} a hidden state h of ${size}: the update gate z says how much of it stays, the reset gate r how much of it the new candidate sees.`,
      `${keeps}一个隐藏状态 h，${size}：更新门 z 决定保留多少，重置门 r 决定新的候选值看到多少。`,
    );
  }
  if (cell.className === "SimpleRNNCell") {
    return say(
      `${keeps} a hidden state h of ${size}, which is computed anew at each step from the input and the h before.`,
      `${keeps}一个隐藏状态 h，${size}，每一步都由输入和前一步的 h 重新算出。`,
    );
  }
  return say(
    `${keeps} ${counted(say, sizes.length, "state", "个状态")}: ${sizes.join(", ")}.`,
    `${keeps} ${counted(say, sizes.length, "state", "个状态")}：${sizes.join("、")}。`,
  );
}

/** The outputs, as the options determine them. */
export function explainGiving({ config, cell }: RNN<number>, { outputs, say }: ExplainedCall): string {
  const { returnSequences, returnState, goBackwards } = config;
  const sequences = cell.outputShapes.length;
  const output = shapesOf(outputs.slice(0, sequences));
  const order = goBackwards
    ? say(", the last step's first, since it was read first", "，最后一步在最前，因为先读的是它")
    : "";
  const given = returnSequences
    ? say(
        `the output of every step (returnSequences)${order}: ${output}`,
        `每一步的输出（returnSequences）${order}：${output}`,
      )
    : say(
        `only the output after the step that it reads last (no returnSequences): ${output}`,
        `只有读完最后一步之后的输出（没有 returnSequences）：${output}`,
      );
  const states = shapesOf(outputs.slice(sequences));
  return returnState
    ? say(
        `It gives ${given}; and then its last states (returnState): ${states}.`,
        `它给出${given}；然后是最后的状态（returnState）：${states}。`,
      )
    : say(`It gives ${given}.`, `它给出${given}。`);
}

const merged: Readonly<Record<string, readonly [english: string, chinese: string]>> = {
  concat: [
    "puts the two outputs side by side (mergeMode concat), so that there are twice as many numbers",
    "把两个输出并排放在一起（mergeMode concat），数的个数因此加倍",
  ],
  sum: ["adds the two outputs (mergeMode sum)", "把两个输出相加（mergeMode sum）"],
  mul: ["multiplies the two outputs (mergeMode mul)", "把两个输出相乘（mergeMode mul）"],
  ave: ["takes the mean of the two outputs (mergeMode ave)", "取两个输出的平均（mergeMode ave）"],
};

/** Two directions and how they are joined. */
export function explainBidirectional(layer: Bidirectional<number>, call: ExplainedCall): string[] {
  const { forwardLayer, backwardLayer, config } = layer;
  const { say } = call;
  const { returnSequences, returnState } = forwardLayer.config;
  const { mergeMode } = config;
  const last = returnSequences
    ? say(
        "Both outputs of a step stand at that step, so each step knows what came before it and what comes after.",
        "一步的两个输出都放在这一步上，所以每一步既知道前面的，也知道后面的。",
      )
    : say(
        "Of each direction it takes the output after the step that it reads last: the forward layer's last step, the backward layer's first.",
        "每个方向取读完最后一步之后的输出：正向层的最后一步，反向层的第一步。",
      );
  const stateCount = returnState ? 2 * forwardLayer.cell.stateShapes.length : 0;
  const joint = shapesOf(call.outputs.slice(0, call.outputs.length - stateCount));
  const stateShapes = shapesOf(call.outputs.slice(call.outputs.length - stateCount));
  const states = returnState
    ? say(
        ` Then come the last states of both, the forward layer's first (returnState): ${stateShapes}.`,
        `然后是两层最后的状态，正向层的在前（returnState）：${stateShapes}。`,
      )
    : "";
  const joined =
    mergeMode === null
      ? say("gives the two outputs apart (mergeMode null)", "分别给出两个输出（mergeMode null）")
      : say(...merged[mergeMode]!);
  const content = contentOf(say, call.inputs[0]!);
  return [
    say(
      `Runs two layers with weights of their own over ${content}: "${forwardLayer.name}" from one end, "${backwardLayer.name}" from the other.`,
      `让两个各有权重的层读 ${content}：“${forwardLayer.name}”从一端开始，“${backwardLayer.name}”从另一端开始。`,
    ),
    memoryOf(forwardLayer, say, true),
    ...(call.masked ? [say("Steps that the mask leaves out change no state.", "掩码略去的步不改变状态。")] : []),
    last,
    say(`It ${joined}: ${joint}.${states}`, `它${joined}：${joint}。${states}`),
  ];
}
