import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choice, flag, initialState, integer, number, numbers, readAddress, text, writeAddress } from "./address.ts";

const fields = {
  cell: choice("lstm", "gru"),
  open: flag(true),
  units: integer(1, 1, 16),
  rate: number(0.1, 0, 1),
  data: numbers([0.1, 0.2], 4, 10),
  sentence: text("a cat", 10),
};

describe("the address of a state", () => {
  it("is empty at the start", () => {
    expect(writeAddress(fields, initialState(fields))).toBe("");
    expect(readAddress(fields, "")).toEqual({ state: initialState(fields), refused: [] });
  });

  it("gives the state back, whatever it is", () => {
    const states = fc.record({
      cell: fc.constantFrom("lstm" as const, "gru" as const),
      open: fc.boolean(),
      units: fc.integer({ min: 1, max: 16 }),
      rate: fc.double({ min: 0, max: 1, noNaN: true }).map((rate) => rate + 0),
      data: fc.array(fc.integer({ min: -10, max: 10 }), { minLength: 1, maxLength: 4 }),
      sentence: fc.string({ minLength: 1, maxLength: 5 }),
    });
    fc.assert(
      fc.property(states, (state) => {
        expect(readAddress(fields, writeAddress(fields, state))).toEqual({ state, refused: [] });
      }),
    );
  });

  it("names what stands for nothing, and takes the rest", () => {
    const query = "cell=rnn&units=2.5&rate=x&data=1,2,3,4,5&open=yes&sentence=&toString=1&units=3";
    const { state, refused } = readAddress(fields, query);
    expect(state).toEqual({ ...initialState(fields), units: 3 });
    expect(refused).toHaveLength(7);
    expect(refused).toContain("data=1,2,3,4,5");
  });
});
