/** Years that are counted from another one than 1: of Japan's emperors, of the Republic of China, and of the Buddhist era. */

const firstYears: Readonly<Record<string, number>> = {
  令和: 2019,
  平成: 1989,
  昭和: 1926,
  大正: 1912,
  明治: 1868,
  民国: 1912,
  民國: 1912,
  R: 2019,
  H: 1989,
  S: 1926,
};

/** The text with years of the common calendar: 令和4年1月 as 2022年1月, R4.1.31 as 2022.1.31. */
export function commonYears(text: string): string {
  return text.replace(
    /(令和|平成|昭和|大正|明治|民[国國])\s?([1-9]\d{0,2}|元)(?=年)|^\s*([RHS])([1-9]\d?)(?=([./-])\d{1,2}\5\d{1,2}(?!\d))/,
    (_, era, years, letter, digits) => {
      const counted = years === "元" ? 1 : Number(years ?? digits);
      return String(firstYears[era ?? letter]! + counted - 1);
    },
  );
}

/** Before a date format: its years are of the Buddhist era, as in Thailand, 543 ahead of the common ones. */
export const BUDDHIST = "BE ";
const buddhistYear = /(?<![\d.:])2[4-6]\d\d(?!\d)/;

/** Whether all years are of the Buddhist era: no table of times reaches five hundred years ahead. */
export const areBuddhist = (texts: readonly string[]): boolean =>
  texts.every((text) => buddhistYear.test(text) && !/(?<!\d)(1\d|2[0-3])\d\d(?!\d)/.test(text));

/** The text with the common year in place of the Buddhist one: 31/01/2565 as 31/01/2022. */
export const fromBuddhist = (text: string): string => text.replace(buddhistYear, (year) => String(Number(year) - 543));

/** Whether days are in years 1300 to 1499: of a Persian or Islamic calendar, whose months are others, or of the Middle Ages. */
export const areOfAnotherCalendar = (texts: readonly string[]): boolean =>
  texts.every((text) => /^\s*1[34]\d\d([-/.])\d{1,2}\1\d{1,2}(?!\d)/.test(text));
