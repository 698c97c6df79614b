/** Models of a user's class that extends Model: made by their class from their options, then built for their inputs. */
import type { OpenShape } from "../../layers/symbolic.ts";
import { CallOf } from "../../models/call-of.ts";
import { Functional } from "../../models/functional.ts";
import type { AnyModel } from "../../models/index.ts";
import { Model } from "../../models/model.ts";
import { Sequential } from "../../models/sequential.ts";
import { FormatError } from "../../tensor/index.ts";
import { isRecord, type Json } from "../json.ts";
import { customClass, inBrackets, keyOf } from "../layer-classes.ts";
import type { KerasObject } from "../layer-options.ts";
import { type LayerReader, readOwn } from "../layer-table.ts";

/** Whether a model's class has its own `call`: neither a sequence nor a graph, whether of `model()` or of a file. */
export function isOfOwnClass(model: AnyModel): boolean {
  if (model instanceof Sequential || model instanceof Functional) return false;
  return !model.graph || model.graph.nodes.some(({ layer }) => layer instanceof CallOf);
}

/** The shapes that a model was built for as Keras writes them: one, a list, or a record where its inputs have names. */
export function shapesOf({ graph, inputNames }: AnyModel): Json | undefined {
  if (!graph) return undefined;
  const shapes = graph.inputs.map(({ shape }) => [...shape]);
  if (!inputNames.every(isNumbered)) return Object.fromEntries(inputNames.map((name, i) => [name, shapes[i]!]));
  return shapes.length === 1 ? shapes[0]! : shapes;
}

const isNumbered = (name: string) => /^input_layer(_\d+)?$/.test(name);

/** @throws FormatError when `customLayers` has no class for it, or one that is no model, or builds for other shapes */
export function readOwnModel(object: KerasObject, reader: LayerReader): AnyModel {
  const Own = customClass(object, reader.customLayers);
  if (!Own) {
    throw new FormatError({
      what: `The file has a model that Recurve does not have${inBrackets(object.config)}.`,
      received: object.class_name,
      hint: `write it as a class that extends Model, and give it: loadModel(file, { customLayers: { ${keyOf(object.class_name)}: YourClass } })`,
    });
  }
  const model = readOwn(Own, object.config, reader);
  if (!(model instanceof Model)) {
    throw new FormatError({
      what: `The model of the file is of the class ${object.class_name}, which in customLayers is not a model.`,
      expected: "a class that extends Model",
      received: `a class that extends ${Object.getPrototypeOf(Own).name}`,
    });
  }
  const shape = isRecord(object.build_config) ? object.build_config.input_shape : undefined;
  const shapes = isRecord(shape) ? Object.values(shape) : shape;
  if (isShape(shape) || (Array.isArray(shapes) && shapes.length > 0 && shapes.every(isShape)))
    model.build(shape as OpenShape);
  return model as AnyModel;
}

const isShape = (value: Json | undefined) =>
  Array.isArray(value) && value.every((length) => length === null || typeof length === "number");
