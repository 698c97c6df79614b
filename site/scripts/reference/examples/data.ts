/** A program for each name of `data`. */
import { data, tensor } from "recurve";

export const examples = {
  dataset: async () => {
    const pairs = data.dataset({ x: tensor([[1], [2], [3]]), y: tensor([[2], [4], [6]]) });
    for await (const batch of pairs.shuffle(3, { seed: 1 }).batch(2)) console.log(batch.x.shape, batch.y.shape);
  },
  Dataset: async () => {
    const doubled = data.dataset([1, 2, 3]).map((value) => 2 * Number(value));
    for await (const value of doubled) console.log(value);
  },
  isNpy: () => console.log(data.isNpy(data.writeNpy(tensor([1, 2])))),
  minMaxScaler: () =>
    data
      .minMaxScaler()
      .fit(tensor([[1], [3]]))
      .transform(tensor([[2], [5]]))
      .print(),
  padSequences: () => data.padSequences([[1, 2, 3], [4]]).print(),
  readCsv: async () => {
    for await (const record of data.readCsv(new Blob(["day,sold\n2024-01-01,3\n2024-01-02,5\n"]))) console.log(record);
  },
  readJsonLines: async () => {
    for await (const value of data.readJsonLines(new Blob(['{"sold": 3}\n{"sold": 5}\n']))) console.log(value);
  },
  readNpy: () =>
    data
      .readNpy(
        data.writeNpy(
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ),
      )
      .print(),
  readNpz: async () => {
    const { x } = await data.readNpz(await data.writeNpz({ x: [1, 2], y: [3] }));
    x!.print();
  },
  readTable: async () => {
    const { columns, rows } = await data.readTable(new Blob(["day,sold\n2024-01-01,3\n2024-01-02,5\n"]));
    console.log(columns, rows[1]);
  },
  robustScaler: () =>
    data
      .robustScaler()
      .fit(tensor([[1], [2], [3], [100]]))
      .transform(tensor([[2.5]]))
      .print(),
  Scaler: () => {
    const scaler = data.standardScaler().fit(tensor([[1], [3]]));
    const scaled = scaler.transform(tensor([[5]]));
    scaled.print();
    scaler.inverse(scaled).print();
  },
  writeJsonLines: async () => {
    for await (const line of data.writeJsonLines([{ sold: 3 }, { sold: 5 }])) console.log(line.trim());
  },
  writeNpy: () => console.log(data.writeNpy(tensor([1, 2])).length),
  writeNpz: async () => console.log((await data.writeNpz({ x: tensor([1, 2]) })).length > 100),
  zip: async () => {
    const both = data.zip({ x: data.dataset(tensor([[1], [2]])), y: data.dataset(tensor([[3], [4]])) });
    for await (const batch of both.batch(2)) console.log(Object.keys(batch as object));
  },
};
