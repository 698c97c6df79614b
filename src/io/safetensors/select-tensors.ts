/** The tensors of a file selected by `only` and `skip`, and their names by `map`. */
import { ConfigError, FormatError, isA, shown } from "../../tensor/index.ts";
import type { LoadWeightsOptions, NameFilter } from "../format.ts";

/** What parts a name: PyTorch's modules, or the layers of Keras's paths. */
export type Separator = "." | "/";

interface Matcher {
  readonly given: unknown;
  accepts(name: string): boolean;
}

/** The selection by `only` and `skip`. */
export interface Selection<T> {
  readonly tensors: ReadonlyMap<string, T>;
  /** Whether a weight of the model keeps its value. */
  isSkipped(name: string): boolean;
}

/**
 * The selected tensors of a file, and the weights.
 * @param weights the model's own names
 * @throws FormatError for a filter that selects no name
 */
export function select<T>(
  tensors: ReadonlyMap<string, T>,
  weights: readonly string[],
  { only, skip }: Pick<LoadWeightsOptions, "only" | "skip">,
): Selection<T> {
  const names = [...tensors.keys()];
  const wanted = matchersOf("only", only);
  const skipped = matchersOf("skip", skip);
  checkMeant("only", wanted, names);
  checkMeant("skip", skipped, [...names, ...weights]);
  const among = (matchers: readonly Matcher[], name: string) => matchers.some((each) => each.accepts(name));
  const isSkipped = (name: string) => among(skipped, name);
  const isKept = ([name]: [string, T]) => (only === undefined || among(wanted, name)) && !isSkipped(name);
  return { tensors: new Map([...tensors].filter(isKept)), isSkipped };
}

function matchersOf(option: string, filters: LoadWeightsOptions["only"] = []): Matcher[] {
  return [filters].flat().map((given) => ({ given, accepts: testOf(option, given) }));
}

function testOf(option: string, filter: NameFilter): (name: string) => boolean {
  if (isA("RegExp", filter)) return (name) => name.search(filter) >= 0;
  if (typeof filter === "string") {
    const path = filter.replace(/[./]$/, "").replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&");
    const pattern = new RegExp(`^${path.replaceAll("*", "[^]*")}(?:[./]|$)`);
    return (name) => pattern.test(name);
  }
  return (name) => {
    const answer: unknown = filter(name);
    if (typeof answer === "boolean") return answer;
    throw new ConfigError({
      what: `The function of ${option} does not say whether "${name}" is meant.`,
      expected: "true or false",
      received: shown(answer),
    });
  };
}

function checkMeant(option: string, matchers: readonly Matcher[], names: readonly string[]): void {
  const idle = matchers.find(({ accepts }) => !names.some(accepts));
  if (idle)
    throw unknownNames(
      `The option ${option} means no tensor of the file.`,
      names,
      isA("RegExp", idle.given) ? String(idle.given) : shown(idle.given),
    );
}

/** The entries of a map; every one begins a name of the file. @throws FormatError for any other */
export function checkMapped(
  from: readonly string[],
  names: readonly string[],
  separator: Separator,
  what: string,
): void {
  const unknown = from.find((path) => !names.some((name) => below(name, path, separator) !== undefined));
  if (unknown !== undefined) throw unknownNames(what, names, `"${unknown}"`);
}

/** How many names a message shows; a checkpoint has hundreds. */
const SHOWN = 20;

function unknownNames(what: string, names: readonly string[], received: string): FormatError {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  const some = names.slice(0, SHOWN).map((name) => `"${name}"`);
  const expected = names.length > 0 ? `one of ${some.join(", ")}${more}` : "nothing: no tensor is left";
  return new FormatError({ what, expected, received });
}

/** What follows a path in a name that it begins: "" for the path itself, undefined for a name elsewhere. */
function below(name: string, path: string, separator: Separator): string | undefined {
  if (name === path) return "";
  if (path === "") return name;
  return name.startsWith(path + separator) ? name.slice(path.length + 1) : undefined;
}

/** A path and what follows it, either of which may be empty. */
export const joinPath = (path: string, rest: string, separator: Separator): string =>
  path && rest ? `${path}${separator}${rest}` : path || rest;

/** A name with its beginning replaced, by the longest entry that matches; undefined if none does. */
export function renamed(
  name: string,
  entries: Iterable<readonly [from: string, to: string]>,
  separator: Separator,
): string | undefined {
  let longest = -1;
  let result: string | undefined;
  for (const [from, to] of entries) {
    const rest = below(name, from, separator);
    if (rest === undefined || from.length <= longest) continue;
    longest = from.length;
    result = joinPath(to, rest, separator);
  }
  return result;
}

/**
 * Takes what all names of a file begin with from a name, where only then names of the model come out: `module.` of
 * nn.DataParallel, the name of a whole model, the part that `only` chose.
 */
export function withoutShared(
  names: readonly string[],
  isKnown: (name: string) => boolean,
  separator: Separator,
): (name: string) => string {
  const parts = names.map((name) => name.split(separator));
  const shared = parts[0]?.findIndex((part, at) => parts.some((each) => each[at] !== part)) ?? 0;
  const longest = shared < 0 ? parts[0]!.length : shared;
  for (let depth = 0; depth <= longest; depth++) {
    const shorten = (name: string) => name.split(separator).slice(depth).join(separator);
    if (names.some((name) => isKnown(shorten(name)))) return shorten;
  }
  return (name) => name;
}
