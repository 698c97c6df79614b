/** A program for each loss: what came true first, then what was predicted. */
import { losses, tensor } from "recurve";

export const examples = {
  binaryCrossentropy: () => {
    const loss = losses.binaryCrossentropy();
    loss.values(tensor([[1, 0]]), tensor([[0.8, 0.3]])).print();
  },
  binaryFocalCrossentropy: () => {
    const loss = losses.binaryFocalCrossentropy({ gamma: 2 });
    loss.values(tensor([[1, 0]]), tensor([[0.8, 0.3]])).print();
  },
  categoricalCrossentropy: () => {
    const loss = losses.categoricalCrossentropy();
    loss.values(tensor([[0, 1, 0]]), tensor([[0.1, 0.8, 0.1]])).print();
  },
  categoricalFocalCrossentropy: () => {
    const loss = losses.categoricalFocalCrossentropy();
    loss.values(tensor([[0, 1, 0]]), tensor([[0.1, 0.8, 0.1]])).print();
  },
  categoricalHinge: () => {
    const loss = losses.categoricalHinge();
    loss.values(tensor([[0, 1, 0]]), tensor([[0.1, 0.8, 0.1]])).print();
  },
  cosineSimilarity: () => {
    const loss = losses.cosineSimilarity();
    loss.values(tensor([[1, 2]]), tensor([[1.5, 4]])).print();
  },
  ctc: () => {
    const loss = losses.ctc();
    loss
      .values(
        tensor([[1, 2]], [1, 2], "int32"),
        tensor([
          [
            [0, 4, 0],
            [0, 0, 4],
            [4, 0, 0],
          ],
        ]),
      )
      .print();
  },
  hinge: () => {
    const loss = losses.hinge();
    loss.values(tensor([[1, -1]]), tensor([[0.6, 0.2]])).print();
  },
  huber: () => {
    const loss = losses.huber({ delta: 1 });
    loss.values(tensor([[1, 2]]), tensor([[1.5, 4]])).print();
  },
  klDivergence: () => {
    const loss = losses.klDivergence();
    loss.values(tensor([[0, 1, 0]]), tensor([[0.1, 0.8, 0.1]])).print();
  },
  logCosh: () => {
    const loss = losses.logCosh();
    loss.values(tensor([[1, 2]]), tensor([[1.5, 4]])).print();
  },
  meanAbsoluteError: () => {
    const loss = losses.meanAbsoluteError();
    loss.values(tensor([[1, 2]]), tensor([[1.5, 4]])).print();
  },
  meanAbsolutePercentageError: () => {
    const loss = losses.meanAbsolutePercentageError();
    loss.values(tensor([[1, 2]]), tensor([[1.5, 4]])).print();
  },
  meanSquaredError: () => {
    const loss = losses.meanSquaredError();
    loss.values(tensor([[1, 2]]), tensor([[1.5, 4]])).print();
  },
  meanSquaredLogarithmicError: () => {
    const loss = losses.meanSquaredLogarithmicError();
    loss.values(tensor([[1, 2]]), tensor([[1.5, 4]])).print();
  },
  pinball: () => {
    const loss = losses.pinball({ quantiles: [0.1, 0.9] });
    loss.values(tensor([[1]]), tensor([[0.5, 2]])).print();
  },
  poisson: () => {
    const loss = losses.poisson();
    loss.values(tensor([[1, 2]]), tensor([[1.5, 4]])).print();
  },
  sparseCategoricalCrossentropy: () => {
    const loss = losses.sparseCategoricalCrossentropy();
    loss.values(tensor([[1]], [1, 1], "int32"), tensor([[0.1, 0.8, 0.1]])).print();
  },
  squaredHinge: () => {
    const loss = losses.squaredHinge();
    loss.values(tensor([[1, -1]]), tensor([[0.6, 0.2]])).print();
  },
};
