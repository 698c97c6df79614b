/** Cells for tests that take and give several tensors, as those of `goldens/makers/nested.py`. */
import type { Variable } from "../src/autodiff/variable.ts";
import { RNNCell, type SequenceContext } from "../src/layers/index.ts";
import type { OpenShape } from "../src/layers/symbolic.ts";
import { add, einsum, matmul, multiply, subtract, tanh } from "../src/ops/index.ts";
import type { Tensor } from "../src/tensor/index.ts";

type Several = readonly Tensor[];

/** The cell of Keras's guide "Working with RNNs": two inputs (B, i1) and (B, i2, i3), states and outputs (B, u1) and (B, u2, u3). */
export class NestedCell extends RNNCell<Several, Several> {
  override readonly className: string = "NestedCell";
  readonly stateSizes: readonly [number, readonly number[]];
  protected kernel1!: Variable;
  protected kernel23!: Variable;

  constructor(override readonly config: { unit1: number; unit2: number; unit3: number }) {
    super();
    this.stateSizes = [config.unit1, [config.unit2, config.unit3]];
  }

  override get outputSize() {
    return this.stateSizes;
  }

  protected override build([x1, x2]: readonly OpenShape[]): void {
    const { unit1, unit2, unit3 } = this.config;
    this.kernel1 = this.addWeight("kernel_1", [x1![1]!, unit1], { initializer: "uniform" });
    this.kernel23 = this.addWeight("kernel_2_3", [x2![1]!, x2![2]!, unit2, unit3], { initializer: "uniform" });
  }

  protected project([x1, x2]: Several): [Tensor, Tensor] {
    return [matmul(x1!, this.kernel1.value), einsum("bij,ijkl->bkl", x2!, this.kernel23.value)];
  }

  step(inputs: Several, [s1, s2]: Several, _sequence: SequenceContext) {
    const [o1, o2] = this.project(inputs);
    return { output: [o1, o2], states: [add(s1!, o1), add(s2!, o2)] };
  }
}

/** One whose outputs depend on its states, and on a constant where it is given one. */
export class NestedTanhCell extends NestedCell {
  override readonly className = "NestedTanhCell";
  override step(inputs: Several, [s1, s2]: Several, { constants = [] }: SequenceContext) {
    const [o1, o2] = this.project(inputs);
    const sum = add(o1, multiply(s1!, 0.5));
    const first = tanh(constants[0] ? add(sum, constants[0]) : sum);
    const second = tanh(subtract(o2, multiply(s2!, 0.3)));
    return { output: [multiply(first, 2), subtract(second, s2!)], states: [first, second] };
  }
}
