/** First and last names by language, each name of one language only. */
import { createRequire } from "node:module";
import { join } from "node:path";

export const about = "names in 18 languages (@faker-js/faker, MIT)";
export const packages = ["@faker-js/faker@10.6.0"];

const languages = {
  Arabic: "ar",
  Chinese: "zh_CN",
  Croatian: "hr",
  Czech: "cs_CZ",
  Dutch: "nl",
  English: "en",
  French: "fr",
  Georgian: "ka_GE",
  German: "de",
  Hebrew: "he",
  Italian: "it",
  Japanese: "ja",
  Korean: "ko",
  Polish: "pl",
  Romanian: "ro",
  Russian: "ru",
  Turkish: "tr",
  Vietnamese: "vi",
};

export function files(nodeModules) {
  const { allLocales } = createRequire(import.meta.url)(join(nodeModules, "@faker-js/faker"));
  const languagesOf = new Map();
  for (const [language, locale] of Object.entries(languages)) {
    const { first_name, last_name } = allLocales[locale].person;
    const names = [first_name, last_name].flatMap((each) => (Array.isArray(each) ? each : Object.values(each).flat()));
    for (const name of new Set(names.filter((each) => !/["\n,]/.test(each)))) {
      languagesOf.set(name, [...(languagesOf.get(name) ?? []), language]);
    }
  }
  const single = [...languagesOf].filter(([, all]) => all.length === 1).sort(([a], [b]) => (a < b ? -1 : 1));
  const kept = Object.keys(languages).flatMap((language) => spaced(single.filter(([, [own]]) => own === language)));
  return { "names.csv": `name,language\n${kept.map(([name, [language]]) => `${name},${language}\n`).join("")}` };
}

/** At most 1,200 of a list, evenly spaced. */
function spaced(list, most = 1200) {
  return list.length <= most
    ? list
    : Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]);
}
