import { describe, expect, it } from "vitest";
import { isClose, tolerance } from "../../test/tolerance.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { tensor } from "../tensor/index.ts";
import { resolveRegularizer } from "./by-name.ts";
import * as regularizers from "./index.ts";

const weight = tensor([
  [1, -2, 0.5],
  [3, 0.25, -1],
]);

// printed by Keras 3.15.1 for the weight above
const keras: [string, regularizers.Regularizer, number][] = [
  ["l1", regularizers.l1({ l1: 0.1 }), 0.775],
  ["l2", regularizers.l2({ l2: 0.1 }), 1.53125],
  ["l1l2", regularizers.l1l2({ l1: 0.1, l2: 0.2 }), 3.8375],
  ["orthogonal rows", regularizers.orthogonalRegularizer({ factor: 0.1 }), 0.027516761794686317],
  ["orthogonal columns", regularizers.orthogonalRegularizer({ factor: 0.1, mode: "columns" }), 0.048597440123558044],
];

it.each(keras)("gives Keras's penalty and its gradient: %s", (_, regularizer, expected) => {
  const penalty = regularizer.penalty(weight);
  expect(penalty.shape).toEqual([]);
  expect(isClose(penalty.item(), expected, tolerance.float32), `${penalty} should be ${expected}`).toBe(true);
  checkGradients((w) => regularizer.penalty(w), [weight]);
});

describe("options", () => {
  it("are kept as files hold them", () => {
    expect(regularizers.l2()).toMatchObject({ className: "L2", config: { l2: 0.01 } });
    expect(resolveRegularizer("l1l2")!.config).toEqual({ l1: 0.01, l2: 0.01 });
    expect(regularizers.l1l2({ l2: 0.5 }).config).toEqual({ l1: 0, l2: 0.5 });
    expect(resolveRegularizer(null)).toBeUndefined();
  });

  it("tell what is wrong with them", () => {
    expect(() => regularizers.l2({ l1: 1 } as object)).toThrow('Unknown option of l2 "l1"');
    expect(() => regularizers.orthogonalRegularizer({ mode: "row" as "rows" })).toThrow('did you mean "rows"?');
    expect(() => regularizers.orthogonalRegularizer().penalty(tensor([1]))).toThrow("takes matrices");
    expect(() => resolveRegularizer("l3" as "l2")).toThrow("Unknown regularizer");
    expect(() => resolveRegularizer(1 as unknown as null)).toThrow("This is not a regularizer.");
  });

  it("an object of the user's own is a regularizer", () => {
    const own = { className: "Own", config: {}, penalty: () => tensor(0) };
    expect(resolveRegularizer(own)).toBe(own);
  });
});
