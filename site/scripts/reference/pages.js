/** The pages of the reference. */
import { chineseOf, readChinese } from "./chinese.js";
import { runsInPage } from "./examples.js";
import { kinds } from "./names.js";
import { Writing } from "./text.js";
import { typePrinter } from "./types.js";
import { words } from "./words.js";

const CONSTRUCTOR = 512;
const repository = "https://github.com/recurve-ml/recurve/blob/main/";

/** A page of one module: its functions with their options, its classes with their members, its types. */
export function modulePage({ page, entry, prefix, names: all, again }, names, examples, language) {
  const w = words[language];
  const written = language === "zh" ? readChinese() : undefined;
  /** What a docstring says, in the language of the page. */
  const told = (parts) => {
    if (!written) return writing.text(parts);
    const chinese = chineseOf(writing.english(parts), written);
    if (chinese === undefined) throw new Error(`site/scripts/reference/chinese/ lacks: ${writing.english(parts)}`);
    return writing.translated(chinese, parts);
  };
  const writing = new Writing(names);
  const linked = typePrinter(names, (text, id) => writing.typeName(text, id));
  const code = typePrinter(names, (text) => text);
  const typeOf = (type) => `<code>${linked.print(type)}</code>`;
  const byName = [...all].sort((a, b) => a.name.localeCompare(b.name, "en"));
  const toldWith = optionsOfOne(all, names);

  const heading = (level, { name }, owner) => {
    const shown = owner ? `${owner}.${name}` : name;
    return `${"#".repeat(level)} ${shown} {#${shown}}\n`;
  };
  const source = ({ sources }) =>
    sources?.[0]
      ? `<a class="source" href="${repository}${sources[0].fileName}#L${sources[0].line}">${w.source}</a>\n`
      : "";
  const tag = (comment, name) => (comment?.blockTags ?? []).filter((each) => each.tag === name);
  const block = (lines) => `\`\`\`ts\n${lines.join("\n")}\n\`\`\`\n`;

  const table = (head, rows) =>
    rows.length === 0 ? [] : [`| ${head.join(" | ")} |\n|${head.map(() => "---").join("|")}|\n${rows.join("\n")}\n`];

  /** A table of an interface's own fields, and the names of those that it takes over, which are told elsewhere. */
  function fields(children, label, own) {
    const ownerOf = (each) => names.ownerOf(each, own);
    const others = children.filter(ownerOf);
    const owners = [...new Set(others.map(ownerOf))].map((owner) => {
      const own = others.filter((each) => ownerOf(each) === owner);
      const listed = own.map(({ name }) => `<code>${name}</code>`).join(w.comma);
      return `<a href="${names.places.get(owner)}"><code>${owner}</code></a>${label === w.option ? `${w.colon}${listed}` : ""}`;
    });
    const ownOnes = ownFields(
      children.filter((each) => !ownerOf(each)),
      label,
    );
    return owners.length === 0 ? ownOnes : [...ownOnes, `${w.also}${owners.join(w.semicolon)}${w.stop}\n`];
  }

  const ownFields = (children, label) =>
    table(
      [label, w.type, w.meaning],
      children.map((each) => {
        const signature = each.signatures?.[0] ?? each.getSignature;
        const type = each.type ? typeOf(each.type) : `<code>${signature ? linked.signature("", signature) : ""}</code>`;
        const summary = (each.comment ?? signature?.comment)?.summary;
        // options that are complete inside are given in part, where they have defaults
        const isNeeded = label === w.option && !each.flags.isOptional && !/\bDefault\b/.test(writing.english(summary));
        const needed = isNeeded ? `**${w.required}** ` : "";
        return `| <code>${each.name}</code> | ${type} | ${needed}${writing.inCell(told(summary))} |`;
      }),
    );

  function parameters({ parameters: list = [] }) {
    const documented = list.filter(({ comment }) => comment?.summary?.length);
    const rows = documented.map(
      (each) => `| <code>${each.name}</code> | ${typeOf(each.type)} | ${writing.inCell(told(each.comment.summary))} |`,
    );
    return table([w.parameter, w.type, w.meaning], rows);
  }

  function options(signature) {
    const taken = (signature.parameters ?? []).flatMap((parameter) => names.optionsOf(parameter));
    return taken.flatMap((found) => {
      const all = names.fieldsOf(found);
      if (all.length === 0) return [];
      // options of several functions are listed among the types
      if (!toldWith.has(found.id))
        return [`**${w.options}** <a href="${names.addresses.get(found.id)}"><code>${found.name}</code></a>\n`];
      return [`**${w.options}**<span id="${found.name}"></span>\n`, ...fields(all, w.option)];
    });
  }

  const ends = (comment) => [
    ...tag(comment, "@returns").map(({ content }) => `**${w.returns}** ${told(content)}\n`),
    ...tag(comment, "@throws").map(({ content }) => `**${w.throws}** ${told(content)}\n`),
  ];

  function example(name) {
    const found = examples(`${prefix}${name}`);
    if (!found) return [];
    const printed = found.printed ? `\n\`\`\`text\n${found.printed}\`\`\`\n` : "";
    const fence = runsInPage(found.code) ? "ts example" : "ts";
    const from = found.page ? `\n${w.from} [${found.title}](../${found.page}.md)\n` : "";
    return [
      `<details><summary>${w.example}</summary>\n\n\`\`\`${fence}\n${found.code}\`\`\`\n${printed}${from}\n</details>\n`,
    ];
  }

  function callable(each, level, owner, shownAs) {
    const [first] = each.signatures;
    return [
      heading(level, each, owner),
      block(each.signatures.map((signature) => code.signature(shownAs, signature))),
      told(first.comment?.summary),
      "",
      ...parameters(first),
      ...options(first),
      ...ends(first.comment),
      ...(owner ? [] : example(each.name)),
      ...(owner ? [] : [source(each)]),
    ];
  }

  function classOf(each) {
    const members = (each.children ?? []).filter(({ flags, kind }) => !flags.isProtected && kind !== CONSTRUCTOR);
    const methods = members.filter((member) => member.kind === kinds.method && !names.ownerOf(member, each.name));
    const rest = members.filter((member) => !methods.includes(member));
    return [
      heading(3, each),
      told(each.comment?.summary),
      "",
      ...fields(rest, w.member, each.name),
      ...methods.flatMap((method) => callable(method, 4, each.name, method.name)),
      ...example(each.name),
      source(each),
    ];
  }

  const typeEntry = (each) => [
    heading(3, each),
    told(each.comment?.summary),
    "",
    ...(each.kind === kinds.alias ? [`<p class="type"><code>${linked.print(each.type)}</code></p>\n`] : []),
    ...fields(
      each.kind === kinds.interface || /Options$/.test(each.name)
        ? names.fieldsOf(each).filter(({ flags }) => !flags.isProtected)
        : [],
      /Options$/.test(each.name) ? w.option : w.member,
      each.name,
    ),
    source(each),
  ];

  const isCallable = (each) =>
    each.kind === kinds.function || (each.kind === kinds.variable && each.type?.declaration?.signatures);
  const asFunction = (each) =>
    each.signatures
      ? each
      : {
          ...each,
          signatures: each.type.declaration.signatures.map((s) => ({ ...s, comment: s.comment ?? each.comment })),
        };
  const part = (title, entries, write) => (entries.length === 0 ? [] : [`## ${title}\n`, ...entries.flatMap(write)]);
  const values = byName.filter((each) => each.kind === kinds.variable && !isCallable(each));
  return [
    `---\ntitle: ${entry === "recurve" && prefix ? page : entry}\neditLink: false\npageClass: reference\n---\n`,
    `# ${entry === "recurve" && prefix ? page : entry}\n`,
    block([importOf(entry, prefix)]),
    ...part(w.functions, byName.filter(isCallable), (each) =>
      callable(asFunction(each), 3, "", `${prefix}${each.name}`),
    ),
    ...part(w.values, values, typeEntryOfValue),
    ...part(
      w.classes,
      byName.filter(({ kind }) => kind === kinds.class),
      classOf,
    ),
    ...part(
      w.types,
      byName.filter(({ kind, id }) => (kind === kinds.interface || kind === kinds.alias) && !toldWith.has(id)),
      typeEntry,
    ),
    ...part(w.again, again, (each) => [
      `- <code id="${each.name}">${prefix}${each.name}</code>${w.colon}<a href="${names.addresses.get(each.target)}"><code>${names.byId.get(each.target).name}</code></a>`,
    ]),
  ].join("\n");

  function typeEntryOfValue(each) {
    return [
      heading(3, each),
      told(each.comment?.summary),
      "",
      `<p class="type">${typeOf(each.type)}</p>\n`,
      source(each),
    ];
  }
}

const importOf = (entry, prefix) =>
  prefix ? `import { ${prefix.slice(0, -1)} } from "${entry}";` : `import { … } from "${entry}";`;

/** Options of one function only: they are listed with it, and nowhere else. */
function optionsOfOne(all, names) {
  const takers = new Map();
  for (const each of all) {
    const signatures = each.signatures ?? each.type?.declaration?.signatures ?? [];
    for (const { parameters = [] } of signatures.slice(0, 1))
      for (const found of parameters.flatMap((parameter) => names.optionsOf(parameter)))
        takers.set(found.id, [...(takers.get(found.id) ?? []), each.name]);
  }
  return new Map([...takers].filter(([id, list]) => list.length === 1 && all.some((each) => each.id === id)));
}

const byLetters = (a, b) => a.replace(/.*?>/, "").localeCompare(b.replace(/.*?>/, ""), "en");

/** All names on one page. */
export function contentsPage(names, language) {
  const w = words[language];
  const parts = names.modules.map(({ page, entry, prefix, names: all }) => {
    const values = all.filter(({ kind }) => kind === kinds.function || kind === kinds.class || kind === kinds.variable);
    const links = values.map(({ name }) => `<a href="./${page}.html#${name}">${name}</a>`).sort(byLetters);
    const title = prefix ? page : page === "recurve" ? `recurve${w.colon}${w.main}` : entry;
    return `## [${title}](./${page}.md)\n\n<p class="names">${links.join(" ")}</p>\n`;
  });
  return `---\ntitle: ${w.title}\neditLink: false\npageClass: reference\n---\n\n# ${w.title}\n\n${w.intro}\n\n${parts.join("\n")}\n## [recurve/tfjs](./tfjs.md)\n`;
}
