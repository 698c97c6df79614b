/** A page's state in its address: the same link gives the same picture. */

/** How one part of a state is written in an address. */
export interface Field<T> {
  readonly initial: T;
  /** The value of a text; undefined if it has none. */
  read(text: string): T | undefined;
  write(value: T): string;
}

/** The parts of a state by name. */
export type Fields = Readonly<Record<string, Field<any>>>;

/** The state that fields describe. */
export type StateOf<F extends Fields> = { [K in keyof F]: F[K]["initial"] };

/** One of several words, the first of them at the start. */
export function choice<const T extends string>(...words: readonly [T, ...T[]]): Field<T> {
  return {
    initial: words[0],
    read: (text) => words.find((word) => word === text),
    write: (value) => value,
  };
}

export function flag(initial = false): Field<boolean> {
  return {
    initial,
    read: (text) => ({ "1": true, "0": false })[text],
    write: (value) => (value ? "1" : "0"),
  };
}

/** A number from `least` to `most`. */
export function number(initial: number, least: number, most: number): Field<number> {
  return { initial, read: (text) => numberIn(text, least, most), write: String };
}

/** An integer from `least` to `most`. */
export function integer(initial: number, least: number, most: number): Field<number> {
  const read = (text: string) => {
    const value = numberIn(text, least, most);
    return Number.isInteger(value) ? value : undefined;
  };
  return { initial, read, write: String };
}

/** Numbers with commas between them. */
export function numbers(initial: readonly number[], longest: number, size: number): Field<readonly number[]> {
  const read = (text: string) => readNumbers(text, longest, size);
  return { initial, read, write: (values) => values.join(",") };
}

/** What someone typed as numbers, with commas or spaces between them; undefined when it isn't that. */
export function readNumbers(text: string, longest: number, size: number): number[] | undefined {
  const parts = text.split(/[\s,，、;；]+/).filter((part) => part !== "");
  const values = parts.map((part) => numberIn(part, -size, size));
  if (values.length === 0 || values.length > longest || values.includes(undefined)) return undefined;
  return values as number[];
}

/** A text of at most the given number of characters. */
export function text(initial: string, longest: number): Field<string> {
  return {
    initial,
    read: (given) => (given !== "" && [...given].length <= longest ? given : undefined),
    write: (value) => value,
  };
}

function numberIn(text: string, least: number, most: number): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return value >= least && value <= most ? value : undefined;
}

/** The state at the start. */
export function initialState<F extends Fields>(fields: F): StateOf<F> {
  return Object.fromEntries(Object.entries(fields).map(([name, { initial }]) => [name, initial])) as StateOf<F>;
}

/** The state in an address, and the parts of it that have no meaning here. */
export function readAddress<F extends Fields>(fields: F, query: string): { state: StateOf<F>; refused: string[] } {
  const state: Record<string, unknown> = initialState(fields);
  const refused: string[] = [];
  for (const [name, text] of new URLSearchParams(query)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const value = field?.read(text);
    if (value === undefined) refused.push(`${name}=${text}`);
    else state[name] = value;
  }
  return { state: state as StateOf<F>, refused };
}

/** The query of an address for a state: only what differs from the start. */
export function writeAddress<F extends Fields>(fields: F, state: StateOf<F>): string {
  const query = new URLSearchParams();
  for (const [name, field] of Object.entries(fields)) {
    const written = field.write(state[name]);
    if (written !== field.write(field.initial)) query.set(name, written);
  }
  return query.toString();
}
