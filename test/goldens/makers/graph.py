"""Functional models written as plain JSON, with the numbers Keras gives for them.

A graph is `{inputs: [{name, shape, dtype}], nodes: [{name, layer, config, from, initial_state?, mask?}], outputs}`.
`from`, `initial_state` and `outputs` name tensors: "node", or "node:1" for the second output of a node.
"""

import keras
import numpy as np

from .case import build, case_spec, differentiate, normal, random, seed_weights, tensor


def node(name, layer, config, sources, **extra):
    return {
        "name": name,
        "layer": layer,
        "config": config,
        "from": [sources] if isinstance(sources, str) else sources,
        **extra,
    }


def graph_input(name, shape, dtype="float32"):
    return {"name": name, "shape": list(shape), "dtype": dtype}


def make_model(graph, batch=None):
    """The Keras model of a graph, and its layers in the order of the nodes (a shared layer once)."""
    tensors = {}
    sources = []
    for given in graph["inputs"]:
        dtype = "int32" if given["dtype"] == "int32" else "float64"
        symbolic = keras.Input(shape=given["shape"], dtype=dtype, name=given["name"], batch_size=batch)
        tensors[given["name"]] = symbolic
        sources.append(symbolic)
    layers = {}
    for entry in graph["nodes"]:
        shared = entry.get("shares")
        layer = (
            layers[shared] if shared else build(case_spec(entry["layer"], {**entry["config"], "name": entry["name"]}))
        )
        layers[entry["name"]] = layer
        arguments = {}
        if "initial_state" in entry:
            arguments["initial_state"] = [tensors[name] for name in entry["initial_state"]]
        given = [tensors[name] for name in entry["from"]]
        outputs = layer(given[0] if len(given) == 1 else given, **arguments)
        outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
        tensors[entry["name"]] = outputs[0]
        for index, output in enumerate(outputs):
            tensors[f"{entry['name']}:{index}"] = output
    outputs = [tensors[name] for name in graph["outputs"]]
    model = keras.Model(sources if len(sources) > 1 else sources[0], outputs if len(outputs) > 1 else outputs[0])
    owners = {
        name: layer
        for name, layer in layers.items()
        if not any(n["name"] == name and n.get("shares") for n in graph["nodes"])
    }
    return model, owners


def seed_graph(layers, generator, scale=0.6):
    """Seeded weights of every layer, by node name."""
    return {
        name: [{key: weight[key] for key in ("shape", "value")} for weight in seed_weights(layer, generator, scale)]
        for name, layer in layers.items()
        if layer.weights
    }


def graph_case(case_id, graph, inputs, notes=None, scale=0.6):
    """A case of a functional model: outputs, and gradients of every weight (node by node) and float input."""
    generator = random(case_id)
    model, layers = make_model(graph)
    values = [normal(generator, shape) if isinstance(shape, tuple) else np.asarray(shape) for shape in inputs]
    case = {"id": case_id, "graph": graph, "input": values, "weights": seed_graph(layers, generator, scale)}
    tensors = [tensor(value) for value in values]
    weights = [variable.value for name in case["weights"] for variable in layers[name].weights]
    argument = tensors if len(tensors) > 1 else tensors[0]
    differentiate(case, lambda: model(argument), tensors, [], weights, generator)
    found = iter(case["grads"]["weights"])
    case["grads"]["weights"] = {name: [next(found) for _ in layers[name].weights] for name in case["weights"]}
    if "input" in case["grads"] and len(tensors) == 1:
        case["grads"]["input"] = [case["grads"]["input"]]
    if notes:
        case["notes"] = notes
    return case
