/** A program for each name of `recurve/testing`. */
import { ops } from "recurve";
import { checkGradients } from "recurve/testing";

export const examples = {
  checkGradients: () => {
    // throws where the gradient is not that of small differences
    checkGradients((x) => ops.sum(ops.tanh(x!)), [[0.3, -1.2]]);
    console.log("right");
  },
};
