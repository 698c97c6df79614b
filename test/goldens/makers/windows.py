"""Cases of the layers that slide windows: convolutions, pooling, and ConvLSTM."""

import numpy as np

from .case import layer_case


def windows():
    found = []

    def add(name, class_name, config, **rest):
        found.append(layer_case(name, class_name, config, **rest))

    small = {"filters": 2, "kernel_size": 3}
    kinds = {
        "valid": small,
        "same": {**small, "padding": "same"},
        "causal": {**small, "padding": "causal"},
        "even-same": {**small, "kernel_size": 2, "padding": "same"},
        "strides": {**small, "strides": 2, "padding": "same"},
        "strides-causal": {**small, "strides": 2, "padding": "causal"},
        "strides-valid": {**small, "strides": 2},
        "dilation": {**small, "kernel_size": 2, "dilation_rate": 2},
        "dilation-same": {**small, "dilation_rate": 2, "padding": "same"},
        "dilation-causal": {**small, "dilation_rate": 3, "padding": "causal"},
        "one": {**small, "kernel_size": 1, "activation": "tanh"},
        "no-bias": {**small, "use_bias": False, "activation": "relu"},
    }
    for name, config in kinds.items():
        add(f"Conv1D/{name}", "Conv1D", config, shape=(3, 6, 4))
    for name in ("valid", "same", "strides", "dilation"):
        config = {**kinds[name], "kernel_size": [2, 3]}
        add(f"Conv2D/{name}", "Conv2D", config, shape=(2, 5, 7, 3))
    groups = {"filters": 6, "kernel_size": 2, "groups": 2}
    add("Conv1D/groups", "Conv1D", groups, shape=(3, 5, 4), gradients=True)
    add("Conv2D/groups", "Conv2D", {**groups, "padding": "same"}, shape=(2, 3, 4, 4))
    for name in ("MaxPooling1D", "AveragePooling1D"):
        for padding in ("valid", "same"):
            add(f"{name}/{padding}", name, {"pool_size": 2, "padding": padding}, shape=(3, 5, 2))
            add(f"{name}/{padding}/3-1", name, {"pool_size": 3, "strides": 1, "padding": padding}, shape=(3, 5, 2))
            add(f"{name}/{padding}/3-2", name, {"pool_size": 3, "strides": 2, "padding": padding}, shape=(3, 6, 2))
    for name in ("GlobalMaxPooling1D", "GlobalAveragePooling1D"):
        add(name, name, {}, shape=(3, 5, 2))
        add(f"{name}/keepdims", name, {"keepdims": True}, shape=(3, 5, 2))
    conv_lstm(found)
    return found


def conv_lstm(found):
    rows = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], bool)
    both = {"return_sequences": True, "return_state": True}
    small = {"filters": 2, "kernel_size": 2}

    def add(name, class_name, config, **rest):
        found.append(layer_case(f"{class_name}/{name}", class_name, {**small, **config}, **rest))

    shape, state = (3, 3, 4, 2), (3, 3, 2)
    add("last", "ConvLSTM1D", {}, shape=shape)
    add("backwards", "ConvLSTM1D", {"go_backwards": True, **both}, shape=shape, states=[state, state])
    add("options", "ConvLSTM1D", {"use_bias": False, "activation": "relu", "recurrent_activation": "hard_sigmoid"},
        shape=shape)  # fmt: skip
    for config in ({}, {"return_sequences": True}, {"zero_output_for_mask": True, "return_sequences": True}):
        name = "mask/" + ("+".join(config) or "last")
        add(name, "ConvLSTM1D", {**config, "return_state": True}, shape=shape, mask=rows)
    for rates in ({"dropout": 0.4}, {"recurrent_dropout": 0.4}, {"dropout": 0.3, "recurrent_dropout": 0.5}):
        add("dropout/" + "+".join(rates), "ConvLSTM1D", {**rates, **both}, shape=shape, dropout=True, training=True)
    image, map_state = (2, 3, 4, 3, 2), (2, 4, 3, 2)
    add("states", "ConvLSTM2D", {"padding": "same", **both}, shape=image, states=[map_state, map_state])
    add("strides", "ConvLSTM2D", {"strides": [2, 1], "padding": "same"}, shape=image)
    add("dilation", "ConvLSTM2D", {"dilation_rate": [1, 2], **both}, shape=image)
    add("last", "ConvLSTM3D", {"kernel_size": [2, 1, 2]}, shape=(2, 3, 2, 2, 3, 1))
