/** Counts before nouns: "1 byte", "3 bytes". */

/** Nouns that messages count: their plurals without "s" or "es". */
const nouns =
  "argument|array|axe|batch|bit|boundarie|byte|cell|channel|character|class|column|core|document|element|entrie|epoch|feature|file|filter|group|id|input|label|layer|length|level|line|list|message|name|node|number|output|pair|parameter|place|point|prediction|probabilitie|process|processor|reading|reference|request|row|sample|score|second|shard|state|step|tensor|text|token|unit|value|variable|weight|width|window|word";
const verbs: Readonly<Record<string, string>> = { are: "is", were: "was", have: "has" };

const singular = (noun: string) => noun.replace(/ie$/, "y").replace(/^axe$/, "axis");

let ones: RegExp | undefined;

/** Writes "1 byte" for "1 bytes", "1 axis is" for "1 axes are", except inside quotes. */
export function counted(text: string): string {
  if (!text.includes("1 ")) return text;
  // "axis 1 values" is no count
  ones ??= new RegExp(
    `("(?:[^"\\\\]|\\\\.)*")|(?:([Tt]here) are |\\b(of ))?(?<![\\w.,:/-]|axis |row |line |step |input |output )(1 (?:time |held-out )?)(${nouns})e?s\\b(?: (are|were|have)\\b)?`,
    "g",
  );
  return text.replaceAll(ones, (_, quoted, there, of, one, noun, verb) => {
    if (quoted !== undefined) return quoted;
    // in "the outputs of 1 file are" the verb is that of the outputs
    const follows = verb ? ` ${of ? verb : verbs[verb]}` : "";
    return `${there ? `${there} is ` : (of ?? "")}${one}${singular(noun)}${follows}`;
  });
}

/** The source of a pattern, with places such as {1} for counts, so that it fits what {@link counted} makes of it, too. */
export function fittingOne(pattern: string): string {
  return pattern
    .replaceAll(/\b([Tt]here) are (?=\{\d\})/g, "$1 (?:are|is) ")
    .replaceAll(
      new RegExp(`(?<=\\{\\d\\} (?:time |held-out )?)(${nouns})(e?s)\\b(?: (are|were|have)\\b)?`, "g"),
      (_, noun, end, verb) => `(?:${noun}${end}|${singular(noun)})${verb ? ` (?:${verb}|${verbs[verb]})` : ""}`,
    );
}
