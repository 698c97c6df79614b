/** Which column of a labelled table is taken for what, where nobody says. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findLabel } from "./labelled-columns.ts";
import { readLabelled } from "./read-labelled.ts";

const folder = mkdtempSync(join(tmpdir(), "labelled-"));
afterAll(() => rmSync(folder, { recursive: true }));
function file(lines: readonly string[]): string {
  const path = join(folder, "table.csv");
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}
const texts = Array.from({ length: 40 }, (_, i) => [`a text ${i}`, i % 2 ? "sea" : "bread"] as const);

describe("readLabelled", () => {
  it.each([
    [["text", "spam"], "spam"],
    [["label", "text"], "label"],
    [["id", "Class", "body"], "Class"],
    [["类别", "文本"], "类别"],
    [["y", "target"], "target"],
  ])("takes for labels of %j the column %s", (names, label) => {
    expect(findLabel(names)).toBe(label);
  });

  it("says that there is nothing but labels", async () => {
    const path = file(["text", ...texts.map(([text]) => text)]);
    await expect(readLabelled(path, {})).rejects.toThrow(
      /labels in the column "text", and nothing to predict them from/,
    );
  });

  it("says that a column of texts is empty", async () => {
    const path = file(["text,label", ...texts.map(([, label], i) => `${i % 2 ? "" : '"  "'},${label}`)]);
    await expect(readLabelled(path, {})).rejects.toThrow(/The column "text" of .* is empty/);
  });

  it("reads labels in front of their texts, without the spaces around them", async () => {
    const path = file(["label,text", ...texts.map(([text, label], i) => `${i % 3 ? label : ` ${label} `},${text}`)]);
    const { classes, labels, samples, form } = await readLabelled(path, {});
    expect([classes, labels[3], samples[3]]).toEqual([["bread", "sea"], "sea", "a text 3"]);
    expect(form).toMatchObject({ label: "label", text: "text" });
  });

  it("refuses a table whose first line is a row, but not a column that is called as one of its labels", async () => {
    const rows = texts.map(([text, label]) => `${text},${label}`);
    await expect(readLabelled(file(rows), {})).rejects.toThrow(/does not seem to be a header: "bread"/);
    const { samples } = await readLabelled(file(rows), { label: "bread" });
    expect(samples).toHaveLength(39);
    const spam = texts.map(([text], i) => `${text},${i % 2 ? "spam" : "ham"}`);
    expect((await readLabelled(file(["text,spam", ...spam]), {})).classes).toEqual(["ham", "spam"]);
  });
});
