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
    grids(add)
    edges(add)
    conv_lstm(found)
    return found


SEQUENCE, IMAGE, BODY = (2, 5, 3), (2, 4, 5, 2), (1, 3, 4, 3, 2)
FIRST = {"data_format": "channels_first"}


def grids(add):
    """Windows over one, two and three axes, channels last and first."""
    small = {"filters": 2, "kernel_size": [2, 1, 3]}
    add("Conv3D/valid", "Conv3D", small, shape=BODY)
    add("Conv3D/same-strides", "Conv3D", {**small, "padding": "same", "strides": [1, 2, 1]}, shape=BODY)
    kinds = {
        "valid": {},
        "same": {"padding": "same"},
        "strides": {"strides": 2},
        "strides-same": {"strides": 2, "padding": "same"},
        "short": {"kernel_size": 1, "strides": 3},
        "output-padding": {"strides": 3, "output_padding": 1},
        "output-padding-same": {"strides": 3, "padding": "same", "output_padding": 0},
        "options": {"use_bias": False, "activation": "tanh", "kernel_size": 4, "strides": 2, "padding": "same"},
    }
    for name, config in kinds.items():
        whole = {"filters": 2, "kernel_size": 3, **config}
        add(f"Conv1DTranspose/{name}", "Conv1DTranspose", whole, shape=SEQUENCE)
        if name in ("valid", "strides-same"):
            whole = {**whole, "kernel_size": [3, 2]}
            add(f"Conv2DTranspose/{name}", "Conv2DTranspose", whole, shape=(2, 3, 4, 3))
    small = {"filters": 2, "kernel_size": [2, 1, 3]}
    add("Conv3DTranspose", "Conv3DTranspose", {**small, "strides": [1, 2, 1], "padding": "same"}, shape=(2, 2, 3, 2, 3))
    add("Conv2DTranspose/uneven", "Conv2DTranspose", {"filters": 2, "kernel_size": [2, 3], "strides": [2, 1]},
        shape=(2, 3, 4, 3))  # fmt: skip
    kinds = {
        "valid": {},
        "same": {"padding": "same", "depth_multiplier": 3},
        "strides": {"strides": 2, "depth_multiplier": 2},
        "dilation": {"dilation_rate": 2, "use_bias": False, "activation": "relu"},
        "strides-dilation": {"strides": 2, "dilation_rate": 2, "padding": "same"},
        "first": {"depth_multiplier": 2, **FIRST},
    }
    for name, config in kinds.items():
        for axes, shape, first in ((1, (2, 6, 3), (2, 3, 6)), (2, (1, 5, 6, 2), (1, 2, 5, 6))):
            where = first if name == "first" else shape
            size = {"kernel_size": 3 if axes == 1 else 2}
            add(f"DepthwiseConv{axes}D/{name}", f"DepthwiseConv{axes}D", {**size, **config}, shape=where)
            add(f"SeparableConv{axes}D/{name}", f"SeparableConv{axes}D", {**size, "filters": 7, **config}, shape=where)
    for kind in ("Max", "Average"):
        for axes, shape in ((2, IMAGE), (3, BODY)):
            name = f"{kind}Pooling{axes}D"
            # TensorFlow has no such pooling in float64
            rest = {"gradients": False} if axes == 3 else {}
            of_type = {"dtype": "float32"} if axes == 3 else {}
            for padding in ("valid", "same"):
                add(f"{name}/{padding}", name, {"pool_size": 2, "padding": padding, **of_type}, shape=shape, **rest)
                sizes = {"pool_size": [3, 2, 2][:axes], "strides": [1, 2, 1][:axes], "padding": padding, **of_type}
                add(f"{name}/{padding}/sizes", name, sizes, shape=shape, **rest)
            add(f"Global{name}", f"Global{name}", {}, shape=shape)
            add(f"Global{name}/keepdims", f"Global{name}", {"keepdims": True, **FIRST}, shape=shape)
        for name, config, shape in (
            (f"{kind}Pooling1D", {"pool_size": 2}, (3, 2, 5)),
            (f"{kind}Pooling2D", {"pool_size": [3, 2], "padding": "same"}, (2, 3, 5, 4)),
            (f"Global{kind}Pooling1D", {}, (3, 2, 5)),
            (f"Global{kind}Pooling2D", {}, (2, 3, 5, 4)),
        ):
            add(f"{name}/first", name, {**config, **FIRST}, shape=shape)


def edges(add):
    """Zeros around grids, edges cut off, finer grids."""
    for axes, shape in ((1, SEQUENCE), (2, IMAGE), (3, BODY)):
        pad, cut, finer = f"ZeroPadding{axes}D", f"Cropping{axes}D", f"UpSampling{axes}D"
        for name, class_name in ((pad, "padding"), (cut, "cropping"), (finer, None)):
            add(name, name, {}, shape=shape)
        each = [1, 2] if axes == 1 else [[1, 0], [0, 2], [2, 1]][:axes]
        add(f"{pad}/sides", pad, {"padding": each}, shape=shape)
        add(f"{cut}/sides", cut, {"cropping": [1, 2] if axes == 1 else [[1, 0], [0, 2], [1, 1]][:axes]}, shape=shape)
        if axes > 1:
            add(f"{pad}/axes", pad, {"padding": [1, 2, 0][:axes], **FIRST}, shape=shape)
            add(f"{cut}/axes", cut, {"cropping": [2, 1, 0][:axes]}, shape=(2, 5, 4, 3, 2)[: axes + 2])
            add(f"{finer}/sizes", finer, {"size": [2, 3, 1][:axes], **FIRST}, shape=(2, 2, 3, 2, 2)[: axes + 2])
    add("UpSampling1D/3", "UpSampling1D", {"size": 3}, shape=SEQUENCE)
    add("ZeroPadding1D/first", "ZeroPadding1D", {"padding": 2, **FIRST}, shape=SEQUENCE)
    add("UpSampling2D/bilinear", "UpSampling2D", {"size": [2, 3], "interpolation": "bilinear"}, shape=(2, 3, 4, 2))
    add("UpSampling2D/bilinear/first", "UpSampling2D", {"size": 2, "interpolation": "bilinear", **FIRST},
        shape=(2, 2, 3, 1))  # fmt: skip


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
