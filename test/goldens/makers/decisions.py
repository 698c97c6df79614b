"""The 13 points where Keras contradicts itself or its documents: what it does, and what Recurve does."""

import keras
import numpy as np
import tensorflow as tf

from .case import build, case_spec, flat, layer_case, mask_of, normal, random, seed_weights, set_mask, tensor
from .recurrent import BOTH, B, F, T, U, mask


def decisions():
    return [d01(), *d02(), d03(), d04(), d05(), d06(), d07(), d08(), d09(), d10(), d11(), *d12(), d13()]


def made(case_id, class_name, config, shape=(B, T, F)):
    """A seeded layer, its input, and the case that describes them."""
    generator = random(case_id)
    x = normal(generator, shape)
    layer = build(case_spec(class_name, config))
    layer(tensor(x))
    weights = seed_weights(layer, generator)
    return layer, x, {"id": case_id, "layer": class_name, "config": config, "input": x, "weights": weights}, generator


def arrays(outputs):
    return [output.numpy() for output in flat(outputs)]


def d01():
    layer, x, case, _ = made("d01", "LSTM", {"units": U, "return_sequences": True})
    output = layer(set_mask(tensor(x), mask("right")))
    case.update(input_masks=[mask("right")], expected=arrays(output), expected_masks=[mask_of(output)])
    return {**case, "notes": "Outputs with return_sequences carry the input's mask, as in Keras up to 3.15.1."}


def d02():
    layer, x, case, generator = made("d02", "LSTM", {"units": U, **BOTH})
    states = [normal(generator, (B, U)) for _ in range(2)]
    given = [tensor(state) for state in states]
    carried = layer(set_mask(tensor(x), mask("right")), initial_state=given)
    explicit = layer(tensor(x), initial_state=given, mask=tf.constant(mask("right")))
    case.update(initial_state=states)
    return [
        {**case, "input_masks": [mask("right")], "expected": arrays(explicit), "keras_expected": arrays(carried),
         "notes": "Keras drops a carried mask when initial_state is given (keras_expected); Recurve applies it."},
        {**case, "id": "d02/explicit", "mask": mask("right"), "expected": arrays(explicit), "notes": "mask= is applied by both."},
    ]  # fmt: skip


def d03():
    return layer_case(
        "d03", "LSTM", {"units": U, **BOTH}, mask=mask("left"), states=[(B, U)] * 2,
        notes="Outputs before a row's first valid step are zeros, whatever the initial state, as on TensorFlow.",
    )  # fmt: skip


def d04():
    return layer_case(
        "d04", "GRU", {"units": U, "unroll": True, "zero_output_for_mask": True, **BOTH}, mask=mask("middle"),
        notes="zero_output_for_mask counts with unroll too, as on TensorFlow.",
    )  # fmt: skip


def d05():
    return layer_case(
        "d05", "LSTM", {"units": U, "zero_output_for_mask": True, "return_state": True}, mask=mask("right"),
        notes="Without return_sequences too, a masked last step gives zeros with zero_output_for_mask; the state is kept.",
    )  # fmt: skip


def d06():
    generator = random("d06")
    inputs = keras.Input(batch_shape=(2, T, F), dtype="float64")
    config = {"units": U, "stateful": True}
    layer = build(case_spec("LSTM", config))
    model = keras.Model(inputs, layer(inputs))
    weights = seed_weights(layer, generator)
    x = normal(generator, (6, T, F))
    layer.reset_state()
    predicted = model.predict(x, batch_size=2, verbose=0)
    layer.reset_state()
    again = model.predict(x, batch_size=2, verbose=0)
    assert np.allclose(predicted, again)
    case = {"id": "d06", "layer": "LSTM", "config": config, "input": x, "weights": weights, "batch_size": 2}
    return {
        **case,
        "expected": [predicted],
        "notes": "predict carries the state from batch to batch, as on TensorFlow.",
    }


def d07():
    config = {"units": U, "activity_regularizer": {"class_name": "L2", "config": {"l2": 0.1}}}
    layer, x, case, _ = made("d07", "SimpleRNN", config)
    value = tensor(x)
    assert not layer.losses
    layer.activity_regularizer = keras.regularizers.L2(0.1)
    with tf.GradientTape() as tape:
        tape.watch(value)
        layer(value)
        total = tf.add_n(layer.losses)
    found = tape.gradient(total, [value, *(weight.value for weight in layer.trainable_variables)])
    case["regularization"] = {
        "total": total.numpy(),
        "losses": [total.numpy()],
        "input": found[0],
        "weights": found[1:],
    }
    return {
        **case,
        "notes": "Keras never forwards the argument, so it has no loss; Recurve's is what Keras gives once forwarded.",
    }


def d08():
    layer, x, case, generator = made("d08", "LSTM", {"units": U, "stateful": True})
    states = [normal(generator, (B, U)) for _ in range(2)]
    layer.reset_state()
    expected = arrays(layer(tensor(x), initial_state=[tensor(state) for state in states]))
    notes = "resetStates(states) sets the states (documented in Keras, but not there): the same as initial_state once."
    return {**case, "states": states, "expected": expected, "notes": notes}


def d09():
    config = {"layer": {"class_name": "GRU", "config": {"units": U}}}
    layer, x, case, _ = made("d09", "Bidirectional", config)
    notes = "Keras ignores Bidirectional(weights=...); the numbers are those of layers with these weights set."
    return {**case, "expected": arrays(layer(tensor(x))), "notes": notes}


def d10():
    backward = {"class_name": "LSTM", "config": {"units": 5, "go_backwards": True}}
    config = {"layer": {"class_name": "LSTM", "config": {"units": 3}}, "backward_layer": backward}
    layer, x, case, _ = made("d10", "Bidirectional", config)
    output = layer(tensor(x))
    case.update(expected=[output.numpy()], expected_shape=list(output.shape))
    case["keras_computed_shape"] = list(layer.compute_output_shape((B, T, F)))
    return {**case, "notes": "Keras's compute_output_shape doubles the forward units; Recurve's is the true shape."}


def d11():
    inner = {"class_name": "LSTM", "config": {"units": U, "stateful": True, **BOTH}}
    config = {"layer": inner}
    generator = random("d11")
    layer = build(case_spec("Bidirectional", config))
    failure = None
    try:
        layer(set_mask(tensor(normal(generator, (B, T, F))), mask("middle")))
    except TypeError as error:
        failure = type(error).__name__
    case = {
        "id": "d11",
        "layer": "Bidirectional",
        "config": config,
        "weights": seed_weights(layer, generator),
        "calls": [],
    }
    forward, backward = layer.forward_layer, layer.backward_layer
    for part in (forward, backward):
        part.reset_state()
    for _ in range(2):
        value = normal(generator, (B, T, F))
        rows = tf.constant(mask("middle"))
        f, *f_states = forward(tensor(value), mask=rows)
        b, *b_states = backward(tensor(value), mask=rows)
        merged = tf.concat([f, tf.reverse(b, [1])], -1)
        expected = arrays([merged, *f_states, *b_states])
        case["calls"].append({"do": "call", "input": value, "mask": mask("middle"), "expected": expected})
    return {
        **case,
        "keras_error": failure,
        "notes": "Keras fails here; the numbers are its two directions, merged by hand.",
    }


def d12():
    generator = random("d12")
    y_true = generator.integers(0, 3, (3, 4))
    y_pred = np.round(tf.nn.softmax(normal(generator, (3, 4, 3), 1.5)).numpy(), 3)
    classes = {0: 1.0, 1: 2.5, 2: 0.5}
    weight = np.vectorize(classes.get)(y_true)
    loss = keras.losses.SparseCategoricalCrossentropy()(tensor(y_true), tensor(y_pred), sample_weight=tensor(weight))
    case = {"id": "d12", "loss": "SparseCategoricalCrossentropy", "y_true": y_true, "y_pred": y_pred}
    notes = "Keras weighs rows by the argmax over time of the labels; per step, class_weight is this sample_weight."
    return [{**case, "class_weight": classes, "sample_weight": weight, "value": loss.numpy(), "notes": notes}]


def d13():
    cell = {"class_name": "LSTMCell", "config": {"units": U}}
    return layer_case("d13", "RNN", {"cell": [cell], **BOTH}, notes="A list of one cell works as the cell does.")
