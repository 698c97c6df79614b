/** Every public name has a line of Chinese in the reference, and no line is left of a name that is gone. */
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
// @ts-expect-error a script without types
import { faultsOf, lineOf } from "./chinese.js";

const root = fileURLToPath(new URL("../../../", import.meta.url)).replaceAll("\\", "/");
const entries = { recurve: "index", worker: "worker/index", testing: "autodiff/testing" };

/** The exported names by the page of the reference on which they stand. */
function publicNames(): { page: string; names: string[] }[] {
  const files = Object.values(entries).map((file) => `${root}src/${file}.ts`);
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const program = ts.createProgram(files, ts.parseJsonConfigFileContent(config, ts.sys, root).options);
  const checker = program.getTypeChecker();
  const resolved = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isInternal = (symbol: ts.Symbol) =>
    resolved(symbol)
      .getJsDocTags(checker)
      .some(({ name }) => name === "internal");
  const isRoom = (symbol: ts.Symbol) => resolved(symbol).declarations?.some(ts.isSourceFile) === true;
  // a name that stands for another one is told there
  const seen = new Set<ts.Symbol>();
  const isFirst = (symbol: ts.Symbol) => {
    const target = resolved(symbol);
    if (seen.has(target)) return false;
    seen.add(target);
    return true;
  };
  const names = (module: ts.Symbol) => {
    const all = checker.getExportsOfModule(module).filter((each) => !isInternal(each) && !isRoom(each));
    return all.filter((each) => isFirst(each)).map(({ name }) => name);
  };
  return Object.entries(entries).flatMap(([page, file]) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(`${root}src/${file}.ts`)!)!;
    const rooms = checker.getExportsOfModule(module).filter(isRoom);
    return [
      { page, names: names(module) },
      ...rooms.map((room) => ({ page: room.name, names: names(resolved(room)) })),
    ];
  });
}

it("every public name has a line of Chinese", { timeout: 120_000 }, () => {
  const pages = publicNames();
  expect(pages.flatMap(({ names }) => names).length).toBeGreaterThan(750);
  expect(faultsOf(pages)).toEqual([]);
});

it("a name without a line is found, and a line without a name", () => {
  const lines = { layers: { lstm: "LSTM 层。", gone: "没有了。" } };
  const pages = [{ page: "layers", names: ["lstm", "LSTM", "LSTMOptions", "gru"] }];
  expect(faultsOf(pages, lines)).toEqual([
    "layers.json has no line for gru",
    "layers.json has a line for gone, which is not public",
  ]);
  expect(lineOf("LSTM", lines.layers, pages[0]!.names)).toBe("由 `lstm` 建立：LSTM 层。");
  expect(lineOf("LSTMOptions", lines.layers, pages[0]!.names)).toBe("`lstm` 的选项。");
});
