/**
 * Draws what the start page shows, for the READMEs: `node site/scripts/draw-start-page.js` writes docs/site.svg. The network is that of
 * the start page (site/scripts/train-writers.js), and so are its text and its memory.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadModel, Random, tasks, text } from "../../dist/node/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [prompt, temperature, seed] = ["On the sea ", 0.6, 4];
const [COLUMNS, ROWS, COLUMN, ROW] = [44, 24, 17, 6];
/** From purple, below zero, over nothing to orange. */
const colours = ["#542788", "#8073ac", "#b2abd2", "#d8daeb", "#f7f7f5", "#fee0b6", "#fdb863", "#e08214", "#b35806"];

const model = await loadModel(readFileSync(`${root}/site/generated/writers/novel.keras`));
const { vocabulary, ...writer } = tasks.LanguageModel.from(model);
const stepper = writer.model.stream();
const random = new Random(seed);
const read = [...vocabulary.encode(`\n${prompt}`)].slice(-prompt.length - 1);
const written = [];
for (let id = read.shift(); written.length <= COLUMNS + 60; ) {
  const probabilities = vocabulary.writable(stepper.step([id]));
  written.push({ character: vocabulary.decode([id]), memory: stepper.states[0].dataSync() });
  id = read.shift() ?? text.sample(probabilities, { temperature, topP: 0.95 }, random);
}
const letters = written.slice(1);
const shown = letters.slice(0, COLUMNS);

const plain = (each) => each.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const cells = colours.map(() => "");
shown.forEach(({ memory }, column) => {
  for (let row = 0; row < ROWS; row++) {
    const step = Math.round(((Math.max(-0.9, Math.min(0.9, memory[row])) / 0.9 + 1) / 2) * (colours.length - 1));
    cells[step] += `M${24 + column * COLUMN} ${128 + row * ROW}h${COLUMN - 1}v${ROW - 1}h${1 - COLUMN}z`;
  }
});
const line = plain(letters.map(({ character }) => character.replace("\n", " ")).join(""));
const width = 48 + COLUMNS * COLUMN;
const height = 128 + ROWS * ROW + 44;
writeFileSync(
  `${root}/docs/site.svg`,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"><title>An LSTM writes: its text, and its memory at each letter</title>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="12" fill="#fff" stroke="#d9dde3"/>
<g fill="#24292f"><text x="24" y="36" font-family="ui-monospace,Menlo,Consolas,monospace" font-size="13">for (const piece of writer.generate({ prompt: "${prompt}", temperature: ${temperature} })) show(piece);</text>
<text x="24" y="74" font-family="Georgia,serif" font-size="20"><tspan fill="#1f5fa8">${line.slice(0, prompt.length)}</tspan>${line.slice(prompt.length, 78)}</text>
<g font-family="system-ui,sans-serif" font-size="13" text-anchor="middle">${shown.map(({ character }, i) => `<text x="${24 + COLUMN * (i + 0.5)}" y="118">${plain(character.trim())}</text>`).join("")}</g>
<text x="24" y="${height - 16}" font-family="system-ui,sans-serif" font-size="13" fill="#57606a">The memory of an LSTM: a column for each letter it has read, a row for each unit; orange above zero, purple below.</text></g>
${cells.map((path, i) => (path ? `<path fill="${colours[i]}" d="${path}"/>` : "")).join("\n")}
</svg>
`,
);
