/** Types as TypeScript writes them. `print` gives the parts, so that a page can link the names among them. */

/** @param names the meaning of an id @param write makes text of a name and the id behind it */
export function typePrinter(names, write) {
  const list = (types, between = ", ") => types.map(print).join(between);
  const simple = (type) =>
    ["union", "conditional", "reflection", "intersection", "typeOperator"].includes(type.type)
      ? `(${print(type)})`
      : print(type);
  const printers = {
    intrinsic: ({ name }) => write(name),
    literal: ({ value }) => write(JSON.stringify(value)),
    reference: (type) => reference(type),
    union: ({ types }) =>
      list(
        types.filter((each) => each.name !== "undefined"),
        write(" | "),
      ),
    intersection: ({ types }) =>
      list(
        types.filter((each) => each.name !== "object"),
        write(" & "),
      ),
    array: ({ elementType }) => `${simple(elementType)}${write("[]")}`,
    tuple: ({ elements = [] }) => `${write("[")}${list(elements)}${write("]")}`,
    namedTupleMember: ({ name, element }) => `${write(`${name}: `)}${print(element)}`,
    optional: ({ elementType }) => `${print(elementType)}${write("?")}`,
    rest: ({ elementType }) => `${write("...")}${print(elementType)}`,
    typeOperator: ({ operator, target }) => `${write(`${operator} `)}${simple(target)}`,
    query: ({ queryType }) => `${write("typeof ")}${print(queryType)}`,
    indexedAccess: ({ objectType, indexType }) => `${print(objectType)}${write("[")}${print(indexType)}${write("]")}`,
    predicate: ({ name, targetType }) => `${write(`${name} is `)}${print(targetType)}`,
    reflection: ({ declaration }) => object(declaration),
    conditional: ({ checkType, extendsType, trueType, falseType }) =>
      `${print(checkType)}${write(" extends ")}${print(extendsType)}${write(" ? ")}${print(trueType)}${write(" : ")}${print(falseType)}`,
    mapped: ({ parameter, parameterType, templateType }) =>
      `${write(`{ [${parameter} in `)}${print(parameterType)}${write("]: ")}${print(templateType)}${write(" }")}`,
    templateLiteral: ({ head, tail }) =>
      `${write(`\`${head}`)}${tail.map(([type, text]) => `${write("${")}${print(type)}${write(`}${text}`)}`).join("")}${write("`")}`,
    inferred: ({ name }) => write(`infer ${name}`),
    unknown: ({ name }) => write(name),
  };

  function print(type) {
    const printer = printers[type.type];
    if (!printer) throw new Error(`no way to write a type "${type.type}"`);
    return printer(type);
  }

  function reference({ name, target, typeArguments = [] }) {
    const found = names.byId.get(target);
    // what a caller gives is told by the bound; what is worked out from it is not for readers
    if (found?.variant === "typeParam") return found.type ? print(found.type) : write(name);
    const plain = typeArguments.filter((each) => !worksOut(each));
    const kept = plain.length === typeArguments.length ? plain : [];
    const shown = kept.length > 0 ? `${write("<")}${list(kept)}${write(">")}` : "";
    return `${write(name, typeof target === "number" ? target : undefined)}${shown}`;
  }

  const worksOut = (type) =>
    type.type === "conditional" ||
    names.byId.get(type.target)?.variant === "typeParam" ||
    (type.typeArguments ?? []).some(worksOut) ||
    (type.type === "reference" && typeof type.target !== "number" && type.package === "recurve");

  function object({ signatures, children, indexSignatures }) {
    if (signatures) return `${parameters(signatures[0])}${write(" => ")}${print(signatures[0].type)}`;
    const fields = (children ?? []).map(
      (each) =>
        `${write(`${each.name}${each.flags.isOptional ? "?" : ""}: `)}${print(each.type ?? each.signatures[0].type)}`,
    );
    const open = (indexSignatures ?? []).map(
      (each) => `${write("[key: ")}${print(each.parameters[0].type)}${write("]: ")}${print(each.type)}`,
    );
    return `${write("{ ")}${[...fields, ...open].join(write("; "))}${write(" }")}`;
  }

  function parameters({ parameters: all = [] }) {
    const shown = all.map(({ name, flags, type, defaultValue }) => {
      const isOptional = flags.isOptional || defaultValue !== undefined;
      return `${write(`${flags.isRest ? "..." : ""}${name === "__namedParameters" ? "options" : name}${isOptional ? "?" : ""}: `)}${print(type)}`;
    });
    return `${write("(")}${shown.join(write(", "))}${write(")")}`;
  }

  /** `name(x: Tensor): Tensor`. */
  const signature = (name, each) => `${write(name)}${parameters(each)}${write(": ")}${print(each.type)}`;
  return { print, signature };
}
