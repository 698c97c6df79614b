/** The conformance suite of the backend contract: what every backend must compute, whatever the way. */
import { afterEach, beforeEach, describe } from "vitest";
import { fill } from "../tensor/index.ts";
import type { Backend } from "./backend.ts";
import { testDropoutMask } from "./suite/dropout-mask.suite.ts";
import { testElementwise } from "./suite/elementwise.suite.ts";
import { testGather } from "./suite/gather.suite.ts";
import { testLayout } from "./suite/layout.suite.ts";
import { testMatmul } from "./suite/matmul.suite.ts";
import { testMemory } from "./suite/memory.suite.ts";
import { testNormalize } from "./suite/normalize.suite.ts";
import { testRecurrentBackward } from "./suite/recurrent-backward.suite.ts";
import { testRecurrentForward } from "./suite/recurrent-forward.suite.ts";
import { testReduce } from "./suite/reduce.suite.ts";
import { testSoftmax } from "./suite/softmax.suite.ts";
import { testUpdate } from "./suite/update.suite.ts";
import { testWindows } from "./suite/windows.suite.ts";

/** Tests one backend against the contract of `backend.ts`. Each test is a step, in memory that starts full of NaN. */
export function describeBackend(name: string, makeBackend: () => Backend): void {
  describe(`the ${name} backend`, () => {
    const engine = makeBackend();

    beforeEach(() => {
      engine.beginStep();
      // a kernel that reads what it did not write meets these
      for (let i = 0; i < 4; i++) engine.unary("linear", fill([1 << 16], Number.NaN));
      engine.endStep();
      engine.beginStep();
    });
    afterEach(() => engine.endStep());

    describe("elementwise", () => testElementwise(engine));
    describe("matmul", () => testMatmul(engine));
    describe("reductions", () => testReduce(engine));
    describe("softmax", () => testSoftmax(engine));
    describe("normalize", () => testNormalize(engine));
    describe("layout", () => testLayout(engine));
    describe("gather", () => testGather(engine));
    describe("windows", () => testWindows(engine));
    describe("dropoutMask", () => testDropoutMask(engine));
    describe("memory", () => testMemory(engine));
    describe("update", () => testUpdate(engine));
    describe("recurrentForward", () => testRecurrentForward(engine));
    describe("recurrentBackward", () => testRecurrentBackward(engine));
  });
}
