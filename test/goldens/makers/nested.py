"""Cells that take and give several tensors and see constants, walked by the loop over time of Keras's TensorFlow backend.

Keras 3's RNN layer gives its loop neither; the cell is that of its guide "Working with RNNs", and one whose outputs depend on its states.
"""

import numpy as np
import tensorflow as tf
from keras.src.backend.tensorflow.rnn import rnn

from .case import normal, random, tensor

BATCH, TIME, I1, I2, I3, U1, U2, U3 = 3, 4, 5, 2, 3, 4, 3, 2
SHAPES = {
    "x1": (BATCH, TIME, I1),
    "x2": (BATCH, TIME, I2, I3),
    "s1": (BATCH, U1),
    "s2": (BATCH, U2, U3),
    "c": (BATCH, U1),
    "w1": (I1, U1),
    "w2": (I2, I3, U2, U3),
    "v1": (I1, U1),
    "v2": (I2, I3, U2, U3),
}
MASK = np.array([[1, 1, 1, 1], [0, 1, 0, 1], [1, 1, 0, 0]], bool)


def cell(kind, w1, w2):
    def step(inputs, states):
        x1, x2 = inputs
        s1, s2, *constants = states
        o1 = x1 @ w1
        o2 = tf.einsum("bij,ijkl->bkl", x2, w2)
        if kind == "guide":
            return (o1, o2), [s1 + o1, s2 + o2]
        new = [tf.tanh(o1 + 0.5 * s1 + (constants[0] if constants else 0.0)), tf.tanh(o2 - 0.3 * s2)]
        return (new[0] * 2.0, new[1] - s2), new

    return step


def nested():
    kinds = {
        "guide": {},
        "guide/sequences": {"return_sequences": True},
        "states": {"initial": True},
        "mask": {"initial": True, "masked": True, "return_sequences": True},
        "mask/last": {"masked": True},
        "mask/zeros": {"masked": True, "return_sequences": True, "zero_output_for_mask": True},
        "backwards": {"go_backwards": True, "return_sequences": True, "masked": True},
        "constants": {"constants": True, "return_sequences": True},
        "constants/mask": {"constants": True, "masked": True, "initial": True},
        "bidirectional": {"bidirectional": True, "return_sequences": True},
        "bidirectional/last": {"bidirectional": True, "masked": True, "constants": True},
    }
    return [case(name, **rest) for name, rest in kinds.items()]


def case(name, **options):
    generator = random(f"nested/{name}")
    values = {key: normal(generator, shape, 0.6) for key, shape in SHAPES.items()}
    given = {key: tensor(value) for key, value in values.items()}
    if not options.get("initial"):
        given["s1"], given["s2"] = tf.zeros_like(given["s1"]), tf.zeros_like(given["s2"])
    kind = "guide" if name.startswith("guide") else "tanh"
    sequences, both = options.get("return_sequences", False), options.get("bidirectional", False)

    def run(weights, backwards):
        last, outputs, states = rnn(
            cell(kind, *weights),
            (given["x1"], given["x2"]),
            [given["s1"], given["s2"]],
            go_backwards=backwards,
            mask=tf.constant(MASK[..., None]) if options.get("masked") else None,
            constants=[given["c"]] if options.get("constants") else None,
            input_length=TIME,
            # as a Bidirectional layer asks its layers for it
            zero_output_for_mask=options.get("zero_output_for_mask", both and sequences),
            return_all_outputs=sequences,
        )
        return list(outputs if sequences else last), list(states)

    def outputs():
        forward, states = run((given["w1"], given["w2"]), options.get("go_backwards", False))
        if not both:
            return forward + states
        backward, others = run((given["v1"], given["v2"]), True)
        if sequences:
            backward = [tf.reverse(x, [1]) for x in backward]
        return [tf.concat(pair, -1) for pair in zip(forward, backward)] + states + others

    with tf.GradientTape() as tape:
        tape.watch(given)
        found = outputs()
        cotangents = [normal(generator, output.shape) for output in found]
        loss = tf.add_n([tf.reduce_sum(output * tensor(c)) for output, c in zip(found, cotangents)])
    grads = tape.gradient(loss, given, unconnected_gradients="zero")
    return {
        "id": f"nested/{name}",
        "kind": kind,
        "options": options,
        "values": values,
        "mask": MASK,
        "expected": found,
        "cotangents": cotangents,
        "grads": grads,
    }
