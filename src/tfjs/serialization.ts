/** `tf.serialization`: classes of your own that files name. */

import { ConfigError } from "../index.ts";
import { checkOption, shown, takes } from "../tensor/index.ts";

/** A value of options. */
export type ConfigDictValue = any;
/** Options as files hold them. */
export interface ConfigDict {
  /** An option by its name. */
  [name: string]: ConfigDictValue;
}
/** A class that can be made from its options. */
export interface SerializableConstructor<T = any> {
  /** The name in files. */
  className: string;
  new (...args: any[]): T;
  /** Makes one from what `getConfig` gave. */
  fromConfig?(cls: any, config: any): T;
}

/** What is made from its options: layers, and objects of your own. */
export abstract class Serializable {
  /** The name of the class in files. */
  static className: string;
  /** The name of the class in files. */
  getClassName(): string {
    return (this.constructor as typeof Serializable).className;
  }
  /** The options that make it again. */
  abstract getConfig(): object;
  /** Makes one from what `getConfig` gave. */
  static fromConfig<T>(cls: new (config: any) => T, config: object): T {
    return new cls(config);
  }
}

const known = new Map<string, SerializableConstructor>();

/**
 * Lets files name a class: `tf.loadLayersModel` then makes its layers. The static `className` is the name.
 * @throws ConfigError for a class without one
 */
export function registerClass<T extends SerializableConstructor>(cls: T, pkg?: string, name?: string): T {
  const className = name ?? cls?.className;
  if (typeof cls !== "function" || typeof className !== "string" || className === "") {
    throw new ConfigError({
      what: "registerClass needs a class with a name.",
      expected: "a class with a static className",
      received: typeof cls === "function" ? String((cls as { name?: unknown }).name) : shown(cls),
      hint: 'static className = "MyLayer"',
    });
  }
  if (pkg !== undefined) checkOption("registerClass", "pkg", pkg, takes.text);
  known.set(className, cls);
  if (pkg) known.set(`${pkg}>${className}`, cls);
  return cls;
}

/** The registered classes, by name. */
// biome-ignore lint/complexity/noStaticOnlyClass: programs ask it for its map by this name
export class SerializationMap {
  /** The one map of the program. */
  static getMap(): {
    classNameMap: Readonly<Record<string, [typeof Serializable.fromConfig, SerializableConstructor]>>;
  } {
    return {
      classNameMap: Object.fromEntries(
        [...known].map(([name, cls]) => [name, [cls.fromConfig ?? Serializable.fromConfig, cls]]),
      ),
    };
  }
  /** Registers a class; see {@link registerClass}. */
  static register(cls: SerializableConstructor): void {
    registerClass(cls);
  }
}

/** The name under which files know a class. */
export const getRegisteredName = (cls: SerializableConstructor): string => cls.className;

/** The class of this name. */
export const registeredClass = (name: string): SerializableConstructor | undefined => known.get(name);
/** The names of all registered classes. */
export const registeredNames = (): string[] => [...known.keys()];
