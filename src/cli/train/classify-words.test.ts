import { expect, it } from "vitest";
import { wordsOf } from "./classify-words.ts";

const compared = { isWide: true, hasSeveral: false, isForward: false, simple: 0.5, count: 12, unit: "texts" } as const;

it("says where a model is no better than the most frequent class", () => {
  const usual = { label: "x", share: 0.5 };
  expect(wordsOf("en").verdict({ ...compared, own: 0.5, usual })).toMatch(
    /no better than always answering "x" \(50.0 %\)/,
  );
  expect(wordsOf("en").verdict({ ...compared, own: 0.6, usual })).toMatch(/hardly better/);
  expect(wordsOf("zh").verdict({ ...compared, own: 0.4, usual })).toMatch(/这不比总是回答“x”（50.0 %）好/);
  expect(wordsOf("en").verdict({ ...compared, own: 0.9, usual })).not.toMatch(/better/);
});
