/** Which nodes of a description are vectors, elements and assignments, and how vectors side by side are written. */
import ts from "typescript";

export const OPERATORS = new Map(
  Object.entries({
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "div",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
    "==": "eq",
    "!=": "ne",
  }),
);
/** Functions of AssemblyScript that return vectors; functions that take only vectors. */
export const GIVES_VECTOR = /^(v128|[fi]\d+x\d+)\.(?!extract|store|any_true|all_true|bitmask)/;
export const TAKES_VECTORS = /^(f32x4\.(?!splat|convert|demote|extract|replace)|v128\.(and|andnot|or|xor|bitselect)$)/;
/** Stands in an expression for what differs between vectors side by side. */
export const HALF = "§";
/** A text for each of `count` vectors, or once where they do not differ. */
export const sides = (text, count) =>
  text.includes(HALF)
    ? Array.from({ length: count }, (_, i) => text.replaceAll(`${HALF}16`, i ? `, ${16 * i}` : "").replaceAll(HALF, i))
    : [text];

export const isAssignment = (node) =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
export const isElement = (node) => ts.isElementAccessExpression(node);
export const isVectorType = (type) => type?.getText() === "v128";
export const returnsVector = (declaration) => isVectorType(declaration?.type);
export const functionAround = (node) => (ts.isFunctionDeclaration(node) ? node : functionAround(node.parent));
/** The name of a value that was given one: that of each vector, or of all. */
export const nameFor = (value, name) => (value.includes(HALF) ? `${name}${HALF}` : name);
