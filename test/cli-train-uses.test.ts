/** What `recurve train` makes of tables and files of other forms: several labels, series by an id, catalogues, documents of several lines. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { recurve } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-uses-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const small = ["--units", "8", "--epochs", "3", "--batch-size", "8", "--learning-rate", "0.02"];

describe("recurve train classify", () => {
  it("gives texts several labels, or none", async () => {
    const words = ["red", "green", "large", "small", "old"];
    const rows = Array.from({ length: 120 }, (_, i) =>
      [0, 1, 2, 3, 4].filter((k) => (i >> k) & 1).map((k) => words[k]!),
    );
    const lines = rows.map((own) => `a ${own.join(" ")} thing,${own.join(";")}`);
    writeFileSync(at("things.csv"), ["text,labels", ...lines].join("\n"));
    const run = ["--output", at("things"), "--json", "--label-separator", ";"];
    const { code, out, err } = await recurve("train", "classify", at("things.csv"), ...small, ...run);
    expect(code, err).toBe(0);
    expect(JSON.parse(out).microF1).toBeGreaterThan(0.8);
    const found = await recurve("classify", at("things"), "a large red thing", "--json");
    expect(JSON.parse(found.out)[0].called.sort()).toEqual(["large", "red"]);
    const measured = await recurve("evaluate", at("things"), at("things.csv"));
    expect(measured.out, measured.err).toContain("micro F1");
  });

  it("gives whole series one label, tells times from readings, and measures logistic regression beside", async () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      Array.from({ length: 6 + (i % 5) }, (_, t) => `${i},${t},${i % 2 ? t : -t},${i % 2 ? "up" : "down"}`),
    ).flat();
    writeFileSync(at("gestures.csv"), ["gesture,time,x,way", ...rows].join("\n"));
    const run = ["--output", at("gestures"), "--lang", "en"];
    const { code, out, err } = await recurve("train", "classify", at("gestures.csv"), ...small, ...run);
    expect(code, err).toBe(0);
    expect(out).toContain('60 series of x, 6-10 readings each, told apart by "gesture"');
    expect(out).toContain('"time": times or numbers of rows');
    expect(out).toMatch(
      /Network and logistic regression together are right in [\d.]+ % of \d+ series .* logistic regression/,
    );
    expect(readFileSync(at("gestures/report.html"), "utf8")).toMatch(
      /<h1>[^<]*<\/h1>\n<p>Network and logistic regression together are right/,
    );
    const found = await recurve("classify", at("gestures"), "--data", at("gestures.csv"));
    expect(found.out.trim().split("\n")).toHaveLength(60);
    expect(found.out).toMatch(/^0\tdown\t/);
    expect((await recurve("evaluate", at("gestures"), at("gestures.csv"))).out).toContain("right");
  });

  it("calls a class from another probability on", async () => {
    const rows = Array.from(
      { length: 80 },
      (_, i) => `${["win a prize", "see you at noon"][i % 2]} ${i},${["spam", "ham"][i % 2]}`,
    );
    writeFileSync(at("mails.csv"), ["text,kind", ...rows].join("\n"));
    await recurve("train", "classify", at("mails.csv"), ...small, "--output", at("mails"), "--json");
    const called = async (...more: string[]) =>
      (await recurve("classify", at("mails"), "see you", "--top", "1", ...more)).out;
    expect(await called()).toMatch(/^ham/);
    expect(await called("--threshold", "ham=0.999999")).toMatch(/^spam/);
    expect((await recurve("classify", at("mails"), "see you", "--threshold", "eggs=0.5")).err).toMatch(
      /is not a threshold[\s\S]*ham, spam/,
    );
  });
});

it("recurve train lm reads documents of several lines, and says first how it stands", async () => {
  const fortunes = Array.from({ length: 60 }, (_, i) => `number ${i} is\nfollowed by ${i + 1}`);
  writeFileSync(at("fortunes"), fortunes.join("\n%\n"));
  const { code, out, err } = await recurve("train", "lm", at("fortunes"), "--tied", ...small, "--output", at("lm"));
  expect(code, err).toBe(0);
  expect(out).toContain('60 documents, each up to a line "%"');
  expect(out).toMatch(
    /Network and n-grams together need [\d.]+ bits .* n-grams of order 5 alone .*; both together are the model/,
  );
  expect((await recurve("evaluate", at("lm"), at("fortunes"))).out).toContain("bits per character");
});

it("recurve train translate does what was best on held-out pairs, and reads two files", async () => {
  const words = Array.from({ length: 100 }, (_, i) => `item${i}`);
  writeFileSync(at("left.txt"), words.join("\n"));
  writeFileSync(at("right.txt"), words.join("\n"));
  const run = [...small, "--output", at("pairs")];
  const { code, out, err } = await recurve("train", "translate", at("left.txt"), at("right.txt"), ...run);
  expect(code, err).toBe(0);
  expect(out).toMatch(/Copying the source has a chrF of 100.0 .* above the network/);
  expect((await recurve("translate", at("pairs"), "Zürich")).out).toBe("Zürich\n");
});

it("recurve train translate says where another way than the one of highest chrF is exact more often", async () => {
  // a third of the texts stay as they are; the others, which are longer, differ from known ones by a number
  const pairs = Array.from({ length: 120 }, (_, i) =>
    i % 3 === 0 ? `w${i}\tw${i}` : `a long sentence of number ${i} \tein langer Satz mit der Zahl ${i}`,
  );
  writeFileSync(at("mixed.tsv"), pairs.join("\n"));
  const { code, out, err } = await recurve("train", "translate", at("mixed.tsv"), ...small, "--output", at("mixed"));
  expect(code, err).toBe(0);
  expect(out).toMatch(/The nearest known pair has a chrF of/);
  expect(out).toMatch(
    /Copying the source gives more of them exactly right, 33\.33 % to 0\.00 %; the choice is by chrF/,
  );
});
