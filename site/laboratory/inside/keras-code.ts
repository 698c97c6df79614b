/** The switches of the page as a program for Keras. */
import { outputNames, statesOf } from "./names.ts";
import { lowerLayer, type Setup } from "./setup.ts";

const classes = { lstm: "LSTM", gru: "GRU", simpleRNN: "SimpleRNN" } as const;

export function kerasCode(setup: Setup): string {
  const { api, data, weights, seed, cell } = setup;
  const isSequential = api === "sequential";
  const starts = !isSequential && setup.start !== 0;
  const lines = ["import numpy as np", `from keras import ${needed(setup).join(", ")}`, ""];
  if (weights === "random") lines.push(`utils.set_random_seed(${seed})`);
  lines.push(`data = np.array([[${data.map((value) => `[${value}]`).join(", ")}]])`);
  if (weights === "ones") lines.push('ones = dict(kernel_initializer="ones", recurrent_initializer="ones")');
  const chain = chainOf(setup);
  const start = `Input((${data.length}, 1))`;
  if (isSequential) {
    lines.push("network = Sequential([", `    ${start},`, ...chain.map((layer) => `    ${layer},`), "])");
  } else {
    lines.push(`x = ${start}`);
    let from = "x";
    for (const [i, layer] of chain.slice(0, -1).entries()) {
      const name = ["below", "lower"][i]!;
      lines.push(`${name} = ${layer}(${from})`);
      from = name;
    }
    if (starts) lines.push(`initial_state = [${startsOf(setup).join(", ")}]`);
    // Keras 3 forgets the mask of its input in a call with initial states, unless it is given
    const isMasked = starts && setup.masking;
    if (isMasked) lines.push("mask = ops.any(ops.not_equal(x, 0.0), axis=-1)");
    const names = outputNames(setup).map(snake);
    lines.push(
      `${names.join(", ")} = ${chain.at(-1)}(${from}${starts ? ", initial_state=initial_state" : ""}${isMasked ? ", mask=mask" : ""})`,
    );
    lines.push(`network = Model(x, ${names.length > 1 ? `[${names.join(", ")}]` : names[0]})`);
  }
  if (cell === "lstm" && setup.forgetBias !== 1) lines.push(...forgetBias(setup));
  const isList = !isSequential && outputNames(setup).length > 1;
  lines.push(isList ? "for each in network.predict(data):\n    print(each)" : "print(network.predict(data))");
  return lines.join("\n");
}

/** What the program imports, in order. */
function needed({ api, weights, start }: Setup): string[] {
  const isSequential = api === "sequential";
  const always = ["Input", isSequential ? "Sequential" : "Model", "layers"];
  return [...always, ...(!isSequential && start !== 0 ? ["ops"] : []), ...(weights === "random" ? ["utils"] : [])];
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function chainOf(setup: Setup): string[] {
  const { masking, stacked } = setup;
  return [
    ...(masking ? ["layers.Masking(mask_value=0.0)"] : []),
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
    String(units),
    ...(returnSequences ? ["return_sequences=True"] : []),
    ...(returnState ? ["return_state=True"] : []),
    ...(goBackwards ? ["go_backwards=True"] : []),
    ...(weights === "ones" ? ["**ones"] : []),
  ];
  const layer = `layers.${classes[cell]}(${options.join(", ")})`;
  if (!bidirectional) return layer;
  const mode = merge === "concat" ? "" : `, merge_mode=${merge === "none" ? "None" : `"${merge}"`}`;
  return `layers.Bidirectional(${layer}${mode})`;
}

const startsOf = ({ cell, bidirectional, units, start }: Setup) =>
  Array.from(
    { length: statesOf[cell].length * (bidirectional ? 2 : 1) },
    () => `ops.full((1, ${units}), ${pythonFloat(start)})`,
  );

const pythonFloat = (value: number) => (Number.isInteger(value) ? `${value}.0` : String(value));

function forgetBias({ units, forgetBias: bias }: Setup): string[] {
  return [
    "for weight in network.weights:",
    '    if weight.path.endswith("bias"):',
    "        # the bias has a block for each gate: i, f, g, o",
    "        value = weight.numpy()",
    `        value[${units}:${2 * units}] = ${bias}`,
    "        weight.assign(value)",
  ];
}
