/** Programs that load a file. */
import type { FormatName } from "recurve";

export function loadingCode(file: string, format: FormatName | undefined): { name: string; code: string }[] {
  const path = JSON.stringify(format === undefined ? `${file}.keras` : file);
  return [{ name: "TypeScript", code: inTypeScript(path, format) }, ...elsewhere(path, format)];
}

function inTypeScript(path: string, format: FormatName | undefined): string {
  if (format === "safetensors" || format === "keras-weights") {
    return `import { loadWeights, readWeights } from "recurve";

// the tensors by name
for (const [name, { shape }] of await readWeights(${path})) console.log(name, shape);

// into a model that you have made
await loadWeights(model, ${path});`;
  }
  return `import { loadModel } from "recurve";

const model = await loadModel(${path});
model.summary();
const y = model.predict(x);`;
}

function elsewhere(path: string, format: FormatName | undefined): { name: string; code: string }[] {
  switch (format) {
    case "onnx":
      return [
        {
          name: "ONNX Runtime",
          code: `import onnxruntime\n\nsession = onnxruntime.InferenceSession(${path})\ny = session.run(None, {session.get_inputs()[0].name: x})`,
        },
      ];
    case "tfjs":
      return [
        {
          name: "TensorFlow.js",
          code: `import * as tf from "@tensorflow/tfjs";\n\nconst model = await tf.loadLayersModel(${path});\nmodel.predict(x).print();`,
        },
      ];
    case "safetensors":
      return [
        {
          name: "PyTorch",
          code: `from safetensors.torch import load_file\n\nmodel.load_state_dict(load_file(${path}))`,
        },
      ];
    case "keras-weights":
      return [{ name: "Keras", code: `model.load_weights(${path})` }];
    case "keras-json":
      return [
        {
          name: "Keras",
          code: `import keras\n\nwith open(${path}) as file:\n    model = keras.models.model_from_json(file.read())`,
        },
      ];
    default:
      return [
        {
          name: "Keras",
          code: `import keras\n\nmodel = keras.models.load_model(${path})\nmodel.summary()\ny = model.predict(x)`,
        },
      ];
  }
}
