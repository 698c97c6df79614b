/**
 * The part of Jasmine that TensorFlow.js's specs use: describe, it, expect, spies. Errors count by being thrown, not by their words,
 * since Recurve words its own.
 */
import { inspect, isDeepStrictEqual } from "node:util";

/** A spec, with what runs before and after it. */
export interface Spec {
  name: string;
  run(): Promise<void>;
}
type Body = (done?: any) => unknown;
interface Suite {
  name: string;
  before: Body[];
  after: Body[];
}

/** A placeholder for values of a kind, as `jasmine.any(Number)`. */
class Any {
  readonly kind: Function;
  constructor(kind: Function) {
    this.kind = kind;
  }
  takes(value: unknown) {
    return value !== null && value !== undefined && (Object(value) instanceof this.kind || value instanceof this.kind);
  }
}

function equal(a: any, b: any): boolean {
  if (b instanceof Any) return b.takes(a);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, i) => equal(value, b[i]));
  if (a && b && Object.getPrototypeOf(a) === Object.prototype && Object.getPrototypeOf(b) === Object.prototype) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && equal(a[key], b[key]));
  }
  return isDeepStrictEqual(a === 0 ? 0 : a, b === 0 ? 0 : b);
}

const shown = (value: unknown) => inspect(value, { depth: 3, breakLength: 120 }).slice(0, 300);

function thrownBy(call: unknown): { error: unknown } | undefined {
  try {
    (call as () => unknown)();
  } catch (error) {
    return { error };
  }
  return undefined;
}

const matchers: Record<string, (actual: any, ...expected: any[]) => boolean> = {
  nothing: () => true,
  toBe: Object.is,
  toEqual: equal,
  toBeDefined: (a) => a !== undefined,
  toBeUndefined: (a) => a === undefined,
  toBeNull: (a) => a === null,
  toBeNaN: Number.isNaN,
  toBeTruthy: Boolean,
  toBeFalsy: (a) => !a,
  toBeTrue: (a) => a === true,
  toBeFalse: (a) => a === false,
  toBeGreaterThan: (a, b) => a > b,
  toBeGreaterThanOrEqual: (a, b) => a >= b,
  toBeLessThan: (a, b) => a < b,
  toBeLessThanOrEqual: (a, b) => a <= b,
  toBeCloseTo: (a, b, digits = 2) => Math.abs(a - b) < 10 ** -digits / 2,
  toContain: (a, b) => (typeof a === "string" ? a.includes(b) : [...a].some((entry) => equal(entry, b))),
  toMatch: (a, b) => new RegExp(b).test(a),
  toBeInstanceOf: (a, b) => a instanceof b,
  toHaveSize: (a, n) => (a.length ?? a.size) === n,
  toThrow: (a) => thrownBy(a) !== undefined,
  toThrowError: (a) => thrownBy(a)?.error instanceof Error,
  toHaveBeenCalled: (spy) => spy.calls.count() > 0,
  toHaveBeenCalledTimes: (spy, n) => spy.calls.count() === n,
  toHaveBeenCalledWith: (spy, ...args) => spy.calls.allArgs().some((given: unknown[]) => equal(given, args)),
};

function expectation(actual: unknown, wanted = true): any {
  const checks = Object.entries(matchers).map(([name, check]) => [
    name,
    (...expected: unknown[]) => {
      if (check(actual, ...expected) !== wanted)
        throw new Error(`${wanted ? "" : "not "}${name}: received ${shown(actual)}, expected ${expected.map(shown)}`);
    },
  ]);
  const all = Object.fromEntries(checks);
  if (wanted) Object.defineProperty(all, "not", { get: () => expectation(actual, false) });
  return Object.assign(all, { withContext: () => all });
}

const rejected = async (promise: Promise<unknown>) => {
  const came = await promise.then(
    () => false,
    () => true,
  );
  if (!came) throw new Error("a promise that should be rejected was fulfilled");
};
const expectAsync = (promise: Promise<unknown>) => ({
  toBeRejected: () => rejected(promise),
  toBeRejectedWith: () => rejected(promise),
  toBeRejectedWithError: () => rejected(promise),
  toBeResolved: () => promise,
});

function spy(): any {
  const calls: { args: unknown[]; returnValue?: unknown }[] = [];
  let fake: Function = () => undefined;
  const it: any = function (this: unknown, ...args: unknown[]) {
    const call: (typeof calls)[number] = { args };
    calls.push(call);
    call.returnValue = fake.apply(this, args);
    return call.returnValue;
  };
  const set = (other: Function) => {
    fake = other;
    return it;
  };
  it.calls = {
    count: () => calls.length,
    allArgs: () => calls.map(({ args }) => args),
    all: () => calls,
    first: () => calls[0],
    mostRecent: () => calls.at(-1),
    argsFor: (i: number) => calls[i]?.args ?? [],
    reset: () => calls.splice(0),
  };
  it.and = {
    returnValue: (value: unknown) => set(() => value),
    returnValues: (...values: unknown[]) => set(() => values.shift()),
    callFake: set,
    stub: () => set(() => undefined),
    throwError: (error: unknown) =>
      set(() => {
        throw error;
      }),
  };
  return it;
}

async function completed(body: Body) {
  if (body.length === 0) return body();
  await new Promise<void>((resolve, reject) => {
    const done = Object.assign(() => resolve(), { fail: (why: unknown) => reject(why ?? new Error("failed")) });
    Promise.resolve(body(done)).catch(reject);
  });
}

/** Jasmine's globals, and the specs that calls of them gather. */
export function jasmine() {
  const specs: Spec[] = [];
  const suites: Suite[] = [];
  let undo: (() => void)[] = [];
  const suite = (name: string, body: () => void) => {
    suites.push({ name, before: [], after: [] });
    body();
    suites.pop();
  };
  const spec = (name: string, body: Body) => {
    const around = [...suites];
    specs.push({
      name: [...around.map((each) => each.name), name].join(" > "),
      async run() {
        try {
          for (const each of around.flatMap(({ before }) => before)) await completed(each);
          await completed(body);
        } finally {
          for (const each of around.reverse().flatMap(({ after }) => after)) await completed(each);
          for (const each of undo.reverse()) each();
          undo = [];
        }
      },
    });
  };
  const inSuite = (which: "before" | "after") => (body: Body) => {
    suites.at(-1)?.[which].push(body);
  };
  /** Before or after all specs of a suite; here around each, which none of them notices. */
  const globals = {
    describe: suite,
    fdescribe: suite,
    xdescribe: () => {},
    it: spec,
    fit: spec,
    xit: () => {},
    beforeEach: inSuite("before"),
    beforeAll: inSuite("before"),
    afterEach: inSuite("after"),
    afterAll: inSuite("after"),
    expect: expectation,
    expectAsync,
    fail: (why: unknown) => {
      throw why instanceof Error ? why : new Error(String(why));
    },
    pending: () => {},
    spyOn: (target: any, name: string) => {
      const original = target[name];
      const double = spy();
      double.and.callThrough = () => double.and.callFake(original);
      target[name] = double;
      undo.push(() => {
        target[name] = original;
      });
      return double;
    },
    jasmine: { any: (kind: Function) => new Any(kind), createSpy: spy, DEFAULT_TIMEOUT_INTERVAL: 20_000 },
  };
  return { globals, specs };
}
