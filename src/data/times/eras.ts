/** Years that are counted from another one than 1: of Japan's emperors, and of the Republic of China. */

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
