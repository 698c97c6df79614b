/** The command line of the bench. */
import { parseArgs } from "node:util";
import { pages } from "./browser.js";
import { gates, shapeName, shapes } from "./cases.js";
import { peers } from "./peers.js";

export const works = ["forward", "train", "step", "fit", "models", "growth", "start"];

/** What pages do. */
const worksOfPages = ["forward", "train", "step"];

export const usage = `npm run bench -- [options]

  --browser          pages of Chromium: Recurve, ONNX Runtime Web and TensorFlow.js
  --quick            one LSTM, three shapes, Recurve and the native systems, in less than three minutes
  --only LIST        cells: ${Object.keys(gates).join(", ")}
  --work LIST        ${works.join(", ")}
  --shapes LIST      ${shapes.map((shape) => shapeName(shape).replaceAll(" ", "")).join(", ")}
  --threads LIST     1, 2, ... (default: 1, 2)
  --node LIST        major versions, or paths of programs (default: this one and 26)
  --clock cpu        counts what a system's process computes in place of the time that passes, on a machine that others use: one thread
  --systems LIST     ${peers.map(({ id }) => id).join(", ")}
  --json FILE        writes the results
  --from FILE        reads results instead of measuring
  --report FOLDER    draws the charts into FOLDER and writes the tables into the pages between their markers
  --against FILE     tells what is slower than in an earlier run, beyond its spread
`;

/** Reads the arguments; throws an Error that says what is wrong. */
export function readOptions(args) {
  const text = { type: "string" };
  const flag = { type: "boolean" };
  const { values } = parseArgs({
    args,
    options: {
      ...{ quick: flag, help: flag, only: text, work: text, shapes: text, threads: text, node: text, systems: text },
      ...{ browser: flag, clock: text, json: text, from: text, report: text, against: text },
    },
  });
  const list = (name, allowed, read = (word) => word) => {
    const words = values[name]?.split(",").map((word) => read(word.trim()));
    for (const word of words ?? [])
      if (allowed && !allowed.includes(word)) throw new Error(`--${name} knows ${allowed.join(", ")}; not ${word}.`);
    return words;
  };
  const compact = (shape) => shapeName(shape).replaceAll(" ", "");
  const named = list("shapes", shapes.map(compact), (word) => word.toUpperCase().replaceAll(/[^BTDH0-9]/g, ""));
  const { quick, browser, clock = "wall" } = values;
  if (clock !== "wall" && clock !== "cpu") throw new Error(`--clock knows wall, cpu; not ${clock}.`);
  // what several threads compute says nothing of how long it takes
  const threads = list("threads", undefined, Number) ?? (quick || clock === "cpu" ? [1] : [1, 2]);
  if (clock === "cpu" && threads.some((count) => count !== 1)) throw new Error("--clock cpu measures one thread.");
  const quickShapes = ["B1T1D64H128", "B32T20D8H32", "B32T100D64H128"];
  const chosen = named ?? (quick ? quickShapes : shapes.map(compact));
  return {
    ...values,
    pace: quick ? "quick" : "full",
    cells: list("only", Object.keys(gates)) ?? (quick ? ["lstm"] : Object.keys(gates)),
    works:
      list("work", browser ? worksOfPages : works) ??
      (browser ? worksOfPages : quick ? ["forward", "train", "step", "fit", "start"] : works),
    shapes: shapes.filter((shape) => chosen.includes(compact(shape))),
    threads,
    nodes: list("node") ?? defaultNodes(quick),
    systems:
      list(
        "systems",
        (browser ? pages : peers).map(({ id }) => id),
      ) ?? (quick && !browser ? ["recurve", "onnx-node", "pytorch", "keras", "tfjs-wasm"] : undefined),
  };
}

function defaultNodes(quick) {
  const own = process.versions.node.split(".")[0];
  return quick ? [own] : [...new Set([own, "26"])];
}
