/** Dates as people write them in English, and as ISO 8601: made by rules, seeded. */
export const about = "60,000 dates in many human forms with their ISO form, made by rules";

const months = [
  "January February March April May June".split(" "),
  "July August September October November December".split(" "),
].flat();
const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** Every way of writing a date; `d` has its parts. */
const forms = [
  (d) => `${d.day} ${d.month} ${d.year}`,
  (d) => `${d.day}${d.th} ${d.month} ${d.year}`,
  (d) => `the ${d.day}${d.th} of ${d.month}, ${d.year}`,
  (d) => `${d.month} ${d.day}, ${d.year}`,
  (d) => `${d.month} ${d.day}${d.th}, ${d.year}`,
  (d) => `${d.weekday}, ${d.month} ${d.day}, ${d.year}`,
  (d) => `${d.weekday} ${d.day} ${d.month} ${d.year}`,
  (d) => `${d.short} ${d.day} ${d.year}`,
  (d) => `${d.short}. ${d.day}, ${d.year}`,
  (d) => `${d.day} ${d.short} ${d.year}`,
  (d) => `${d.day}-${d.short}-${d.year}`,
  (d) => `${d.weekday.slice(0, 3)} ${d.day} ${d.short} ${d.year}`,
  (d) => `${d.weekday.slice(0, 3)}, ${d.short} ${d.day}, ${d.year}`,
  (d) => `${d.m}/${d.day}/${d.year}`,
  (d) => `${d.mm}/${d.dd}/${d.year}`,
  (d) => `${d.dd}.${d.mm}.${d.year}`,
  (d) => `${d.day}.${d.m}.${d.year}`,
  (d) => `${d.year}/${d.mm}/${d.dd}`,
  (d) => `${d.year} ${d.month} ${d.day}`,
  (d) => `${d.year}${d.mm}${d.dd}`,
  (d) => `day ${d.day} of month ${d.m}, ${d.year}`,
];

/** Pairs of a human form and its ISO form, one of each date and form at most. */
export function datePairs(count, seed = 1) {
  const random = generator(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const pairs = new Map();
  const [first, last] = [Date.UTC(1850, 0, 1), Date.UTC(2100, 0, 1)];
  while (pairs.size < count) {
    const date = new Date(first + Math.floor(random() * (last - first)));
    const [year, m, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const month = months[m - 1];
    const two = (value) => String(value).padStart(2, "0");
    const th = [11, 12, 13].includes(day) ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th");
    const parts = { year, m, day, month, th, short: month.slice(0, 3), mm: two(m), dd: two(day) };
    const written = pick(forms)({ ...parts, weekday: days[date.getUTCDay()] });
    const text = pick([written, written, written.toLowerCase(), written.toUpperCase()]);
    pairs.set(text, `${year}-${parts.mm}-${parts.dd}`);
  }
  return [...pairs];
}

export function files() {
  const lines = datePairs(60_000).map((pair) => `${pair.join("\t")}\n`);
  return { "dates.tsv": lines.join("") };
}

/** Uniform numbers by a seed (mulberry32). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
