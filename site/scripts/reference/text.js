/** Docstrings as Markdown. */

/** Plain text that Markdown and the page's templates leave alone: `(a, b)*, (c)*` is no emphasis. */
export const plain = (text) => text.replaceAll("<", "&lt;").replaceAll("{{", "{&#123;").replaceAll(/[*_]/g, "\\$&");

export class Writing {
  constructor(names) {
    this.names = names;
  }

  /** The parts of a comment, with links to other names. */
  text(parts = []) {
    return parts
      .map(({ kind, text, target }) => {
        if (kind === "text") return plain(text);
        if (kind === "code") return text;
        const address = this.names.addresses.get(target);
        return address ? `<a href="${address}"><code>${plain(text)}</code></a>` : `\`${text}\``;
      })
      .join("")
      .trim();
  }

  /** Text for one cell of a table. */
  inCell(text) {
    return text.replaceAll(/(?<!\\)\|/g, "\\|").replaceAll(/\s*\n\s*/g, " ");
  }

  /** The parts of a comment as they are written. */
  english(parts = []) {
    return parts.map(({ text }) => text).join("");
  }

  /** The Chinese of a comment, with the links of its parts. */
  translated(chinese, parts = []) {
    const links = new Map(parts.filter(({ kind }) => kind === "inline-tag").map((each) => [each.text, each]));
    const names = [...links.keys()].map((name) => name.replaceAll(/[.()[\]]/g, "\\$&")).join("|");
    return chinese
      .split(/(```[\s\S]*?```|`[^`]*`)/)
      .map((piece, i) => {
        if (i % 2 === 1) return piece;
        if (names === "") return plain(piece);
        return plain(piece).replaceAll(new RegExp(`(?<![\\w.])(?:${names})(?!\\w)`, "g"), (name) =>
          this.text([links.get(name)]),
        );
      })
      .join("");
  }

  /** A name within a type: with a link where it has a place, and nothing that Markdown would take for its own. */
  typeName(text, id) {
    const escaped = text.replaceAll(/[&<>|{}*_[\]`]/g, (each) => `&#${each.charCodeAt(0)};`);
    const address = this.names.addresses.get(id);
    return address ? `<a href="${address}">${escaped}</a>` : escaped;
  }
}
