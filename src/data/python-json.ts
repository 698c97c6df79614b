/** JSON as Python reads and writes it: with NaN, Infinity and -Infinity as numbers. */

/** Stands for NaN in a text that JavaScript can parse. */
const NAN = "\u0000NaN";

/**
 * The value that a JSON text holds.
 * @param nan what NaN becomes
 * @throws SyntaxError, that of JSON.parse for the text as it is
 */
export function parsePythonJson(text: string, nan: number | null = Number.NaN): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    // JavaScript reads 1e999 as Infinity
    const plain = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (part) => {
      if (part.startsWith('"')) return part;
      return part.endsWith("Infinity") ? part.replace("Infinity", "1e999") : JSON.stringify(nan === null ? null : NAN);
    });
    try {
      return nan === null ? JSON.parse(plain) : JSON.parse(plain, (_, value) => (value === NAN ? nan : value));
    } catch {
      // the first error is more informative
      throw error;
    }
  }
}
