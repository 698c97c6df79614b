/** How a classifier reads samples: as what its network takes, and from there to probabilities. */
import { stack } from "../../data/elements.ts";
import type { Scaler } from "../../data/index.ts";
import { ConfigError, checkOption, type Tensor, takes, tensor } from "../../tensor/index.ts";
import { byLength } from "./by-length.ts";
import { type Networks, readsBackwards } from "./network.ts";
import type { Sample } from "./options.ts";
import { checkSample } from "./samples.ts";
import { makeWide, mostTogether, type Wide, type WideKind } from "./wide.ts";

/** Reads samples for a classifier's models; nothing in it learns. */
export class SampleReader {
  /** The linear part, where the classifier has one. */
  readonly wide: Wide | undefined;
  private learnedScaler: Scaler | undefined;

  constructor(
    private readonly networks: Networks,
    private readonly kind: WideKind,
  ) {
    this.wide = makeWide(kind, networks.model.metadata, !readsBackwards(networks.network));
  }

  /** How the features of series are scaled. @throws ConfigError before it is known */
  get scaler(): Scaler {
    if (this.learnedScaler) return this.learnedScaler;
    throw new ConfigError({
      what: "This classifier has not learned how its series are scaled.",
      hint: "call fit first",
    });
  }

  set scaler(scaler: Scaler) {
    this.learnedScaler = scaler;
  }

  /** A text as ids, at least one; a series scaled, (T, F). */
  encode(sample: Sample): Tensor {
    const { vocabulary, maxLength, perStep } = this.kind;
    if (typeof sample !== "string") return this.scaler.transform(sample as number[][]);
    const all = vocabulary!.encode(sample);
    const ids = perStep ? all : all.slice(0, maxLength);
    return tensor(Int32Array.from(ids.length > 0 ? ids : [vocabulary!.unknown]), undefined, "int32");
  }

  /**
   * The probabilities of each sample's classes: one row for the whole, or one for each step.
   * @param part "network" for what the network alone says, without the linear part
   * @throws ConfigError for samples that the classifier does not read
   */
  probabilities(samples: readonly Sample[], part: "whole" | "network" = "whole"): number[][][] {
    checkOption("Classifier", "samples", samples, takes.list);
    for (const sample of samples) checkSample(this.kind, sample);
    const encoded = samples.map((sample) => this.encode(sample));
    const together = (places: readonly number[]) => stack(places.map((i) => encoded[i]!));
    const { wide } = this;
    const { model, network } = this.networks;
    if (!wide || part === "network") {
      return byLength(encoded, (places) => this.rows(network.predictOnBatch(together(places))));
    }
    const name = this.kind.vocabulary ? "text" : "series";
    return byLength(encoded, (places) => {
      const seen = places.map((i) => wide.featuresOf(samples[i]!));
      const most = mostTogether(seen, this.kind.classes.length);
      const rows: number[][][] = [];
      for (let begin = 0; begin < places.length; begin += most) {
        const end = begin + most;
        const inputs = { [name]: together(places.slice(begin, end)), ...wide.inputs(seen.slice(begin, end)) };
        rows.push(...this.rows(model.predictOnBatch(inputs)));
      }
      return rows;
    });
  }

  /** A batch of probabilities, (B, C) or of each step (B, T, C), sample by sample. */
  private rows(batch: Tensor): number[][][] {
    const found = batch.arraySync();
    return this.kind.perStep ? (found as number[][][]) : (found as number[][]).map((row) => [row]);
  }
}
