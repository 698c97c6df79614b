/** The menu of versions: this one, its changes, and earlier ones, each a folder beside this site's (site/versions.json). */
import { readFileSync } from "node:fs";
import type { DefaultTheme } from "vitepress";

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

export function versions(language: "en" | "zh"): DefaultTheme.NavItemWithChildren {
  const { version } = read("../../package.json") as { version: string };
  const earlier = read("../versions.json") as { version: string; address: string }[];
  const changes = { en: "Changes", zh: "更新记录" }[language];
  return {
    text: version,
    items: [
      { text: changes, link: "https://github.com/recurve-ml/recurve/blob/main/CHANGELOG.md" },
      ...earlier.map((each) => ({ text: each.version, link: each.address, target: "_self" })),
    ],
  };
}
