/** Data of the right shape for a model that one knows nothing about, to begin with. */
import { type Layer, type Model, Random } from "recurve";

/** Where data decide the length. */
const LENGTH = 8;

type Nested = number | string | Nested[];

/** Samples for each input, as many as its shape asks for, else one: as JSON that one can change. */
export function sampleData(model: Model<any>): string {
  const random = new Random(1);
  const samples = model.inputs.map(({ shape, dtype }, i) => {
    const count = idsOf(model, i);
    const draw = (): Nested => {
      if (dtype === "string") return "a text";
      if (count !== undefined) return random.integer(count);
      return dtype === "float32" ? Number(random.normal().toFixed(2)) : random.integer(2);
    };
    const [batch, ...rest] = shape;
    return nested([batch ?? 1, ...rest.map((length) => length ?? LENGTH)], draw);
  });
  const all = samples.length === 1 ? samples[0]! : samples;
  return JSON.stringify(all).replaceAll(",", ", ");
}

function nested(shape: readonly number[], draw: () => Nested): Nested {
  const [length, ...rest] = shape;
  return length === undefined ? draw() : Array.from({ length }, () => nested(rest, draw));
}

/** How many ids an input has, where an embedding reads it. */
function idsOf(model: Model<any>, input: number): number | undefined {
  const start = model.inputs[input]!.layer;
  const reader = model.graph!.nodes.find(({ inputs }) =>
    inputs.some((each) => "layer" in each && each.layer === start),
  );
  return embeddingSize(reader?.layer);
}

function embeddingSize(layer: Layer<number> | undefined): number | undefined {
  const size = (layer?.config as { inputDim?: unknown } | undefined)?.inputDim;
  return typeof size === "number" ? size : undefined;
}
