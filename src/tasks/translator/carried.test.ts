/** What is carried over while a text is translated. */
import { describe, expect, it } from "vitest";
import { Vocabulary } from "../../text/index.ts";
import { carriedPairs, nearestKnown, type Pair, translator } from "../index.ts";
import { hidePlaceholdersOf, hideSource, showAgain } from "./carried.ts";

const nouns = ["file", "page", "user", "group"];
const german = ["Datei", "Seite", "Nutzer", "Gruppe"];
const holes = ["%s", "{name}", "<b>", "%d", "$" + "{x}"];
const pairs = Array.from({ length: 80 }, (_, i): Pair => {
  const [noun, hole] = [i % 4, holes[i % 5]!];
  return [`the ${nouns[noun]} ${hole}`, `die ${german[noun]} ${hole}`];
});

describe("a translator that carries", () => {
  it("keeps placeholders, and words that it cannot spell", async () => {
    const read = carriedPairs(pairs);
    const [source, target] = [0, 1].map((side) => Vocabulary.fromText(read.map((pair) => pair[side]!))) as [
      Vocabulary,
      Vocabulary,
    ];
    expect(read[0]![0]).toBe("the file \ue000");
    const made = translator({ source, target, carry: true, units: 20, embedding: 12, seed: 2 });
    await made.fit(pairs, { epochs: 30, batchSize: 10, learningRate: 2e-2, verbose: 0 });
    // none of these stood in what was learned from
    const texts = ["the page %(count)d", "the user {first_name}", "the group <a href='x'>", "the file Ωmega"];
    const wanted = ["die Seite %(count)d", "die Nutzer {first_name}", "die Gruppe <a href='x'>", "die Datei Ωmega"];
    expect(made.translate(texts).map(({ text }) => text)).toEqual(wanted);
    expect(made.translate("the file %s").targetTokens.at(-1)).toBe("%s");
  });

  it("loses nothing, and says nothing twice", () => {
    const hidden = { text: "", carried: ["%s", "<b>"] };
    expect(showAgain("a \ue001 b \ue001", hidden)).toBe("a <b> b  %s");
    const vocabulary = Vocabulary.fromText("\ue000\ue001 abcdefghijklmnopqrstuvwxyz%1230");
    expect(hideSource("100% sure of %s, ünder", vocabulary).carried).toEqual(["%s", "ünder"]);
  });

  it.each([
    ["%s: %d of %zu, %.*f and %<PRIu64>", ["%s", "%d", "%zu", "%.*f", "%<PRIu64>"]],
    ["%(name)s, %1$s, %2 and %L1; 100% sure", ["%(name)s", "%1$s", "%2", "%L1"]],
    [
      "{0} {user} $" + "{x} <b>&amp;</b> https://a.b/c",
      ["{0}", "{user}", "$" + "{x}", "<b>", "&amp;", "</b>", "https://a.b/c"],
    ],
    ["use --all or --no-ff -- not a--b", ["--all", "--no-ff"]],
  ])("sees what stands for something in %j", (text, wanted) => {
    expect(hidePlaceholdersOf(text).carried).toEqual(wanted);
  });

  it("is the nearest pair with the placeholders of the text, too", () => {
    const nearest = nearestKnown([
      ["cannot open %s: %s", "%s kann nicht geöffnet werden: %s"],
      ["cannot open the file", "Datei kann nicht geöffnet werden"],
    ]);
    expect(nearest("cannot open %d: {why}")).toBe("%d kann nicht geöffnet werden: {why}");
    expect(nearest("cannot open the files %s")).toBe("Datei kann nicht geöffnet werden %s");
  });

  it("leaves alone what only one side has", () => {
    expect(
      carriedPairs([
        ["see {x}", "siehe"],
        ["Berlin is large", "Berlin ist gross"],
      ]),
    ).toEqual([
      ["see {x}", "siehe"],
      ["\ue000 is large", "\ue000 ist gross"],
    ]);
  });
});
