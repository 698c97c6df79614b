"""Values and derivatives where functions bend, jump or tie: what TensorFlow takes there, which Keras trains with."""

import keras
import numpy as np
import tensorflow as tf

from .case import build, case_spec, flat, normal, random, tensor

GRID = [-6.0, -3.0, -2.5, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 2.5, 3.0, 6.0]
ACTIVATIONS = """elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu log_sigmoid mish relu relu6 selu
sigmoid silu soft_shrink softplus softsign sparse_plus sparse_sigmoid squareplus tanh tanh_shrink""".split()
# ops of the elementwise kind, where they have a derivative
ELEMENTWISE = "abs sign floor ceil round".split()
FROM_ZERO = "sqrt log1p square".split()
# pairs with every tie
FIRST = [-1.0, 0.0, 0.0, 1.0, 2.0, 3.0, 0.0, -2.0]
SECOND = [-1.0, 0.0, 1.0, 1.0, 3.0, 2.0, 0.5, 2.0]
TIES = [[1.0, 1.0, 0.0], [2.0, 2.0, 2.0], [-1.0, 3.0, 3.0]]
WINDOWS = np.reshape([1.0, 1.0, 0.0, 0.0, 2.0, 3.0, 3.0, 3.0], (1, 8, 1))
PLANE = np.reshape([1.0, 1, 0, 0, 1, 1, 0, 0, 2, 3, 3, 3, 3, 2, 3, 3], (1, 4, 4, 1))
TRUTH = [[0.0, 0, 0], [1, 1, 1], [2, 2, 2], [0, 0, 0]]
GUESS = [[0.0, 0, 0], [1, 0, -1], [2, 1, 3], [0.5, 0, 0]]
SIGNS = [[-1.0, 1, -1], [1, 1, 1], [1, -1, -1]]
SCORES = [[-1.0, 1, 1], [1, 1, 2], [0, 1, -1]]
CLASSES = [[0.0, 1, 0], [1, 0, 0], [0, 0, 1]]
CLASS_SCORES = [[0.0, 1, 0], [1, 0, 0.5], [1, 0, 1]]
WEIGHTS = [[0.0, 0, 1], [0, -1, 0], [0, 0, 0]]


def kinks():
    return [*activations(), *operations(), *losses(), *penalties(), *rectifiers(), *joints(), *recurrent()]


def case(kind, name, compute, inputs, **more):
    """The value of a function, and the derivative of its product with seeded numbers by each input."""
    case_id = "/".join([kind, name, *(f"{key}={value}" for key, value in more.get("config", {}).items())])
    tensors = [tensor(np.asarray(each, np.float64)) for each in inputs]
    with tf.GradientTape() as tape:
        for each in tensors:
            tape.watch(each)
        output = compute(*tensors)
        cotangent = normal(random(case_id), output.shape)
        loss = tf.reduce_sum(output * tensor(cotangent))
    grads = tape.gradient(loss, tensors, unconnected_gradients="zero")
    grads = [tf.convert_to_tensor(each) for each in grads]
    return {"id": case_id, "kind": kind, "name": name, "inputs": inputs, **more,
            "expected": output, "cotangent": cotangent, "grads": grads}  # fmt: skip


def activations():
    return [case("activation", name, keras.activations.get(name), [GRID]) for name in ACTIVATIONS]


def operations():
    ops = keras.ops
    yield from (case("operation", name, getattr(ops, name), [GRID]) for name in ELEMENTWISE)
    yield from (case("operation", name, getattr(ops, name), [[0.5, 1.0, 4.0]]) for name in FROM_ZERO)
    yield case("operation", "clip", lambda x: ops.clip(x, -1.0, 2.5), [GRID], arguments=[-1, 2.5])
    yield from (case("operation", name, getattr(ops, name), [FIRST, SECOND]) for name in ("maximum", "minimum"))
    for name in ("max", "min"):
        yield case("operation", name, lambda x, name=name: getattr(ops, name)(x, axis=-1), [TIES], arguments=[-1])
    yield case("operation", "log_softmax", ops.log_softmax, [[[1e30, -1e30, 0.0, 1e30], [1e6, 1e6, 1e6, 1e6 + 1]]])


def losses():
    for name in ("MeanAbsoluteError", "MeanAbsolutePercentageError", "Huber", "LogCosh", "CosineSimilarity", "MeanSquaredLogarithmicError"):
        yield loss(name, TRUTH, GUESS)
    for name in ("Hinge", "SquaredHinge"):
        yield loss(name, SIGNS, SCORES)
    yield loss("CategoricalHinge", CLASSES, CLASS_SCORES)


def loss(name, truth, guess):
    made = getattr(keras.losses, name)(reduction="none")
    return case("loss", name, lambda p: made(tensor(truth), p), [guess], truth=truth)


def penalties():
    for name, config in (("L1", {"l1": 1.0}), ("L1L2", {"l1": 1.0, "l2": 1.0}), ("OrthogonalRegularizer", {"factor": 1.0})):
        rule = getattr(keras.regularizers, name)(**config)
        # the orthogonal one computes in float32 whatever it is given
        penalty = lambda w, rule=rule: tf.cast(rule(tf.cast(w, tf.float32)), tf.float64)
        yield case("regularizer", name, penalty, [WEIGHTS], config=config)


def layer(name, config, inputs):
    made = build(case_spec(name, config))
    compute = lambda *tensors: flat(made(tensors[0] if len(tensors) == 1 else list(tensors)))[0]
    compute(*(tensor(np.asarray(each, np.float64)) for each in inputs))
    weights = [np.full(weight.shape, 0.25) for weight in made.weights]
    made.set_weights(weights)
    return case("layer", name, compute, inputs, config=config, weights=weights)


def rectifiers():
    limits = [{}, {"max_value": 6.0}, {"max_value": 3.0}, {"threshold": 1.0}, {"negative_slope": 0.5}, {"max_value": 0.0}]
    limits += [{"max_value": 3.0, "negative_slope": 0.5}, {"threshold": 1.0, "negative_slope": 0.5}]
    limits += [{"max_value": 6.0, "threshold": 1.0}, {"max_value": 3.0, "threshold": 1.0, "negative_slope": 0.5}]
    yield from (layer("ReLU", config, [[GRID]]) for config in limits)
    yield from (layer("LeakyReLU", config, [[GRID]]) for config in ({}, {"negative_slope": 0.5}, {"negative_slope": 0.0}))
    yield from (layer("ELU", config, [[GRID]]) for config in ({}, {"alpha": 0.5}, {"alpha": 0.0}))
    yield layer("PReLU", {}, [[GRID]])


def joints():
    first, second, third = [[0.0, 1, 2, 3]], [[0.0, 1, 3, 2]], [[0.0, 1, 3, 3]]
    for name in ("Maximum", "Minimum"):
        yield layer(name, {}, [first, second])
        yield layer(name, {}, [first, second, third])
    for config in ({"pool_size": 2}, {"pool_size": 3, "strides": 1, "padding": "same"}):
        yield layer("MaxPooling1D", config, [WINDOWS])
    yield layer("GlobalMaxPooling1D", {}, [WINDOWS])
    yield layer("MaxPooling2D", {"pool_size": 2}, [PLANE])
    for name in ("UnitNormalization", "LayerNormalization"):
        yield layer(name, {}, [[[0.0, 0, 0], [1, 1, 1]]])
    yield layer("Dot", {"axes": 1, "normalize": True}, [[[0.0, 0, 0], [1, 1, 0]], [[1.0, 2, 3], [0, 0, 0]]])


def recurrent():
    """The gates of cells at the bends: weights of 0.25, inputs that bring them there."""
    x = np.reshape(GRID, (len(GRID), 1, 1)) * 4 - 1
    for activation in ("relu", "relu6", "leaky_relu", "elu", "selu", "hard_sigmoid", "softsign"):
        yield layer("SimpleRNN", {"units": 1, "activation": activation}, [x])
        yield layer("LSTM", {"units": 1, "activation": activation, "recurrent_activation": "hard_sigmoid"}, [x])
        yield layer("GRU", {"units": 1, "activation": activation, "recurrent_activation": "hard_sigmoid", "reset_after": False}, [x])
