import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { tracedWords } from "./words.ts";

it("what a trace says has Chinese, and nothing else has", () => {
  const source = readFileSync(new URL("../../../src/cli/trace/parts.ts", import.meta.url), "utf8");
  const meanings = /^const meanings[\s\S]*?^};$/m.exec(source)![0];
  const said = [
    ...[...meanings.matchAll(/: "([^"]+)"/g)],
    ...[...source.matchAll(/(?:note: |meaning:\s+|valuesOf\(\w+, |state \$\{i\}`, )"([^"]+)"/g)],
  ].map(([, text]) => text!);
  expect(said.length).toBeGreaterThan(12);
  expect(Object.keys(tracedWords).sort()).toEqual([...new Set(said)].sort());
});
