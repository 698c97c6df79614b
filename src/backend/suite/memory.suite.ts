/** Where tensors lie: variables, steps, arguments from elsewhere. */
import { describe, expect, it } from "vitest";
import { expectClose, normal } from "../../../test/numbers.ts";
import { fill, type Tensor, viewAs, zeros } from "../../tensor/index.ts";
import type { Backend } from "../backend.ts";
import { JsBackend } from "../js/js-backend.ts";
import { bool, counting, float32, foreign, int32 } from "./arrays.suite.ts";
import { makeProblem } from "./recurrence.suite.ts";

const sgd = { kind: "sgd", rate: 1, momentum: 0, nesterov: false } as const;

export function testMemory(engine: Backend): void {
  it("a variable has memory of its own, for longer than a step", () => {
    const values = Float32Array.of(1, 2, 3, 4);
    const variable = engine.makeVariable(values, [2, 2], "float32");
    values.fill(9);
    engine.endStep();
    engine.beginStep();
    engine.unary("linear", fill([64], -1));
    expect([variable.dtype, variable.shape, variable.storage.plain]).toEqual(["float32", [2, 2], false]);
    expect(variable.arraySync()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    engine.release(variable);
  });

  it("variables have every type", () => {
    const made = [
      engine.makeVariable(Int32Array.of(-1, 7), [2], "int32"),
      engine.makeVariable(Uint8Array.of(1), [], "bool"),
      engine.makeVariable(new Float32Array(0), [0, 3], "float32"),
    ];
    expect(made.map((variable) => variable.arraySync())).toEqual([[-1, 7], true, []]);
    engine.assign(made[0]!, int32([5, 6]));
    expect(made[0]!.arraySync()).toEqual([5, 6]);
    for (const variable of made) engine.release(variable);
  });

  it("a released variable's memory disturbs no other", () => {
    const [first, second] = [counting([8]), counting([8])].map((x) => engine.makeVariable(x.read(), [8], "float32"));
    engine.release(first!);
    const third = engine.makeVariable(new Float32Array(8).fill(-1), [8], "float32");
    expectClose(second!, counting([8]));
    expectClose(third, fill([8], -1));
    engine.release(second!);
    engine.release(third);
  });

  it("detach gives a result and a variable plain memory of their own", () => {
    const result = engine.unary("negative", counting([3]));
    const variable = engine.makeVariable(Float32Array.of(1, 2), [2], "float32");
    const held = engine.unary("linear", variable);
    engine.detach(result);
    engine.detach(held);
    expect([result.storage.plain, held.storage.plain]).toEqual([true, true]);
    engine.assign(variable, zeros([2]));
    engine.endStep();
    engine.beginStep();
    engine.unary("linear", fill([1000], 5));
    expect(result.arraySync()).toEqual([-1, -2, -3]);
    expect(held.arraySync()).toEqual([1, 2]);
    engine.detach(variable);
    expect([variable.storage.plain, variable.arraySync()]).toEqual([true, [0, 0]]);
  });

  it("a detached view of a variable no longer changes with it", () => {
    const variable = engine.makeVariable(Float32Array.of(1, 2), [2], "float32");
    const view = viewAs(variable, [1, 2]);
    engine.detach(view);
    engine.assign(variable, zeros([2]));
    expect([view.arraySync(), variable.arraySync()]).toEqual([[[1, 2]], [0, 0]]);
    engine.release(variable);
  });

  it("a variable in plain memory shows what it is assigned at once, in the same step too", () => {
    const variable = engine.makeVariable(Float32Array.of(1, 2), [2], "float32");
    engine.detach(variable);
    const before = engine.unary("negative", variable);
    engine.assign(variable, engine.unary("square", fill([2], 3)));
    const after = engine.unary("negative", variable);
    expect([before.arraySync(), after.arraySync()]).toEqual([
      [-1, -2],
      [-9, -9],
    ]);
  });

  it("detach leaves plain tensors as they are", () => {
    const x = counting([3]);
    const { storage } = x;
    engine.detach(x);
    expect(x.storage).toBe(storage);
  });

  /** Operations that could hand out the memory of their argument; each gives the 4 elements of a 1 x 4 matrix. */
  const identities: Record<string, (x: Tensor) => Tensor> = {
    linear: (x) => engine.unary("linear", x),
    cast: (x) => engine.cast(x, "float32"),
    slice: (x) => engine.slice(x, [0, 0], [1, 4]),
    pad: (x) => engine.pad(x, [0, 0], [1, 4]),
    transpose: (x) => engine.transpose(x, [0, 1]),
    broadcastTo: (x) => engine.broadcastTo(x, [1, 4]),
    reverse: (x) => engine.reverse(x, 0),
    concatenate: (x) => engine.concatenate([x], 0),
    gather: (x) => engine.gather(x, int32([0])),
    "sum over no axes": (x) => engine.reduce("sum", x, []),
    "add of zero": (x) => engine.binary("add", x, zeros([])),
    select: (x) => engine.select(bool([1, 1, 1, 1], [1, 4]), x, x),
  };

  it.each(Object.entries(identities))("a result never aliases its argument: %s", (_, compute) => {
    const variable = engine.makeVariable(Float32Array.of(1, 2, 3, 4), [1, 4], "float32");
    const result = compute(variable);
    engine.assign(variable, fill([1, 4], -1));
    expect([...result.read()]).toEqual([1, 2, 3, 4]);
    engine.release(variable);
  });

  describe("variables that change", () => {
    const x = normal([1, 5, 3], 20);
    const before = normal([1, 3, 6], 21);
    const after = normal([1, 3, 6], 22);
    const product = (w: Tensor, transposeB: boolean) => new JsBackend().matmul(x, w, { transposeB });
    const changes: Record<string, (variable: Tensor) => void> = {
      assign: (variable) => engine.assign(variable, after),
      update: (variable) => engine.update(sgd, variable, engine.binary("subtract", before, after), []),
      "assign by another backend": (variable) => new JsBackend().assign(variable, after),
      "update by another backend": (variable) => {
        new JsBackend().update(sgd, variable, engine.binary("subtract", before, after), []);
      },
    };

    it.each(Object.entries(changes))("are read as they are: %s", (_, change) => {
      const variable = engine.makeVariable(before.read(), before.shape, "float32");
      expectClose(engine.matmul(x, variable), product(before, false));
      change(variable);
      expectClose(engine.matmul(x, variable), product(after, false));
      expectClose(engine.binary("add", variable, zeros([])), after);
      engine.release(variable);
    });

    it("are read as they are by the recurrence", () => {
      const problem = makeProblem({ cell: "lstm", T: 3, B: 2, U: 5 });
      const kernel = engine.makeVariable(problem.recurrentKernel.read(), [5, 20], "float32");
      const changed = normal([5, 20], 23);
      const withKernel = (recurrentKernel: Tensor) => ({ ...problem, recurrentKernel });
      engine.recurrentForward(withKernel(kernel), false);
      engine.assign(kernel, changed);
      const expected = new JsBackend().recurrentForward(withKernel(changed), false);
      expectClose(engine.recurrentForward(withKernel(kernel), false).hidden, expected.hidden);
      engine.release(kernel);
    });
  });

  describe("arguments in the storage of another", () => {
    const [x, y] = [normal([1, 4, 3], 30), normal([1, 3, 2], 31)];
    const [flat, ids, condition] = [normal([4, 3], 32), int32([2, 0, 3, 3]), bool([1, 0, 1])];
    const bias = normal([2], 33);
    /** Every operation on tensors that pass through `at`. */
    const operations: Record<string, (at: (x: Tensor) => Tensor, on: Backend) => Tensor> = {
      matmul: (at, on) => on.matmul(at(x), at(y), { bias: at(bias) }),
      unary: (at, on) => on.unary("tanh", at(x)),
      unaryGradient: (at, on) => on.unaryGradient("silu", at(x), at(x), at(x)),
      binary: (at, on) => on.binary("divide", at(x), at(flat)),
      "binary of int32": (at, on) => on.binary("less", at(ids), at(int32([1]))),
      select: (at, on) => on.select(at(condition), at(float32([1, 2, 3])), at(float32([4, 5, 6]))),
      cast: (at, on) => on.cast(at(flat), "int32"),
      reduce: (at, on) => on.reduce("mean", at(flat), [0]),
      argReduce: (at, on) => on.argReduce("max", at(flat)),
      softmax: (at, on) => on.softmax(at(flat), false),
      softmaxGradient: (at, on) => on.softmaxGradient(at(flat), at(flat), true),
      crossEntropy: (at, on) => on.crossEntropy(at(flat), at(int32([2, 0, 1, 1]))),
      crossEntropyGradient: (at, on) => on.crossEntropyGradient(at(normal([4], 34)), at(flat), at(int32([2, 0, 1, 1]))),
      transpose: (at, on) => on.transpose(at(flat), [1, 0]),
      slice: (at, on) => on.slice(at(flat), [1, 1], [2, 2]),
      pad: (at, on) => on.pad(at(flat), [1, 0], [6, 4]),
      concatenate: (at, on) => on.concatenate([at(flat), at(flat)], 1),
      broadcastTo: (at, on) => on.broadcastTo(at(bias), [3, 2]),
      reverse: (at, on) => on.reverse(at(flat), 0),
      gather: (at, on) => on.gather(at(flat), at(ids)),
      scatterAdd: (at, on) => on.scatterAdd(at(ids), at(flat), 4),
      "recurrentForward and recurrentBackward": (at, on) => {
        const problem = makeProblem({ cell: "gru", T: 3, B: 2, U: 3, masked: true, dropout: true });
        const moved = Object.fromEntries(
          Object.entries(problem).map(([key, value]) => [key, typeof value === "object" ? at(value) : value]),
        ) as unknown as typeof problem;
        const result = on.recurrentForward(moved, true);
        const upstream = { hidden: at(normal([3, 2, 3], 35)), finalHidden: at(normal([2, 3], 36)) };
        return on.recurrentBackward(moved, result, upstream).recurrentKernel;
      },
    };

    it.each(Object.entries(operations))("%s", (_, compute) => {
      const expected = compute((plain) => plain, new JsBackend());
      expectClose(compute(foreign, engine), expected);
      const variables: Tensor[] = [];
      const variable = (plain: Tensor) => {
        const made = engine.makeVariable(plain.read(), plain.shape, plain.dtype);
        variables.push(made);
        return made;
      };
      expectClose(compute(variable, engine), expected);
      for (const made of variables) engine.release(made);
    });

    it("assign and update", () => {
      const variable = foreign(float32([1, 2, 3]));
      engine.assign(variable, foreign(float32([4, 5, 6])));
      expect(variable.arraySync()).toEqual([4, 5, 6]);
      engine.update(sgd, variable, foreign(float32([1, 1, 2])), []);
      expect(variable.arraySync()).toEqual([3, 4, 4]);
    });
  });
}
