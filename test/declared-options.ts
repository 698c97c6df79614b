/** Options as the source has them: the default that a docstring names beside the one that a declaration gives. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts") && !/\.(test|test-d|suite|generated)\.ts$|kernels/.test(path))
  .map((path) => ts.createSourceFile(path, readFileSync(join("src", path), "utf8"), ts.ScriptTarget.ES2022, true));

const literal = String.raw`"[^"]*"|\[[^\]]*\]|-?\d[\d_,]*(?:\.\d+)?(?:e-?\d+|(?: \*\* |\^)\d+)?|true|false|null`;

/** A literal in one form: 10,000, 10_000 and 1e4 are the same. */
export function plain(text: string): string {
  if (!/^-?\d/.test(text)) return text;
  const [base, exponent = 1] = text.replaceAll(/[_,]/g, "").split(/ \*\* |\^/);
  return String(Number(base) ** Number(exponent));
}

/** The literal that a docstring names: `Default "auto".`, `By default 0.9: ...`, `1, the default, ...`. */
function named(member: ts.TypeElement): string | undefined {
  const docstring = member.getFullText().slice(0, member.getStart() - member.getFullStart());
  const found =
    docstring.match(new RegExp(String.raw`\b(?:Default|[Bb]y default) \`?(${literal})\`?(?=[,:;.]?\s)`)) ??
    docstring.match(new RegExp(String.raw`(?<![\w.])(${literal}), the default\b`));
  return found ? plain(found[1]!) : undefined;
}

/** An expression, and what the parameters in it stand for. */
interface Value {
  node: ts.Expression;
  env: ReadonlyMap<string, Value>;
}

/** What a name stands for: a value, the rest of one without some options, or a function. */
interface Meant {
  value?: ts.Expression;
  without?: readonly string[];
  made?: ts.FunctionDeclaration;
}

function meantIn(statements: readonly ts.Statement[], name: string): Meant | undefined {
  for (const statement of statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return { made: statement };
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: target, initializer: value } of statement.declarationList.declarations) {
      if (!value) continue;
      if (ts.isIdentifier(target) && target.text === name) return { value };
      if (!ts.isObjectBindingPattern(target)) continue;
      const rest = target.elements.find((each) => each.dotDotDotToken && each.name.getText() === name);
      const others = target.elements.filter((each) => each !== rest);
      if (rest) return { value, without: others.map((each) => (each.propertyName ?? each.name).getText()) };
    }
  }
  return undefined;
}

/** What a name stands for at a place: as the blocks around it say, or else any file. */
function meaning(name: string, at: ts.Node): Meant | undefined {
  for (let node = at; node; node = node.parent) {
    const found = ts.isBlock(node) || ts.isSourceFile(node) ? meantIn(node.statements, name) : undefined;
    if (found) return found;
  }
  for (const file of files) {
    const found = meantIn([...file.statements], name);
    if (found) return found;
  }
  return undefined;
}

function bare(node: ts.Expression): ts.Expression {
  const isWrapped = ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node);
  return isWrapped ? bare(node.expression) : node;
}

/** What a call of a function of the source gives. */
function called(call: ts.CallExpression, env: Value["env"]): Value | undefined {
  const meant = ts.isIdentifier(call.expression) ? meaning(call.expression.text, call) : undefined;
  const made = meant?.made ?? (meant?.value && bare(meant.value));
  if (!made || !(ts.isArrowFunction(made) || ts.isFunctionDeclaration(made)) || !made.body) return undefined;
  const bound = new Map(
    made.parameters.flatMap(({ name, initializer }, i) => {
      const node = call.arguments[i] ?? initializer;
      return node ? [[name.getText(), { node, env }] as const] : [];
    }),
  );
  const result = ts.isBlock(made.body) ? made.body.statements.findLast(ts.isReturnStatement)?.expression : made.body;
  return result && { node: result, env: bound };
}

/** What an expression says, with names, members and calls followed. */
function resolved(value: Value): Value {
  const [node, { env }] = [bare(value.node), value];
  let next: Value | undefined;
  if (ts.isIdentifier(node)) {
    const meant = meaning(node.text, node);
    next = env.get(node.text) ?? (meant?.value && !meant.without ? { node: meant.value, env } : undefined);
  } else if (ts.isPropertyAccessExpression(node) && node.expression.getText() !== "takes")
    next = optionsOf({ node: node.expression, env })?.get(node.name.text);
  else if (ts.isCallExpression(node)) next = called(node, env);
  return next ? resolved(next) : { node, env };
}

/** The options of a declaration, those that it takes from others among them. */
function optionsOf(value: Value): Map<string, Value> | undefined {
  const { node, env } = resolved(value);
  if (ts.isIdentifier(node)) {
    const { value: whole, without } = meaning(node.text, node) ?? {};
    const all = whole && without && optionsOf({ node: whole, env });
    return all && new Map([...all].filter(([name]) => !without.includes(name)));
  }
  if (ts.isConditionalExpression(node))
    return new Map(
      [node.whenTrue, node.whenFalse].flatMap((each) => [...(optionsOf({ node: each, env }) ?? new Map())]),
    );
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  return new Map(
    node.properties.flatMap((property): (readonly [string, Value])[] => {
      if (ts.isSpreadAssignment(property)) return [...(optionsOf({ node: property.expression, env }) ?? [])];
      if (ts.isPropertyAssignment(property)) return [[property.name.getText(), { node: property.initializer, env }]];
      return ts.isShorthandPropertyAssignment(property) ? [[property.name.text, { node: property.name, env }]] : [];
    }),
  );
}

/** The literal that a declaration gives; undefined where it gives none, and null where it takes more than a literal to say it. */
function given(declared: Value): string | undefined | null {
  const { node, env } = resolved(declared);
  const text = (each: ts.Expression) => {
    const said = resolved({ node: each, env }).node.getText();
    return new RegExp(`^(${literal})$`).test(said) ? plain(said) : null;
  };
  const maker = ts.isCallExpression(node) ? node.expression.getText() : node.getText();
  if (maker === "takes.byDefaultNull") return "null";
  if (maker === "takes.withDefault") return text((node as ts.CallExpression).arguments[1]!);
  return maker.startsWith("takes.") ? undefined : text(node);
}

/** A member of an interface, and the interface. */
type Members = ReadonlyMap<string, { member: ts.TypeElement; owner: string }>;
const none: Members = new Map();

const isType = (node: ts.Statement): node is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
  ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);

const listed = (elements: readonly ts.TypeElement[], owner: string): Members =>
  new Map(elements.flatMap((member) => (member.name ? [[member.name.getText(), { member, owner }]] : [])));

const joined = (all: readonly Members[]): Members => new Map(all.flatMap((each) => [...each]));

/** The names in a type of words, or in `keyof` a type. */
function wordsOf(type: ts.TypeNode): string[] {
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(wordsOf);
  if (ts.isTypeOperatorNode(type)) return [...membersOf(type.type).keys()];
  return [type.getText().replaceAll('"', "")];
}

/** The members of a type of options: an interface with those that it extends, or a part of one. */
function membersOf(type: ts.TypeNode, owner = "options"): Members {
  if (ts.isTypeLiteralNode(type)) return listed(type.members, owner);
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type))
    return joined(type.types.map((each) => membersOf(each, owner)));
  if (!ts.isTypeReferenceNode(type) && !ts.isExpressionWithTypeArguments(type)) return none;
  const name = (ts.isTypeReferenceNode(type) ? type.typeName : type.expression).getText();
  const [of, words] = type.typeArguments ?? [];
  if (of && words && (name === "Pick" || name === "Omit")) {
    const chosen = wordsOf(words);
    return new Map([...membersOf(of, owner)].filter(([each]) => chosen.includes(each) === (name === "Pick")));
  }
  if (of && /^(Partial|Readonly|Required|NoInfer|Declared|Args)$/.test(name)) return membersOf(of, owner);
  const found = [type.getSourceFile(), ...files]
    .flatMap((file) => [...file.statements])
    .find((each): each is ts.InterfaceDeclaration | ts.TypeAliasDeclaration => isType(each) && each.name.text === name);
  if (!found) return none;
  if (ts.isTypeAliasDeclaration(found)) return membersOf(found.type, name);
  const above = (found.heritageClauses ?? []).flatMap((clause) => clause.types.map((each) => membersOf(each)));
  return joined([...above, listed(found.members, name)]);
}

/** The type of the parameter that an argument is or is made of. */
function typeOf(argument: ts.Expression): ts.TypeNode | undefined {
  let name: string | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !ts.isCallExpression(node.parent)) name ??= node.text;
    ts.forEachChild(node, visit);
  };
  visit(argument);
  if (ts.isIdentifier(argument)) name = argument.text;
  for (let node: ts.Node = argument; node; node = node.parent) {
    const parameters = ts.isFunctionLike(node) ? node.parameters : [];
    const found = parameters.find((each) => new RegExp(String.raw`\b${name}\b`).test(each.name.getText()));
    if (found) return found.type;
  }
  return undefined;
}

/** An option: the interface with its docstring and its name, the type that is declared, and both defaults. */
export interface DeclaredOption {
  name: string;
  of: string;
  named: string | undefined;
  given: string | undefined | null;
}

/** Every option that is declared beside a type, or where it is read. */
export function declaredOptions(): DeclaredOption[] {
  const found: DeclaredOption[] = [];
  const add = (type: ts.TypeNode | undefined, node: ts.Expression) => {
    const members = type ? membersOf(type) : none;
    for (const [option, value] of optionsOf({ node, env: new Map() }) ?? []) {
      const { member, owner } = members.get(option) ?? {};
      if (!member) continue;
      const of = type!.getText().replace(/^Declared<(.*)>$/, "$1");
      found.push({ name: `${owner}.${option}`, of, named: named(member), given: given(value) });
    }
  };
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (ts.isSatisfiesExpression(node) && node.type.getText().startsWith("Declared<")) add(node.type, node.expression);
    if (!ts.isCallExpression(node) || !/^(readOptions(IfAny)?|readArgs)$/.test(node.expression.getText())) return;
    const [, options, declared] = node.arguments;
    if (options && declared) add(node.typeArguments?.[0] ?? typeOf(options), declared);
  };
  for (const file of files) visit(file);
  return found;
}

/** The tables of options of commands: file and text. */
export const flagTables = files
  .filter(({ fileName, text }) => fileName.startsWith("cli/") && text.includes("declareFlags({"))
  .map(({ fileName, text }) => [fileName, text] as const);
