/**
 * Models as graphs: several inputs and outputs, models inside models, layers that are shared, and a layer of your own. Tickets of a help
 * desk are ranked and sent to a department; they are made. After Keras's guide "The Functional API" (its recurrent parts).
 */
import { input, layers, losses, model, Random, type SymbolicTensor, type Tensor } from "recurve";

const [words, tagCount, departments] = [200, 12, 4];

/** Title, text and tags in; priority and department out. */
export function network({ units = 32, seed = 1 } = {}) {
  const title = input({ shape: [null], dtype: "int32", name: "title" });
  const body = input({ shape: [null], dtype: "int32", name: "body" });
  const tags = input({ shape: [tagCount], name: "tags" });
  const embed = layers.embedding({ inputDim: words, outputDim: units });
  const titleRead = layers.lstm({ units, name: "read_title" }).apply(embed.apply(title));
  const bodyRead = layers.lstm({ units: units / 2, name: "read_body" }).apply(embed.apply(body));
  const all = layers.concatenate().apply([titleRead, bodyRead, tags]);
  const priority = layers.dense({ units: 1, activation: "sigmoid", name: "priority" }).apply(all);
  const department = layers.dense({ units: departments, name: "department" }).apply(all);
  return model({ inputs: { title, body, tags }, outputs: { priority, department }, seed });
}

export async function run({ tickets = 1280, units = 32, epochs = 6 } = {}) {
  // a department has words of its own, and some words are urgent
  const random = new Random(2);
  const made = Array.from({ length: tickets }, () => {
    const [department, urgent] = [random.integer(departments), random.integer(2)];
    const word = () => (random.integer(3) ? random.integer(150) : 150 + 10 * department + random.integer(10));
    const title = Array.from({ length: 6 }, word);
    const tags = Array.from({ length: tagCount }, (_, i) => (i % departments === department ? random.integer(2) : 0));
    if (urgent) title[random.integer(6)] = 190 + random.integer(10);
    return { title, body: Array.from({ length: 20 }, word), tags, priority: urgent, department };
  });
  const column = <Name extends keyof (typeof made)[0]>(name: Name) => made.map((ticket) => ticket[name]);
  const x = { title: column("title"), body: column("body"), tags: column("tags") };
  const y = { priority: column("priority"), department: column("department") };

  const desk = network({ units });
  desk.summary();
  desk.compile({
    optimizer: "adam",
    loss: { priority: "binaryCrossentropy", department: losses.sparseCategoricalCrossentropy({ fromLogits: true }) },
    lossWeights: { priority: 1, department: 0.2 },
    metrics: { department: ["accuracy"], priority: ["accuracy"] },
  });
  const { history } = await desk.fit(x, y, { epochs, batchSize: 32, validationSplit: 0.2 });

  // the graph is open: what the title is read as, and three desks whose opinions are averaged
  const reader = model({ inputs: desk.inputs, outputs: desk.getLayer("read_title").output });
  console.log(`a title is read as ${(reader.predict(Object.values(x)) as Tensor).shape.at(-1)} numbers`);
  const others = [desk, network({ units, seed: 2 }), network({ units, seed: 3 })];
  const opinions = others.map((other) => (other.apply(desk.inputs) as SymbolicTensor[])[0]!);
  const council = model({ inputs: desk.inputs, outputs: layers.average().apply(opinions) });
  const mean = council.predict(Object.values(x)) as Tensor;
  return { history, mean };
}
