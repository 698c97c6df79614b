/** What the expansion knows: the functions and numbers of all files, and what names mean at a place. */
import ts from "typescript";
import { tableIn } from "./tables.js";

/** What all files share: functions, tables, and named numbers. */
export class Program {
  functions = new Map();
  integers = new Map();
  floats = new Map();
  tables = new Map();
  constants = [];
  /** Names given so far. */
  names = 0;

  constructor(files) {
    for (const statement of files.flatMap((file) => file.statements)) {
      if (ts.isFunctionDeclaration(statement)) this.functions.set(statement.name.text, statement);
      if (!ts.isVariableStatement(statement)) continue;
      const table = tableIn(statement);
      if (table) {
        this.tables.set(table.name, table);
        for (const [code, { constant }] of table.rows.entries()) this.integers.set(constant, code);
        continue;
      }
      for (const { name, type, initializer } of statement.declarationList.declarations) {
        const value = Number(initializer.getText());
        if (!Number.isNaN(value)) (type?.getText() === "f32" ? this.floats : this.integers).set(name.text, value);
      }
    }
  }

  /** The number of a constant in memory. */
  constant(value) {
    const known = this.constants.indexOf(value);
    return known >= 0 ? known : this.constants.push(value) - 1;
  }

  constantsFile() {
    return `// The constants of the vectors: an engine builds one that stands in the code anew at each use, and loads one in one instruction.
const CONSTANTS: usize = memory.data<f32>([${this.constants.join(", ")}], 16);

@inline
export function constant(number: usize): v128 {
  return v128.load32_splat(CONSTANTS + 4 * number);
}
`;
  }
}

/** What names mean at a position: which are vectors, and their replacements. */
export class Scope {
  vectors = new Set();
  texts = new Map();

  /**
   * @param place how `p[i]` is written: in a loop by fours, where `left` tells how many elements are, or for some vectors side by
   * side, `count`, where `lines` gathers the statements
   */
  constructor(parent, { index, left, lines, count } = parent ?? {}) {
    if (parent) this.vectors = new Set(parent.vectors);
    if (parent) this.texts = new Map(parent.texts);
    this.index = index;
    this.left = left;
    this.lines = lines;
    this.count = count;
  }

  declare(name, isVector, text = name) {
    if (isVector) this.vectors.add(name);
    else this.vectors.delete(name);
    this.texts.set(name, text);
  }
}

/** Registers that a loop has for its constants; where it has more of them, each is loaded when its turn comes. */
const CONSTANT_REGISTERS = 4;

/** The lines of a loop in two parts: the code before it, and the loop. */
export function withFewConstantsBefore(lines) {
  const loaded = lines.filter((line) => /^const k\d+ = constant/.test(line));
  const names = new Map();
  for (const line of loaded) {
    const [, name, load] = line.match(/^const (\w+) = (.*);/);
    names.set(load, [...(names.get(load) ?? []), name]);
  }
  if (names.size > CONSTANT_REGISTERS) return [[], lines];
  const others = new Map([...names.values()].flatMap(([first, ...rest]) => rest.map((name) => [name, first])));
  const inside = lines.filter((line) => !loaded.includes(line));
  return [
    [...names].map(([load, [name]]) => `const ${name} = ${load};`),
    inside.map((line) => line.replaceAll(/\bk\d+\b/g, (name) => others.get(name) ?? name)),
  ];
}
