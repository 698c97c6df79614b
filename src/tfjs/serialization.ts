/** `tf.serialization`: your own classes, for use in files. */

import { ConfigError } from "../index.ts";
import { checkOption, shown, takes } from "../tensor/index.ts";

/** A value of options. */
export type ConfigDictValue = any;
/** Options as files hold them. */
export interface ConfigDict {
  /** An option by its name. */
  [name: string]: ConfigDictValue;
}
/** A list of options. */
export interface ConfigDictArray extends Array<ConfigDictValue> {}
/** What makes an object of a class from the result of its `getConfig`. */
export type FromConfigMethod<T extends Serializable> = (cls: SerializableConstructor<T>, config: ConfigDict) => T;
/** A class that can be made from its options. */
export interface SerializableConstructor<T = any> {
  /** The name in files. */
  className: string;
  new (...args: any[]): T;
  /** Makes one from the result of `getConfig`. */
  fromConfig?(cls: any, config: any): T;
}

/** Objects that are made from options: layers, and your own objects. */
export abstract class Serializable {
  /** The name of the class in files. */
  getClassName(): string {
    return (this.constructor as unknown as SerializableConstructor).className;
  }
  /** The options to make it again. */
  abstract getConfig(): ConfigDict;
  /** Makes one from the result of `getConfig`. */
  static fromConfig<T extends Serializable>(cls: SerializableConstructor<T>, config: ConfigDict): T {
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
// biome-ignore lint/complexity/noStaticOnlyClass: programs get its map by this name
export class SerializationMap {
  /** The only map of the program. */
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

/** The name of a class in files. */
export const getRegisteredName = (cls: SerializableConstructor): string => cls.className;

/** The class of this name. */
export const registeredClass = (name: string): SerializableConstructor | undefined => known.get(name);
/** The names of all registered classes. */
export const registeredNames = (): string[] => [...known.keys()];
