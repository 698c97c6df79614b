"""Training of models of several outputs: a loss, a factor, metrics and sample weights for each."""

import keras
import numpy as np

from .case import normal, random
from .graph import graph_input, make_model, node, seed_graph

OPTIONS = {
    "plain": {},
    "loss-weights": {"loss_weights": {"tags": 0.3, "level": 2.0}},
    "metrics": {"metrics": {"tags": ["accuracy"], "level": ["mae"]}},
    "weighted": {
        "loss_weights": {"tags": 0.3, "level": 2.0},
        "metrics": {"tags": ["accuracy"], "level": ["mae"]},
        "weighted_metrics": {"tags": ["accuracy"], "level": ["mae"]},
        "sample_weight": True,
    },
}


def outputs():
    """Embedding(mask_zero) -> GRU sequences, from which come tags, step by step, and by an LSTM a level."""
    generator = random("outputs")
    inner = {"class_name": "Dense", "config": {"units": 3, "activation": "softmax"}}
    nodes = [
        node("e", "Embedding", {"input_dim": 6, "output_dim": 3, "mask_zero": True}, "ids"),
        node("r", "GRU", {"units": 4, "return_sequences": True}, "e"),
        node("tags", "TimeDistributed", {"layer": inner}, "r"),
        node("s", "LSTM", {"units": 2}, "r"),
        node("level", "Dense", {"units": 1}, "s"),
    ]
    graph = {"inputs": [graph_input("ids", (5,), "int32")], "nodes": nodes, "outputs": ["tags", "level"]}
    ids = generator.integers(1, 6, (10, 5))
    for row, length in enumerate((5, 3, 1, 4, 2, 5, 2, 3, 5, 4)):
        ids[row, length:] = 0
    tags, level = generator.integers(0, 3, (10, 5)), normal(generator, (10, 1))
    step_weights = np.round(generator.uniform(0.2, 2.0, (10, 5)), 3)
    level_weights = np.round(generator.uniform(0.2, 2.0, 10), 3)
    _, layers = make_model(graph)
    weights = seed_graph(layers, random("outputs/weights"))
    runs = [run(name, graph, weights, ids, [tags, level], [step_weights, level_weights]) for name in OPTIONS]
    return {
        "graph": graph,
        "weights": weights,
        "x": ids,
        "y": {"tags": tags, "level": level},
        "sample_weight": {"tags": step_weights, "level": level_weights},
        "runs": runs,
    }


def run(name, graph, weights, x, y, sample_weight):
    """Three epochs of four batches, validated on the same data, and the weights after."""
    options = dict(OPTIONS[name])
    weighted = options.pop("sample_weight", False)
    model, layers = make_model(graph)
    for layer, values in weights.items():
        layers[layer].set_weights([weight["value"] for weight in values])
    as_lists = {key: [value["tags"], value["level"]] for key, value in options.items()}
    model.compile(
        optimizer=keras.optimizers.SGD(0.2),
        loss=["sparse_categorical_crossentropy", keras.losses.Huber(delta=0.5)],
        run_eagerly=True,
        **as_lists,
    )
    given = {"sample_weight": sample_weight} if weighted else {}
    history = model.fit(x, y, batch_size=3, epochs=3, shuffle=False, verbose=0, validation_data=(x, y), **given)
    return {
        "id": name,
        "options": options,
        "weighted": weighted,
        "history": {key: [float(value) for value in values] for key, values in history.history.items()},
        "weights": {layer: layers[layer].get_weights() for layer in weights},
    }
