/** A program for each name of `tasks`. */
import { tasks, text } from "recurve";

export const examples = {
  arima: () => console.log(tasks.arima([3, 5, 4, 6, 5, 7, 6, 8, 7, 9], 2).length),
  carriedPairs: () => console.log(tasks.carriedPairs([["room 12", "房间 12"]])),
  classificationScores: () => console.log(tasks.classificationScores([0, 0, 1, 1], [0, 1, 1, 1], 2).accuracy),
  coverage: () => console.log(tasks.coverage([1, 2, 3], [0, 0, 0], [2, 2, 2])),
  drift: () => console.log(tasks.drift([1, 2, 4], 2)),
  exponentialSmoothing: () => console.log(tasks.exponentialSmoothing([3, 4, 5, 6, 7, 8], 2).length),
  findSeriesNames: () => {
    const rows = ["north", "south"].flatMap((shop) =>
      [1, 2, 3].map((day) => ({ day: `2024-01-0${day}`, shop, sold: day })),
    );
    console.log(tasks.findSeriesNames(rows, ["day", "shop", "sold"]));
  },
  findTimes: () => {
    const rows = [
      { day: "2024-01-01", sold: 1 },
      { day: "2024-01-02", sold: 2 },
      { day: "2024-01-03", sold: 4 },
    ];
    console.log(tasks.findTimes(rows, ["day", "sold"]).name);
  },
  forecaster: async () => {
    const rows = Array.from({ length: 40 }, (_, t) => ({ sold: 10 + Math.sin(t / 2) }));
    const forecaster = tasks.forecaster(rows, { target: "sold", time: null, horizon: 4, units: 4, seed: 1 });
    await forecaster.fit(rows, { epochs: 2, verbose: 0 });
    console.log(forecaster.forecast(rows).values.sold!.length);
  },
  Forecaster: async () => {
    const rows = Array.from({ length: 40 }, (_, t) => ({ sold: 10 + Math.sin(t / 2) }));
    const forecaster = tasks.forecaster(rows, { target: "sold", time: null, horizon: 4, units: 4, seed: 1 });
    await forecaster.fit(rows, { epochs: 2, verbose: 0 });
    // a model's file makes it again
    console.log(tasks.Forecaster.from(forecaster.model).forecast(rows).times.length);
  },
  intermittentDemand: () => console.log(tasks.intermittentDemand([0, 0, 3, 0, 0, 0, 2, 0], 2).length),
  labelScores: () =>
    console.log(tasks.labelScores([["red"], ["red", "square"]], [["red"], ["red"]], ["red", "square"]).macroF1),
  naive: () => console.log(tasks.naive([1, 2, 4], 2)),
  nearestKnown: () => {
    const nearest = tasks.nearestKnown([
      ["good morning", "早上好"],
      ["good night", "晚安"],
    ]);
    console.log(nearest("good nights"));
  },
  numbersIn: () => console.log(tasks.numbersIn(["1,200.5", "3", ""]).values),
  panelForecaster: async () => {
    const rows = ["north", "south"].flatMap((shop) => Array.from({ length: 40 }, (_, t) => ({ shop, sold: t % 7 })));
    const shops = tasks.panelForecaster(rows, {
      id: "shop",
      target: "sold",
      time: null,
      horizon: 3,
      units: 4,
      seed: 1,
    });
    await shops.fit(rows, { epochs: 1, verbose: 0 });
    console.log(shops.forecast().map(({ id }) => id));
  },
  PanelForecaster: () => {
    const rows = ["north", "south"].flatMap((shop) => Array.from({ length: 40 }, (_, t) => ({ shop, sold: t % 7 })));
    const shops = tasks.panelForecaster(rows, { id: "shop", target: "sold", time: null, horizon: 3, seed: 1 });
    console.log([...shops.members.keys()]);
  },
  precisionRecall: () => console.log(tasks.precisionRecall([0.9, 0.4], [true, false])[0]),
  readPanel: async () => {
    const rows = ["north", "south"].flatMap((shop) => Array.from({ length: 40 }, (_, t) => ({ shop, sold: t % 7 })));
    const read = tasks.readPanel(rows, { id: "shop", columns: ["sold"], time: null });
    const shops = tasks.panelForecaster(read, { id: "shop", target: "sold", horizon: 3, units: 4, seed: 1 });
    await shops.fit(read, { epochs: 1, verbose: 0 });
    console.log(shops.forecast(read, ["south"]).map(({ id }) => id));
  },
  readSeries: () => {
    const rows = [
      { day: "2024-01-02", sold: 2 },
      { day: "2024-01-03", sold: 4 },
      { day: "2024-01-01", sold: 1 },
    ];
    console.log(tasks.readSeries(rows, { columns: ["sold"] }).columns.sold);
  },
  sliceSeries: () => {
    const series = tasks.readSeries([{ sold: 1 }, { sold: 2 }, { sold: 3 }], { columns: ["sold"], time: null });
    console.log(tasks.sliceSeries(series, 1, 3).columns.sold);
  },
  theta: () => console.log(tasks.theta([3, 4, 5, 6, 7, 8], 2).length),
  forecastMethods: () => console.log(tasks.forecastMethods),
  Classifier: async () => {
    const [rise, fall] = [
      [[1], [2], [3]],
      [[3], [2], [1]],
    ];
    const classifier = tasks.classifier({ classes: ["fall", "rise"], features: 1, units: 8, seed: 1 });
    await classifier.fit([rise, fall], ["rise", "fall"], { epochs: 60, learningRate: 0.03, verbose: 0 });
    console.log((classifier.classify(rise) as tasks.Guess[])[0]!.label);
  },
  ClassifierStream: async () => {
    const [rise, fall] = [
      [[1], [2], [3]],
      [[3], [2], [1]],
    ];
    const classifier = tasks.classifier({
      classes: ["fall", "rise"],
      features: 1,
      direction: "forward",
      units: 8,
      seed: 1,
    });
    await classifier.fit([rise, fall], ["rise", "fall"], { epochs: 60, learningRate: 0.03, verbose: 0 });
    const stream = classifier.stream();
    console.log(stream instanceof tasks.ClassifierStream);
    for (const step of rise) console.log(stream.step(step)[0]!.label);
  },
  LanguageModel: async () => {
    const vocabulary = text.Vocabulary.fromText("abcabc");
    const writer = tasks.languageModel({ vocabulary, units: 8, seed: 1 });
    await writer.fit("abc".repeat(60), { epochs: 20, window: 8, learningRate: 0.03, verbose: 0 });
    console.log([...writer.generate({ prompt: "ab", maxTokens: 4, temperature: 0 })].join(""));
  },
  LinearClassifier: () => {
    const linear = new tasks.LinearClassifier(2).fit(["we rise", "we fall", "they rise", "they fall"], [1, 0, 1, 0]);
    console.log(linear.predict(["you rise"]));
  },
  LinearSeriesClassifier: () => {
    const series = [
      [[1], [1], [1]],
      [[9], [9], [9]],
    ];
    console.log(new tasks.LinearSeriesClassifier(2).fit(series, [0, 1]).predict(series));
  },
  Translator: async () => {
    const pairs: tasks.Pair[] = [
      ["one two", "一 二"],
      ["two one", "二 一"],
    ];
    const source = text.Vocabulary.fromText(["one two"], { split: "words" });
    const target = text.Vocabulary.fromText(["一 二"], { split: "words" });
    const translator = tasks.translator({ source, target, units: 8, seed: 1 });
    await translator.fit(pairs, { epochs: 2, verbose: 0 });
    console.log(typeof translator.translate("one two"));
  },
};
