"""Writes the golden numbers of real Keras, test/goldens/*.json. Run it as `python make.py [subject ...]`.

Pinned: Python 3.11, keras 3.15.1, tensorflow-cpu 2.21.0 (the backend), numpy 2.4.6, all in float64 on one thread.
Every case has a generator of its own, seeded by its name: running again gives the same files.
"""

import json
import os
import sys
import warnings
from pathlib import Path

sys.dont_write_bytecode = True
os.environ.update(
    KERAS_BACKEND="tensorflow", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1", TF_ENABLE_ONEDNN_OPTS="0"
)

import keras
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
keras.config.set_floatx("float64")
warnings.filterwarnings("ignore", message=".*does not support masking.*")

from makers import around, ctc, decisions, kinks, nested, outputs, recurrent, sequences, sound, training, windows, wrapped

HERE = Path(__file__).parent
PINNED = {"keras": "3.15.1", "tensorflow": "2.21.0", "numpy": "2.4.6"}
DIGITS = 7

SUBJECTS = {
    "simple-rnn": lambda: {"cases": recurrent.cases_of(recurrent.SIMPLE)},
    "lstm": lambda: {"cases": recurrent.cases_of(recurrent.LSTM)},
    "gru": lambda: {"cases": recurrent.cases_of(recurrent.GRU)},
    "bidirectional": lambda: {"cases": wrapped.bidirectional()},
    "stacked": lambda: {"cases": wrapped.stacked()},
    "wrappers": lambda: {"cases": wrapped.wrappers()},
    "around": lambda: {
        "cases": [*around.around(), *around.mask_flow()],
        "initial": [*recurrent.initial_values(), *around.initializers()],
    },
    "windows": lambda: {"cases": windows.windows()},
    "nested": lambda: {"cases": nested.nested()},
    "ctc": lambda: {"cases": ctc.ctc()},
    "kinks": lambda: {"cases": kinks.kinks()},
    "decisions": lambda: {"cases": decisions.decisions()},
    "training": training.training,
    "outputs": outputs.outputs,
    "sound": sound.sound,
    "sequences": lambda: {"cases": sequences.padded()},
}


def plain(value):
    """Arrays, tensors and numbers as JSON values of at most seven significant digits; whole numbers without a point."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, (tf.Tensor, np.ndarray, np.generic)):
        return plain(np.asarray(value).tolist())
    if isinstance(value, float):
        rounded = float(f"{value:.{DIGITS}g}")
        return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
    return value


def compact(value):
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def text_of(document):
    """One line for each entry of a list, so that a difference shows the case it is in."""
    parts = []
    for key, value in document.items():
        listed = isinstance(value, list) and value and isinstance(value[0], dict)
        body = "[\n" + ",\n".join(compact(entry) for entry in value) + "\n]" if listed else compact(value)
        parts.append(f"{json.dumps(key)}:{body}")
    return "{" + ",\n".join(parts) + "}\n"


def main(subjects):
    found = {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__}
    if found != PINNED:
        sys.exit(f"make.py is pinned to {PINNED}, but found {found}")
    for name in subjects or SUBJECTS:
        document = {"meta": {**PINNED, "floatx": "float64", "made_by": "make.py"}, **SUBJECTS[name]()}
        text = text_of(plain(document))
        (HERE / f"{name}.json").write_text(text)
        print(
            f"{name}.json: {len(document.get('cases', document.get('steps', document.get('runs'))))} cases, {len(text) // 1024} KiB",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
