/** What docstrings say of public names, their options and members has its Chinese in the reference; none remains of what is gone. */
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
// @ts-expect-error a script without types
import { chineseOf, faultsOf, readChinese } from "./chinese.js";

const root = fileURLToPath(new URL("../../../", import.meta.url)).replaceAll("\\", "/");
const files = ["index", "worker/index", "autodiff/testing"].map((file) => `${root}src/${file}.ts`);
const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
const program = ts.createProgram(files, ts.parseJsonConfigFileContent(config, ts.sys, root).options);
const checker = program.getTypeChecker();
const resolved = (symbol: ts.Symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
/** By its own docstring where it has one, as the reference sees it; else by the one that it inherits. */
const isInternal = (symbol: ts.Symbol) => {
  const target = resolved(symbol);
  const told = (target.declarations ?? []).filter((each) => ts.getJSDocCommentsAndTags(each).length > 0);
  return told.length > 0
    ? told.some((each) => ts.getJSDocTags(each).some(({ tagName }) => tagName.text === "internal"))
    : target.getJsDocTags(checker).some(({ name }) => name === "internal");
};

/** The exported names. */
function publicNames(): ts.Symbol[] {
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
  return files.flatMap((file) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    const rooms = checker.getExportsOfModule(module).filter(isRoom);
    return [module, ...rooms.map(resolved)].flatMap(names);
  });
}

interface Told {
  name: string;
  english: string;
}

/** What docstrings say of a public name, and of its options, members, parameters, results and errors. */
function toldOf(symbol: ts.Symbol): Told[] {
  const target = resolved(symbol);
  const { flags } = target;
  const [call] =
    flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable)
      ? checker.getTypeOfSymbol(target).getCallSignatures()
      : [];
  const ofCall = englishOf(call?.getDocumentationComment(checker));
  const own = { name: symbol.name, english: ofCall || englishOf(target.getDocumentationComment(checker)) };
  if (call) return [own, ...toldOfCall(symbol.name, call, target)];
  const isClass = (flags & ts.SymbolFlags.Class) !== 0;
  const isAlias = flags & ts.SymbolFlags.TypeAlias && /Options$/.test(symbol.name);
  if (!isAlias && !isClass && !(flags & ts.SymbolFlags.Interface)) return [own];
  const members = [checker.getDeclaredTypeOfSymbol(target), ...(isClass ? [checker.getTypeOfSymbol(target)] : [])]
    .flatMap((type) => checker.getPropertiesOfType(type))
    .filter((member) => isOurs(member) && !isInternal(member));
  return [own, ...members.flatMap((member) => toldOfMember(`${symbol.name}.${member.name}`, member, isClass))];
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

it("what docstrings say of public names, options, members, parameters, results and errors has Chinese", {
  timeout: 120_000,
}, () => {
  const names = publicNames();
  expect(names.length).toBeGreaterThan(800);
  const told = names.flatMap(toldOf);
  expect(told.length).toBeGreaterThan(2700);
  expect(faultsOf(told)).toEqual([]);
});

/** What a reader would stumble over: other names than the English has, a default that is told twice, an error that nothing throws. */
function slipsOf(written: Record<string, string>): string[] {
  const codeOf = (text: string) => [...new Set(text.match(/`[^`]*`/g))].sort().join(" ");
  return Object.entries(written).flatMap(([english, chinese]) => [
    ...(codeOf(english) === codeOf(chinese) ? [] : [`other names: ${chinese}`]),
    ...(/默认/.test(chinese) && !/default/i.test(english) ? [`a default that is added anyway: ${chinese}`] : []),
    ...(/^\w+Error\b/.test(english) && !/抛出|的各种错误/.test(chinese) ? [`no verb: ${chinese}`] : []),
  ]);
}

it("the Chinese has the names of the English, no default twice, and errors are thrown", () => {
  expect(slipsOf(readChinese())).toEqual([]);
  const slips = {
    "The size of `x`.": "`y` 的大小。",
    "Width.": "宽度。默认为 8。",
    "ShapeError for 3 axes": "三个轴 ShapeError。",
  };
  expect(slipsOf(slips).map((each) => each.split(":")[0])).toEqual([
    "other names",
    "a default that is added anyway",
    "no verb",
  ]);
});

it("a docstring without Chinese is found, and Chinese that nothing says; a default is added", () => {
  const written = { "Width of the output.": "输出的宽度。", "Gone.": "没有了。" };
  const told = [
    { name: "DenseOptions.units", english: "Width of\n the output. Default 8." },
    { name: "DenseOptions.seed", english: "A seed." },
  ];
  expect(faultsOf(told, written)).toEqual([
    "DenseOptions.seed has no Chinese: A seed.",
    "nothing says what has Chinese: Gone.",
  ]);
  expect(chineseOf(told[0]!.english, written)).toBe("输出的宽度。默认 8。");
  expect(chineseOf('Default "lstm".', written)).toBe('默认 "lstm"。');
});

it("paragraphs have their Chinese each, programs among them stay as they are", () => {
  const written = { "A cell:": "单元：", "It has states.": "它有状态。" };
  const program = "```ts\nclass Mine extends RNNCell {}\n```";
  const english = `A cell:\n\n${program}\n\nIt has\nstates.`;
  expect(chineseOf(english, written)).toBe(`单元：\n\n${program}\n\n它有状态。`);
  expect(chineseOf(`${english}\n\nAnd more.`, written)).toBeUndefined();
  expect(faultsOf([{ name: "RNNCell", english: `${english}\n\nAnd more.` }], written)).toEqual([
    "RNNCell has no Chinese: And more.",
  ]);
});
