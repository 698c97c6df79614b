/** Prints what TypeScript must know of the kernels: their signatures, and the fields of the blocks that they read. */
import ts from "typescript";

/** @param sources the kernels' texts by file name; `index.ts` exports what the library may call */
export function signatures(sources) {
  const files = Object.entries(sources).map(([name, text]) =>
    ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true),
  );
  const statements = files.flatMap((file) => [...file.statements]);
  const functions = new Map(statements.filter(ts.isFunctionDeclaration).map((node) => [node.name.text, node]));
  const exported = files
    .find(({ fileName }) => fileName === "index.ts")
    .statements.filter((node) => ts.isExportDeclaration(node) && node.moduleSpecifier.text !== "./tiles")
    .flatMap(({ exportClause }) => exportClause.elements);
  const lines = exported.map(
    ({ name, propertyName = name }) => `  ${name.text}${signature(functions.get(propertyName.text))};\n`,
  );
  const blocks = statements.filter(ts.isClassDeclaration).map(fieldsOf);
  return `type Address = number;

/** The kernels; src/backend/wasm/kernels tells what they do. Addresses are bytes, everything else counts elements. */
export interface Kernels {
${lines.join("")}}

${blocks.join("\n")}`;
}

function signature({ parameters, type }) {
  const list = parameters.map(({ name, type }) => `${name.text}: ${isNumber(type) ? "number" : "Address"}`);
  return `(${list.join(", ")}): ${type.getText() === "void" ? "void" : "number"}`;
}

const isNumber = (type) => /^[iuf]\d+$/.test(type.getText());

function fieldsOf({ name, members }) {
  const fields = members.map((member) => `"${member.name.text}"`).join(", ");
  return `/** The fields of a ${name.text} in their order in memory, four bytes each. */
export const ${name.text[0].toLowerCase()}${name.text.slice(1)}Fields = [${fields}] as const;
`;
}
