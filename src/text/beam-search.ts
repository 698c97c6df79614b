/** Beam search: the most probable sequences of tokens, with a fixed number of candidates. */
import { checkOption, readOptions, takes } from "../tensor/index.ts";

/** A sequence that {@link beamSearch} found. */
export interface Hypothesis<State> {
  /** The tokens, without the end. */
  readonly ids: readonly number[];
  /** The sum of the log probabilities of the tokens, the end among them where it was reached. */
  readonly logProbability: number;
  /** The log probability over the length penalty, by which hypotheses are compared. */
  readonly score: number;
  /** The result of the last step. */
  readonly state: State;
}

/** Options of `beamSearch`: where sequences start and end, and how many to follow. */
export interface BeamSearchOptions<State> {
  /** The state of the first step. */
  state: State;
  /**
   * One step for all beams at once: for each the probabilities of the next token, and the state after it.
   * @param ids the last token of each beam  @param states its state before that token
   */
  step(ids: readonly number[], states: readonly State[]): { probabilities: ArrayLike<number>; state: State }[];
  /** The first token. */
  start: number;
  /** The token that ends a sequence. */
  end: number;
  /** Number of candidates. Default 4; 1 takes the most probable token each time. */
  beams?: number | undefined;
  /**
   * Exponent of the length penalty ((5 + length) / 6)^lengthPenalty, the divisor of log probabilities: 0 prefers short
   * sequences, 1 longer ones. Default 0.6. Source: Wu et al., Google's Neural Machine Translation System, 2016, equation 14.
   */
  lengthPenalty?: number | undefined;
  /** Maximum number of tokens. Default 200. */
  maxTokens?: number | undefined;
}

/** The checks of the options of the search. */
export const searchOptions = {
  beams: takes.withDefault(takes.counts.beams, 4),
  lengthPenalty: takes.withDefault(takes.nonNegativeNumber, 0.6),
  maxTokens: takes.withDefault(takes.counts.tokens, 200),
};

interface Beam<State> {
  ids: number[];
  logProbability: number;
  state: State;
}

/**
 * The best sequences, best first; as many as there are beams, or fewer.
 * @throws ConfigError for an option out of its range
 */
export function beamSearch<State>(options: BeamSearchOptions<State>): Hypothesis<State>[] {
  const declared = {
    ...searchOptions,
    state: takes.required(takes.anything),
    step: takes.required(takes.callable),
    start: takes.required(takes.nonNegativeInteger),
    end: takes.required(takes.nonNegativeInteger),
  };
  const complete = readOptions<BeamSearchOptions<any>, typeof declared>("beamSearch", options, declared);
  const { start, end, beams: width, lengthPenalty, maxTokens } = complete;
  const penalty = (length: number) => ((5 + length) / 6) ** lengthPenalty;
  const finished: Hypothesis<State>[] = [];
  const finish = (beam: Beam<State>, length: number) =>
    finished.push({ ...beam, score: beam.logProbability / penalty(length) });

  let beams: Beam<State>[] = [{ ids: [], logProbability: 0, state: options.state }];
  for (let length = 1; length <= maxTokens && beams.length > 0; length++) {
    const steps = options.step(
      beams.map(({ ids }) => ids.at(-1) ?? start),
      beams.map(({ state }) => state),
    );
    checkOption("beamSearch", "what step gives", steps, takes.listOf(aStep, beams.length));
    const grown: Beam<State>[] = [];
    for (const { beam, id, logProbability } of best(beams, steps, width)) {
      const next = { ids: [...beams[beam]!.ids, id], logProbability, state: steps[beam]!.state };
      if (id === end) finish({ ...next, ids: beams[beam]!.ids }, length);
      else grown.push(next);
    }
    finished.sort((a, b) => b.score - a.score);
    // log probabilities only fall: none of these can still become better than what is finished, were it ever so long
    const bound = finished[width - 1]?.score ?? Number.NEGATIVE_INFINITY;
    beams = grown.filter(({ logProbability }) => logProbability / penalty(maxTokens) > bound);
  }
  for (const beam of beams) finish(beam, maxTokens);
  return finished.sort((a, b) => b.score - a.score).slice(0, width);
}

const aStep = takes.check<{ probabilities: ArrayLike<number>; state: any }>("{ probabilities, state }", (value) =>
  takes.numbers.accepts(value?.probabilities),
);

interface Candidate {
  beam: number;
  id: number;
  logProbability: number;
}

/** The most probable continuations of all beams together, best first. */
function best<State>(
  beams: readonly Beam<State>[],
  steps: readonly { probabilities: ArrayLike<number> }[],
  count: number,
): Candidate[] {
  const kept: Candidate[] = [];
  for (const [beam, { probabilities }] of steps.entries()) {
    for (let id = 0; id < probabilities.length; id++) {
      const logProbability = beams[beam]!.logProbability + Math.log(probabilities[id]!);
      if (!(logProbability > (kept.length < count ? Number.NEGATIVE_INFINITY : kept.at(-1)!.logProbability))) continue;
      const place = kept.findIndex((other) => other.logProbability < logProbability);
      kept.splice(place < 0 ? kept.length : place, 0, { beam, id, logProbability });
      if (kept.length > count) kept.pop();
    }
  }
  return kept;
}
