/** The numbers that training and evaluation return. */

/** Numbers by name: `loss` and the metrics. */
export type Logs = Record<string, number>;

/** As in Keras, the numbers of an epoch are in alphabetical order. */
export function sortedLogs(logs: Logs): Logs {
  return Object.fromEntries(Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The numbers of a validation as part of an epoch's, with the prefix `val_`. */
export function validationLogs(logs: Logs): Logs {
  return Object.fromEntries(Object.entries(sortedLogs(logs)).map(([name, value]) => [`val_${name}`, value]));
}
