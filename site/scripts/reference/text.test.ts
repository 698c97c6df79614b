/** Docstrings as Markdown show what they say. */
import { expect, it } from "vitest";
// @ts-expect-error a script without types
import { Writing } from "./text.js";

const writing = new Writing({ addresses: new Map([[7, "./layers.html#lstm"]]) });
const parts = [
  { kind: "text", text: "As (begin, end)*, {{ y_n }}* <= " },
  { kind: "code", text: "`a_b*`" },
  { kind: "text", text: ", see " },
  { kind: "inline-tag", text: "lstm", target: 7 },
];
const link = '<a href="./layers.html#lstm"><code>lstm</code></a>';

it("marks in plain text are not Markdown's, nor the page's; those in code stay", () => {
  expect(writing.text(parts)).toBe(`As (begin, end)\\*, {&#123; y\\_n }}\\* &lt;= \`a_b*\`, see ${link}`);
});

it("Chinese has the links of the English, and its programs as they are", () => {
  const program = "```ts\nlstm(a * `b_c`);\n```";
  expect(writing.translated(`见 lstm* 和 \`lstm\`：\n\n${program}`, parts)).toBe(
    `见 ${link}\\* 和 \`lstm\`：\n\n${program}`,
  );
});
