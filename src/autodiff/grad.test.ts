import { expect, it } from "vitest";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { add, multiply, sum } from "../ops/index.ts";
import { ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { grad, gradientsOf, valueAndGrad } from "./grad.ts";
import { Variable } from "./variable.ts";

onEachBackend(() => {
  it("gives value and gradient of one argument bare, of several as a list", () => {
    const one = valueAndGrad((x) => sum(multiply(x, x)))([1, 2]);
    expect([one.value.item(), one.grad.arraySync()]).toEqual([5, [2, 4]]);
    const product = (x: Tensor, y: Tensor) => sum(multiply(x, y));
    expect(grad(product)([1, 2], [3, 4]).map((gradient) => gradient.arraySync())).toEqual([
      [3, 4],
      [1, 2],
    ]);
  });

  it("gives zeros for an argument that the value does not depend on", () => {
    const [dx, dy] = grad((x: Tensor, _: Tensor) => sum(x))([1, 2], [[3]]);
    expect([dx.arraySync(), dy.arraySync()]).toEqual([[1, 1], [[0]]]);
  });

  it("gives results that outlive later computations", () => {
    const { value, grad: gradient } = valueAndGrad((x) => sum(multiply(x, 3)))([1, 2]);
    for (let i = 0; i < 20; i++) grad((x) => sum(multiply(x, i)))(new Float32Array(1000));
    expect([value.item(), gradient.arraySync()]).toEqual([9, [3, 3]]);
  });

  it("refuses a value of several numbers", () => {
    expect(() => grad((x) => multiply(x, 2))([1, 2])).toThrow(ShapeError);
  });

  it("gives the gradients of variables, undefined for those not involved", () => {
    const make = (name: string) => new Variable({ name, shape: [2], initialize: () => Float32Array.of(1, 2) });
    const [used, unused] = [make("used"), make("unused")];
    const compute = () => add(sum(multiply(used.value, tensor([3, 4]))), 1);
    const { result, gradients } = gradientsOf(compute, [used, unused], (loss) => loss);
    expect([result.item(), gradients[0]?.arraySync(), gradients[1]]).toEqual([12, [3, 4], undefined]);
  });
});
