/** A program for each name of `recurve/worker`. */
import { layers, sequential, zeros } from "recurve";
import { inWorker, serveModel } from "recurve/worker";

export const examples = {
  inWorker: async () => {
    // here both ends are in one thread; a page gives new Worker(...), whose file calls serveModel()
    const { port1, port2 } = new MessageChannel();
    serveModel(port1);
    const remote = await inWorker(sequential([layers.lstm({ units: 2, inputShape: [3, 1] })]), port2);
    console.log((await remote.predict(zeros([1, 3, 1]))).shape);
    port2.close();
  },
  serveModel: async () => {
    const { port1, port2 } = new MessageChannel();
    serveModel(port1); // a worker's file has serveModel() alone
    const remote = await inWorker(sequential([layers.dense({ units: 2, inputShape: [3] })]), port2);
    console.log((await remote.predict(zeros([1, 3]))).shape);
    port2.close();
  },
};
