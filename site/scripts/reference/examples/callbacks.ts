/** A program for each callback. */
import { callbacks, layers, optimizers, sequential, tensor } from "recurve";

export const examples = {
  backupAndRestore: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const callback = callbacks.backupAndRestore("backup");
    const history = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), {
      epochs: 3,
      verbose: 0,
      callbacks: [callback],
    });
    // in Node: run again after a crash, it goes on where it stopped
    console.log(history.epoch);
  },
  csvLogger: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const callback = callbacks.csvLogger("log.csv");
    const history = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), {
      epochs: 2,
      verbose: 0,
      callbacks: [callback],
    });
    // in Node: log.csv has a line for each epoch
    console.log(history.epoch);
  },
  earlyStopping: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const callback = callbacks.earlyStopping({
      monitor: "loss",
      minDelta: 0.01,
      patience: 2,
      restoreBestWeights: true,
    });
    const history = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), {
      epochs: 500,
      verbose: 0,
      callbacks: [callback],
    });
    console.log(history.epoch.length < 500);
  },
  EarlyStopping: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const callback = callbacks.earlyStopping({ monitor: "loss", minDelta: 0.01 });
    const history = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), {
      epochs: 500,
      verbose: 0,
      callbacks: [callback],
    });
    console.log(history.epoch.length < 500);
  },
  lambdaCallback: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const callback = callbacks.lambdaCallback({ onEpochEnd: (epoch) => console.log(`epoch ${epoch} ends`) });
    const history = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), {
      epochs: 2,
      verbose: 0,
      callbacks: [callback],
    });
    console.log(history.epoch);
  },
  learningRateScheduler: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const callback = callbacks.learningRateScheduler((epoch, rate) => (epoch === 0 ? rate : rate / 2));
    const history = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), {
      epochs: 3,
      verbose: 0,
      callbacks: [callback],
    });
    console.log(history.history.learning_rate);
  },
  modelCheckpoint: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const callback = callbacks.modelCheckpoint("best.keras", { monitor: "loss", saveBestOnly: true });
    const history = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), {
      epochs: 2,
      verbose: 0,
      callbacks: [callback],
    });
    // in Node: best.keras is the best model so far
    console.log(history.epoch);
  },
  reduceLROnPlateau: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const callback = callbacks.reduceLROnPlateau({ monitor: "loss", factor: 0.5, minDelta: 0.1, patience: 1 });
    const history = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), {
      epochs: 60,
      verbose: 0,
      callbacks: [callback],
    });
    console.log(history.history.learning_rate!.at(-1)! < 0.01);
  },
  ReduceLROnPlateau: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const callback = callbacks.reduceLROnPlateau({ monitor: "loss", minDelta: 0.1, patience: 1 });
    const history = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), {
      epochs: 60,
      verbose: 0,
      callbacks: [callback],
    });
    console.log(history.history.learning_rate!.at(-1)! < 0.01);
  },
  swapEMAWeights: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: optimizers.sgd({ useEma: true }), loss: "meanSquaredError" });
    const [x, y] = [tensor([[1], [2]]), tensor([[2], [4]])];
    // the validation is that of the averaged weights
    const { history } = await network.fit(x, y, {
      epochs: 2,
      verbose: 0,
      validationData: [x, y],
      callbacks: [callbacks.swapEMAWeights()],
    });
    console.log(history.val_loss!.length);
  },
  tensorBoard: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const callback = callbacks.tensorBoard("logs");
    const history = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), {
      epochs: 2,
      verbose: 0,
      callbacks: [callback],
    });
    // in Node: tensorboard --logdir logs shows it
    console.log(history.epoch);
  },
  terminateOnNaN: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const callback = callbacks.terminateOnNaN();
    const history = await network.fit(tensor([[1], [2]]), tensor([[2], [4]]), {
      epochs: 2,
      verbose: 0,
      callbacks: [callback],
    });
    console.log(history.epoch);
  },
};
