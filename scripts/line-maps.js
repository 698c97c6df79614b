/** Source maps that find lines, not columns: a fifth of the bytes, and traces of calls name lines all the same. */

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The map, a JSON text, with one place for each line of a source that a line of the output comes from. */
export function lineMap(text) {
  const { mappings, ...rest } = JSON.parse(text);
  /** Where the last place lies that was read, and that was written: source, line, column. */
  const [read, written] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  const lines = mappings.split(";").map((line) => {
    const kept = [];
    let [at, keptAt] = [0, 0];
    let place = "";
    for (const segment of line.split(",")) {
      const [column, ...moves] = numbersOf(segment);
      if (column === undefined) continue;
      at += column;
      for (const i of read.keys()) read[i] += moves[i] ?? 0;
      if (moves.length === 0 || place === `${read[0]}:${read[1]}`) continue;
      place = `${read[0]}:${read[1]}`;
      kept.push([at - keptAt, ...read.map((value, i) => value - written[i])].map(digitsOf).join(""));
      keptAt = at;
      read.forEach((value, i) => {
        written[i] = value;
      });
    }
    return kept.join(",");
  });
  return JSON.stringify({ ...rest, names: [], mappings: lines.join(";") });
}

/** Numbers of a segment: five bits a digit, least first, a sixth where more follow; the lowest bit of a number is its sign. */
function numbersOf(segment) {
  const numbers = [];
  let [value, shift] = [0, 0];
  for (const digit of segment) {
    const bits = digits.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}

function digitsOf(number) {
  let left = number < 0 ? (-number << 1) | 1 : number << 1;
  let text = "";
  do {
    const more = left > 31 ? 32 : 0;
    text += digits[(left & 31) | more];
    left >>= 5;
  } while (left > 0);
  return text;
}
