/** Text from data, made safe for terminals and logs. */

/**
 * The text with its control characters shown as codes (`\u001b`), except newlines and tabs: names, labels and generated
 * texts cannot control the terminal.
 */
export function visible(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, code);
}

/** The same on one line: newlines are shown as well. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll("\n", "\\n");
}

const code = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
