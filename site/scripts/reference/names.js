/** The public names, the page of each, and the address of each on it. */

export const kinds = {
  namespace: 4,
  variable: 32,
  function: 64,
  class: 128,
  interface: 256,
  method: 2048,
  alias: 2097152,
};

export class Names {
  /** A page each: what it is called in code, and what it holds. */
  modules = [];
  addresses = new Map();
  byId = new Map();
  owners = new Map();
  /** Addresses by name alone. */
  places = new Map();

  constructor(project, entries) {
    const modules = new Map(project.children.map((module) => [module.name, module]));
    for (const [moduleName, entry] of Object.entries(entries)) {
      const module = modules.get(moduleName);
      if (!module) throw new Error(`the sources have no module "${moduleName}"`);
      const isMain = entry === "recurve";
      this.add(isMain ? "recurve" : entry.split("/")[1], entry, "", module);
      if (!isMain) continue;
      for (const each of module.children)
        if (each.kind === kinds.namespace) this.add(each.name, entry, `${each.name}.`, each);
    }
    this.index(project);
    this.findOwners();
  }

  /**
   * Where each member of classes is told: with the name that has fewest beside it. TypeDoc itself says of a member only that it comes
   * from the class just above, which may not be public.
   */
  findOwners() {
    const holders = this.modules
      .flatMap(({ names }) => names)
      .filter(
        ({ kind, name, children }) =>
          children && (kind === kinds.class || kind === kinds.interface) && !/(Options|Config)$/.test(name),
      )
      .sort((a, b) => a.children.length - b.children.length);
    for (const { name, children } of holders)
      for (const each of children) if (!this.owners.has(placeOf(each))) this.owners.set(placeOf(each), name);
  }

  /** The name with which a member is told, where it is told with another than its own. */
  ownerOf(member, own) {
    if (!member.inheritedFrom) return undefined;
    const above = member.inheritedFrom.name.split(".")[0];
    const owner = this.places.has(above) ? above : this.owners.get(placeOf(member));
    return owner === own ? undefined : owner;
  }

  add(page, entry, prefix, { children, comment }) {
    const names = children.filter(({ kind }) => kind in documented);
    const again = children.filter(({ variant }) => variant === "reference");
    this.modules.push({ page, entry, prefix, names, comment, again });
    for (const name of names) {
      this.places.set(name.name, `./${page}.html#${name.name}`);
      this.addresses.set(name.id, `./${page}.html#${name.name}`);
      for (const member of name.children ?? []) {
        // an inherited member links to its description
        const hasPlace = name.kind === kinds.class && member.kind === kinds.method && !member.inheritedFrom;
        const where = hasPlace && !member.flags.isProtected ? `${name.name}.${member.name}` : name.name;
        this.addresses.set(member.id, `./${page}.html#${where}`);
        for (const signature of member.signatures ?? []) this.addresses.set(signature.id, `./${page}.html#${where}`);
      }
      for (const signature of name.signatures ?? []) this.addresses.set(signature.id, `./${page}.html#${name.name}`);
    }
  }

  index(reflection) {
    if (reflection === null || typeof reflection !== "object") return;
    if (Array.isArray(reflection)) for (const each of reflection) this.index(each);
    else {
      if (typeof reflection.id === "number" && reflection.variant) this.byId.set(reflection.id, reflection);
      for (const each of Object.values(reflection)) this.index(each);
    }
  }

  /** The options that a parameter takes: their types' reflections. */
  optionsOf(parameter) {
    return this.namesIn(parameter.type).filter(({ name }) => /Options$/.test(name));
  }

  /** What a type names. */
  namesIn(type) {
    if (type?.type === "optional") return this.namesIn(type.elementType);
    if (type?.type === "union" || type?.type === "intersection")
      return type.types.flatMap((each) => this.namesIn(each));
    if (type?.name === "Partial") return this.namesIn(type.typeArguments[0]);
    const target = type?.type === "reference" ? this.byId.get(type.target) : undefined;
    if (target?.variant === "typeParam") return this.namesIn(target.type);
    return target ? [target] : [];
  }

  /** The fields of an interface, or of a type that is made of interfaces. */
  fieldsOf(reflection) {
    return reflection.children ?? (reflection.type ? this.fieldsIn(reflection.type) : []);
  }

  fieldsIn({ type, types, typeArguments, name, target, declaration }) {
    if (type === "intersection") {
      const all = types.flatMap((each) => this.fieldsIn(each));
      return all.filter((each, i) => all.findIndex((other) => other.name === each.name) === i);
    }
    if (type === "reflection") return declaration.children ?? [];
    if (type !== "reference") return [];
    if (this.byId.has(target)) return this.fieldsOf(this.byId.get(target));
    if (name !== "Omit" && name !== "Pick" && name !== "Partial") return [];
    const [from, keys] = typeArguments;
    const listed = new Set((keys?.types ?? [keys]).map((each) => each?.value));
    return this.fieldsIn(from).filter((each) => name === "Partial" || listed.has(each.name) === (name === "Pick"));
  }
}

/** Where a member is written. */
const placeOf = ({ name, sources = [] }) => `${name} ${sources[0]?.fileName}:${sources[0]?.line}`;

const documented = { 32: true, 64: true, 128: true, 256: true, 2097152: true };
