/** The switches of the page as a program for Recurve. */
import { outputNames, statesOf } from "./names.ts";
import { lowerLayer, type Setup } from "./setup.ts";

export function typescriptCode(setup: Setup): string {
  const { api, data, weights, cell, seed } = setup;
  const isSequential = api === "sequential";
  const starts = !isSequential && setup.start !== 0;
  const imports = ["input", "layers", isSequential ? "sequential" : "model", "tensor"];
  const lines = [
    `import { ${imports.join(", ")} } from "recurve";`,
    "",
    `const data = tensor([[${data.map((value) => `[${value}]`).join(", ")}]]);`,
  ];
  if (weights === "ones")
    lines.push('const ones = { kernelInitializer: "ones", recurrentInitializer: "ones" } as const;');
  const chain = chainOf(setup);
  const seeded = weights === "random" ? `, seed: ${seed}` : "";
  if (isSequential) {
    lines.push("const network = sequential({", "  layers: [", `    input({ shape: [${data.length}, 1] }),`);
    lines.push(...chain.map((layer) => `    ${layer},`), `  ]${seeded},`, "});");
  } else {
    const names = outputNames(setup);
    const given = names.length > 1 ? `[${names.join(", ")}]` : names[0]!;
    lines.push(`const x = input({ shape: [${data.length}, 1] });`);
    let from = "x";
    for (const [i, layer] of chain.slice(0, -1).entries()) {
      const name = ["below", "lower"][i]!;
      lines.push(`const ${name} = ${layer}.apply(${from});`);
      from = name;
    }
    if (starts) lines.push(`const initialState = [${startsOf(setup).join(", ")}];`);
    lines.push(`const ${given} = ${chain.at(-1)}.apply(${from}${starts ? ", { initialState }" : ""});`);
    lines.push(`const network = model({ inputs: x, outputs: ${given}${seeded} });`);
  }
  if (cell === "lstm" && setup.forgetBias !== 1) lines.push(...forgetBias(setup));
  if (outputNames(setup).length > 1 && !isSequential)
    lines.push("for (const each of network.predict(data)) each.print();");
  else lines.push("network.predict(data).print();");
  return lines.join("\n");
}

/** The layers in order, the lowest first. */
function chainOf(setup: Setup): string[] {
  const { masking, stacked } = setup;
  return [
    ...(masking ? ["layers.masking({ maskValue: 0 })"] : []),
    ...(stacked ? [layerOf(lowerLayer(setup))] : []),
    layerOf(setup),
  ];
}

function layerOf({
  cell,
  units,
  weights,
  returnSequences,
  returnState,
  goBackwards,
  bidirectional,
  merge,
}: Setup): string {
  const options = [
    `units: ${units}`,
    ...(returnSequences ? ["returnSequences: true"] : []),
    ...(returnState ? ["returnState: true"] : []),
    ...(goBackwards ? ["goBackwards: true"] : []),
    ...(weights === "ones" ? ["...ones"] : []),
  ];
  const layer = `layers.${cell}({ ${options.join(", ")} })`;
  if (!bidirectional) return layer;
  const mode = merge === "concat" ? "" : `, mergeMode: ${merge === "none" ? "null" : `"${merge}"`}`;
  return `layers.bidirectional({ layer: ${layer}${mode} })`;
}

const startsOf = ({ cell, bidirectional, units, start }: Setup) =>
  Array.from(
    { length: statesOf[cell].length * (bidirectional ? 2 : 1) },
    () => `tensor([[${new Array(units).fill(start).join(", ")}]])`,
  );

function forgetBias({ units, forgetBias: bias }: Setup): string[] {
  return [
    "for (const weight of network.weights) {",
    "  // the bias has a block for each gate: i, f, g, o",
    '  if (!weight.path.endsWith("bias")) continue;',
    `  weight.assign(tensor(weight.value.dataSync().fill(${bias}, ${units}, ${2 * units})));`,
    "}",
  ];
}
