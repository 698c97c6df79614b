/** Deep recurrent Q-learning: a sign is shown once, and at the end of the corridor who remembers it turns the right way. The T-maze of Bakker (2001). After TorchRL's dqn_with_rnn. */
import { data, layers, lossAndGradients, ops, optimizers, Random, sequential } from "recurve";

type Step = { seen: number[]; action: number; reward: number };

/** What was seen so far to the worth of each action: 0 on, 1 left, 2 right. */
export function network({ units = 32 } = {}) {
  const lstm = layers.lstm({ units, returnSequences: true, inputShape: [null, 4], name: "rnn" });
  return sequential([lstm, layers.dense({ units: 3, name: "head" })], { seed: 1 });
}

/** One walk. Seen are the sign (at the first step alone), and the corridor, its end. Walls and the wrong way cost a little. */
function walk(choose: (seen: number[]) => number, corridor: number, sign: number): Step[] {
  const steps: Step[] = [];
  for (let place = 0; steps.length < corridor + 8; ) {
    const shown = steps.length === 0 ? sign : -1;
    const seen = [shown === 0, shown === 1, place < corridor, place === corridor].map(Number);
    const action = choose(seen);
    const [moves, ends] = [place < corridor && action === 0, place === corridor && action > 0];
    steps.push({ seen, action, reward: ends && action - 1 === sign ? 4 : moves ? 0 : -0.1 });
    if (ends) break;
    if (moves) place++;
  }
  return steps;
}

export async function run({ corridor = 10, walks = 2000, units = 32, batch = 32 } = {}) {
  const [random, adam] = [new Random(2), optimizers.adam({ learningRate: 3e-3 })];
  const [q, held] = [network({ units }), network({ units })];
  const stepper = q.stream();
  const replay: Step[][] = [];
  for (let i = 0; i < walks; i++) {
    const chance = 1 - (1.5 * i) / walks;
    const choose = (seen: number[]) => {
      const worths = stepper.step(seen);
      return random.uniform() < chance ? random.integer(3) : worths.indexOf(Math.max(...worths));
    };
    stepper.reset();
    replay.push(walk(choose, corridor, random.integer(2)));
    // whole walks, drawn from all so far; what comes next is judged by a network that is held for 25 updates
    if (i % 25 === 0) held.setWeights(q.getWeights());
    const drawn = Array.from({ length: batch }, () => replay[random.integer(replay.length)]!);
    const pad = (of: (step: Step, t: number, b: number) => number | number[]) => {
      const rows = drawn.map((steps, b) => steps.map((step, t) => of(step, t, b)));
      return data.padSequences(rows, { padding: "post", dtype: "float32" });
    };
    const [x, actions, counts] = [pad(({ seen }) => seen), pad(({ action }) => action), pad(() => 1)];
    const worths = ops.max(held.predict(x), -1).arraySync() as number[][];
    const y = pad(({ reward }, t, b) => reward + (t + 1 < drawn[b]!.length ? 0.98 * worths[b]![t + 1]! : 0));
    const { gradients } = lossAndGradients(q, () => {
      const error = ops.subtract(ops.takeAlongLast(q.apply(x), actions), y);
      return ops.mean(ops.square(ops.multiply(error, counts)));
    });
    adam.applyGradients(gradients);
  }
  const fifth = replay.slice(-Math.floor(walks / 5));
  const right = fifth.filter((steps) => steps.at(-1)!.reward > 0).length / fifth.length;
  console.log(`of the last ${fifth.length} walks, ${(100 * right).toFixed(1)} % turned right`);
  return { right };
}
