/** What the kernels' descriptions declare: their functions, the blocks that they read, and codes; printed for TypeScript here. */
import { createHash } from "node:crypto";
import ts from "typescript";
import { tableIn } from "./tables.js";

/**
 * The kernels that the library may call, as `{ name, parameters: [{ name, type }], type }`, and the blocks that they read, as
 * `{ name, fields: [{ name, type }] }`; types are AssemblyScript's. And the codes of each table, as `{ name, rows: [{ name, constant }] }`.
 * @param sources the kernels' texts by file name; `index.ts` exports what the library may call
 */
export function declarations(sources) {
  const files = Object.entries(sources).map(([name, text]) =>
    ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true),
  );
  const statements = files.flatMap((file) => [...file.statements]);
  const functions = new Map(statements.filter(ts.isFunctionDeclaration).map((node) => [node.name.text, node]));
  const exported = files
    .find(({ fileName }) => fileName === "index.ts")
    .statements.filter((node) => ts.isExportDeclaration(node) && node.moduleSpecifier.text !== "./tiles")
    .flatMap(({ exportClause }) => exportClause.elements);
  const typed = ({ name, type }) => ({ name: name.text, type: type.getText() });
  return {
    kernels: exported.map(({ name, propertyName = name }) => {
      const { parameters, type } = functions.get(propertyName.text);
      return { name: name.text, parameters: parameters.map(typed), type: type.getText() };
    }),
    blocks: statements
      .filter(ts.isClassDeclaration)
      .map(({ name, members }) => ({ name: name.text, fields: members.map(typed) })),
    tables: statements
      .map(tableIn)
      .filter(Boolean)
      .map(({ name, rows }) => ({ name, rows: rows.map(({ name, constant }) => ({ name, constant })) })),
  };
}

/** A digest of what calls, blocks and codes look like: kernels of another one must not be called. */
export function contractOf(declared) {
  return createHash("sha256").update(JSON.stringify(declared)).digest("hex").slice(0, 16);
}

/** The declarations of the kernels for TypeScript. */
export function signatures(sources) {
  const declared = declarations(sources);
  const { kernels, blocks, tables } = declared;
  // those without addresses only tell or set sizes
  const computing = kernels.filter(({ parameters }) => parameters.some(({ type }) => !isNumber(type)));
  return `type Address = number;

/** The kernels; src/backend/wasm/kernels tells what they do. Addresses are bytes, everything else counts elements. */
export interface Kernels {
${kernels.map((kernel) => `  ${kernel.name}${signature(kernel)};\n`).join("")}}

/** The arguments of kernels that compute, by name. */
export interface KernelArguments {
${computing.map(({ name, parameters }) => `  ${name}: { ${typed(parameters, "; ")} };\n`).join("")}}

/** The same in the order in which each takes them. */
export const inOrder: { [K in keyof KernelArguments]: (named: KernelArguments[K]) => number[] } = {
${computing.map((kernel) => `  ${kernel.name}: (named) => [${ordered(kernel)}],\n`).join("")}};

/** Changes with the kernels' arguments, blocks and codes; the add-on \`recurve-native\` must have the same. */
export const kernelContract = "${contractOf(declared)}";

/** Codes by name. */
export const codes = {
${tables.map(({ name, rows }) => `  ${name}: { ${rows.map((row, code) => `${row.name}: ${code}`).join(", ")} },\n`).join("")}};

${blocks.map(fieldsOf).join("\n")}`;
}

const signature = ({ parameters, type }) => `(${typed(parameters, ", ")}): ${type === "void" ? "void" : "number"}`;

const typed = (parameters, between) =>
  parameters.map(({ name, type }) => `${name}: ${isNumber(type) ? "number" : "Address"}`).join(between);

const ordered = ({ parameters }) => parameters.map(({ name }) => `named.${name}`).join(", ");

const isNumber = (type) => /^[iuf]\d+$/.test(type);

function fieldsOf({ name, fields }) {
  const places = fields.map((field, place) => `${field.name}: ${place}`).join(", ");
  return `/** The places of a ${name}'s fields in memory, in words of four bytes. */
export const ${name[0].toLowerCase()}${name.slice(1)}Fields = { ${places} } as const;
`;
}
