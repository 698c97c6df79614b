/** What the declarations of a package say of its functions: how many arguments each takes, and their names. */
import ts from "typescript";

/** A function's parameters; of several signatures those of the longest. */
export interface Parameters {
  names: string[];
  /** Whether it takes any number of further arguments. */
  open: boolean;
}

/** How declarations of a package are read. */
export const options: ts.CompilerOptions = {
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: [],
};
const programOf = (entry: string) => ts.createProgram([entry], options);

/** Whether each name that an entry exports, by path ("io.IOHandler"), is a value, a type or both; of classes the public members, too. */
export function namesOf(entry: string): Map<string, { isValue: boolean; isType: boolean }> {
  const program = programOf(entry);
  const checker = program.getTypeChecker();
  const found = new Map<string, { isValue: boolean; isType: boolean }>();
  const visit = (symbol: ts.Symbol, path: string, depth: number): void => {
    const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const isValue = (own.flags & ts.SymbolFlags.Value) !== 0;
    found.set(path, { isValue, isType: (own.flags & ts.SymbolFlags.Type) !== 0 });
    if (own.flags & ts.SymbolFlags.Class) {
      for (const member of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(own))) {
        const declaration = member.valueDeclaration ?? member.declarations?.[0];
        const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
        if (declaration && ts.getCombinedModifierFlags(declaration) & hidden) continue;
        if (!/^_/.test(member.name)) found.set(`${path}#${member.name}`, { isValue: true, isType: false });
      }
    } else if (own.flags & ts.SymbolFlags.Module && depth < 2) {
      for (const each of checker.getExportsOfModule(own)) visit(each, `${path}.${each.name}`, depth + 1);
    }
  };
  const entrySymbol = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
  for (const each of checker.getExportsOfModule(entrySymbol)) visit(each, each.name, 0);
  return found;
}

/** The functions that an entry exports, by path ("losses.huberLoss"), and the methods of tensors ("Tensor.add"). */
export function functionsOf(entry: string): Map<string, Parameters> {
  const program = programOf(entry);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry)!;
  const found = new Map<string, Parameters>();

  const add = (path: string, type: ts.Type) => {
    const signatures = type.getCallSignatures();
    const longest = signatures.toSorted((a, b) => b.parameters.length - a.parameters.length)[0];
    if (!longest) return;
    const open = longest.parameters.some((each) => {
      const declaration = each.valueDeclaration;
      return declaration !== undefined && ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined;
    });
    found.set(path, { names: longest.parameters.map(({ name }) => name), open });
  };
  const visit = (symbol: ts.Symbol, path: string, depth: number): void => {
    const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (own.flags & ts.SymbolFlags.Module && !own.valueDeclaration?.getText().startsWith("declare namespace")) {
      if (depth < 2) for (const each of checker.getExportsOfModule(own)) visit(each, `${path}.${each.name}`, depth + 1);
      return;
    }
    if (!own.valueDeclaration) return;
    if (own.flags & ts.SymbolFlags.Class) {
      if (path !== "Tensor") return;
      for (const member of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(own))) {
        add(`Tensor.${member.name}`, checker.getTypeOfSymbolAtLocation(member, source));
      }
      return;
    }
    const type = checker.getTypeOfSymbolAtLocation(own, source);
    if (type.getCallSignatures().length > 0) add(path, type);
    else if (depth === 0 && /^(image|linalg|losses|spectral|signal|sparse|string|train|fused|browser)$/.test(path)) {
      for (const each of type.getProperties()) {
        add(`${path}.${each.name}`, checker.getTypeOfSymbolAtLocation(each, source));
      }
    }
  };
  const entrySymbol = checker.getSymbolAtLocation(source)!;
  for (const each of checker.getExportsOfModule(entrySymbol)) visit(each, each.name, 0);
  return found;
}
