/** What a model's compilation names and Recurve lacks, and what of it no file can hold. */
import { FormatError, withArticle } from "../tensor/index.ts";

export function lackedHere(kind: string, name: string): FormatError {
  return new FormatError({
    what: `The ${kind} in the file does not exist here.`,
    expected: `${withArticle(kind)} of Keras that Recurve has`,
    received: name,
    hint: "compile the model again to train it, or load it with { compile: false }",
  });
}

export function ownFunction(what: string, name: string | undefined): FormatError {
  return new FormatError({
    what: `${what} is a function of your own, which no file can hold.`,
    received: name || "a function without a name",
    hint: "save with { includeOptimizer: false }, and compile the model again after loading",
  });
}
