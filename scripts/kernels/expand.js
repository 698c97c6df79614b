/**
 * Expands the kernels' descriptions (src/backend/wasm/kernels/) to plain AssemblyScript. In a description
 *
 * - operators work on vectors of four floats (v128): `a * b + 1`, `-x`, `x > 0 ? x : 0`; a number beside a vector is four times
 *   that number, loaded from memory;
 * - `polynomial(x, a, b, c)` is (a x + b) x + c, a multiply-add each;
 * - `for (const i of fours(n))` visits n floats four at a time, then one at a time; in it `p[i]` reads or writes those at p;
 * - `for (const i of eights(n))` begins with two vectors side by side, operation by operation, so that an engine can join them into
 *   one of 256 bits; functions of vectors are written out there. `eights(n, code == TANH)` does so where that holds; `sixteens(n)`
 *   begins with four;
 * - tables list expressions by code; see tables.js.
 */
import ts from "typescript";
import { byFours, bySides } from "./loops.js";
import {
  functionAround,
  GIVES_VECTOR,
  HALF,
  isAssignment,
  isElement,
  isVectorType,
  nameFor,
  OPERATORS,
  returnsVector,
  sides,
  TAKES_VECTORS,
} from "./notation.js";
import { Program, Scope, withFewConstantsBefore } from "./program.js";
import { choiceIn, constantsOf, switchOver, tableIn } from "./tables.js";

/** Expands sources, texts by file name; gives them so, and the constants that they use as `constants.ts`. */
export function expand(sources) {
  const files = Object.entries(sources).map(([name, text]) =>
    ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true),
  );
  const program = new Program(files);
  const expanded = files.map((file) => [file.fileName, new Expansion(program, file).text()]);
  return { ...Object.fromEntries(expanded), "constants.ts": program.constantsFile() };
}

/** One file on its way. */
class Expansion {
  /** Functions that are used and may need an import. */
  helpers = new Set();

  constructor(program, file) {
    this.program = program;
    this.file = file;
  }

  text() {
    const body = this.print(this.file, new Scope());
    const own = new Set();
    for (const statement of this.file.statements) {
      if (ts.isFunctionDeclaration(statement)) own.add(statement.name.text);
      if (!ts.isImportDeclaration(statement)) continue;
      for (const { name } of statement.importClause.namedBindings.elements) own.add(name.text);
    }
    const imports = [...this.helpers]
      .filter((name) => !own.has(name))
      .map((name) => `import { ${name} } from "./${name === "constant" ? "constants" : this.homeOf(name)}";\n`);
    return imports.join("") + body;
  }

  homeOf(name) {
    return this.program.functions.get(name).getSourceFile().fileName.replace(/\.ts$/, "");
  }

  helper(name) {
    this.helpers.add(name);
    return name;
  }

  fail(node, what) {
    const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
    throw new Error(`${node.getSourceFile().fileName}:${line + 1}: ${what}: ${node.getText()}`);
  }

  /** The text of a node, with the parts replaced that expand. */
  print(node, scope) {
    const source = node.getSourceFile().text;
    const start = source.slice(node.pos, node.getStart());
    if (ts.isFunctionDeclaration(node)) {
      scope = new Scope();
      for (const { name, type } of node.parameters) scope.declare(name.text, type.getText() === "v128");
    }
    const expanded = this.expanded(node, scope);
    if (expanded !== undefined) return start + expanded;
    let text = "";
    let end = node.pos;
    ts.forEachChild(node, (child) => {
      text += source.slice(end, child.pos) + this.print(child, scope);
      end = child.end;
    });
    return text + source.slice(end, node.end);
  }

  plain(node, scope) {
    return this.print(node, scope).trim();
  }

  expanded(node, scope) {
    if (ts.isForOfStatement(node)) return this.loop(node, scope);
    const table = tableIn(node);
    if (table) return constantsOf(table);
    if (ts.isIdentifier(node))
      return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node
        ? undefined
        : scope.texts.get(node.text);
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isVariableDeclarationList(node.parent)) {
      const isVector = node.type ? node.type.getText() === "v128" : this.isVector(node.initializer, scope);
      const value = isVector ? this.vector(node.initializer, scope) : this.plain(node.initializer, scope);
      scope.declare(node.name.text, isVector);
      return `${node.name.text}${node.type ? `: ${node.type.getText()}` : ""} = ${value}`;
    }
    if (isAssignment(node)) {
      if (isElement(node.left)) return this.stored(node, scope);
      if (this.isVector(node.left, scope)) return `${this.plain(node.left, scope)} = ${this.vector(node.right, scope)}`;
    }
    if (ts.isReturnStatement(node) && node.expression) {
      const choice = choiceIn(node, this.program.tables);
      const giveVector = returnsVector(functionAround(node));
      if (choice)
        return switchOver(choice, this.plain(choice.code, scope), (value) =>
          giveVector ? this.vector(value, scope) : this.plain(value, scope),
        );
      if (giveVector) return `return ${this.vector(node.expression, scope)};`;
    }
    return ts.isExpression(node) && this.isVector(node, scope) ? this.vector(node, scope) : undefined;
  }

  isVector(node, scope) {
    const either = (...parts) => parts.some((part) => this.isVector(part, scope));
    if (ts.isParenthesizedExpression(node)) return either(node.expression);
    if (ts.isIdentifier(node)) return scope.vectors.has(node.text);
    if (isElement(node)) return true;
    if (ts.isPrefixUnaryExpression(node)) return either(node.operand);
    if (ts.isBinaryExpression(node)) return either(node.left, node.right);
    if (ts.isConditionalExpression(node)) return either(node.whenTrue, node.whenFalse);
    if (!ts.isCallExpression(node)) return false;
    const name = node.expression.getText();
    return name === "polynomial" || GIVES_VECTOR.test(name) || returnsVector(this.program.functions.get(name));
  }

  /** An expression as a vector. */
  vector(node, scope) {
    if (ts.isParenthesizedExpression(node)) return this.vector(node.expression, scope);
    const number = this.numberOf(node);
    if (number !== undefined) return this.constant(number, scope);
    if (!this.isVector(node, scope)) return `${this.helper("splat")}(${this.plain(node, scope)})`;
    if (isElement(node)) return this.loaded(node, scope);
    if (ts.isIdentifier(node)) return scope.texts.get(node.text) ?? node.text;
    if (ts.isPrefixUnaryExpression(node)) return `f32x4.neg(${this.vector(node.operand, scope)})`;
    if (ts.isBinaryExpression(node)) {
      const operator = OPERATORS.get(node.operatorToken.getText()) ?? this.fail(node, "vectors have no such operator");
      return `f32x4.${operator}(${this.vector(node.left, scope)}, ${this.vector(node.right, scope)})`;
    }
    if (ts.isConditionalExpression(node)) {
      const [yes, no] = [this.vector(node.whenTrue, scope), this.vector(node.whenFalse, scope)];
      if (this.isVector(node.condition, scope))
        return `v128.bitselect(${yes}, ${no}, ${this.vector(node.condition, scope)})`;
      return `(${this.plain(node.condition, scope)} ? ${yes} : ${no})`;
    }
    return this.call(node, scope);
  }

  /** The number that an expression names or is. */
  numberOf(node) {
    const negative = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken;
    const text = negative ? node.operand.getText() : node.getText();
    const value =
      this.program.floats.get(text) ?? (ts.isNumericLiteral(negative ? node.operand : node) ? Number(text) : undefined);
    return value === undefined ? undefined : negative ? -value : value;
  }

  constant(value, scope) {
    const text = `${this.helper("constant")}(${this.program.constant(value)})`;
    if (!scope.lines) return text;
    // all vectors take the same one
    const name = `k${++this.program.names}`;
    scope.lines.push(`const ${name} = ${text};`);
    return name;
  }

  call(node, scope) {
    const name = node.expression.getText();
    if (name === "polynomial") return this.polynomial(node.arguments, scope);
    const callee = this.program.functions.get(name);
    if (callee && scope.lines) {
      const result = this.writtenOut(callee, node.arguments, scope);
      if (result !== undefined) return result;
    }
    const args = node.arguments.map((argument, i) => {
      const takesVector = callee
        ? isVectorType(callee.parameters[i]?.type)
        : TAKES_VECTORS.test(name) || this.isVector(argument, scope);
      return takesVector ? this.vector(argument, scope) : this.plain(argument, scope);
    });
    const types = node.typeArguments ? `<${node.typeArguments.map((type) => type.getText()).join(", ")}>` : "";
    return `${callee ? this.helper(name) : name}${types}(${args.join(", ")})`;
  }

  /** Coefficients are loaded one after the other, when each is due: all at once would take as many registers. */
  polynomial([x, first, ...rest], scope) {
    const step = (sum, coefficient) => {
      const next = `${this.helper("fma")}(${sum}, ${this.vector(x, scope)}, ${this.vector(coefficient, scope)})`;
      return scope.lines ? this.named(`p_${++this.program.names}_`, next, scope) : next;
    };
    return rest.reduce(step, this.vector(first, scope));
  }

  /** The body of a vector function, inlined at its call; undefined where it branches on what is not known. */
  writtenOut(callee, args, scope) {
    const inner = new Scope(scope);
    const suffix = `_${++this.program.names}_`;
    const before = scope.lines.length;
    for (const [i, { name, type }] of callee.parameters.entries()) {
      const isVector = isVectorType(type);
      inner.declare(name.text, isVector, isVector ? () => this.vector(args[i], scope) : this.plain(args[i], scope));
    }
    const lazily = (name) => {
      const text = inner.texts.get(name);
      if (typeof text !== "function") return;
      inner.texts.set(name, this.named(name + suffix, text(), inner));
    };
    const prepared = (node) => {
      const visit = (part) => {
        if (ts.isIdentifier(part)) lazily(part.text);
        ts.forEachChild(part, visit);
      };
      visit(node);
      return node;
    };
    for (const statement of callee.body.statements) {
      if (choiceIn(statement, this.program.tables)) break;
      if (ts.isReturnStatement(statement)) return this.vector(prepared(statement.expression), inner);
      if (ts.isIfStatement(statement)) {
        const holds = this.evaluated(statement.expression, inner);
        if (holds === undefined) break;
        if (holds) return this.vector(prepared(statement.thenStatement.expression), inner);
      } else if (ts.isVariableStatement(statement) || ts.isExpressionStatement(statement)) {
        this.statement(prepared(statement), inner, suffix);
      } else break;
    }
    scope.lines.length = before;
    return undefined;
  }

  /** Whether a condition on integers holds; undefined where one of them is not known. */
  evaluated(node, scope) {
    const text = this.plain(node, scope).replaceAll(/[A-Za-z_]\w*/g, (name) => this.program.integers.get(name) ?? name);
    return /[A-Za-z_]/.test(text) ? undefined : Boolean(new Function(`return ${text}`)());
  }

  /** A statement of a loop by eights or sixteens, for all its vectors. */
  statement(node, scope, suffix = "") {
    if (ts.isBlock(node)) {
      for (const part of node.statements) this.statement(part, scope, suffix);
    } else if (ts.isVariableStatement(node)) {
      const isConst = node.declarationList.flags & ts.NodeFlags.Const;
      for (const { name, initializer } of node.declarationList.declarations) {
        const value = this.vector(initializer, scope);
        // what changes does so for each
        const own = isConst ? nameFor(value, name.text + suffix) : name.text + suffix + HALF;
        this.emit(`${isConst ? "const" : "let"} ${own}`, value, scope);
        scope.declare(name.text, true, own);
      }
    } else if (ts.isExpressionStatement(node) && isAssignment(node.expression)) {
      const { left, right } = node.expression;
      if (isElement(left)) {
        // all are computed before one is stored, so that nothing between them reads what was written
        const value = this.named(`to_${++this.program.names}_`, this.vector(right, scope), scope);
        scope.lines.push(...sides(`v128.store(${this.place(left, scope)}, ${value}${HALF}16);`, scope.count));
      } else {
        const value = this.vector(right, scope);
        this.emit(scope.texts.get(left.text), value, scope);
      }
    } else if (ts.isIfStatement(node) && this.evaluated(node.expression, scope) !== undefined) {
      if (this.evaluated(node.expression, scope)) this.statement(node.thenStatement, scope, suffix);
    } else if (ts.isForStatement(node)) {
      const inner = new Scope(scope);
      const head = [node.initializer, node.condition, node.incrementor].map((part) =>
        part ? this.plain(part, inner) : "",
      );
      scope.lines.push(`for (${head.join("; ")}) {`);
      this.statement(node.statement, inner, suffix);
      scope.lines.push("}");
    } else
      this.fail(node, "a loop by eights has variables, assignments, loops, and ifs on codes that its condition names");
  }

  /** `head = value` for all vectors, or once where they have the same. */
  emit(head, value, scope) {
    const target = head.includes(HALF) ? head : nameFor(value, head);
    scope.lines.push(...sides(`${target} = ${value};`, scope.count));
  }

  /** A value under a name; one that has a name keeps it. */
  named(name, value, scope) {
    if (/^[\w§]+$/.test(value)) return value;
    this.emit(`const ${name}`, value, scope);
    return nameFor(value, name);
  }

  place(element, scope) {
    return `${this.plain(element.expression, scope)} + ${element.argumentExpression.getText()}`;
  }

  loaded(node, scope) {
    if (!scope.index) this.fail(node, "p[i] stands in a loop by fours or eights");
    if (scope.lines) return `v128.load(${this.place(node, scope)}${HALF}16)`;
    return `${this.helper("loadUpTo")}(${this.helper("at")}(${this.plain(node.expression, scope)}, ${scope.index}), ${scope.left})`;
  }

  stored({ left, right }, scope) {
    const to = `${this.helper("at")}(${this.plain(left.expression, scope)}, ${scope.index})`;
    return `${this.helper("storeUpTo")}(${to}, ${this.vector(right, scope)}, ${scope.left})`;
  }

  loop(node, scope) {
    if (!ts.isCallExpression(node.expression)) return undefined;
    const [count, condition] = node.expression.arguments;
    const index = node.initializer.declarations[0].name.text;
    const n = `(${this.plain(count, scope)})`;
    /** The body for each four, or each one, of `left` elements. */
    const body = (left) => {
      const text = this.plain(node.statement, new Scope(scope, { index, left }));
      return ts.isBlock(node.statement) ? text.slice(1, -1).trim() : text;
    };
    const vectors = { fours: 1, eights: 2, sixteens: 4 }[node.expression.expression.getText()];
    if (vectors === 1) return byFours(index, n, body);
    const together = new Scope(scope, { index, lines: [], count: vectors });
    // inside the loop, the codes have the values that the condition compares them with
    for (const [, code, constant] of condition?.getText().matchAll(/(\w+) == ([A-Z]\w+)/g) ?? [])
      together.declare(code, false, constant);
    this.statement(node.statement, together);
    const most = `${n} & -${4 * vectors}`;
    const whole = condition ? `(${this.plain(condition, scope)} ? ${most} : 0)` : `(${most})`;
    return bySides(index, n, whole, vectors, withFewConstantsBefore(together.lines), body);
  }
}
