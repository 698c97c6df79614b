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
    return found
