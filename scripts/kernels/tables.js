/**
 * Tables in the kernels' descriptions: `const unary = { tanh: [tanh(x), 1 - y * y], ... }` lists expressions by name. A name's place is its
 * code, which the description knows as a constant, `TANH`; `return unary[code][0];` gives the expression of that code.
 */
import ts from "typescript";

const constantOf = (name) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();

/** The table that a statement declares, as `{ name, rows: [{ name, constant, values }] }`; undefined where it declares none. */
export function tableIn(statement) {
  if (!ts.isVariableStatement(statement)) return undefined;
  const [{ name, initializer }] = statement.declarationList.declarations;
  if (!initializer || !ts.isObjectLiteralExpression(initializer)) return undefined;
  const rows = initializer.properties.map(({ name, initializer: { elements } }) => ({
    name: name.text,
    constant: constantOf(name.text),
    values: elements,
  }));
  return { name: name.text, rows };
}

/** The codes of a table as constants. */
export const constantsOf = ({ rows }) =>
  rows.map(({ constant }, code) => `export const ${constant} = ${code};`).join("\n");

/** What `return table[code][column]` returns, as `{ rows, code, column }`; undefined for another statement. */
export function choiceIn(statement, tables) {
  const { expression } = statement;
  if (!expression || !ts.isElementAccessExpression(expression) || !ts.isElementAccessExpression(expression.expression))
    return undefined;
  const table = tables.get(expression.expression.expression.getText());
  return {
    ...table,
    code: expression.expression.argumentExpression,
    column: Number(expression.argumentExpression.text),
  };
}

/** A switch over the codes of a table; the last one needs no case. */
export function switchOver({ rows, column }, code, print) {
  const returns = rows.map(({ constant, values }, i) => {
    const head = i === rows.length - 1 ? "default" : `case ${constant}`;
    return `    ${head}: return ${print(values[column])};\n`;
  });
  return `switch (${code}) {\n${returns.join("")}  }`;
}
