/** Digits of any script as Latin ones: ١٢, १२, ๑๒, １２, 一二. */

const chinese = "〇一二三四五六七八九";

/** A number without 百 and 千: 二〇二四, 十二, 二十三. */
function fromChinese(word: string): string {
  const digits = (part: string) => part.replace(/./g, (each) => String(chinese.indexOf(each === "零" ? "〇" : each)));
  const [tens, units] = word.split("十");
  return units === undefined ? digits(word) : digits(tens || "一") + digits(units || "〇");
}

/** The text with Latin digits and ordinary signs for full-width ones; Chinese digits where they are all of it, or a part of a date. */
export function latinDigits(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  return (
    text
      .normalize("NFKC")
      // marks of direction and joiners, which programs put around copied cells
      .replace(/\p{Cf}/gu, "")
      .replace(
        /[〇零一二三四五六七八九]*十?[〇零一二三四五六七八九]*(?=[年月日号周週])|^[〇零一二三四五六七八九]+$/g,
        (word) => (word === "" ? "" : fromChinese(word)),
      )
      .replace(/\p{Nd}/gu, (digit) => {
        const code = digit.codePointAt(0)!;
        // a script's ten digits begin at a multiple of sixteen, or six after it
        const begin = /\p{Nd}/u.test(String.fromCodePoint(code & ~15)) ? 0 : 6;
        return String((code & 15) - begin);
      })
  );
}
