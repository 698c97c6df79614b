/**
 * VitePress's search box calls itself a button, and has links inside of options: screen readers announce neither. Its
 * template is changed while the site is made: a dialog with a field and, below it, the links as options.
 */
import type { Plugin } from "vite";

const changes: readonly (readonly [from: RegExp, to: string])[] = [
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

export const searchBox: Plugin = {
  name: "search-box",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith("/VPLocalSearchBox.vue")) return undefined;
    return changes.reduce((changed, [from, to]) => {
      const next = changed.replace(from, to);
      if (next === changed) throw new Error(`VitePress's search box has changed: ${from} is not in it`);
      return next;
    }, code);
  },
};
