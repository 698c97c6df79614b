/** Where datasets begin: lists, generators, functions, several datasets side by side. */
import { ConfigError } from "../../index.ts";
import { checkOption, takes } from "../../tensor/index.ts";
import { Dataset } from "./dataset.ts";
import { end, LazyIterator, lazily, type Next } from "./iterator.ts";

/** A dataset of the elements of a list. */
export function array<T>(items: readonly T[]): Dataset<T> {
  checkOption("data.array", "items", items, takes.list);
  return new Dataset(() => lazily(items.values()), items.length);
}

/** A dataset of what a generator gives, or an object with `next`; the function is called at the beginning of each pass. */
export function generator<T>(
  begin: () => Iterator<T> | AsyncIterator<T> | Promise<Iterator<T> | AsyncIterator<T>>,
): Dataset<T> {
  checkOption("data.generator", "generator", begin, takes.callable);
  return new Dataset(async () => lazily(await begin()));
}

/** A dataset of what a function gives, without end. */
export function func<T>(f: () => Next<T> | Promise<Next<T>> | T | Promise<T>): Dataset<T> {
  checkOption("data.func", "f", f, takes.callable);
  return new Dataset(
    () =>
      new LazyIterator<T>(async () => {
        const given = (await f()) as Next<T>;
        return typeof given === "object" && given !== null && "done" in given
          ? given
          : { value: given as T, done: false };
      }),
  );
}

/** Datasets in a list or record, at any depth. */
type DatasetContainer = Dataset<any> | readonly DatasetContainer[] | { readonly [name: string]: DatasetContainer };

/** The elements of several datasets side by side, in the form in which the datasets were given; as many as the shortest has. */
export function zip<O = any>(datasets: DatasetContainer): Dataset<O> {
  if (typeof datasets !== "object" || datasets === null || datasets instanceof Dataset) {
    throw new ConfigError({ what: "data.zip takes several datasets.", expected: "a list or a record of datasets" });
  }
  const all = leavesOf(datasets);
  const sizes = all.map(({ size }) => size);
  const size = sizes.includes(null) ? null : Math.min(...(sizes as number[]));
  return new Dataset(async () => {
    const begun = await Promise.all(all.map((each) => each.iterator()));
    return new LazyIterator<O>(async () => {
      const next = await Promise.all(begun.map((each) => each.next()));
      if (next.some(({ done }) => done)) return end;
      let at = 0;
      return { value: shaped(datasets, () => next[at++]!.value) as O, done: false };
    });
  }, size);
}

function leavesOf(container: DatasetContainer): Dataset[] {
  if (container instanceof Dataset) return [container];
  if (typeof container !== "object" || container === null) {
    throw new ConfigError({ what: "data.zip takes datasets.", received: String(container) });
  }
  return Object.values(container).flatMap(leavesOf);
}

function shaped(container: DatasetContainer, next: () => unknown): unknown {
  if (container instanceof Dataset) return next();
  if (Array.isArray(container)) return container.map((each) => shaped(each, next));
  return Object.fromEntries(Object.entries(container).map(([name, each]) => [name, shaped(each, next)]));
}

const noDevice = (name: string) => async (): Promise<never> => {
  throw new ConfigError({
    what: `tf.data.${name} is not there.`,
    hint: "the page's own getUserMedia gives its samples; data.generator makes a dataset of them",
  });
};
/** Not there: the page's own getUserMedia gives sound. */
export const microphone = noDevice("microphone");
/** Not there: the page's own getUserMedia gives pictures. */
export const webcam = noDevice("webcam");
