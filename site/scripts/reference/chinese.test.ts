/**
 * Every public name has a line of Chinese in the reference, options and members have their meaning; none remains for
 * removed names.
 */
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
// @ts-expect-error a script without types
import { faultsOf, lineOf } from "./chinese.js";
// @ts-expect-error a script without types
import { chineseOf, faultsOfMeanings } from "./meanings.js";

const root = fileURLToPath(new URL("../../../", import.meta.url)).replaceAll("\\", "/");
const entries = { recurve: "index", worker: "worker/index", testing: "autodiff/testing" };

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

/** The exported names by their page of the reference. */
function publicNames(): { page: string; names: ts.Symbol[] }[] {
  const isRoom = (symbol: ts.Symbol) => resolved(symbol).declarations?.some(ts.isSourceFile) === true;
  // an alias is described at the other name
  const seen = new Set<ts.Symbol>();
  const isFirst = (symbol: ts.Symbol) => {
    const target = resolved(symbol);
    if (seen.has(target)) return false;
    seen.add(target);
    return true;
  };
  const names = (module: ts.Symbol) => {
    const all = checker.getExportsOfModule(module).filter((each) => !isInternal(each) && !isRoom(each));
    return all.filter((each) => isFirst(each));
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

interface Told {
  name: string;
  english: string;
}

/** What the docstrings of public names say of options, members, parameters, results and errors. */
function toldMeanings(): Told[] {
  return publicNames().flatMap(({ names }) =>
    names.flatMap((symbol) => {
      const target = resolved(symbol);
      const { flags } = target;
      const isAlias = flags & ts.SymbolFlags.TypeAlias && /Options$/.test(symbol.name);
      if (flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable))
        return toldOfCall(symbol.name, checker.getTypeOfSymbol(target).getCallSignatures()[0], target);
      if (!isAlias && !(flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) return [];
      const isClass = (flags & ts.SymbolFlags.Class) !== 0;
      return [checker.getDeclaredTypeOfSymbol(target), ...(isClass ? [checker.getTypeOfSymbol(target)] : [])]
        .flatMap((type) => checker.getPropertiesOfType(type))
        .filter((member) => isOurs(member) && !isInternal(member))
        .flatMap((member) => toldOfMember(`${symbol.name}.${member.name}`, member, isClass));
    }),
  );
}

const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
const isOurs = ({ declarations = [] }: ts.Symbol) =>
  declarations.length > 0 &&
  declarations.every(
    (each) => each.getSourceFile().fileName.startsWith(`${root}src/`) && !(ts.getCombinedModifierFlags(each) & hidden),
  );

/** Of a method with several overloads, the first is described. */
function toldOfMember(name: string, member: ts.Symbol, isClass: boolean): Told[] {
  const [first] = member.flags & ts.SymbolFlags.Method ? checker.getTypeOfSymbol(member).getCallSignatures() : [];
  const english = englishOf((first ?? member).getDocumentationComment(checker));
  return [...(english === "" ? [] : [{ name, english }]), ...(isClass ? toldOfCall(name, first) : [])];
}

/** @param variable the variable of the function, if its docstring is there */
function toldOfCall(name: string, signature: ts.Signature | undefined, variable?: ts.Symbol): Told[] {
  const parameters = (signature?.getParameters() ?? []).map((each) => ({
    name: `${name}(${each.name})`,
    english: englishOf(each.getDocumentationComment(checker)),
  }));
  const tags = signature?.getJsDocTags() ?? [];
  const ends = (tags.length > 0 ? tags : (variable?.getJsDocTags(checker) ?? []))
    .filter((tag) => tag.name === "returns" || tag.name === "throws")
    .map((tag) => ({ name: `${name} @${tag.name}`, english: englishOf(tag.text) }));
  return [...parameters, ...ends].filter(({ english }) => english !== "");
}

/** The text of a comment, with links by what they show. */
const englishOf = (parts: ts.SymbolDisplayPart[] | undefined) =>
  ts
    .displayPartsToString(parts)
    .replaceAll(/\{@link\s+([^}|\s]+)(?:\s*\|?\s*([^}]*))?\}/g, (_, name: string, shown: string) => shown || name);

it("every public name has a line of Chinese", { timeout: 120_000 }, () => {
  const pages = publicNames().map(({ page, names }) => ({ page, names: names.map(({ name }) => name) }));
  expect(pages.flatMap(({ names }) => names).length).toBeGreaterThan(750);
  expect(faultsOf(pages)).toEqual([]);
});

it("every option, member, parameter, result and error has its meaning in Chinese", { timeout: 120_000 }, () => {
  const told = toldMeanings();
  expect(told.length).toBeGreaterThan(1900);
  expect(faultsOfMeanings(told)).toEqual([]);
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

it("a meaning without Chinese is found, and Chinese that nothing says; a default is added", () => {
  const meanings = { "Width of the output.": "输出的宽度。", "Gone.": "没有了。" };
  const told = [
    { name: "DenseOptions.units", english: "Width of\n the output. Default 8." },
    { name: "DenseOptions.seed", english: "A seed." },
  ];
  expect(faultsOfMeanings(told, meanings)).toEqual([
    "DenseOptions.seed has no Chinese: A seed.",
    "nothing says what has Chinese: Gone.",
  ]);
  expect(chineseOf(told[0]!.english, meanings)).toBe("输出的宽度。默认 8。");
  expect(chineseOf('Default "lstm".', meanings)).toBe('默认 "lstm"。');
});
