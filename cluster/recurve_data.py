"""What a training reads and tells: shards, the order of their rows, means, and lines of JSON."""

import json
import socket
from functools import lru_cache
from pathlib import Path

import numpy as np

from recurve_tell import Problem


class Data:
    """The shards of a folder, as data.json lists them. Rows are read through memory maps, so that only those asked for are."""

    def __init__(self, folder):
        self.folder = Path(folder)
        try:
            listed = json.loads((self.folder / "data.json").read_text())
        except OSError as error:
            raise Problem(
                "storage",
                f"The data are not there on {socket.gethostname()}: {error}.",
                "keep the job in a folder that all hosts see",
            ) from error
        self.count, self.shards = listed["rows"], listed["shards"]
        self.shapes = {each["name"]: tuple(each["shape"]) for each in listed["tensors"]}
        self.dtypes = {each["name"]: each["dtype"] for each in listed["tensors"]}
        self.starts = np.cumsum([0] + [shard["rows"] for shard in self.shards])
        self.array = lru_cache(256)(self._array)

    def names(self, kind):
        return sorted((name for name in self.shapes if name[0] == kind), key=lambda name: int(name[1:]))

    def _array(self, shard, name):
        path = self.folder / f"{self.shards[shard]['file']}.{name}.npy"
        try:
            return np.load(path, mmap_mode="r")
        except (OSError, ValueError) as error:
            raise Problem(
                "storage", f"A part of the data cannot be read on {socket.gethostname()}: {path}: {error}."
            ) from error

    def rows(self, name, rows):
        """These rows of a tensor, in this order."""
        rows = np.asarray(rows, dtype=np.int64)
        taken = np.empty((len(rows), *self.shapes[name]), dtype=self.dtypes[name])
        owner = np.searchsorted(self.starts, rows, side="right") - 1
        for shard in np.unique(owner):
            mine = owner == shard
            taken[mine] = self.array(int(shard), name)[rows[mine] - self.starts[shard]]
        return taken


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


class Means:
    """Means weighted by batch size."""

    def __init__(self, sums=None, count=0):
        self.sums, self.count = sums or {}, count

    def add(self, values, size):
        self.count += size
        for name, value in values.items():
            self.sums[name] = self.sums.get(name, 0.0) + value * size

    def logs(self):
        return {name: value / self.count for name, value in self.sums.items()}
