/** Calls of kernels with their arguments by name. Names and order are those of the kernels' declarations in `kernels/`. */
import { inOrder, type KernelArguments, type Kernels } from "./kernels.generated.ts";

/** The kernels that take arguments by name: all that compute. */
export type KernelName = keyof KernelArguments;

/** A kernel's arguments in the order in which it takes them. */
export function listed<K extends KernelName>(name: K, args: KernelArguments[K]): number[] {
  return (inOrder[name] as (args: KernelArguments[K]) => number[])(args);
}

/** Calls a kernel of a build. @returns what it gives, for the few that give a number */
export function callKernel<K extends KernelName>(kernels: Kernels, name: K, args: KernelArguments[K]): number {
  return (kernels[name] as (...list: number[]) => number)(...listed(name, args));
}
