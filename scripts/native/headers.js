/**
 * Writes the declarations of the kernels for the C sources of native/, from the same source as the library's
 * kernels.generated.ts: native/generated/kernels.h, the blocks, the codes and the functions' types, and
 * native/generated/table.h, how each that exists in C is called with a list of numbers, its memory checked first.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contractOf, declarations } from "../kernels/signatures.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const described = join(root, "src/backend/wasm/kernels");
export const kernelFolder = join(root, "native/src/kernels");
const output = join(root, "native/generated");

/** C's types for AssemblyScript's; a block is passed by its address. */
const types = { i32: "int32_t", u32: "uint32_t", f32: "float", f64: "double", void: "void" };
const typeOf = (type) => types[type] ?? "Address";
/** How a number of the list becomes an argument. */
const readers = { i32: "(int32_t)integer", f32: "(float)", f64: "" };
const readerOf = (type) => readers[type] ?? "integer";

/** Writes both headers. */
export function writeHeaders() {
  const declared = declarations(
    Object.fromEntries(readdirSync(described).map((name) => [name, readFileSync(join(described, name), "utf8")])),
  );
  const files = readdirSync(kernelFolder)
    .filter((name) => name.endsWith(".c"))
    .sort();
  const texts = files.map((name) => readFileSync(join(kernelFolder, name), "utf8"));
  const written = texts.flatMap((text) => [...text.matchAll(/^KERNEL \w+ (\w+)\(/gm)].map(([, name]) => name));
  const kernels = written.map((name) => declared.kernels.find((kernel) => kernel.name === name) ?? unknown(name));
  mkdirSync(output, { recursive: true });
  writeFileSync(join(output, "kernels.h"), declarationsFile(declared, kernels));
  writeFileSync(join(output, "table.h"), tableFile(files, kernels));
}

function unknown(name) {
  throw new Error(`native/src/kernels defines ${name}, which is no kernel of src/backend/wasm/kernels/index.ts.`);
}

/** A field; `size0`, `size1` and `size2` are one array in C. */
function fieldOf({ name, type }, _, fields) {
  const array = name.replace(/\d$/, "");
  const length = fields.filter((field) => field.name.replace(/\d$/, "") === array).length;
  if (length === 1) return `  ${typeOf(type)} ${name};\n`;
  return name.endsWith("0") ? `  ${typeOf(type)} ${array}[${length}];\n` : "";
}

const NOTE = "// Written by scripts/native/headers.js from the declarations in src/backend/wasm/kernels.\n";

function declarationsFile(declared, kernels) {
  const block = ({ name, fields }) => `typedef struct {\n${fields.map(fieldOf).join("")}} ${name};\n`;
  const codes = ({ rows }) => `enum { ${rows.map(({ constant }) => constant).join(", ")} };\n`;
  const prototype = ({ name, parameters, type }) =>
    `KERNEL ${typeOf(type)} ${name}(char *memory${listed(parameters, ({ type, name }) => `${typeOf(type)} ${name}`)});\n`;
  return `${NOTE}#pragma once
#include <stdint.h>

#define RECURVE_CONTRACT "${contractOf(declared)}"
#define KERNEL static

/** A place in the kernels' memory, in bytes from its begin. */
typedef uint32_t Address;

${declared.blocks.map(block).join("\n")}
${declared.tables.map(codes).join("")}
${kernels.map(prototype).join("")}`;
}

function tableFile(files, kernels) {
  const call = ({ name, parameters, type }) => {
    const names = parameters.map((_, i) => `, argument${i}`).join("");
    const run = `${name}(memory${names})`;
    const declared = parameters.map(
      ({ type }, i) => `  const ${typeOf(type)} argument${i} = ${readerOf(type)}(numbers[${i + 2}]);\n`,
    );
    return `static int call_${name}(char *memory, double *numbers) {
${declared.join("")}  Bounds bounds = boundsOf(memory, numbers[0]);
  bounds_${name}(&bounds${names});
  if (!inside(&bounds)) return 0;
  ${type === "void" ? run : `numbers[1] = ${run}`};
  leave(&bounds);
  return 1;
}
`;
  };
  return `${NOTE}${files.map((name) => `#include "../src/kernels/${name}"\n`).join("")}
${kernels.map(call).join("\n")}
static const Kernel table[] = {
${kernels.map(({ name }) => `    {"${name}", call_${name}},\n`).join("")}};
`;
}

const listed = (parameters, print) => parameters.map((parameter) => `, ${print(parameter)}`).join("");
