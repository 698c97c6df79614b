/** What recurrent networks are used for, each made of layers, data and text. */

export type { Row } from "../data/table-row.ts";
export { findTimes, type TimeColumn } from "../data/times/time-column.ts";
export { numbersIn } from "../data/written-numbers.ts";
export { Classifier, classifier } from "./classifier/classifier.ts";
export { LinearClassifier, type LinearClassifierOptions } from "./classifier/linear-classifier.ts";
export { LinearSeriesClassifier } from "./classifier/linear-series.ts";
export type { ClassifierFitOptions, ClassifierOptions, Guess, Label, Sample } from "./classifier/options.ts";
export { ClassifierStream } from "./classifier/stream.ts";
export { type PrecisionRecall, precisionRecall } from "./classifier/thresholds.ts";
export { coverage, mase, smape } from "./forecaster/accuracy.ts";
export type { Backtest, BacktestOptions, Score } from "./forecaster/backtest.ts";
export type { TrialScore } from "./forecaster/choice.ts";
export type { Forecast } from "./forecaster/forecast.ts";
export { Forecaster, forecaster } from "./forecaster/forecaster.ts";
export { findSeriesNames, type NamedSeries, type SeriesNamesOptions } from "./forecaster/many-series.ts";
export { arima } from "./forecaster/methods/arima.ts";
export { exponentialSmoothing } from "./forecaster/methods/ets.ts";
export { intermittentDemand } from "./forecaster/methods/intermittent.ts";
export { drift, naive, seasonalNaive } from "./forecaster/methods/naive.ts";
export { theta } from "./forecaster/methods/theta.ts";
export {
  type NamedForecast,
  PanelForecaster,
  type PanelForecasterOptions,
  type PanelSeriesOptions,
  panelForecaster,
  readPanel,
} from "./forecaster/panel.ts";
export { readSeries, type Series, type SeriesOptions, sliceSeries } from "./forecaster/series.ts";
export { type ForecasterOptions, type ForecastMethod, forecastMethods } from "./forecaster/settings.ts";
export type { ForecasterFitOptions } from "./forecaster/training-plan.ts";
export type { TriedPlace, Verdict } from "./forecaster/trial.ts";
export type { WindowBatches } from "./forecaster/windows.ts";
export { type Continuation, LanguageModel, languageModel } from "./language/language-model.ts";
export type { LanguageModelFitOptions, LanguageModelOptions, SearchOptions } from "./language/options.ts";
export {
  type ClassificationScores,
  type ClassScore,
  classificationScores,
  type LabelScores,
  labelScores,
} from "./scores.ts";
export type { Trainer } from "./training.ts";
export type { DecodeOptions, Translation } from "./translator/decode.ts";
export { nearestKnown, type Pair, type Way } from "./translator/simple-ways.ts";
export {
  carriedPairs,
  Translator,
  type TranslatorFitOptions,
  type TranslatorOptions,
  translator,
} from "./translator/translator.ts";
