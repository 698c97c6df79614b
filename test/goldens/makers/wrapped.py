"""Cases of Bidirectional, of stacks of layers and cells, and of TimeDistributed."""

import numpy as np

from .case import build, case_spec, differentiate, layer_case, normal, random, tensor
from .graph import graph_case, graph_input, node
from .recurrent import BOTH, MASKS, B, F, T, U, mask

MERGES = ("concat", "sum", "mul", "ave", None)
KINDS = {"SimpleRNN": 1, "LSTM": 2, "GRU": 1}


def spec(class_name, **config):
    return {"class_name": class_name, "config": config}


def bidirectional():
    found = []

    def add(name, config, **rest):
        found.append(layer_case(f"Bidirectional/{name}", "Bidirectional", config, **rest))

    for kind, count in KINDS.items():
        states = [(B, U)] * (2 * count)
        for merge in MERGES:
            for sequences in (False, True):
                for state in (False, True):
                    names = [n for n, on in (("sequences", sequences), ("state", state)) if on]
                    inner = spec(kind, units=U, return_sequences=sequences, return_state=state)
                    name = f"{kind}/{str(merge).lower()}/" + ("+".join(names) or "last")
                    add(name, {"layer": inner, "merge_mode": merge}, shape=(2, 3, 3), gradients=state)
        for name in MASKS:
            add(f"{kind}/mask/{name}", {"layer": spec(kind, units=U, **BOTH)}, mask=mask(name))
            add(f"{kind}/mask/{name}/last", {"layer": spec(kind, units=U)}, mask=mask(name))
        add(f"{kind}/initial-state", {"layer": spec(kind, units=U, **BOTH)}, states=states)
        add(f"{kind}/initial-state+mask", {"layer": spec(kind, units=U, **BOTH)}, states=states, mask=mask("middle"))
        forward = spec(kind, units=U, return_sequences=True, return_state=True)
        backward = spec(kind, units=4, return_sequences=True, return_state=True, go_backwards=True)
        add(f"{kind}/backward-layer", {"layer": forward, "backward_layer": backward})
        other = "GRU" if kind == "LSTM" else "LSTM"
        forward = spec(kind, units=U, return_sequences=True)
        backward = spec(other, units=4, return_sequences=True, go_backwards=True, activation="softsign")
        add(f"{kind}/backward-layer/{other}", {"layer": forward, "backward_layer": backward}, mask=mask("left"))
        backward = spec(kind, units=U, go_backwards=True, activation="sigmoid")
        add(
            f"{kind}/backward-layer/sum/last",
            {"layer": spec(kind, units=U), "backward_layer": backward, "merge_mode": "sum"},
        )
    add(
        "GRU-reset-before/sequences+state",
        {"layer": spec("GRU", units=U, reset_after=False, **BOTH)},
        mask=mask("right"),
    )
    return found


def stacked():
    found = []

    def add(name, nodes, inputs, values, outputs, **rest):
        graph = {"inputs": inputs, "nodes": nodes, "outputs": outputs}
        found.append(graph_case(f"stacked/{name}", graph, values, **rest))

    x = [graph_input("x", (T, F))]
    value = [(B, T, F)]
    for first, second in (("LSTM", "LSTM"), ("GRU", "GRU"), ("SimpleRNN", "SimpleRNN"), ("LSTM", "GRU")):
        nodes = [node("a", first, {"units": 4, "return_sequences": True}, "x"), node("b", second, {"units": U}, "a")]
        add(f"{first}+{second}", nodes, x, value, ["b"])
    nodes = [
        node("a", "Bidirectional", {"layer": spec("LSTM", units=2, return_sequences=True)}, "x"),
        node("b", "Bidirectional", {"layer": spec("GRU", units=3)}, "a"),
        node("y", "Dense", {"units": 2, "activation": "softmax"}, "b"),
    ]
    add("Bidirectional+Bidirectional", nodes, x, value, ["y", "a"])
    ids = [graph_input("ids", (T,), "int32")]
    rows = [[3, 1, 0, 0], [2, 4, 4, 0], [1, 0, 3, 5]]
    embed = node("e", "Embedding", {"input_dim": 6, "output_dim": 3, "mask_zero": True}, "ids")
    for kind in KINDS:
        nodes = [
            embed,
            node("a", kind, {"units": 4, "return_sequences": True}, "e"),
            node("b", kind, {"units": 2}, "a"),
            node("y", "Dense", {"units": 3, "activation": "softmax"}, "b"),
        ]
        add(f"Embedding+{kind}+{kind}+Dense", nodes, ids, [rows], ["y"])
    nodes = [
        embed,
        node("a", "Bidirectional", {"layer": spec("LSTM", units=2, return_sequences=True)}, "e"),
        node("b", "Bidirectional", {"layer": spec("GRU", units=2, return_sequences=True), "merge_mode": "ave"}, "a"),
        node("y", "TimeDistributed", {"layer": spec("Dense", units=3)}, "b"),
    ]
    add("Embedding+Bidirectional+Bidirectional+TimeDistributed", nodes, ids, [rows], ["y"])
    nodes = [
        node("m", "Masking", {"mask_value": 0.0}, "x"),
        node("a", "GRU", {"units": 2, "return_sequences": True}, "m"),
    ]
    masked = np.round(np.random.default_rng(5).normal(size=(B, T, F)), 3)
    masked[0, 2:] = 0
    masked[1, 1] = 0
    masked[2, 0] = 0
    masked[2, 1, 0] = 0
    add("Masking+GRU", nodes, x, [masked], ["a"])
    for kind, count in KINDS.items():
        state = [f"encoder:{i + 1}" for i in range(count)]
        nodes = [
            node("encoder", kind, {"units": 4, "return_state": True}, "source"),
            node("decoder", kind, {"units": 4, **BOTH}, "target", initial_state=state),
            node("y", "Dense", {"units": 3, "activation": "softmax"}, "decoder"),
        ]
        inputs = [graph_input("source", (5, F)), graph_input("target", (T, 2))]
        outputs = ["y"] + [f"decoder:{i + 1}" for i in range(count)]
        add(f"encoder-decoder/{kind}", nodes, inputs, [(B, 5, F), (B, T, 2)], outputs)
    nodes = [
        node("encoder", "Bidirectional", {"layer": spec("LSTM", units=2, return_state=True)}, "source"),
        node("h", "Concatenate", {}, ["encoder:1", "encoder:3"]),
        node("c", "Concatenate", {}, ["encoder:2", "encoder:4"]),
        node("decoder", "LSTM", {"units": 4, "return_sequences": True}, "target", initial_state=["h", "c"]),
        node("y", "Dense", {"units": 3}, "decoder"),
    ]
    inputs = [graph_input("source", (5, F)), graph_input("target", (T, 2))]
    add("encoder-decoder/Bidirectional", nodes, inputs, [(B, 5, F), (B, T, 2)], ["y"])
    nodes = [
        node("encoder", "GRU", {"units": 4, **BOTH}, "source"),
        node("decoder", "GRU", {"units": 4, "return_sequences": True}, "target", initial_state=["encoder:1"]),
        node("context", "Attention", {}, ["decoder", "encoder"]),
        node("both", "Concatenate", {}, ["context", "decoder"]),
        node("y", "Dense", {"units": 3, "activation": "tanh"}, "both"),
    ]
    add("encoder-decoder/Attention", nodes, inputs, [(B, 5, F), (B, T, 2)], ["y"])
    nodes = [
        node("shared", "LSTM", {"units": 3}, "left"),
        node("again", "LSTM", {"units": 3}, "right", shares="shared"),
        node("sum", "Add", {}, ["shared", "again"]),
    ]
    inputs = [graph_input("left", (T, F)), graph_input("right", (T + 1, F))]
    add("shared-LSTM", nodes, inputs, [(B, T, F), (B, T + 1, F)], ["sum"])
    return found


def wrappers():
    found = []

    def add(name, class_name, config, **rest):
        found.append(layer_case(name, class_name, config, **rest))

    cells = [spec("LSTMCell", units=4), spec("GRUCell", units=3), spec("SimpleRNNCell", units=2)]
    before = [
        spec("GRUCell", units=3, reset_after=False),
        spec("LSTMCell", units=2, use_bias=False, activation="softsign"),
    ]
    states = [(B, 4), (B, 4), (B, 3), (B, 2)]
    add("RNN/mixed", "RNN", {"cell": cells, **BOTH})
    add("RNN/mixed/last", "RNN", {"cell": cells})
    add("RNN/mixed/mask", "RNN", {"cell": cells, **BOTH}, mask=mask("middle"))
    add("RNN/mixed/backwards+mask", "RNN", {"cell": cells, "go_backwards": True, **BOTH}, mask=mask("left"))
    add("RNN/mixed/zero-output", "RNN", {"cell": cells, "zero_output_for_mask": True, **BOTH}, mask=mask("full"))
    add("RNN/mixed/unroll", "RNN", {"cell": cells, "unroll": True, **BOTH})
    add("RNN/reset-before+no-bias", "RNN", {"cell": before, **BOTH})
    for cell, count in (("SimpleRNNCell", 1), ("LSTMCell", 2), ("GRUCell", 1)):
        single = spec(cell, units=U)
        add(f"RNN/{cell}", "RNN", {"cell": single, **BOTH}, states=[(B, U)] * count)
        add(f"RNN/{cell}/mask", "RNN", {"cell": single, **BOTH}, mask=mask("left"))
    add("Bidirectional/RNN/mixed", "Bidirectional", {"layer": spec("RNN", cell=cells[:2], return_sequences=True)})
    add("TimeDistributed/Dense", "TimeDistributed", {"layer": spec("Dense", units=2, activation="tanh")})
    add("TimeDistributed/Dense/mask", "TimeDistributed", {"layer": spec("Dense", units=2)}, mask=mask("middle"))
    add("TimeDistributed/Dense/4d", "TimeDistributed", {"layer": spec("Dense", units=2)}, shape=(2, 3, 4, 3))
    add("TimeDistributed/LSTM", "TimeDistributed", {"layer": spec("LSTM", units=2)}, shape=(2, 3, 4, 3))
    add(
        "TimeDistributed/GRU/sequences",
        "TimeDistributed",
        {"layer": spec("GRU", units=2, return_sequences=True)},
        shape=(2, 3, 4, 3),
    )
    add(
        "TimeDistributed/Bidirectional",
        "TimeDistributed",
        {"layer": spec("Bidirectional", layer=spec("SimpleRNN", units=2))},
        shape=(2, 3, 4, 3),
    )
    add("TimeDistributed/LayerNormalization", "TimeDistributed", {"layer": spec("LayerNormalization")})
    stacked_states = layer_case(
        "RNN/mixed/initial-state", "RNN", {"cell": cells, **BOTH}, shape=(B, T, F), gradients=False
    )
    found.append(with_nested_state(stacked_states, states))
    return found


def with_nested_state(case, shapes):
    """Stacked cells take a nested initial state in Keras; the case keeps the flat list."""

    generator = random(case["id"] + "/states")
    layer = build(case_spec(case["layer"], case["config"]))
    x = tensor(case["input"])
    layer(x)
    layer.set_weights([weight["value"] for weight in case["weights"]])
    case["initial_state"] = [normal(generator, shape) for shape in shapes]
    h1, c1, h2, h3 = states = [tensor(state) for state in case["initial_state"]]
    weights = [variable.value for variable in layer.trainable_variables]
    differentiate(case, lambda: layer(x, initial_state=[[h1, c1], [h2], [h3]]), [x], states, weights, generator)
    return case
