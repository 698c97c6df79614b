"""Trains a model that Recurve wrote, in Keras: Adam with clipping, its rate falling along a half cosine, as Recurve's uses do."""

import json
import math
import sys
import time

import keras
import numpy as np

folder = sys.argv[1]
with open(f"{folder}/plan.json") as file:
    plan = json.load(file)
keras.utils.set_random_seed(1)
model = keras.models.load_model(f"{folder}/model.keras", compile=False)


def part(name):
    arrays = dict(np.load(f"{folder}/{name}.npz"))
    y = arrays.pop("y")
    return (arrays if len(arrays) > 1 else next(iter(arrays.values()))), y


x, y = part("train")
steps = plan["epochs"] * math.ceil(len(y) / plan["batchSize"])
rate = keras.optimizers.schedules.CosineDecay(plan["learningRate"], steps)
model.compile(
    optimizer=keras.optimizers.Adam(rate, clipnorm=1.0, epsilon=1e-10),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
test = part("test")
before = model.evaluate(*test, verbose=0, batch_size=256, return_dict=True)
weights = plan.get("classWeight")
start = time.perf_counter()
model.fit(
    x,
    y,
    epochs=plan["epochs"],
    batch_size=plan["batchSize"],
    class_weight={int(key): value for key, value in weights.items()} if weights else None,
    verbose=0,
)
seconds = time.perf_counter() - start
after = model.evaluate(*test, verbose=0, batch_size=256, return_dict=True)
print(json.dumps({"before": before, "after": after, "seconds": seconds}))
