import { describe, expect, it } from "vitest";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { add, multiply, sum } from "../ops/index.ts";
import { ConfigError, ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { differentiate, isTracked, record, recordMany, withoutTape } from "./tape.ts";

const square = (x: Tensor) => sum(multiply(x, x));
const gradientsOf = (f: () => Tensor, sources: readonly Tensor[]) =>
  differentiate(f, sources, (loss) => loss).gradients.map((gradient) => gradient?.arraySync());

onEachBackend(() => {
  it("gives no gradient for a source that was not used", () => {
    const [x, y] = [tensor([1, 2]), tensor([3])];
    expect(gradientsOf(() => square(x), [x, y])).toEqual([[2, 4], undefined]);
    expect(gradientsOf(() => sum(tensor([1, 2])), [x])).toEqual([undefined]);
  });

  it("sums the gradients of a tensor that is used several times", () => {
    const x = tensor([2, 3]);
    const twice = () => {
      const y = multiply(x, 2);
      return sum(add(multiply(y, y), add(y, x)));
    };
    expect(gradientsOf(twice, [x])).toEqual([[8 * 2 + 3, 8 * 3 + 3]]);
    expect(gradientsOf(() => sum(x), [x, x])).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it("gives the gradient of a source that is itself computed from another", () => {
    const x = tensor([2]);
    expect(gradientsOf(() => sum(x), [x])).toEqual([[1]]);
    expect(gradientsOf(() => x, [x])).toEqual([[1]]);
  });

  it("calls only the pullbacks of tracked inputs", () => {
    const [x, constant] = [tensor([2]), tensor([5])];
    const called: string[] = [];
    const noted = (name: string, dy: Tensor) => () => {
      called.push(name);
      return multiply(dy, 7);
    };
    const f = () => record(tensor([1]), [x, constant], (dy) => [noted("x", dy), noted("constant", dy)]);
    expect(gradientsOf(f, [x])).toEqual([[7]]);
    expect(called).toEqual(["x"]);
  });

  it("gives an operation of several outputs the gradients that arrive, undefined for the others", () => {
    const x = tensor([2]);
    const seen: unknown[] = [];
    const f = () => {
      const [first, second, third] = [tensor([1]), tensor([1]), tensor([1])];
      recordMany([first, second, third], [x], ([d1, d2, d3]) => {
        seen.push([d1?.arraySync(), d2?.arraySync(), d3?.arraySync()]);
        return [add(d1!, d3!)];
      });
      return sum(add(multiply(first, 3), multiply(third, 5)));
    };
    expect(gradientsOf(f, [x])).toEqual([[8]]);
    expect(seen).toEqual([[[3], undefined, [5]]]);
  });

  it("tracks what depends on a source, and nothing inside withoutTape", () => {
    const x = tensor([2]);
    const f = () => {
      const y = multiply(x, 3);
      expect([isTracked([x]), isTracked([y]), isTracked([tensor([1]), undefined])]).toEqual([true, true, false]);
      const hidden = withoutTape(() => {
        expect(isTracked([x])).toBe(false);
        return multiply(x, x);
      });
      expect(isTracked([hidden])).toBe(false);
      return sum(add(y, hidden));
    };
    expect(gradientsOf(f, [x])).toEqual([[3]]);
    expect(isTracked([x])).toBe(false);
  });
});

describe("differentiate", () => {
  it("refuses a value of several numbers", () => {
    const x = tensor([1, 2]);
    expect(() => gradientsOf(() => multiply(x, 2), [x])).toThrow(ShapeError);
    expect(() => gradientsOf(() => multiply(x, 2), [x])).toThrow(/size 1\n.*\(2,\)\n.*ops\.sum/);
  });

  it("refuses a gradient inside a gradient, and works again after any error", () => {
    const x = tensor([1, 2]);
    const nested = () => gradientsOf(() => sum(gradientsOf(() => square(x), [x])[0] as number[]), [x]);
    expect(nested).toThrow(ConfigError);
    expect(nested).toThrow(/gradients of gradients/);
    const failing = () =>
      gradientsOf(() => {
        throw new Error("from inside");
      }, [x]);
    expect(failing).toThrow("from inside");
    expect(gradientsOf(() => square(x), [x])).toEqual([[2, 4]]);
  });
});
