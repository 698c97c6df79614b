"""What a training reads: shards, the order of their rows, and batches that were made before."""

import json
import math
import socket
from functools import lru_cache
from pathlib import Path

import numpy as np

from recurve_tell import Problem


def open_data(folder):
    """The data of a folder: rows that each epoch cuts into batches, or batches as they were made for each epoch."""
    try:
        listed = json.loads((Path(folder) / "data.json").read_text())
    except OSError as error:
        raise Problem(
            "storage",
            f"The data are not there on {socket.gethostname()}: {error}.",
            "keep the job in a folder that all hosts see",
        ) from error
    return (Passes if "passes" in listed else Data)(folder, listed)


class Shards:
    """The arrays of a folder, as data.json lists them, read through memory maps: only what is asked for."""

    def __init__(self, folder, listed):
        self.folder, self.shards, self.tensors = Path(folder), listed["shards"], listed["tensors"]
        self.array = lru_cache(256)(self._array)

    def names(self, kind):
        return sorted((each["name"] for each in self.tensors if each["name"][0] == kind), key=lambda name: int(name[1:]))

    def has(self, name):
        return any(each["name"] == name for each in self.tensors)

    def _array(self, shard, name):
        path = self.folder / f"{self.shards[shard]['file']}.{name}.npy"
        try:
            return np.load(path, mmap_mode="r")
        except (OSError, ValueError) as error:
            raise Problem(
                "storage", f"A part of the data cannot be read on {socket.gethostname()}: {path}: {error}."
            ) from error


class Data(Shards):
    """Rows of one shape, which each epoch takes in an order of its own."""

    def __init__(self, folder, listed):
        super().__init__(folder, listed)
        self.count = listed["rows"]
        self.shapes = {each["name"]: tuple(each["shape"]) for each in self.tensors}
        self.dtypes = {each["name"]: each["dtype"] for each in self.tensors}
        self.starts = np.cumsum([0] + [shard["rows"] for shard in self.shards])

    def epoch(self, plan, steps_done):
        """The number of batches of the epoch that begins after so many steps, and the rows of each."""
        size = plan["batchSize"]
        order = order_of(self.count, plan["seed"], steps_done) if plan["shuffle"] else range(self.count)
        steps = min(plan.get("stepsPerEpoch") or math.inf, math.ceil(self.count / size))
        return steps, lambda i: order[i * size : (i + 1) * size]

    def validation(self, plan):
        """The same for an evaluation, in the order of the rows."""
        size = plan["validationBatchSize"]
        return self.epoch({"batchSize": size, "shuffle": False, "stepsPerEpoch": plan.get("validationSteps")}, 0)

    def rows(self, name, rows):
        """These rows of a tensor, in this order."""
        rows = np.asarray(rows, dtype=np.int64)
        taken = np.empty((len(rows), *self.shapes[name]), dtype=self.dtypes[name])
        owner = np.searchsorted(self.starts, rows, side="right") - 1
        for shard in np.unique(owner):
            mine = owner == shard
            taken[mine] = self.array(int(shard), name)[rows[mine] - self.starts[shard]]
        return taken


class Passes(Shards):
    """Batches as they were made, pass after pass, each with shapes of its own: rows are counted through all of them."""

    def __init__(self, folder, listed):
        super().__init__(folder, listed)
        self.passes, self.first = listed["passes"], listed["firstEpoch"]
        # of each batch: its shard, its shapes, and where its numbers begin in the shard's arrays
        self.batches = []
        for number, shard in enumerate(self.shards):
            begins = {each["name"]: 0 for each in self.tensors}
            for shapes in shard["batches"]:
                self.batches.append((number, shapes, dict(begins)))
                for name, shape in shapes.items():
                    begins[name] += math.prod(shape)
        self.starts = np.cumsum([0] + [shapes["x0"][0] for _, shapes, _ in self.batches])
        self.count = int(self.starts[self.passes[0]])

    def epoch(self, plan, steps_done):
        return self._pass(min(plan["epoch"] - self.first, len(self.passes) - 1), None)

    def validation(self, plan):
        return self._pass(0, plan.get("validationSteps"))

    def _pass(self, number, limit):
        first = sum(self.passes[:number])
        steps = min(limit or math.inf, self.passes[number])
        return steps, lambda i: range(int(self.starts[first + i]), int(self.starts[first + i + 1]))

    def rows(self, name, rows):
        """Rows of one batch, which follow each other."""
        batch = int(np.searchsorted(self.starts, rows[0], side="right")) - 1
        shard, shapes, begins = self.batches[batch]
        count, *rest = shapes[name]
        each, at = math.prod(rest), rows[0] - int(self.starts[batch])
        begin = begins[name] + at * each
        return np.array(self.array(shard, name)[begin : begin + len(rows) * each]).reshape(len(rows), *rest)


def philox(seed, stream, blocks):
    """The words of Recurve's random numbers (Philox 4x32-10), the n-th a function of seed, stream and n."""
    low = np.uint64(0xFFFFFFFF)
    counter = np.arange(blocks, dtype=np.uint64)
    full = lambda value: np.full(blocks, value & 0xFFFFFFFF, dtype=np.uint64)
    c0, c1, c2, c3 = counter & low, counter >> np.uint64(32), full(stream), full(stream >> 32)
    k0, k1 = seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF
    for _ in range(10):
        p0, p1 = c0 * np.uint64(0xD2511F53), c2 * np.uint64(0xCD9E8D57)
        c0, c1, c2, c3 = (
            (p1 >> np.uint64(32)) ^ c1 ^ np.uint64(k0),
            p1 & low,
            (p0 >> np.uint64(32)) ^ c3 ^ np.uint64(k1),
            p0 & low,
        )
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return np.stack([c0, c1, c2, c3], axis=1).reshape(-1)


def order_of(count, seed, steps):
    """The order in which Recurve's `fit` takes samples in the epoch that begins after so many steps (Fisher-Yates)."""
    words = philox(seed, 2**32 + steps, (2 * count + 3) // 4)[: 2 * max(count - 1, 0)]
    uniform = ((words[0::2] >> np.uint64(5)) * 2.0**26 + (words[1::2] >> np.uint64(6))) * 2.0**-53
    others = np.floor(uniform * np.arange(count, 1, -1)).astype(np.int64).tolist()
    order = list(range(count))
    for last, other in zip(range(count - 1, 0, -1), others):
        order[last], order[other] = order[other], order[last]
    return order
