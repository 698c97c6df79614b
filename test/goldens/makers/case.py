"""One golden case: build a Keras object from plain JSON, give it seeded weights, run it, differentiate it."""

import zlib

import keras
import numpy as np
import tensorflow as tf

NESTED = ("layer", "backward_layer", "cell")


def random(case_id):
    """A generator of its own for each case, so that adding a case changes no other."""
    return np.random.default_rng(zlib.crc32(case_id.encode()))


def normal(generator, shape, scale=1.0):
    """Normal numbers of three decimals: short to write, and never constant."""
    return np.round(generator.normal(0.0, scale, shape), 3)


def tensor(value):
    array = np.asarray(value)
    return tf.constant(array, tf.float64 if array.dtype.kind == "f" else None)


def build(spec):
    """A Keras layer from {class_name, config}, layers and cells inside it likewise."""
    config = dict(spec.get("config", {}))
    for key in NESTED:
        if isinstance(config.get(key), list):
            config[key] = [build(inner) for inner in config[key]]
        elif isinstance(config.get(key), dict):
            config[key] = build(config[key])
    return getattr(keras.layers, spec["class_name"])(**config)


def seed_weights(layer, generator, scale=0.6):
    """Sets seeded normal weights, variances positive, and returns them as written."""
    values = [normal(generator, weight.shape, scale) for weight in layer.weights]
    values = [np.abs(v) if "variance" in weight.name else v for weight, v in zip(layer.weights, values)]
    layer.set_weights(values)
    if isinstance(layer, keras.layers.Normalization):
        layer.finalize_state()
    return [
        {
            "path": weight.path.split("/", 1)[1] if "/" in weight.path else weight.path,
            "shape": list(weight.shape),
            "value": value,
        }
        for weight, value in zip(layer.weights, values)
    ]


def flat(outputs):
    return [output for output in tf.nest.flatten(outputs)]


def set_mask(x, mask):
    if mask is not None:
        keras.src.backend.set_keras_mask(x, tf.constant(mask, tf.bool))
    return x


def mask_of(x):
    mask = keras.src.backend.get_keras_mask(x)
    return None if mask is None else np.asarray(mask)


def differentiate(case, run, inputs, states, weights, generator):
    """Writes `expected` and `grads` of loss = sum over the outputs of sum(output * cotangent) into the case."""
    floats = [x for x in inputs if x.dtype.is_floating]
    with tf.GradientTape() as tape:
        for x in floats + states:
            tape.watch(x)
        outputs = flat(run())
        cotangents = [normal(generator, output.shape) for output in outputs]
        loss = tf.add_n([tf.reduce_sum(output * tensor(c)) for output, c in zip(outputs, cotangents)])
    found = tape.gradient(loss, [floats, states, weights], unconnected_gradients="zero")
    gradients = [tf.nest.map_structure(tf.convert_to_tensor, group) for group in found]
    case["expected"] = [output.numpy() for output in outputs]
    case["grads"] = {"cotangent": cotangents}
    if floats:
        case["grads"]["input"] = gradients[0][0] if len(inputs) == 1 else gradients[0]
    if states:
        case["grads"]["initial_state"] = gradients[1]
    case["grads"]["weights"] = gradients[2]


def fix_dropout(cell, case, generator, input_shape, state_shape):
    """Replaces the cell's drawing of dropout masks by known masks, and stores them in the case."""

    def known(rate, shape):
        keep = generator.random(shape) >= rate
        return np.where(keep, np.round(1.0 / (1.0 - rate), 8), 0.0)

    count = getattr(cell, "dropout_mask_count", None)
    for name, rate, shape in (
        ("dropout", cell.dropout, input_shape),
        ("recurrent_dropout", cell.recurrent_dropout, state_shape),
    ):
        if rate == 0:
            continue
        masks = [known(rate, shape) for _ in range(count or 1)]
        case[f"{name}_masks"] = masks
        given = [tensor(mask) for mask in masks]
        setattr(cell, f"get_{name}_mask", lambda _, given=given: given if count else given[0])


def call(layer, tensors, **arguments):
    """Calls a layer on its inputs: a list of them where there are several, or arguments of their own."""
    if isinstance(layer, keras.layers.MultiHeadAttention):
        return layer(*tensors, **arguments)
    return layer(tensors[0] if len(tensors) == 1 else tensors, **arguments)


def layer_case(
    case_id, class_name, config, *, shape=(3, 4, 3), inputs=None, mask=None, states=None, training=None,
    options=None, dropout=False, scale=0.6, notes=None, gradients=True,
):  # fmt: skip
    """A case of one layer. `inputs`: arrays instead of one normal array; `states`: shapes of the initial states."""
    generator = random(case_id)
    case = {"id": case_id, "layer": class_name, "config": config}
    values = inputs if inputs is not None else [normal(generator, shape)]
    case["input"] = values[0] if len(values) == 1 else values
    arguments = dict(options or {})
    if options:
        case["call"] = options
    if training is not None:
        arguments["training"] = case["training"] = training
    if mask is not None:
        case["mask"] = mask
        one = np.asarray(mask[0]).ndim == 1
        arguments["mask"] = tf.constant(mask) if one else [None if m is None else tf.constant(m) for m in mask]
    tensors = [tensor(value) for value in values]
    layer = build(case_spec(class_name, config))
    call(layer, tensors, **arguments)
    case["weights"] = seed_weights(layer, generator, scale)
    initial = []
    if states:
        case["initial_state"] = [normal(generator, state) for state in states]
        initial = [tensor(state) for state in case["initial_state"]]
        arguments["initial_state"] = initial if len(initial) > 1 else initial[0]
    if dropout:
        step = (values[0].shape[0], *values[0].shape[2:])
        state = layer.cell.compute_output_shape(step)[0] if hasattr(layer.cell, "filters") else (step[0], layer.cell.units)
        fix_dropout(layer.cell, case, generator, step, state)
    weights = [variable.value for variable in layer.trainable_variables]
    if gradients:
        differentiate(case, lambda: call(layer, tensors, **arguments), tensors, initial, weights, generator)
    else:
        case["expected"] = [output.numpy() for output in flat(call(layer, tensors, **arguments))]
    if training and any(not variable.trainable for variable in layer.weights):
        case["weights_after"] = layer.get_weights()
    if notes:
        case["notes"] = notes
    return case


def case_spec(class_name, config):
    return {"class_name": class_name, "config": config}
