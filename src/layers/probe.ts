/** Output shapes found by a call on zeros. */
import { withoutDrawing } from "../autodiff/variable.ts";
import { step } from "../backend/current.ts";
import {
  type DType,
  formatShape,
  makeArray,
  type Shape,
  ShapeError,
  sizeOf,
  type Tensor,
  wrap,
} from "../tensor/index.ts";
import { type AnyTensor, type CallOptions, type OpenShape, resolveOptions } from "./symbolic.ts";

/** Two lengths to try for an open batch axis, and two for other open axes; long enough for windows and pooling. */
const batches = [2, 3] as const;
const lengths = [16, 24] as const;

/**
 * The shapes that `call` returns for inputs of these shapes. A length that changes with the open lengths of the inputs is open.
 * Variables that are not drawn yet stay undrawn.
 */
export function probeShapes(
  inputs: readonly OpenShape[],
  options: CallOptions,
  call: (zeros: Tensor[], options: CallOptions<Tensor>) => readonly Tensor[],
  dtypeOfInputs?: DType,
): OpenShape[] {
  const shapesFor = (trial: 0 | 1): Shape[] => {
    const zeros = (shape: OpenShape, dtype: DType = "float32") => {
      const known = shape.map((length, axis) => length ?? (axis === 0 ? batches : lengths)[trial]);
      return wrap(makeArray(dtype, sizeOf(known)), known, dtype);
    };
    const resolved = resolveOptions(options, (tensor: AnyTensor) => zeros(tensor.shape, tensor.dtype));
    const outputs = withoutDrawing(() =>
      step(() =>
        call(
          inputs.map((shape) => zeros(shape, dtypeOfInputs)),
          resolved,
        ),
      ),
    );
    return outputs.map(({ shape }) => shape);
  };
  const some = shapesFor(0);
  const isOpen = inputs.some((shape) => shape.includes(null));
  const others = isOpen ? shapesFor(1) : some;
  return some.map((shape, k) => {
    if (shape.length !== others[k]?.length) throw changingRank(shape, others[k]);
    return shape.map((length, axis) => (length === others[k]![axis] ? length : null));
  });
}

function changingRank(some: Shape, other: Shape | undefined): ShapeError {
  return new ShapeError({
    what: "The number of a layer's outputs, or of their axes, changes with the lengths of its inputs.",
    expected: "outputs of one rank",
    received: `${formatShape(some)} and ${other ? formatShape(other) : "no output"}`,
    hint: "give the layer a computeOutputShapes(inputs) of its own",
  });
}
