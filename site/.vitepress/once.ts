/** Remembers what was made of texts: programs are the same in both languages, and pages are rendered for browser, server and search. */
export function once<Texts extends readonly string[], Made>(
  make: (...texts: Texts) => Made,
): (...texts: Texts) => Made {
  const known = new Map<string, Made>();
  return (...texts) => {
    const key = JSON.stringify(texts);
    const made = known.get(key) ?? make(...texts);
    known.set(key, made);
    return made;
  };
}
