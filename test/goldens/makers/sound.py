"""Sound: Fourier transforms with their gradients, spectrogram layers, and the kernels that they begin with. Needs SciPy for windows."""

import keras
import tensorflow as tf

from .case import build, differentiate, layer_case, normal, random, tensor

SOUND = (2, 40)
FRAMES = {"sequence_length": 8, "sequence_stride": 3, "fft_length": 10}


def sound():
    return {"cases": layers(), "operations": operations(), "kernels": kernels()}


def layers():
    found = []

    def add(name, config, **rest):
        found.append(layer_case(f"STFTSpectrogram/{name}", "STFTSpectrogram", config, shape=(2, 11, 3), **rest))

    short = {"frame_length": 4, "frame_step": 3}
    for mode in ("log", "magnitude", "psd", "real", "imag", "angle", "stft"):
        # a power near 0 has a slope beyond float32: none of these draws has one
        add(f"{mode}/frames", {**short, "mode": mode})
        add(f"{mode}/image", {**short, "mode": mode, "expand_dims": True, "padding": "same", "fft_length": 6})
    add("default-step", {"frame_length": 5, "mode": "psd", "window": "hamming"})
    # Keras takes the reference in float32 whatever the sound is in
    mel = {"dtype": "float32", "fft_length": 16, "sequence_stride": 5, "num_mel_bins": 6, "sampling_rate": 8000}
    for name, config in {
        "default": {},
        "lengths": {"sequence_length": 12, "window": "hamming", "min_freq": 100.0, "max_freq": 3000.0},
        "power": {"power_to_db": False},
        "size": {"power_to_db": False, "mag_exp": 1.0},
        "decibels": {"top_db": 6.0, "ref_power": 2.0, "min_power": 0.01},
        "window": {"window": [0.5] * 7 + [1.0] * 9},
        "no-window": {"window": None},
    }.items():
        case = layer_case(f"MelSpectrogram/{name}", "MelSpectrogram", {**mel, **config}, shape=SOUND, gradients=False)
        found.append(case)
    return found


def operations():
    ops = keras.ops
    found = []

    def add(name, operation, shapes, options, gradients=True):
        generator = random(f"{operation}/{name}")
        values = [normal(generator, shape) for shape in shapes]
        inputs = [tensor(value) for value in values]
        case = {"id": f"{operation}/{name}", "operation": operation, "options": options, "input": values}
        given = inputs[0] if len(inputs) == 1 else tuple(inputs)
        run = lambda: getattr(ops, operation)(given, **options)
        if gradients:
            differentiate(case, run, inputs, [], [], generator)
        else:
            case["expected"] = [output.numpy() for output in tf.nest.flatten(run())]
        found.append(case)

    for length in (1, 2, 3, 5, 8, 12, 16):
        add(length, "rfft", [(2, length)], {})
    # TensorFlow fails at gradients of other lengths than the input's
    add("cut", "rfft", [(2, 3, 7)], {"fft_length": 4}, gradients=False)
    add("filled", "rfft", [(7,)], {"fft_length": 16}, gradients=False)
    for bins, length in ((2, 2), (2, 3), (5, 8), (4, 7), (7, 12), (3, 8), (6, 8)):
        fits = bins == length // 2 + 1
        add(f"{bins}-{length}", "irfft", [(2, bins)] * 2, {"fft_length": length}, gradients=fits)
    add("default", "irfft", [(2, 5)] * 2, {})
    for name, options in {
        "odd-pads": {},
        "whole": {"sequence_length": 10},
        "ends": {"center": False},
        "power-of-two": {"fft_length": 16},
        "hamming": {"window": "hamming"},
        "none": {"window": None, "center": False},
        "values": {"window": [1.0, 2.0, -1.0, 0.5, 3.0, 1.0, 0.0, 2.0]},
    }.items():
        whole = {**FRAMES, **options}
        add(name, "stft", [SOUND], whole)
        if name not in ("none", "values"):
            frames = (2, 5, whole["fft_length"] // 2 + 1)
            add(name, "istft", [frames, frames], {**whole, "window": whole.get("window", "hamming")})
    add("length", "istft", [(3, 9), (3, 9)], {**FRAMES, "fft_length": 16, "window": "hamming", "length": 5})
    return found


def kernels():
    """The weights that layers begin with."""
    found = []
    for name, config in {
        "default": {"frame_length": 6},
        "periodic": {"frame_length": 5, "periodic": True, "window": "hamming"},
        "spectrum": {"frame_length": 4, "fft_length": 6, "scaling": "spectrum"},
        "unscaled": {"frame_length": 3, "scaling": None, "window": [1.0, -2.0, 0.5]},
        "no-window": {"frame_length": 3, "window": None},
    }.items():
        layer = build({"class_name": "STFTSpectrogram", "config": config})
        layer.build((None, 20, 1))
        found.append({"id": f"kernels/{name}", "config": config, "weights": [tf.convert_to_tensor(w) for w in layer.weights]})
    return found
