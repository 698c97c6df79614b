/** As `recurve train lm` holds out: every twentieth document for each of two purposes, or the last twentieths. */
export function holdOut(content, documents) {
  if (documents) {
    const part = (keep) => content.split("\n").filter((_, i) => keep(i % 20));
    return { train: part((i) => i < 18), validation: part((i) => i === 18), test: part((i) => i === 19) };
  }
  const at = (share) => Math.floor(content.length * share);
  return {
    train: [content.slice(0, at(0.9))],
    validation: [content.slice(at(0.9), at(0.95))],
    test: [content.slice(at(0.95))],
  };
}
