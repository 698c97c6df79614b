/** What a layer's inputs must be: as a layer of a user's class notes it, which is checked, and of built-in layers, to be read. */
import type { OpenShape } from "../../index.ts";
import { formatShape, ShapeError } from "../../tensor/index.ts";
import type { DataType } from "../types.ts";
import type { AnyCore } from "./faces.ts";

/** What an input must be: its shape, its number of axes, lengths of some axes. */
export interface InputSpecArgs {
  /** The type of the elements. */
  dtype?: DataType;
  /** The length of each axis; null for any. */
  shape?: (number | null)[];
  /** The number of axes. */
  ndim?: number;
  /** The largest number of axes. */
  maxNDim?: number;
  /** The least number of axes. */
  minNDim?: number;
  /** Lengths of some axes, by number. */
  axes?: Record<number, number>;
}

/** A note of what an input must be. */
export class InputSpec {
  /** The type of the elements. */
  dtype?: DataType;
  /** The length of each axis; null for any. */
  shape?: (number | null)[];
  /** The number of axes. */
  ndim?: number;
  /** The largest number of axes. */
  maxNDim?: number;
  /** The least number of axes. */
  minNDim?: number;
  /** Lengths of some axes, by number. */
  axes: Record<number, number>;

  constructor({ axes, ...args }: InputSpecArgs = {}) {
    Object.assign(this, args);
    this.ndim ??= args.shape?.length as number;
    this.axes = axes ?? {};
  }
}

/** @throws ShapeError when inputs are not as a user's layer notes in `inputSpec` */
export function checkInputSpec(
  name: string,
  specs: readonly (InputSpecArgs | null)[] | null,
  shapes: readonly OpenShape[],
) {
  if (!specs || specs.length === 0) return;
  const refuse = (what: string, expected: string, received: string): never => {
    throw new ShapeError({ what: `${what} of the layer "${name}" is not as its inputSpec says.`, expected, received });
  };
  if (shapes.length !== specs.length) refuse("The number of inputs", `${specs.length}`, `${shapes.length}`);
  for (const [i, spec] of specs.entries()) {
    const shape = shapes[i]!;
    const fault = spec && faultOf(spec, shape);
    if (fault) refuse(`Input ${i}`, fault, formatShape(shape));
  }
}

/** What a note asks for and a shape is not; unknown lengths fit. */
function faultOf({ shape, ndim, maxNDim, minNDim, axes }: InputSpecArgs, given: OpenShape): string | undefined {
  const differs = (length: number | null | undefined, wanted: number | null | undefined) =>
    wanted !== null && wanted !== undefined && length !== null && length !== wanted;
  const rank = given.length;
  if (differs(rank, ndim)) return `${ndim} axes`;
  if (rank > (maxNDim ?? rank)) return `at most ${maxNDim} axes`;
  if (rank < (minNDim ?? rank)) return `at least ${minNDim} axes`;
  const axis = Object.entries(axes ?? {}).find(([at, length]) => differs(given.at(Number(at)), length));
  if (axis) return `length ${axis[1]} on axis ${axis[0]}`;
  return shape?.some((length, at) => differs(given[at], length)) ? formatShape(shape) : undefined;
}

/** How many axes TensorFlow.js's layers say that they take. */
const ranks: readonly (readonly [classes: RegExp, ndim: number])[] = [
  [/^RepeatVector$/, 2],
  [/^(LSTM|GRU|SimpleRNN|RNN|Bidirectional|SpatialDropout1D|Conv1D|(Global)?(Max|Average)Pooling1D)$/, 3],
  [/^(Conv2DTranspose|UpSampling2D|ZeroPadding2D|Cropping2D|(Global)?(Max|Average)Pooling2D)$/, 4],
  [/^(Conv3DTranspose|ConvLSTM2D|(Max|Average)Pooling3D)$/, 5],
];
/** Layers that, once built, also tell the length of the axis of features. */
const tellFeatures = /^((Separable)?Conv\dD|Conv\dDTranspose|BatchNormalization)$/;
/** Layers that, once built, tell the whole shape of their input. */
const tellShape = /^TimeDistributed$/;

/** What a built-in layer takes, as TensorFlow.js notes it; null where it notes nothing. */
export function inputSpecOf(core: AnyCore): InputSpec[] | null {
  const { className, built } = core;
  const config = core.config as { dims?: readonly number[]; axis?: number; dataFormat?: string };
  const shape = built ? core.inboundNodes[0]?.inputs[0]?.shape : undefined;
  if (className === "Dense") return [new InputSpec({ minNDim: 2, ...(shape && { axes: { [-1]: shape.at(-1)! } }) })];
  if (className === "Flatten") return [new InputSpec({ minNDim: 3 })];
  if (className === "Permute") return [new InputSpec({ ndim: config.dims!.length + 1 })];
  if (shape && tellShape.test(className)) return [new InputSpec({ shape: [...shape] })];
  if (shape && tellFeatures.test(className)) {
    const at = config.axis ?? (config.dataFormat === "channelsFirst" ? 1 : -1);
    const axis = at < 0 ? at + shape.length : at;
    return [new InputSpec({ ndim: shape.length, axes: { [axis]: shape[axis]! } })];
  }
  const ndim = ranks.find(([classes]) => classes.test(className))?.[1];
  return ndim === undefined ? null : [new InputSpec({ ndim })];
}
