/**
 * Some of VitePress's templates are changed while the site is made. Its search box calls itself a button, and has links inside of
 * options, and screen readers announce neither: it becomes a dialog with a field and, below it, the links as options. The headings of
 * the menu call themselves buttons, which the keyboard reaches, where they do nothing.
 */
import type { Plugin } from "vite";

type Changes = readonly (readonly [from: RegExp, to: string])[];

const searchBox: Changes = [
  [
    /role="button"\s+:aria-owns="[^"]*"\s+aria-expanded="true"\s+aria-haspopup="listbox"/,
    'role="dialog" aria-modal="true"',
  ],
  [/aria-autocomplete="both"/, 'role="combobox" aria-autocomplete="list" :aria-expanded="results.length > 0"'],
  [
    /(:key="p\.id")\s+:id="'localsearch-item-' \+ index"\s+:aria-selected="([^"]*)"\s+role="option"(\s*>\s*<a)/,
    `$1 role="presentation"$3 :id="'localsearch-item-' + index" :aria-selected="$2" role="option"`,
  ],
  // the content of an option is its name
  [/:aria-label="\[\.\.\.p\.titles, p\.title\]\.join\(' > '\)"/, ""],
  [/<span class="title-icon">/, '<span class="title-icon" aria-hidden="true">'],
  [/<kbd :aria-label/g, '<kbd role="img" :aria-label'],
];

const menu: Changes = [
  [/:role="itemRole"/, ':role="collapsible ? itemRole : undefined"'],
  [/:tabindex="item\.items && 0"/, ':tabindex="collapsible && item.items ? 0 : undefined"'],
];

const changed: Readonly<Record<string, Changes>> = { VPLocalSearchBox: searchBox, VPSidebarItem: menu };

/** The name of a template of VitePress's theme, by the path of its file. */
export const templateOf = (path: string): string | undefined =>
  /theme-default\/components\/(\w+)\.vue$/.exec(path)?.[1];

export const templates: Plugin = {
  name: "templates",
  enforce: "pre",
  transform(code, id) {
    const name = templateOf(id);
    if (!name || !Object.hasOwn(changed, name)) return undefined;
    return changed[name]!.reduce((before, [from, to]) => {
      const next = before.replace(from, to);
      if (next === before) throw new Error(`VitePress's ${name} has changed: ${from} is not in it`);
      return next;
    }, code);
  },
};
