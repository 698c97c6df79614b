/** What TensorFlow.js writes differently from Keras 2, turned into Keras's words. */
import { isRecord, type Json, type JsonRecord } from "../json.ts";
import { snakeCase } from "../names.ts";

/** The options of the layer RNN itself; TensorFlow.js repeats those of the cell among them. */
const rnnOptions = new Set([
  "name",
  "trainable",
  "batch_input_shape",
  "dtype",
  "cell",
  "return_sequences",
  "return_state",
  "go_backwards",
  "stateful",
  "unroll",
]);

/** A topology with its keys in snake_case, whichever of both it came in, and the cells of RNN where Keras has them. */
export function plainTopology(value: Json | undefined): Json {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(plainTopology);
  if (!isRecord(value)) return value;
  const plain = Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const name = snakeCase(key);
      const isActivation = /^(recurrent_)?activation$/.test(name) && typeof entry === "string";
      return [name, isActivation ? snakeCase(entry) : plainTopology(entry)];
    }),
  );
  if (plain.class_name === "StackedRNNCells" && isRecord(plain.config) && plain.config.cells !== undefined) {
    return { ...plain, config: plainStack(plain.config) };
  }
  return plain.class_name === "RNN" && isRecord(plain.config) ? { ...plain, config: plainRnn(plain.config) } : plain;
}

/** A topology whose bilinear layers interpolate between the corners of places, as TensorFlow.js does, not between their middles. */
export function withCorners(value: Json): Json {
  if (Array.isArray(value)) return value.map(withCorners);
  if (!isRecord(value)) return value;
  const all = Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withCorners(entry!)]));
  if (all.class_name !== "UpSampling2D" || !isRecord(all.config) || all.config.interpolation !== "bilinear") return all;
  return { ...all, config: { ...all.config, half_pixel_centers: false } };
}

/** TensorFlow.js before 1.0 wrote the class of the stack instead of each cell's; their options distinguish them. */
function cellClass(config: JsonRecord): string {
  if (!("recurrent_activation" in config)) return "SimpleRNNCell";
  return "unit_forget_bias" in config ? "LSTMCell" : "GRUCell";
}

function plainStack(config: JsonRecord): JsonRecord {
  const cells = (Array.isArray(config.cells) ? config.cells : []).map((cell: Json): Json => {
    const inner = isRecord(cell) && cell.class_name === "StackedRNNCells" ? cell.config : undefined;
    if (!isRecord(cell) || !isRecord(inner) || inner.cells !== undefined) return cell;
    return { ...cell, class_name: cellClass(inner) };
  });
  return { ...config, cells };
}

function plainRnn(config: JsonRecord): JsonRecord {
  const kept = Object.entries(config).filter(([key]) => rnnOptions.has(key));
  const cell = config.cell ?? { class_name: "StackedRNNCells", config: { cells: config.cells ?? [] } };
  return { ...Object.fromEntries(kept), cell };
}

/** Options of optimizers that have other names in Keras, by class and name. */
const optimizerOptions: ReadonlyMap<string, string> = new Map([
  ["RMSProp decay", "rho"],
  ["Momentum use_nesterov", "nesterov"],
]);

/** `trainingConfig` as Keras's `training_config`. */
export function plainTraining(training: JsonRecord): JsonRecord {
  const { optimizer_config: optimizer, metrics, ...rest } = plainTopology(training) as JsonRecord;
  return {
    ...rest,
    // no metrics are an empty object there
    metrics: isRecord(metrics) && Object.keys(metrics).length === 0 ? null : metrics,
    ...(isRecord(optimizer) && { optimizer_config: plainOptimizer(optimizer) }),
  };
}

function plainOptimizer({ class_name: className, config }: JsonRecord): JsonRecord {
  const options = Object.entries(isRecord(config) ? config : {});
  const renamed = options.map(([key, value]) => [optimizerOptions.get(`${className} ${key}`) ?? key, value]);
  return { class_name: className === "Momentum" ? "SGD" : className, config: Object.fromEntries(renamed) };
}
