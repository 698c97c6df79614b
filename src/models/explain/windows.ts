/** Layers with windows explained to learners: what a window sees, how it moves, what is made of it. */
import { counted, type ExplainedCall, type Say, shapesOf } from "./words.ts";

/** What is read here of a layer's options. */
interface WindowConfig {
  readonly kernelSize: number | readonly number[];
  readonly poolSize: number | readonly number[];
  readonly strides: number | readonly number[] | null;
  readonly dilationRate?: number | readonly number[];
  readonly padding: "valid" | "same" | "causal";
  readonly filters: number;
}

type Words = (call: ExplainedCall, config: any) => string[];

/** `3 steps`, `3 × 2 places`. */
function extent(say: Say, given: number | readonly number[], axes: number): string {
  const lengths = typeof given === "number" ? new Array<number>(axes).fill(given) : given;
  if (axes === 1) return counted(say, lengths[0], "step", "步");
  return say(`${lengths.join(" × ")} places`, `${lengths.join(" × ")} 格`);
}

/** How many steps a window spans: its receptive field. */
const spanOf = (size: number | readonly number[], dilation: number | readonly number[]) =>
  ([size].flat()[0]! - 1) * [dilation].flat()[0]! + 1;

/** What the padding does at the ends. */
function ends({ inputs, say }: ExplainedCall, padding: WindowConfig["padding"]): string {
  if (padding === "causal")
    return say(
      "Zeros stand before the first step (padding causal), so that no step sees a later one.",
      "第一步之前补零（padding causal），所以没有一步看得到后面的步。",
    );
  if (padding === "same")
    return say(
      "At the ends it reaches beyond them (padding same), so that strides of 1 keep the length.",
      "窗口可以伸出两端（padding same），所以步幅为 1 时长度不变。",
    );
  return inputs[0]!.length === 3
    ? say(
        "It stays inside (padding valid), so that fewer steps come out.",
        "窗口不出两端（padding valid），所以输出的步更少。",
      )
    : say("It stays inside (padding valid).", "窗口不出边界（padding valid）。");
}

/** A window of learned weights that moves over the input. */
const convolution =
  (english: (filters: number) => string, chinese: (filters: number) => string): Words =>
  (call, { kernelSize, strides, dilationRate = 1, padding, filters }: WindowConfig) => {
    const { say, inputs, outputs } = call;
    const axes = inputs[0]!.length - 2;
    const [size, stride] = [extent(say, kernelSize, axes), extent(say, strides ?? 1, axes)];
    const gapped = [dilationRate].flat().some((each) => each > 1);
    return [
      say(
        `Moves a window of ${size} (kernelSize) over the input, ${stride} at a time (strides), and makes ${english(filters)}: ${shapesOf(outputs)}.`,
        `让 ${size}（kernelSize）的窗口在输入上移动，每次 ${stride}（strides），${chinese(filters)}：${shapesOf(outputs)}。`,
      ),
      ...(gapped
        ? [
            say(
              `What it sees lies ${extent(say, dilationRate, axes)} apart (dilationRate).`,
              `窗口里相邻的位置相隔 ${extent(say, dilationRate, axes)}（dilationRate）。`,
            ),
          ]
        : []),
      ...(axes === 1
        ? [
            say(
              `Each step that comes out sees ${counted(say, spanOf(kernelSize, dilationRate), "step", "步")} of the input: its receptive field.`,
              `输出的每一步看到输入的 ${counted(say, spanOf(kernelSize, dilationRate), "step", "步")}，这是它的感受野。`,
            ),
          ]
        : []),
      ends(call, padding),
    ];
  };

const spreading: Words = ({ say, inputs, outputs }, { kernelSize, strides, filters }: WindowConfig) => {
  const axes = inputs[0]!.length - 2;
  const [size, stride] = [extent(say, kernelSize, axes), extent(say, strides ?? 1, axes)];
  return [
    say(
      `The way back through a convolution: spreads each place over a window of ${size}, the windows ${stride} apart (strides), and adds where they overlap, ${filters} numbers at each place: ${shapesOf(outputs)}.`,
      `卷积的反方向：把每个位置铺成 ${size}的窗口，窗口相隔 ${stride}（strides），重叠处相加，每个位置 ${filters} 个数：${shapesOf(outputs)}。`,
    ),
  ];
};

const pooling =
  (english: string, chinese: string): Words =>
  (call, { poolSize, strides, padding }: WindowConfig) => {
    const { say, inputs, outputs } = call;
    const axes = inputs[0]!.length - 2;
    const [size, stride] = [extent(say, poolSize, axes), extent(say, strides ?? poolSize, axes)];
    return [
      say(
        `Takes of each number ${english} within windows of ${size}, ${stride} from one to the next: ${shapesOf(outputs)}.`,
        `每个数取 ${size}的窗口内${chinese}，窗口之间相隔 ${stride}：${shapesOf(outputs)}。`,
      ),
      ...(padding === "same" ? [ends(call, padding)] : []),
    ];
  };

const wholeGrid =
  (english: string, chinese: string): Words =>
  ({ say, outputs }) => [
    say(
      `Takes of each number ${english} over all places: ${shapesOf(outputs)}.`,
      `每个数取所有位置${chinese}：${shapesOf(outputs)}。`,
    ),
  ];

const reshaped =
  (english: string, chinese: string): Words =>
  ({ say, outputs }) => [say(`${english}: ${shapesOf(outputs)}.`, `${chinese}：${shapesOf(outputs)}。`)];

/** The sentences about layers over grids, by the class names without the number of axes: Conv for Conv1D, Conv2D, Conv3D. */
export const windowWords: Readonly<Record<string, Words>> = {
  Conv: convolution(
    (filters) => `${filters} numbers of each window (filters)`,
    (filters) => `每个窗口算出 ${filters} 个数（filters）`,
  ),
  DepthwiseConv: convolution(
    () => "its numbers of each channel alone",
    () => "对每个通道单独计算",
  ),
  SeparableConv: convolution(
    (filters) => `numbers of each channel alone, then ${filters} of all of them together (filters)`,
    (filters) => `先对每个通道单独计算，再把它们合成 ${filters} 个数（filters）`,
  ),
  ConvTranspose: spreading,
  MaxPooling: pooling("the largest", "最大的"),
  AveragePooling: pooling("the mean", "的平均"),
  GlobalMaxPooling: wholeGrid("the largest", "中最大的"),
  GlobalAveragePooling: wholeGrid("the mean", "的平均"),
  ZeroPadding: reshaped("Puts zeros around the input", "在输入四周补零"),
  Cropping: reshaped("Cuts off the ends of the input", "截去输入的两端"),
  UpSampling: reshaped(
    "Makes the input longer: repeats its places, or puts new ones between them",
    "把输入变长：重复各个位置，或在它们之间插值",
  ),
};
