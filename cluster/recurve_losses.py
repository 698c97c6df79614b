"""Losses of Recurve that Keras lacks."""

import keras
from keras import ops


class Pinball(keras.losses.Loss):
    """Mean of max(q e, (q - 1) e) with e = t - p over targets and quantiles q. Predictions (..., T Q) hold the Q quantiles of the
    first of T targets, then those of the next; targets are (..., T), or (...) for one."""

    def __init__(self, quantiles=(0.1, 0.5, 0.9), name="pinball", **options):
        super().__init__(name=name, **options)
        self.quantiles = list(quantiles)

    def call(self, y_true, y_pred):
        width = y_pred.shape[-1] // len(self.quantiles)
        places = tuple(y_pred.shape[:-1])
        error = ops.reshape(y_true, (*places, width, 1)) - ops.reshape(y_pred, (*places, width, len(self.quantiles)))
        above = error * ops.convert_to_tensor(self.quantiles, dtype=y_pred.dtype)
        return ops.mean(ops.maximum(above, above - error), axis=(-2, -1))

    def get_config(self):
        return {**super().get_config(), "quantiles": self.quantiles}


# files name it as one of Keras's
keras.losses.Pinball = Pinball
