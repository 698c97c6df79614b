/**
 * Whether what `recurve/tfjs` declares may stand where a program was written against TensorFlow.js's declarations. Types that both
 * packages name are taken for the same while functions are compared, and are compared themselves, member by member.
 */
import ts from "typescript";
import { options } from "./declarations.ts";

const own = (checker: ts.TypeChecker, symbol: ts.Symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

/** The exports of an entry and of its rooms, by path ("io.IOHandler"). */
function exportsOf(program: ts.Program, entry: string): Map<string, ts.Symbol> {
  const checker = program.getTypeChecker();
  const found = new Map<string, ts.Symbol>();
  const visit = (symbol: ts.Symbol, path: string) => {
    const real = own(checker, symbol);
    found.set(path, real);
    if (real.flags & ts.SymbolFlags.ValueModule && !path.includes("."))
      for (const each of checker.getExportsOfModule(real)) visit(each, `${path}.${each.name}`);
  };
  for (const each of checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!))
    visit(each, each.name);
  return found;
}

const THEIRS = "__theirs";
const { ClassDeclaration, InterfaceDeclaration, TypeAliasDeclaration, EnumDeclaration, ModuleDeclaration } =
  ts.SyntaxKind;
const declares = new Set([
  ClassDeclaration,
  InterfaceDeclaration,
  TypeAliasDeclaration,
  EnumDeclaration,
  ModuleDeclaration,
]);
const TYPES = ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias;

/** Where each type of ours is declared, by its name. */
function typesOf(entry: string): Map<string, string> {
  const program = ts.createProgram([entry], options);
  const found = new Map<string, string>();
  for (const symbol of exportsOf(program, entry).values()) {
    const declaration = symbol.declarations?.find((each) => each.parent && ts.isSourceFile(each.parent));
    if (symbol.flags & TYPES && declaration) found.set(symbol.name, declaration.getSourceFile().fileName);
  }
  return found;
}

/** A file of theirs in which each type that we have is ours, and theirs has a name of its own. */
function substituted(fileName: string, text: string, ours: Map<string, string>): string {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true);
  const ends: number[] = [];
  const imported = new Set<string>();
  const visit = (statement: ts.Statement, isAugmented: boolean) => {
    // chained methods are declared in files of their own, for the module of tensors
    if (ts.isModuleDeclaration(statement) && ts.isStringLiteral(statement.name))
      for (const each of (statement.body as ts.ModuleBlock).statements) visit(each, true);
    const { name, modifiers } = statement as ts.ClassDeclaration;
    if (!declares.has(statement.kind) || !name || !ours.has(name.text)) return;
    if (!isAugmented && !modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return;
    ends.push(name.end);
    if (!isAugmented) imported.add(name.text);
  };
  for (const statement of source.statements) visit(statement, false);
  const body = ends.reverse().reduce((so, end) => so.slice(0, end) + THEIRS + so.slice(end), text);
  const lines = [...imported].map(
    (name) => `import { ${name} } from ${JSON.stringify(ours.get(name))}; export { ${name} };`,
  );
  return [...lines, body].join("\n");
}

/** Whether a program gives values of a type, options for example, and is not given them. */
const isGiven = (name: string) => /(Args|Config|Options|Like|Func|Constructor|Method)$/.test(name);
/** A type's name in texts, whoever declares it. */
const plain = (text: string) => text.replaceAll(THEIRS, "");

/** What is not assignable, by path: functions and classes' members of ours for theirs, options of theirs for ours. */
export function misfits(theirEntry: string, ourEntry: string): { compared: number; found: Map<string, string> } {
  const ours = typesOf(ourEntry);
  const host = ts.createCompilerHost(options);
  host.getSourceFile = (name, target) => {
    const text = host.readFile(name);
    if (text === undefined) return undefined;
    const isTheirs = /@tensorflow.*\.d\.ts$/.test(name);
    return ts.createSourceFile(name, isTheirs ? substituted(name, text, ours) : text, target, true);
  };
  const program = ts.createProgram([theirEntry, ourEntry], options, host);
  const checker = program.getTypeChecker();
  const [there, here] = [exportsOf(program, theirEntry), exportsOf(program, ourEntry)];
  const found = new Map<string, string>();
  let compared = 0;
  const text = (type: ts.Type) => plain(checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation));

  const compare = (path: string, from: ts.Type, to: ts.Type) => {
    compared++;
    // parameters of types that both declare are two, and the same in texts
    if (!checker.isTypeAssignableTo(from, to) && text(from) !== text(to))
      found.set(path, `${text(from)} for ${text(to)}`);
  };
  const typeOf = (symbol: ts.Symbol) => checker.getTypeOfSymbol(symbol);
  const compareMembers = (path: string, our: ts.Type, their: ts.Type, given: boolean) => {
    for (const member of checker.getPropertiesOfType(their)) {
      const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
      const flags = (member.declarations ?? []).map((each) => ts.getCombinedModifierFlags(each as ts.Declaration));
      if (flags.some((each) => each & hidden) || /^_|^prototype$/.test(member.name)) continue;
      const [name, mine] = [`${path}#${member.name}`, checker.getPropertyOfType(our, member.name)];
      if (mine)
        compare(
          name,
          ...((given ? [typeOf(member), typeOf(mine)] : [typeOf(mine), typeOf(member)]) as [ts.Type, ts.Type]),
        );
      else if (given || !(member.flags & ts.SymbolFlags.Optional)) found.set(name, "absent");
    }
  };
  const compareValues = (path: string, our: ts.Type, their: ts.Type) => {
    const [[mine], [wanted]] = [our.getCallSignatures(), their.getCallSignatures()];
    if (!wanted) return compareMembers(path, our, their, false);
    // what makes a layer gives a class of its own there, which has no public name
    const isFactory = path.startsWith("layers.") && mine;
    if (!isFactory) return compare(path, our, their);
    const [from, to] = [wanted.parameters[0], mine.parameters[0]].map((each) => each && typeOf(each));
    if (from && to) compare(path, from, to);
  };

  for (const [path, symbol] of there) {
    const mine = here.get(path);
    const isValue = symbol.flags & ts.SymbolFlags.Value && !(symbol.flags & ts.SymbolFlags.Module);
    if (mine && isValue && !ours.has(symbol.name)) compareValues(path, typeOf(mine), typeOf(symbol));
  }
  const modules = program.getSourceFiles().flatMap((each) => checker.getSymbolAtLocation(each) ?? []);
  const tables = modules.flatMap(({ exports }) => exports ?? []);
  for (const [name, symbol, beside] of tables.flatMap((all) => [...all].map((entry) => [...entry, all] as const))) {
    const path = plain(String(name));
    const isPublic = [...there.values()].some((each) => each.name === path);
    const same = beside.get(path as ts.__String);
    if (path === name || !isPublic || !same) continue;
    const [their, our] = [symbol, own(checker, same)].map((each) => checker.getDeclaredTypeOfSymbol(each)) as [
      ts.Type,
      ts.Type,
    ];
    const given = isGiven(path);
    const isAlias =
      symbol.flags & ts.SymbolFlags.TypeAlias &&
      !their.isClassOrInterface() &&
      their.getCallSignatures().length + their.getProperties().length > 0;
    if (their.isClassOrInterface() || (isAlias && !their.isUnion())) compareMembers(path, our, their, given);
    else compare(path, ...((given ? [their, our] : [our, their]) as [ts.Type, ts.Type]));
  }
  return { compared, found };
}
