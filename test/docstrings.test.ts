/** An editor shows what a name is when the pointer rests on it: everything that users can reach has a docstring. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url)).replaceAll("\\", "/");

/** The sources of package.json's `exports`. */
function entries(): string[] {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { exports: Record<string, any> };
  const types = Object.values(exports).flatMap((each) => each.types ?? []);
  return types.map((path: string) => path.replace("./dist/", `${root}src/`).replace(".d.ts", ".ts"));
}

/** Every public name that the entries lead to, also through signatures, with what an editor shows for it. */
function publicNames(files: readonly string[]): { name: string; place: string; text: string }[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const program = ts.createProgram(files, ts.parseJsonConfigFileContent(config, ts.sys, root).options);
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Symbol>();
  const found: { name: string; place: string; text: string }[] = [];

  const isHidden = (node: ts.Declaration) =>
    (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0 ||
    ts.isPrivateIdentifier((node as ts.NamedDeclaration).name ?? node) ||
    ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal");
  const ownText = (node: ts.Node) =>
    ts
      .getJSDocCommentsAndTags(node)
      .map((each) => each.getText())
      .join("");
  // with what a member inherits from the class or interface that first has it
  const shownText = (symbol: ts.Symbol) =>
    ts.displayPartsToString(symbol.getDocumentationComment(checker)) +
    symbol
      .getJsDocTags(checker)
      .map((tag) => `@${tag.name} ${ts.displayPartsToString(tag.text)}`)
      .join(" ");
  const add = (name: string, node: ts.Node, text: string) => {
    const file = node.getSourceFile();
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push({ name, place: `${file.fileName.slice(root.length)}:${line}`, text });
  };

  const visit = (given: ts.Symbol, path = ""): void => {
    const symbol = given.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(given) : given;
    if (seen.has(symbol)) return;
    seen.add(symbol);
    const nodes = (symbol.declarations ?? []).filter((node) => node.getSourceFile().fileName.startsWith(`${root}src/`));
    if (nodes.length === 0 || nodes.some((node) => ts.isTypeParameterDeclaration(node) || isHidden(node))) return;
    if (ts.isSourceFile(nodes[0]!)) {
      for (const each of checker.getExportsOfModule(symbol)) visit(each, path ? `${path}.${each.name}` : each.name);
      return;
    }
    const name = path || symbol.name;
    const overloads = nodes.filter((node) => ts.isFunctionDeclaration(node) && !node.body);
    for (const overload of overloads) add(name, overload, ownText(overload));
    if (overloads.length === 0) add(name, nodes[0]!, shownText(symbol));
    for (const node of nodes) {
      for (const member of membersOf(node)) visitMember(member, name);
      walk(node);
    }
  };

  const visitMember = (node: ts.Declaration, owner: string): void => {
    if (ts.isConstructorDeclaration(node)) {
      const properties = node.parameters.filter((each) => ts.isParameterPropertyDeclaration(each, node));
      for (const each of properties) visitMember(each, owner);
      return;
    }
    const { name } = node as ts.NamedDeclaration;
    const symbol = name ? checker.getSymbolAtLocation(name) : undefined;
    if (isHidden(node) || (!symbol && !ts.isCallSignatureDeclaration(node))) return;
    if (ts.isMethodDeclaration(node) && node.body && symbol!.declarations!.length > 1) return; // its overloads are shown
    const isAccessor = ts.isAccessor(node); // a pair is described once
    const alone = symbol?.declarations?.length === 1 || isAccessor;
    add(`${owner}.${name?.getText() ?? "()"}`, node, ownText(node) || (alone ? shownText(symbol!) : ""));
  };

  // what signatures name is public too
  const walk = (node: ts.Node): void => {
    if (ts.isBlock(node) || (ts.canHaveModifiers(node) && isHidden(node as unknown as ts.Declaration))) return;
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
    const symbol = name && checker.getSymbolAtLocation(name);
    if (symbol) visit(symbol);
    ts.forEachChild(node, walk);
  };

  for (const file of files) visit(checker.getSymbolAtLocation(program.getSourceFile(file)!)!);
  return found;
}

/** What a declaration holds that users can name. */
function membersOf(node: ts.Node): readonly ts.Declaration[] {
  if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) {
    return node.members as ts.NodeArray<ts.Declaration>;
  }
  if (ts.isTypeAliasDeclaration(node)) return membersOf(node.type);
  if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) return node.types.flatMap(membersOf);
  if (ts.isParenthesizedTypeNode(node)) return membersOf(node.type);
  if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectLiteralExpression(node.initializer)) {
    return node.initializer.properties;
  }
  return [];
}

it("every public name has a docstring, which says more than the name", { timeout: 120_000 }, () => {
  const names = publicNames(entries());
  expect(names.length).toBeGreaterThan(2500);
  const all = names.map(({ name }) => name);
  expect(all).toEqual(
    expect.arrayContaining(["LSTMCellOptions.unitForgetBias", "Model.fit", "ops.matmul", "inWorker"]),
  );
  const words = (text: string) => text.toLowerCase().replaceAll(/\b(?:the|an?|of|its?)\b|[^a-z]/g, "");
  const wanting = names.filter(({ name, text }) => {
    const own = name.split(".").at(-1)!;
    return words(text) === "" || words(text) === words(own);
  });
  expect(wanting.map(({ name, place }) => `${place} ${name}`)).toEqual([]);
});
