/** What initializers, regularizers and constraints share: a name and options, as files hold them. */

import type { ConfigDict } from "../serialization.ts";

/** A rule of the core. */
interface CoreRule {
  /** Its class in files. */
  readonly className: string;
  /** Its options. */
  readonly config: object;
}

/** A rule in TensorFlow.js's form: a wrapper of a rule of the core, or a user's class, which wraps none. */
export abstract class Rule<Core extends CoreRule> {
  /** The rule of the core; none for a user's class. */
  protected readonly rule: Core | undefined;

  constructor(rule: Core | undefined) {
    this.rule = rule;
  }

  /** @internal Whether files hold it under a class of the user's. */
  get isOfUser(): boolean {
    return this.rule === undefined;
  }
  /** The name of the class. */
  get className(): string {
    return this.rule?.className ?? (this.constructor as { className?: string }).className ?? this.constructor.name;
  }
  /** The same as {@link className}. */
  getClassName(): string {
    return this.className;
  }
  /** The options, as files hold them. */
  get config(): Readonly<Record<string, unknown>> {
    return { ...(this.rule?.config ?? this.getConfig()) };
  }
  /** The options. */
  getConfig(): ConfigDict {
    return { ...this.rule?.config };
  }
}

/** Options, null ones left out; `change` may write them otherwise. */
export function given(
  args: object | null | undefined,
  change: (name: string, value: unknown) => unknown = (_, value) => value,
): never {
  const known = Object.entries(args ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, change(name, value)])) as never;
}
