"""Cases of the layers around the recurrent ones, of masks on their way through layers, and of initializers."""

import keras
import numpy as np

from .case import build, call, case_spec, flat, layer_case, mask_of, normal, random, seed_weights, set_mask, tensor

ROWS = np.array([[1, 1, 0, 0], [1, 0, 1, 1], [0, 1, 1, 0]], bool)
OTHER = np.array([[1, 0, 0, 1], [0, 0, 1, 1], [0, 0, 0, 1]], bool)


def around():
    found = []

    def add(name, class_name, config, **rest):
        found.append(layer_case(name, class_name, config, **rest))

    for activation in ("linear", "relu", "softmax", "gelu"):
        add(f"Dense/{activation}", "Dense", {"units": 2, "activation": activation})
    add("Dense/2d", "Dense", {"units": 4}, shape=(3, 5))
    add("Dense/no-bias", "Dense", {"units": 4, "use_bias": False}, shape=(3, 5))
    add("Dense/4d", "Dense", {"units": 2}, shape=(2, 3, 2, 5))
    ids = np.array([[3, 1, 0, 0], [2, 4, 4, 0], [1, 0, 3, 5]])
    add("Embedding", "Embedding", {"input_dim": 6, "output_dim": 3}, inputs=[ids])
    add("Embedding/mask-zero", "Embedding", {"input_dim": 6, "output_dim": 3, "mask_zero": True}, inputs=[ids])
    add("LayerNormalization", "LayerNormalization", {}, shape=(3, 4, 5))
    add("LayerNormalization/epsilon", "LayerNormalization", {"epsilon": 0.5}, shape=(3, 4, 5))
    add("LayerNormalization/no-scale", "LayerNormalization", {"scale": False}, shape=(3, 4, 5))
    add("LayerNormalization/no-center", "LayerNormalization", {"center": False}, shape=(3, 4, 5))
    add("LayerNormalization/axis-1", "LayerNormalization", {"axis": 1}, shape=(3, 4, 5))
    add("LayerNormalization/axes-1-2", "LayerNormalization", {"axis": [1, 2]}, shape=(3, 4, 5))
    add("RepeatVector", "RepeatVector", {"n": 3}, shape=(3, 4))
    add("Flatten", "Flatten", {})
    add("Reshape", "Reshape", {"target_shape": [6, 2]})
    add("Reshape/open", "Reshape", {"target_shape": [2, -1]})
    add("Permute", "Permute", {"dims": [2, 1]})
    add("Permute/4d", "Permute", {"dims": [3, 1, 2]}, shape=(2, 3, 4, 5))
    for activation in ("tanh", "softmax", "leaky_relu"):
        add(f"Activation/{activation}", "Activation", {"activation": activation})
    add("Dropout/inference", "Dropout", {"rate": 0.5}, training=False)
    masked = normal(random("Masking"), (3, 4, 2))
    masked[0, 1] = masked[1, 3] = masked[2, 0] = 1.5
    masked[1, 0, 0] = 1.5
    add("Masking", "Masking", {"mask_value": 1.5}, inputs=[masked])
    for merge in ("Add", "Multiply", "Average", "Concatenate"):
        generator = random(merge)
        add(merge, merge, {}, inputs=[normal(generator, (3, 4, 2)) for _ in range(3)])
    generator = random("Concatenate/time")
    add("Concatenate/time", "Concatenate", {"axis": 1}, inputs=[normal(generator, (3, n, 2)) for n in (4, 2)])
    generator = random("Add/broadcast")
    add("Add/broadcast", "Add", {}, inputs=[normal(generator, (3, 4, 2)), normal(generator, (3, 1, 2))])
    attentions(add)
    heads(add)
    batch_statistics(add)
    for axis in (-1, 1, [1, 2]):
        add(f"Softmax/axis-{axis}", "Softmax", {"axis": axis})
    add("Softmax/mask", "Softmax", {}, shape=(3, 4), mask=ROWS)
    generator = random("Dot")
    one, other = normal(generator, (3, 4, 2)), normal(generator, (3, 5, 2))
    flat_one, flat_other = normal(generator, (3, 4)), normal(generator, (3, 4))
    add("Dot/2", "Dot", {"axes": 2}, inputs=[one, other])
    add("Dot/2-1", "Dot", {"axes": [2, 1]}, inputs=[one, normal(generator, (3, 2, 5))])
    add("Dot/normalize", "Dot", {"axes": -1, "normalize": True}, inputs=[one, other])
    add("Dot/1", "Dot", {"axes": 1}, inputs=[flat_one, flat_other])
    add("Dot/2d-3d", "Dot", {"axes": [1, 1]}, inputs=[flat_one, one])
    add("Dot/4d", "Dot", {"axes": [2, 3]}, inputs=[one, normal(generator, (3, 2, 3, 2))])
    for merge in ("Subtract", "Maximum", "Minimum"):
        generator = random(merge)
        add(merge, merge, {}, inputs=[normal(generator, (3, 4, 2)) for _ in range(2)])
    add("GaussianNoise/inference", "GaussianNoise", {"stddev": 0.5}, training=False)
    kinds = {
        "btf,fu->btu": [4, 2],
        "...f,fu->...u": 2,
        "abc,cde->abde": [None, 2, 5],
        "abc,dc->abd": [None, 2],
        "abc,bcd->abd": [4, 2],
        "ab...,bd->ad...": 2,
        "abc,bd->adc": [2, 3],
    }
    for equation, shape in kinds.items():
        add(f"EinsumDense/{equation}", "EinsumDense", {"equation": equation, "output_shape": shape})
    add("EinsumDense/bias", "EinsumDense",
        {"equation": "abc,cde->abde", "output_shape": [None, 2, 5], "bias_axes": "e", "activation": "tanh"})  # fmt: skip
    add("EinsumDense/bias-d", "EinsumDense", {"equation": "abc,cde->abde", "output_shape": [4, 2, 5], "bias_axes": "d"})
    add("EinsumDense/bias-behind", "EinsumDense", {"equation": "ab...,bd->ad...", "output_shape": 2, "bias_axes": "d"})
    rectifiers(add)
    normalizations(add)
    scales(add)
    return found


def rectifiers(add):
    kinds = {
        "ReLU": {},
        "ReLU/slope": {"negative_slope": 0.2},
        "ReLU/limit": {"max_value": 0.8},
        "ReLU/all": {"max_value": 1.1, "negative_slope": 0.3, "threshold": 0.4},
        "ReLU/threshold": {"threshold": 0.5},
        "LeakyReLU": {},
        "LeakyReLU/slope": {"negative_slope": 0.05},
        "PReLU": {},
        "PReLU/shared": {"shared_axes": [1]},
        "PReLU/shared-features": {"shared_axes": [2]},
        "ELU": {},
        "ELU/alpha": {"alpha": 0.4},
    }
    for name, config in kinds.items():
        add(name, name.split("/")[0], config)
    add("PReLU/image", "PReLU", {"shared_axes": [1, 2]}, shape=(2, 3, 4, 5))


def normalizations(add):
    image = (2, 3, 4, 6)
    kinds = {
        "GroupNormalization": {"groups": 3},
        "GroupNormalization/each": {"groups": -1},
        "GroupNormalization/one": {"groups": 1, "scale": False},
        "GroupNormalization/axis-1": {"groups": 3, "axis": 1, "center": False, "epsilon": 0.1},
        "GroupNormalization/axis--2": {"groups": 2, "axis": -2},
        "UnitNormalization": {},
        "UnitNormalization/axes": {"axis": [1, 2]},
        "RMSNormalization": {},
        "RMSNormalization/epsilon": {"epsilon": 0.5},
        "RMSNormalization/axes": {"axis": [2, 3]},
    }
    for name, config in kinds.items():
        add(name, name.split("/")[0], config, shape=image)
    add("GroupNormalization/sequence", "GroupNormalization", {"groups": 2}, shape=(3, 4, 6))


def scales(add):
    add("Rescaling", "Rescaling", {"scale": 0.5, "offset": -1.5})
    add("Rescaling/each", "Rescaling", {"scale": [0.5, 2, -1], "offset": [0, 1, 0.25]})
    add("Normalization", "Normalization", {})
    add("Normalization/axes", "Normalization", {"axis": [1, 2]})
    add("Normalization/one", "Normalization", {"axis": None})
    known = {"mean": [0.5, -1, 2], "variance": [4, 0.25, 1]}
    add("Normalization/known", "Normalization", known)
    add("Normalization/invert", "Normalization", {**known, "invert": True})
    add("Normalization/scalar", "Normalization", {"axis": [1, 2], "mean": 0.5, "variance": 2})
    add("Normalization/right", "Normalization", {"axis": [1, 2], **known})
    for name, config in (
        ("Identity", {}),
        ("ActivityRegularization", {"l1": 0.1, "l2": 0.2}),
        ("GaussianDropout", {"rate": 0.3}),
        ("AlphaDropout", {"rate": 0.3}),
    ):
        add(name, name, config, training=False)


def heads(add):
    generator = random("heads")
    query, value, key = (normal(generator, shape) for shape in ((3, 4, 3), (3, 5, 2), (3, 5, 4)))
    small = {"num_heads": 2, "key_dim": 3}
    kinds = {
        "MultiHeadAttention": small,
        "MultiHeadAttention/value-dim": {**small, "value_dim": 5},
        "MultiHeadAttention/no-bias": {**small, "use_bias": False},
        "MultiHeadAttention/output-shape": {**small, "output_shape": 6},
    }
    for name, config in kinds.items():
        add(name, "MultiHeadAttention", config, inputs=[query, value])
        add(f"{name}/key", "MultiHeadAttention", config, inputs=[query, value, key])
        add(f"{name}/scores", "MultiHeadAttention", config, inputs=[query, value],
            options={"return_attention_scores": True})  # fmt: skip
        add(f"{name}/causal", "MultiHeadAttention", config, inputs=[query, value], options={"use_causal_mask": True})


def batch_statistics(add):
    """BatchNormalization in training, where the moving statistics follow, and in prediction."""
    kinds = {
        "BatchNormalization": {},
        "BatchNormalization/momentum": {"momentum": 0.6, "epsilon": 0.1},
        "BatchNormalization/no-scale": {"scale": False},
        "BatchNormalization/no-center": {"center": False},
        "BatchNormalization/axis-1": {"axis": 1},
        "BatchNormalization/frozen": {"trainable": False},
    }
    for name, config in kinds.items():
        add(name, "BatchNormalization", config)
        add(f"{name}/training", "BatchNormalization", config, training=True)
    add("BatchNormalization/mask", "BatchNormalization", {"momentum": 0.6}, mask=ROWS, training=True)
    add("BatchNormalization/2d", "BatchNormalization", {"momentum": 0.6}, shape=(5, 3), training=True)


def attentions(add):
    generator = random("attention")
    query, value, key = (normal(generator, shape) for shape in ((3, 4, 2), (3, 5, 2), (3, 5, 2)))
    wide = normal(generator, (3, 5, 4))
    rows = [ROWS, np.array([[1, 1, 1, 0, 0], [1, 0, 1, 1, 1], [0, 1, 1, 1, 0]], bool)]
    kinds = {
        "Attention/dot": ("Attention", {}),
        "Attention/scale": ("Attention", {"use_scale": True}),
        "Attention/concat": ("Attention", {"score_mode": "concat", "use_scale": True}),
        "AdditiveAttention": ("AdditiveAttention", {}),
        "AdditiveAttention/no-scale": ("AdditiveAttention", {"use_scale": False}),
    }
    for name, (class_name, config) in kinds.items():
        add(name, class_name, config, inputs=[query, value])
        add(f"{name}/key", class_name, config, inputs=[query, wide, key])
        add(f"{name}/scores", class_name, config, inputs=[query, value], options={"return_attention_scores": True})
        add(f"{name}/mask", class_name, config, inputs=[query, value], mask=rows)
        add(f"{name}/value-mask", class_name, config, inputs=[query, value], mask=[None, rows[1]])
        add(f"{name}/causal", class_name, config, inputs=[query, value], options={"use_causal_mask": True})
        add(f"{name}/mask+causal", class_name, config, inputs=[query, value], mask=rows, options={"use_causal_mask": True})


def mask_flow():
    """What a layer makes of a mask that its input carries: its numbers, and the mask of each of its outputs."""
    x, y = (3, 4, 2), (3, 4, 5)
    long = (3, 2, 2)
    rnn = {"units": 3, "return_sequences": True}
    cases = [
        ("Dense", "Dense", {"units": 3}, [(x, ROWS)]),
        ("Dropout", "Dropout", {"rate": 0.5}, [(x, ROWS)]),
        ("Activation/relu", "Activation", {"activation": "relu"}, [(x, ROWS)]),
        ("Activation/tanh", "Activation", {"activation": "tanh"}, [(x, ROWS)]),
        ("LayerNormalization", "LayerNormalization", {}, [(x, ROWS)]),
        ("Masking", "Masking", {"mask_value": 9.0}, [(x, ROWS)]),
        ("Flatten", "Flatten", {}, [(x, ROWS)]),
        ("Reshape", "Reshape", {"target_shape": [4, 2, 1]}, [(x, ROWS)]),
        ("Permute", "Permute", {"dims": [2, 1]}, [(x, ROWS)]),
        ("RepeatVector", "RepeatVector", {"n": 2}, [((3, 4), ROWS)]),
        ("TimeDistributed", "TimeDistributed", {"layer": {"class_name": "Dense", "config": {"units": 2}}}, [(x, ROWS)]),
        ("Add/both", "Add", {}, [(x, ROWS), (x, OTHER)]),
        ("Add/one", "Add", {}, [(x, ROWS), (x, None)]),
        ("Multiply/both", "Multiply", {}, [(x, ROWS), (x, OTHER)]),
        ("Multiply/one", "Multiply", {}, [(x, ROWS), (x, None)]),
        ("Average/both", "Average", {}, [(x, ROWS), (x, OTHER)]),
        ("Average/three", "Average", {}, [(x, ROWS), (x, OTHER), (x, ROWS)]),
        ("Concatenate/both", "Concatenate", {}, [(x, ROWS), (y, OTHER)]),
        ("Concatenate/one", "Concatenate", {}, [(x, ROWS), (y, None)]),
        ("Concatenate/none", "Concatenate", {}, [(x, None), (y, None)]),
        ("Concatenate/time", "Concatenate", {"axis": 1}, [(x, ROWS), (long, OTHER[:, :2])]),
        ("Concatenate/time/one", "Concatenate", {"axis": 1}, [(x, ROWS), (long, None)]),
        ("Attention", "Attention", {}, [(x, ROWS), (x, OTHER)]),
        ("AdditiveAttention", "AdditiveAttention", {}, [(x, ROWS), (x, OTHER)]),
        ("Attention/query", "Attention", {}, [(x, ROWS), (x, None)]),
        ("BatchNormalization", "BatchNormalization", {}, [(x, ROWS)]),
        ("GaussianNoise", "GaussianNoise", {"stddev": 0.5}, [(x, ROWS)]),
        ("Conv1D", "Conv1D", {"filters": 3, "kernel_size": 2}, [(x, ROWS)]),
        ("MaxPooling1D", "MaxPooling1D", {}, [(x, ROWS)]),
        ("AveragePooling1D", "AveragePooling1D", {"pool_size": 2}, [(x, ROWS)]),
        ("GlobalMaxPooling1D", "GlobalMaxPooling1D", {}, [(x, ROWS)]),
        ("GlobalAveragePooling1D", "GlobalAveragePooling1D", {}, [(x, ROWS)]),
        ("GlobalAveragePooling1D/keepdims", "GlobalAveragePooling1D", {"keepdims": True}, [(x, ROWS)]),
        ("Dot", "Dot", {"axes": 2}, [(x, ROWS), (x, OTHER)]),
        ("SpatialDropout1D", "SpatialDropout1D", {"rate": 0.5}, [(x, ROWS)]),
        ("GaussianDropout", "GaussianDropout", {"rate": 0.5}, [(x, ROWS)]),
        ("AlphaDropout", "AlphaDropout", {"rate": 0.5}, [(x, ROWS)]),
        ("ActivityRegularization", "ActivityRegularization", {"l1": 0.5}, [(x, ROWS)]),
        ("Identity", "Identity", {}, [(x, ROWS)]),
        ("ReLU", "ReLU", {}, [(x, ROWS)]),
        ("LeakyReLU", "LeakyReLU", {}, [(x, ROWS)]),
        ("PReLU", "PReLU", {}, [(x, ROWS)]),
        ("ELU", "ELU", {}, [(x, ROWS)]),
        ("Rescaling", "Rescaling", {"scale": 2}, [(x, ROWS)]),
        ("Normalization", "Normalization", {}, [(x, ROWS)]),
        ("UnitNormalization", "UnitNormalization", {}, [(x, ROWS)]),
        ("GroupNormalization", "GroupNormalization", {"groups": 2}, [(x, ROWS)]),
        ("EinsumDense", "EinsumDense", {"equation": "abc,cd->abd", "output_shape": [4, 3]}, [(x, ROWS)]),
        ("RMSNormalization", "RMSNormalization", {}, [(x, ROWS)]),
        ("ZeroPadding1D", "ZeroPadding1D", {}, [(x, ROWS)]),
        ("Cropping1D", "Cropping1D", {}, [(x, ROWS)]),
        ("UpSampling1D", "UpSampling1D", {}, [(x, ROWS)]),
        ("DepthwiseConv1D", "DepthwiseConv1D", {"kernel_size": 2}, [(x, ROWS)]),
        ("SeparableConv1D", "SeparableConv1D", {"filters": 3, "kernel_size": 2}, [(x, ROWS)]),
        ("Conv1DTranspose", "Conv1DTranspose", {"filters": 3, "kernel_size": 2}, [(x, ROWS)]),
        ("MultiHeadAttention/both", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, [(x, ROWS), (x, OTHER)]),
        ("MultiHeadAttention/query", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, [(x, ROWS), (x, None)]),
        ("MultiHeadAttention/key", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3},
         [(x, None), (x, OTHER), (x, ROWS)]),
        ("MultiHeadAttention/dropout", "MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "dropout": 0.5},
         [(x, ROWS), (x, OTHER)]),
    ]
    for kind in ("SimpleRNN", "LSTM", "GRU"):
        cases.append((f"{kind}/sequences", kind, rnn, [(x, ROWS)]))
        cases.append((f"{kind}/last", kind, {"units": 3}, [(x, ROWS)]))
        cases.append((f"{kind}/sequences+state", kind, {**rnn, "return_state": True}, [(x, ROWS)]))
        inner = {"class_name": kind, "config": rnn}
        cases.append((f"Bidirectional/{kind}/sequences", "Bidirectional", {"layer": inner}, [(x, ROWS)]))
        inner = {"class_name": kind, "config": {"units": 3}}
        cases.append((f"Bidirectional/{kind}/last", "Bidirectional", {"layer": inner}, [(x, ROWS)]))
    cells = [{"class_name": "LSTMCell", "config": {"units": 3}}, {"class_name": "GRUCell", "config": {"units": 2}}]
    cases.append(("RNN/sequences", "RNN", {"cell": cells, "return_sequences": True}, [(x, ROWS)]))
    inner = {"class_name": "GRU", "config": {**rnn, "return_state": True}}
    cases.append(("Bidirectional/none+state", "Bidirectional", {"layer": inner, "merge_mode": None}, [(x, ROWS)]))
    return [flow_case(*case) for case in cases]


def flow_case(name, class_name, config, sources):
    case_id = f"mask-flow/{name}"
    generator = random(case_id)
    values = [normal(generator, shape) for shape, _ in sources]
    layer = build(case_spec(class_name, config))
    tensors = [tensor(value) for value in values]
    call(layer, tensors)
    weights = seed_weights(layer, generator)
    for given, (_, rows) in zip(tensors, sources):
        set_mask(given, rows)
    outputs = flat(call(layer, tensors))
    return {
        "id": case_id,
        "layer": class_name,
        "config": config,
        "input": values if len(values) > 1 else values[0],
        "input_masks": [rows for _, rows in sources],
        "weights": weights,
        "expected": [output.numpy() for output in outputs],
        "expected_masks": [mask_of(output) for output in outputs],
    }


def initializers():
    """Statistics of Keras's initializers: what is drawn differs from library to library, its spread does not."""
    found = []
    cases = [(name, {}) for name in "GlorotUniform GlorotNormal HeUniform HeNormal LecunUniform LecunNormal".split()]
    cases += [("RandomNormal", {"mean": 0.5, "stddev": 0.2}), ("RandomUniform", {"minval": -0.2, "maxval": 0.6})]
    cases += [
        ("TruncatedNormal", {"mean": 0.1, "stddev": 0.3}),
        ("VarianceScaling", {"scale": 3.0, "mode": "fan_avg", "distribution": "uniform"}),
    ]
    cases += [("VarianceScaling", {"scale": 2.0, "mode": "fan_out", "distribution": "untruncated_normal"})]
    shape = [300, 500]
    for name, config in cases:
        drawn = np.asarray(getattr(keras.initializers, name)(**config, seed=7)(shape, dtype="float64"))
        entry = {
            "id": f"initializer/{name}" + ("" if not config.get("mode") else f"/{config['mode']}"),
            "initializer": name,
        }
        statistics = {"mean": drawn.mean(), "stddev": drawn.std(), "minimum": drawn.min(), "maximum": drawn.max()}
        found.append(
            {
                **entry,
                "config": config,
                "shape": shape,
                "statistics": {k: float(f"{v:.3g}") for k, v in statistics.items()},
            }
        )
    for shape in ([6, 20], [20, 6], [5, 5]):
        drawn = np.asarray(keras.initializers.Orthogonal(gain=1.5, seed=7)(shape, dtype="float64"))
        product = drawn @ drawn.T if shape[0] <= shape[1] else drawn.T @ drawn
        entry = {
            "id": f"initializer/Orthogonal/{shape[0]}x{shape[1]}",
            "initializer": "Orthogonal",
            "config": {"gain": 1.5},
        }
        found.append({**entry, "shape": shape, "gram": np.round(product, 6) + 0.0})
    return found
