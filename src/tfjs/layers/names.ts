/** The names that TensorFlow.js gives what has none: a count over the whole program, for each class. */

const counts = new Map<string, number>();

/** The next name with this beginning: "Dense1", "Dense2", ... */
export function nextName(prefix: string): string {
  const count = (counts.get(prefix) ?? 0) + 1;
  counts.set(prefix, count);
  return prefix + count;
}

/** A class's name in snake_case, as TensorFlow.js writes it. */
export function snakeName(name: string): string {
  const snake = name
    .replace(/(.)([A-Z][a-z0-9]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
  return snake.startsWith("_") ? `private${snake}` : snake;
}

/** The default name of a layer of this class, such as "dense_Dense1". */
export const layerName = (className: string) => `${snakeName(className)}_${nextName(className)}`;
