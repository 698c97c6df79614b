/** What a mouse draws, said while it moves: a classifier that reads forwards is given each movement. Run it in a terminal. */
import { tasks } from "recurve";

/** A movement: by which angle it turns from the one before, and how long it is. */
type Move = [turn: number, length: number];

/** The movements of a circle or a line as a hand would make them: of any size, either way round, unsteady. */
function draw(shape: string, random: () => number): Move[] {
  const turn = shape === "line" ? 0 : (random() < 0.5 ? -1 : 1) * (0.2 + 0.3 * random());
  const size = 2 + 6 * random();
  return Array.from({ length: 20 + 20 * random() }, () => [
    turn + 0.6 * (random() - 0.5),
    size * (0.7 + 0.6 * random()),
  ]);
}

/** The movements of a mouse over a terminal, which tells its place in letters and lines; Ctrl-C ends them. */
async function* terminalMouse(): AsyncGenerator<Move> {
  if (!process.stdin.isTTY) return;
  process.stdin.setRawMode(true);
  process.stdout.write("Move the mouse over this window; Ctrl-C ends.\n\u001b[?1003h\u001b[?1006h");
  let [x, y, angle] = [0, 0, 0];
  for await (const bytes of process.stdin) {
    if (String(bytes).includes("\u0003")) break;
    for (const [, column, line] of String(bytes).matchAll(/<\d+;(\d+);(\d+)[Mm]/g)) {
      const [right, down] = [Number(column) - x, 2 * Number(line) - y];
      const turned = Math.atan2(down, right) - angle;
      yield [Math.atan2(Math.sin(turned), Math.cos(turned)), Math.hypot(right, down)];
      [x, y, angle] = [x + right, y + down, angle + turned];
    }
  }
  process.stdout.write("\u001b[?1003l\u001b[?1006l\n");
  process.stdin.setRawMode(false);
}

export async function run({ series = 300, epochs = 8, units = 32, moves = terminalMouse() } = {}) {
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  // circles and lines one after the other, so that the network learns where a new one begins
  const drawn = Array.from({ length: series }, () => {
    const shapes = ["circle", "line", "circle"].slice(random() < 0.5 ? 1 : 0);
    return shapes.flatMap((shape) => draw(shape, random).map((move) => ({ shape, move })));
  });
  const samples = drawn.map((all) => all.map(({ move }) => move));
  const labels = drawn.map((all) => all.map(({ shape }) => shape));
  const kind = { classes: ["circle", "line"], features: 2, perStep: true, direction: "forward" } as const;
  const classifier = tasks.classifier({ ...kind, units, seed: 1 });
  const validation = [samples.slice(-40), labels.slice(-40)] as const;
  const plan = { epochs, batchSize: 8, learningRate: 1e-2, validation };
  const { history } = await classifier.fit(samples.slice(0, -40), labels.slice(0, -40), plan);
  const accuracy = Math.max(...history.val_accuracy!);
  console.log(`${(100 * accuracy).toFixed(1)} % of all movements are told right`);
  const [stream, said] = [classifier.stream(), [] as string[]];
  for await (const move of moves) {
    const [best] = stream.step(move);
    said.push(best!.label);
    process.stdout.write(`\r${best!.label} ${(100 * best!.probability).toFixed(0)} %   `);
  }
  return { accuracy, said };
}
