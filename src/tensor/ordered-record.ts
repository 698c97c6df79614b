/** Records that keep the order of their entries. */

/** A key that JavaScript takes for a position: objects list such keys first, from the smallest on. */
const isPosition = (key: string) => /^(0|[1-9]\d{0,9})$/.test(key);

/**
 * A record that lists its entries in the order given. An object would sort keys such as "71" and "68", so for those it is a
 * proxy.
 */
export function orderedRecord<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const record = Object.fromEntries(entries) as Record<string, T>;
  if (!entries.some(([key]) => isPosition(key))) return record;
  const order = [...new Set(entries.map(([key]) => key))];
  return new Proxy(record, {
    ownKeys: (target) => {
      const now = Reflect.ownKeys(target);
      return [...order.filter((key) => now.includes(key)), ...now.filter((key) => !order.includes(key as string))];
    },
  });
}
