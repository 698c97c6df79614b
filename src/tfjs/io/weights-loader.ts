/** Weights alone, from the files that a manifest names. */
import { ConfigError } from "../../index.ts";
import { checkOption, tagOf, takes } from "../../tensor/index.ts";
import { answerOf } from "../fetch.ts";
import type { NamedTensorMap } from "../types.ts";
import { decodeWeights } from "./artifacts.ts";
import type { WeightsManifestConfig } from "./types.ts";

/** What reads files: their addresses in, their bytes out, in the same order. */
export type FetchWeights = (addresses: string[]) => Promise<ArrayBuffer[]>;
/** Reads the weights of a manifest, or those of some names, as tensors by name. */
export type WeightsLoader = (
  manifest: WeightsManifestConfig,
  filePathPrefix?: string,
  weightNames?: string[],
) => Promise<NamedTensorMap>;

const groups = takes.listOf(
  takes.check<WeightsManifestConfig[number]>(
    "a group { paths, weights }",
    (group) => Array.isArray(group?.paths) && Array.isArray(group.weights),
  ),
);
const theBytes = takes.check<ArrayBuffer>("an ArrayBuffer for each address", (value) => tagOf(value) === "ArrayBuffer");
const names = takes.orNull(takes.listOf(takes.text));

/** A loader of weights around a function that reads files. Groups without a wanted weight are not read. */
export function weightsLoaderFactory(fetchWeightsFunction: FetchWeights): WeightsLoader {
  checkOption("weightsLoaderFactory", "fetchWeightsFunction", fetchWeightsFunction, takes.callable);
  return async (manifest, filePathPrefix = "", weightNames) => {
    checkOption("loadWeights", "manifest", manifest, groups);
    checkOption("loadWeights", "filePathPrefix", filePathPrefix, takes.text);
    checkOption("loadWeights", "weightNames", weightNames ?? null, names);
    const known = manifest.flatMap(({ weights }) => weights.map(({ name }) => name));
    const wanted = new Set(weightNames ?? known);
    const absent = [...wanted].filter((name) => !known.includes(name));
    if (absent.length > 0) {
      throw new ConfigError({
        what: "loadWeights: the manifest has no such weights.",
        expected: known.join(", "),
        received: absent.join(", "),
      });
    }
    const read = manifest.filter(({ weights }) => weights.some(({ name }) => wanted.has(name)));
    const before = filePathPrefix.replace(/\/?$/, "/");
    const addresses = read.flatMap(({ paths }) => paths.map((path) => before + path));
    const bytes = await fetchWeightsFunction(addresses);
    checkOption("loadWeights", "what fetchWeightsFunction gives", bytes, takes.listOf(theBytes, addresses.length));
    let at = 0;
    const tensors = read.flatMap(({ paths, weights }) => {
      const found = decodeWeights(bytes.slice(at, at + paths.length), weights);
      at += paths.length;
      return Object.entries(found).filter(([name]) => wanted.has(name));
    });
    return Object.fromEntries(tensors);
  };
}

/** The weights of a manifest, or those of some names, fetched from the files that it names. */
export async function loadWeights(
  manifest: WeightsManifestConfig,
  filePathPrefix?: string,
  weightNames?: string[],
  requestInit?: RequestInit,
): Promise<NamedTensorMap> {
  const read = async (address: string) => (await answerOf(address, requestInit)).arrayBuffer();
  return weightsLoaderFactory((addresses) => Promise.all(addresses.map(read)))(manifest, filePathPrefix, weightNames);
}
