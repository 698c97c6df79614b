/** An editor shows what an option is when the pointer rests on it: every member of the public interfaces of options has a docstring. */
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url)).replaceAll("\\", "/");
const isOfOptions = (name: string) => /(Options|Args|Config|Callbacks?)$/.test(name);

it("every option has a docstring", { timeout: 120_000 }, () => {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const entries = [`${root}src/index.ts`, `${root}src/tfjs/index.ts`];
  const program = ts.createProgram(entries, options);
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Symbol>();
  const interfaces: ts.InterfaceDeclaration[] = [];

  // what is exported, and what its signatures name
  const visit = (found: ts.Symbol): void => {
    const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    if (seen.has(symbol)) return;
    seen.add(symbol);
    for (const declaration of symbol.declarations ?? []) {
      if (!declaration.getSourceFile().fileName.startsWith(`${root}src/`)) continue;
      if (ts.isSourceFile(declaration)) for (const each of checker.getExportsOfModule(symbol)) visit(each);
      else walk(declaration);
    }
  };
  const walk = (node: ts.Node): void => {
    if (ts.isSourceFile(node) || ts.isBlock(node)) return;
    if (ts.isInterfaceDeclaration(node)) interfaces.push(node);
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
    const symbol = name && checker.getSymbolAtLocation(name);
    if (symbol) visit(symbol);
    ts.forEachChild(node, walk);
  };
  for (const entry of entries) visit(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!);

  const ofOptions = interfaces.filter(({ name }) => isOfOptions(name.text));
  expect(ofOptions.length).toBeGreaterThan(100);
  const without = ofOptions.flatMap((each) =>
    each.members
      .filter((member) => member.name && ts.getJSDocCommentsAndTags(member).length === 0)
      .map((member) => `${each.name.text}.${member.name!.getText()}`),
  );
  expect(without).toEqual([]);
});
