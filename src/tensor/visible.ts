/** Text that comes from data, made fit for terminals and logs. */

/**
 * The text with its control characters shown by their codes (`\u001b`), newlines and tabs left as they are: a terminal obeys
 * nothing that a name, a label or a generated text holds.
 */
export function visible(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, code);
}

/** The same on one line: newlines are shown as well. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll("\n", "\\n");
}

const code = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
