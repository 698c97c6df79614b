/** Measures cases: outputs are compared first, then the systems take turns, round by round. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { shapeName } from "./cases.js";
import { writeCorpus } from "./corpus.js";
import { writeNumbers } from "./numbers.js";
import { summarize } from "./statistics.js";
import { Overdue } from "./system.js";

/**
 * How far float32 numbers may differ, relative to those above one: outputs of sums in different orders over many steps;
 * outputs after two updates by Adam, which may turn the sign of a vanishing gradient into a step of 0.001; losses of batches (Keras clips an embedding's gradients before it adds up equal ids).
 */
const agreement = { forward: 1e-5, step: 1e-5, train: 1e-3, fit: 2e-3 };

/** First calls that a comparison waits for, each as long as the pace's patience. */
const callsOfCheck = { forward: 1, step: 1, train: 2, fit: 4 };

/** How often and for how many ms; `patience` is what a first call may take, compilation included. */
export const paces = {
  full: { rounds: 5, budget: 120, warm: 200, patience: 10_000, fitRounds: 2, batches: undefined },
  quick: { rounds: 3, budget: 60, warm: 100, patience: 5_000, fitRounds: 1, batches: 10 },
};

/** One row for each work and system: quartiles in milliseconds, or why there are none. */
export class Measurement {
  constructor({ systems, folder, pace, say }) {
    Object.assign(this, { systems, folder, pace, say });
  }

  /** A group of cases that share weights and inputs; see cases.js. */
  async group(group) {
    const numbers = writeNumbers(this.folder, group);
    const kind = group.works.includes("step") ? "step" : "layer";
    return this.run({ ...group, request: { kind, numbers, cell: group.cell, shape: group.shape } });
  }

  /** One epoch of the language model. */
  async fit() {
    const corpus = writeCorpus(this.folder, { batches: this.pace.batches });
    return this.run({ cell: "lstm", shape: undefined, works: ["fit"], request: { kind: "fit", ...corpus } });
  }

  async run({ cell, shape, works, request }) {
    const rows = [];
    const row = (system, work, found) => {
      const { id, threads } = system;
      rows.push({ threads, cell, work, ...(shape ? { shape: shapeName(shape) } : {}), system: id, ...found });
    };
    const ready = [];
    for (const system of this.systems) {
      const { unable, works: offered = [] } = await this.ask(system, { what: "prepare", ...request });
      if (unable) for (const work of works) row(system, work, { left: unable });
      else ready.push({ system, works: works.filter((work) => offered.includes(work)) });
    }
    const gone = new Map();
    for (const work of works) {
      const able = [];
      for (const { system, works: offered } of ready) {
        if (!offered.includes(work)) continue;
        const file = join(this.folder, `${system.id}.out`);
        const { unable } =
          gone.get(system) ?? (await this.ask(system, { what: "check", work, file }, callsOfCheck[work]));
        // a process that has ended has forgotten what it prepared
        if (unable && !system.child) gone.set(system, { unable });
        if (unable) row(system, work, { left: unable });
        else able.push({ system, values: floatsOf(file), times: [] });
      }
      const agreeing = this.compare(able, work, ({ system }, left) => {
        row(system, work, { left });
        this.say(`${system.name} is left out of ${cell} ${work} ${shape ? shapeName(shape) : ""}: ${left}`);
      });
      await this.takeTurns(agreeing, work);
      for (const { system, times, failed } of agreeing) {
        if (failed) row(system, work, { left: failed });
        else row(system, work, summarize(times));
      }
    }
    return rows.sort((a, b) => works.indexOf(a.work) - works.indexOf(b.work));
  }

  /** Those whose values are those of the reference: PyTorch's or Keras's if they are there, else the first one's. */
  compare(able, work, leaveOut) {
    const reference = (
      ["pytorch", "keras"].map((id) => able.find(({ system }) => system.id === id)).find(Boolean) ?? able[0]
    )?.values;
    return able.filter((one) => {
      const off = distance(one.values, reference);
      if (off <= agreement[work]) return true;
      leaveOut(one, `its result differs by ${off.toPrecision(2)}`);
      return false;
    });
  }

  async takeTurns(able, work) {
    const { rounds, fitRounds, budget, warm } = this.pace;
    const count = work === "fit" ? fitRounds : rounds;
    for (let round = 0; round < count; round++) {
      const turn = able.map((_, i) => able[(i + round) % able.length]);
      for (const one of turn) {
        // one whose single call takes seconds has been warmed by the comparison, and one look is enough
        if (one.failed || one.times[0] > 5 * budget + 1000 * (work === "fit")) continue;
        const { times, unable } = await this.ask(one.system, {
          what: "time",
          work,
          budget,
          warm: round === 0 ? warm : 0,
        });
        if (unable) one.failed = unable;
        else one.times.push(...times);
      }
    }
  }

  async ask(system, request, calls) {
    const { patience } = this.pace;
    try {
      return await system.ask(request, calls && calls * patience);
    } catch (error) {
      const unable = error instanceof Overdue && calls ? `over ${patience / 1000} s` : error.message;
      this.say(`${system.name}: ${request.what} ${request.kind ?? request.work}: ${unable}`);
      return { unable };
    }
  }
}

function floatsOf(file) {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** The largest difference, relative to values above one; infinite where anything is not a number or missing. */
function distance(values, reference) {
  if (values.length !== reference.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < values.length; i++) {
    const off = Math.abs(values[i] - reference[i]) / Math.max(1, Math.abs(reference[i]));
    if (!(off <= worst)) worst = Number.isNaN(off) ? Number.POSITIVE_INFINITY : off;
  }
  return worst;
}
