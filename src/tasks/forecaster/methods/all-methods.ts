/** All ways to forecast without a network that a history allows, and how much each is trusted before it has shown anything. */
import { arimaMethod } from "./arima.ts";
import { autoregressionMethod } from "./autoregression.ts";
import { etsMethod } from "./ets.ts";
import { intermittentMethod, isIntermittent } from "./intermittent.ts";
import { isGrowing, onLogarithms } from "./logarithm.ts";
import type { Method } from "./method.ts";
import { driftMethod, meanMethod, naiveMethod, seasonalNaiveMethod } from "./naive.ts";
import { thetaMethod } from "./theta.ts";

/** A method in a combination. */
export interface Member extends Method {
  /** Its weight where all have erred alike. Chosen on the series of bench/uses/series.R named "choose" and "more". */
  trust: number;
  /** Whether it is one of the simple methods; a forecast must not be clearly worse than these. */
  isSimple: boolean;
  /** Whether it forecasts what inputs known ahead leave of a series. */
  isDriven?: boolean;
}

/** The name of a method on logarithms. */
const ofLogarithms = / of logarithms$/;

/** The methods that any history allows; a season by its length. */
function membersOf(seasons: readonly number[]): readonly Member[] {
  const member = (method: Method, trust: number, isSimple = false): Member => ({ ...method, trust, isSimple });
  const seasonal = seasons.map((season) =>
    member(
      {
        name: `${seasonalNaiveMethod.name}, ${season} steps`,
        least: () => season,
        fit: (history) => seasonalNaiveMethod.fit(history, [season]),
      },
      0.2,
      true,
    ),
  );
  return [
    member(naiveMethod, 0.2, true),
    ...seasonal,
    member(etsMethod, 1, true),
    member(driftMethod, 0.15),
    member(meanMethod, 0.05),
    member(thetaMethod, 0.5),
    member(autoregressionMethod, 0.7),
    member(arimaMethod, 1),
    member(onLogarithms(etsMethod), 1),
    member(onLogarithms(thetaMethod), 0.7),
    member(onLogarithms(arimaMethod), 0.7),
    member(intermittentMethod, 1, true),
  ];
}

/** The ending of the name of a method that forecasts what inputs known ahead do not explain. */
const WITH_KNOWN = " with known inputs";

/** Methods that are also tried on what inputs known ahead do not explain. */
const drivenMembers: readonly Member[] = [etsMethod, thetaMethod, arimaMethod].map((method) => ({
  ...method,
  name: method.name + WITH_KNOWN,
  trust: 1,
  isSimple: false,
  isDriven: true,
}));

/** The names that the option `method` takes. */
export const methodNames = [
  naiveMethod.name,
  seasonalNaiveMethod.name,
  etsMethod.name,
  driftMethod.name,
  meanMethod.name,
  thetaMethod.name,
  autoregressionMethod.name,
  arimaMethod.name,
  "exponential smoothing of logarithms",
  "theta of logarithms",
  "ARIMA of logarithms",
  "exponential smoothing with known inputs",
  "theta with known inputs",
  "ARIMA with known inputs",
  intermittentMethod.name,
] as const;

/** Longer seasons are left to the methods that read single lags. */
const LONGEST_SEASON = 60;

/** The seasons that smoothing and ARIMA can follow, then the longer ones. */
export function usableSeasons(seasons: readonly number[], length: number): number[] {
  return seasons.filter((season) => season > 1 && 2 * season <= length);
}

/** The members that a history is long enough for and that fit what it is. */
export function membersFor(history: Float64Array, seasons: readonly number[], hasKnown = false): Member[] {
  const usable = usableSeasons(seasons, history.length);
  const main = usable.find((season) => season <= LONGEST_SEASON) ?? 1;
  return [...membersOf(usable), ...(hasKnown ? drivenMembers : [])]
    .filter(({ name, least }) => {
      if (least(main) > history.length) return false;
      if (name === intermittentMethod.name && !isIntermittent(history)) return false;
      return !ofLogarithms.test(name) || isGrowing(history);
    })
    .map((member) => ({
      ...member,
      fit: (values) => member.fit(values, member.name === autoregressionMethod.name ? usable : main > 1 ? [main] : []),
    }));
}
