"""CTC: losses of labels with their gradients, and labels decoded from scores. Keras computes these in float32."""

import keras
import numpy as np
import tensorflow as tf

from .case import normal, random

LABELS = {
    "different": [[1, 2, 3], [3, 1, 2]],
    "repeats": [[1, 1, 0], [2, 2, 2]],
    "lengths": [[4, 0, 0], [1, 3, 0]],
    "none": [[0, 0, 0], [2, 0, 0]],
}


def ctc():
    found = []
    for name, labels in LABELS.items():
        generator = random(f"CTC/{name}")
        scores = normal(generator, (2, 6, 5), 2.0)
        cotangent = normal(generator, (2,))
        x = tf.constant(scores, tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(x)
            losses = keras.losses.CTC(reduction="none")(np.array(labels), x)
            total = tf.reduce_sum(losses * tf.constant(cotangent, losses.dtype))
        case = {"id": f"CTC/{name}", "labels": labels, "scores": scores, "cotangent": cotangent}
        found.append({**case, "expected": losses, "gradient": tape.gradient(total, x)})
    for name, options in {
        "greedy": {},
        "greedy/repeats": {"merge_repeated": False},
        "greedy/mask-index": {"mask_index": 2},
        # wide enough for every beginning: which of those that hardly differ a narrow beam drops is no matter of definition
        "beam": {"strategy": "beam_search", "beam_width": 3000, "top_paths": 3},
        "beam/mask-index": {"strategy": "beam_search", "beam_width": 3000, "mask_index": 3},
    }.items():
        scores = normal(random(f"CTC decode/{name}"), (4, 8, 4), 1.5)
        lengths = [8, 5, 8, 3]
        decoded, rated = keras.ops.ctc_decode(tf.constant(scores, tf.float32), np.array(lengths), **options)
        case = {"id": f"CTC decode/{name}", "options": options, "scores": scores, "lengths": lengths}
        found.append({**case, "decoded": decoded, "rated": rated})
    return found
