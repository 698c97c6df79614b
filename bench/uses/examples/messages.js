/** Pairs of an English message and its translation, from the files .mo of GNU gettext, in which programs keep theirs. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** All pairs of the files of that language in a folder and the folders in it, the first translation of each message, without marks of keys. */
export function readMessages(folder, language) {
  const inside = readdirSync(folder, { recursive: true }).sort();
  const files = inside.filter((name) => name.endsWith(".mo") && name.includes(`${language}/LC_MESSAGES`));
  const found = new Map();
  for (const [message, translation] of files.flatMap((name) => messagesOf(readFileSync(join(folder, name))))) {
    if (!found.has(message)) found.set(message, translation);
  }
  return [...found];
}

function messagesOf(bytes) {
  const text = (at) => {
    const [length, start] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    return bytes.toString("utf8", start, start + length);
  };
  // a context ends with the character 4, a singular with 0
  const bare = (message) => message.split("\u0004").at(-1).split("\0")[0].replace(/[_~&]/g, "").trim();
  const [count, messages, translations] = [8, 12, 16].map((at) => bytes.readUInt32LE(at));
  return Array.from({ length: count }, (_, i) => [text(messages + 8 * i), text(translations + 8 * i)].map(bare));
}
