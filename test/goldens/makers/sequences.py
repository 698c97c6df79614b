"""Cases of `pad_sequences`: every option, sequences of numbers and of vectors, empty ones too."""

import itertools

import keras

from .case import normal, random


def padded():
    """What Keras makes of a few lists of sequences."""
    generator = random("sequences")
    ids = [generator.integers(1, 90, length).tolist() for length in (3, 1, 5, 0, 4)]
    vectors = [normal(generator, (length, 2)).tolist() for length in (2, 4, 1)]
    given = [
        ({"padding": padding, "truncating": truncating, "maxlen": maxlen}, ids)
        for padding, truncating, maxlen in itertools.product(("pre", "post"), ("pre", "post"), (None, 2, 7))
    ]
    given += [
        ({}, ids),
        ({"value": -1}, ids),
        ({"dtype": "float32", "value": 0.5}, vectors),
        ({"dtype": "float32", "padding": "post", "maxlen": 3}, vectors),
        ({"padding": "post"}, [[0.9, -1.7], [2.5]]),
    ]
    cases = []
    for options, sequences in given:
        expected = keras.utils.pad_sequences(sequences, **options)
        cases.append({"id": f"pad/{len(cases)}", "options": options, "sequences": sequences, "expected": expected})
    return cases
