/** Cases for `tasks`. */
import * as recurve from "../../src/index.ts";
import { method, series, type Table, vocabulary } from "./case.ts";

const { tasks } = recurve;

const rows = Array.from({ length: 40 }, (_, i) => ({ t: i, y: Math.sin(i) }));
const languageModel = () => tasks.languageModel({ vocabulary, units: 2, embedding: 2, depth: 1 });
const classifier = () => tasks.classifier({ classes: ["a", "b"], vocabulary, units: 2, embedding: 2, depth: 1 });
const translator = () => tasks.translator({ source: vocabulary, target: vocabulary, units: 2, embedding: 2, depth: 1 });
const forecaster = () => tasks.forecaster(rows, { target: "y", time: "t", horizon: 1, window: 3, units: 2 });
const manyRows = ["a", "b"].flatMap((id) => rows.slice(0, 20).map((row) => ({ ...row, id })));
const panelOptions = { id: "id", target: "y", time: "t", horizon: 1, window: 3, units: 2 } as const;
const panel = () => tasks.panelForecaster(manyRows, panelOptions);
const few = { epochs: 1, verbose: 0, batchSize: 8 } as const;
const ofSeries = () => new tasks.LinearSeriesClassifier(2);
const linear = () => new tasks.LinearClassifier(2, { buckets: 8 });

export const taskCases: Table = {
  "tasks.coverage": () => [series, series, series],
  "tasks.mase": () => [series, series, series, 1],
  "tasks.smape": () => [series, series],
  "tasks.exponentialSmoothing": () => [series, 2, 1],
  "tasks.naive": () => [series, 2],
  "tasks.numbersIn": () => [["1,5"]],
  "tasks.drift": () => [series, 2],
  "tasks.theta": () => [series, 2, 1],
  "tasks.arima": () => [[1, 3, 2, 4, 3, 5, 4, 6, 5, 7], 2, 1],
  "tasks.intermittentDemand": () => [[0, 1, 0, 2, 0], 2],
  "tasks.seasonalNaive": () => [series, 2, 2],
  "tasks.classificationScores": () => [[0, 1], [0, 1], 2],
  "tasks.labelScores": () => [
    [["a"], []],
    [["a"], ["b"]],
    ["a", "b"],
  ],
  "tasks.precisionRecall": () => [
    [0.2, 0.8],
    [false, true],
  ],
  "tasks.LinearSeriesClassifier": {
    args: () => [2, false],
    use: (made) => made.fit([[[1], [2]], [[3]]], [0, 1]).predict([[[1]]]),
  },
  "tasks.LinearSeriesClassifier.fit": method(ofSeries, () => [
    [[[1], [2]], [[3]]],
    [0, 1],
  ]),
  "tasks.LinearSeriesClassifier.predict": method(
    () => ofSeries().fit([[[1], [2]], [[3]]], [0, 1]),
    () => [[[[1]]]],
  ),
  "tasks.ClassifierStream.step": method(
    () => tasks.classifier({ classes: ["a", "b"], vocabulary, units: 2, embedding: 2, direction: "forward" }).stream(),
    () => ["a"],
  ),
  "tasks.findTimes": () => [[{ t: "2001" }, { t: "2002" }], ["t"], "yyyy"],
  "tasks.findSeriesNames": () => [rows, ["t", "y"], { time: "t" }],
  "tasks.readSeries": () => [rows, { columns: ["y"], time: "t" }],
  "tasks.readPanel": () => [manyRows, { id: "id", columns: ["y"], time: "t" }],
  "tasks.sliceSeries": () => [tasks.readSeries(rows, { columns: ["y"], time: "t" }), 0, 2],
  "tasks.LinearClassifier": {
    args: () => [2, { buckets: 8 }],
    use: (made) => made.fit(["a", "b"], [0, 1]).predict(["a"]),
  },
  "tasks.LinearClassifier.fit": method(linear, () => [
    ["a", "b"],
    [0, 1],
  ]),
  "tasks.LinearClassifier.predict": method(linear, () => [["a", "b"]]),
  "tasks.LinearClassifier.predictLabels": method(
    () => new tasks.LinearClassifier(2, { buckets: 8, severalLabels: true }),
    () => [["a", "b"]],
  ),
  "tasks.languageModel": () => [{ vocabulary, units: 2, embedding: 2, depth: 1 }],
  "tasks.LanguageModel.from": { on: () => tasks.LanguageModel, args: () => [languageModel().model] },
  "tasks.LanguageModel.fit": method(languageModel, () => ["abc".repeat(30), { ...few, window: 8 }]),
  "tasks.LanguageModel.generate": method(
    languageModel,
    () => [{ maxTokens: 2 }],
    (made) => made.next(),
  ),
  "tasks.LanguageModel.tokens": method(languageModel, () => [["abc"]]),
  "tasks.LanguageModel.search": method(languageModel, () => [{ maxTokens: 2 }]),
  "tasks.LanguageModel.bitsPerCharacter": method(languageModel, () => ["abc"]),
  "tasks.classifier": () => [{ classes: ["a", "b"], vocabulary, units: 2, embedding: 2, depth: 1 }],
  "tasks.Classifier.from": { on: () => tasks.Classifier, args: () => [classifier().model] },
  "tasks.Classifier.fit": method(classifier, () => [["a", "b"], ["a", "b"], few]),
  "tasks.Classifier.classify": method(classifier, () => ["a"]),
  "tasks.Classifier.predictClasses": method(classifier, () => [["a"]]),
  "tasks.Classifier.predictLabels": method(classifier, () => [["a"]]),
  "tasks.Classifier.predictProbabilities": method(classifier, () => [["a"], "whole"]),
  "tasks.Classifier.classNumbers": method(classifier, () => [["a"], ["a"]]),
  "tasks.carriedPairs": () => [[["a {x}", "b {x}"]]],
  "tasks.nearestKnown": () => [[["a", "b"]]],
  "tasks.translator": () => [{ source: vocabulary, target: vocabulary, units: 2, embedding: 2, depth: 1 }],
  "tasks.Translator.from": { on: () => tasks.Translator, args: () => [translator().model] },
  "tasks.Translator.fit": method(translator, () => [[["a", "b"]], few]),
  "tasks.Translator.translate": method(translator, () => ["a", { maxTokens: 2 }]),
  "tasks.forecaster": () => [rows, { target: "y", time: "t", horizon: 1, window: 3, units: 2 }],
  "tasks.Forecaster.from": { on: () => tasks.Forecaster, args: () => [forecaster().model] },
  "tasks.Forecaster.fit": method(forecaster, () => [rows, few]),
  "tasks.Forecaster.calibrate": method(forecaster, () => [rows, {}]),
  "tasks.Forecaster.batches": method(forecaster, () => [rows, {}]),
  "tasks.Forecaster.remember": method(forecaster, () => [rows]),
  "tasks.Forecaster.forecast": method(forecaster, () => [rows]),
  "tasks.Forecaster.past": method(forecaster, () => [2, rows]),
  "tasks.Forecaster.backtest": method(forecaster, () => [rows, {}]),
  "tasks.panelForecaster": () => [manyRows, { ...panelOptions }],
  "tasks.PanelForecaster.from": { on: () => tasks.PanelForecaster, args: () => [panel().model] },
  "tasks.PanelForecaster.read": method(panel, () => [manyRows, ["a"]]),
  "tasks.PanelForecaster.fit": method(panel, () => [manyRows, few]),
  "tasks.PanelForecaster.forecast": method(panel, () => [manyRows, ["a"]]),
  "tasks.PanelForecaster.backtest": method(panel, () => [manyRows, { from: 10 }]),
  "tasks.PanelForecaster.checkAhead": method(panel, () => [manyRows]),
  "tasks.PanelForecaster.shortSeries": method(panel, () => [manyRows]),
};
