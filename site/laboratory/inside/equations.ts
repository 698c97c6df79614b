/** A cell's equations with the numbers of one unit at one step. */
import { precise, short } from "../shared/format.ts";
import { type PicturedLayer, parts, sumsOf, valueBefore } from "./pictured.ts";

export interface Equation {
  /** What is computed, such as `f`. */
  readonly name: string;
  /** The rule in letters. */
  readonly rule: string;
  /** The rule in numbers. */
  readonly numbers: string;
  readonly value: number;
}

/** What the parts of a sum are called. */
export interface SumWords {
  readonly input: string;
  readonly memory: string;
  readonly bias: string;
}

export function equationsOf(layer: PicturedLayer, step: number, unit: number, words: SumWords): Equation[] {
  const value = (name: string) => layer.values[name]![step]![unit]!;
  const at = (name: string) => precise(value(name));
  const equation = (name: string, rule: string, numbers: string): Equation => ({
    name,
    rule,
    numbers,
    value: value(name),
  });
  const sum = (name: string, squash: string) => {
    const { input, memory, bias } = sumsOf(layer, name, step, unit);
    const told = `${words.input} ${short(input)} + ${words.memory} ${short(memory)} + ${words.bias} ${short(bias)}`;
    return `${squash}(${told})`;
  };
  const gates = parts[layer.kind].gates.map((name) => equation(name, `σ(x W + h U + b)`, sum(name, "σ")));
  if (layer.kind === "simpleRNN") return [equation("h", "tanh(x W + h U + b)", sum("h", "tanh"))];
  const before = precise(valueBefore(layer, layer.kind === "lstm" ? "c" : "h", step, unit));
  if (layer.kind === "gru") {
    const stays = `${at("z")} · ${before} + ${precise(1 - value("z"))} · ${at("candidate")}`;
    return [
      ...gates,
      equation("candidate", "tanh(x W + r · (h U + b′) + b)", sum("candidate", "tanh")),
      equation("h", "z · h + (1 − z) · candidate", stays),
    ];
  }
  return [
    ...gates,
    equation("g", "tanh(x W + h U + b)", sum("g", "tanh")),
    equation("c", "f · c + i · g", `${at("f")} · ${before} + ${at("i")} · ${at("g")}`),
    equation("h", "o · tanh(c)", `${at("o")} · tanh(${at("c")})`),
  ];
}
