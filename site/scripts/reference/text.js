/** Docstrings as Markdown. */

/** Plain text that Markdown and the page's templates leave alone. */
export const plain = (text) => text.replaceAll("<", "&lt;").replaceAll("{{", "{&#123;");

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

  /** The same in one cell of a table. */
  cell(parts) {
    return this.text(parts)
      .replaceAll("|", "\\|")
      .replaceAll(/\s*\n\s*/g, " ");
  }

  /** A name within a type: with a link where it has a place, and nothing that Markdown would take for its own. */
  typeName(text, id) {
    const escaped = text.replaceAll(/[&<>|{}*_[\]`]/g, (each) => `&#${each.charCodeAt(0)};`);
    const address = this.names.addresses.get(id);
    return address ? `<a href="${address}">${escaped}</a>` : escaped;
  }
}
