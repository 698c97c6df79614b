/** Rules of TensorFlow.js's optimizers that are others than Keras's. */
import { backend } from "../../backend/current.ts";
import { ops, type optimizers, type Tensor, type Variable } from "../../index.ts";
import { Adadelta as CoreAdadelta } from "../../optimizers/adadelta.ts";
import { Adam as CoreAdam } from "../../optimizers/adam.ts";
import { SGD as CoreSGD } from "../../optimizers/sgd.ts";

/** Momentum that sums gradients, not moves: a new learning rate holds for the whole sum. */
export class SumsOfGradients extends CoreSGD {
  protected override readonly slotGroups = [["momentum"]] as const;
  /** The share of the sum that stays; it may change between steps. */
  momentum = this.config.momentum;

  protected override move({ variable, gradient, slots, rate }: optimizers.Move): void {
    const { momentum } = this;
    const { nesterov } = this.config;
    const [sum] = slots as [Variable];
    const next = ops.add(ops.multiply(sum.value, momentum), gradient);
    const along = nesterov ? ops.add(gradient, ops.multiply(next, momentum)) : next;
    variable.assign(ops.subtract(variable.value, ops.multiply(along, rate)));
    sum.assign(next);
  }
}

/** Adam, ε being added to the root of the corrected average square: where gradients are tiny, this is another step than Keras's. */
export class CorrectedAdam extends CoreAdam {
  protected override move({ variable, gradient, slots, rate, step }: optimizers.Move): void {
    const { beta1, beta2, epsilon } = this.config;
    const root = Math.sqrt(1 - beta2 ** step);
    const rule = { kind: "adam", beta1, beta2, amsgrad: false } as const;
    const kept = slots.map((slot) => slot.value);
    const corrected = { ...rule, rate: (rate * root) / (1 - beta1 ** step), epsilon: epsilon * root };
    backend().update(corrected, variable.value, gradient, kept);
  }
}

/** Adadelta by the averages of the step before: its first move is the gradient itself. */
export class LateAdadelta extends CoreAdadelta {
  protected override move({ variable, gradient, slots, rate }: optimizers.Move): void {
    const { rho, epsilon } = this.config;
    const [squares, moves] = slots as [Variable, Variable];
    const root = (average: Variable) => ops.sqrt(ops.add(average.value, epsilon));
    const move = ops.multiply(ops.divide(root(moves), root(squares)), gradient);
    const moved = (average: Variable, by: Tensor) =>
      average.assign(ops.add(ops.multiply(average.value, rho), ops.multiply(ops.square(by), 1 - rho)));
    moved(squares, gradient);
    moved(moves, move);
    variable.assign(ops.subtract(variable.value, ops.multiply(move, rate)));
  }
}
