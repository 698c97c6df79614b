"""The side of a Python system: answers one JSON line for each JSON line, as serve.js does."""

import json
import math
import os
import resource
import sys
import time
from types import SimpleNamespace

import numpy as np

GATES = {"lstm": 4, "gru": 3, "simpleRNN": 1}
STEP_INPUTS = 32
THREADS = int(os.environ.get("BENCH_THREADS", "1"))
# what a sample is timed by, in seconds: the clock, or what all of this process has computed (`--clock cpu`)
CLOCK = time.process_time if os.environ.get("BENCH_CLOCK") == "cpu" else time.perf_counter


def serve(version, **makers):
    """Answers until the input ends; layer, step, fit and model make a case ready and give its calls, see serve.js."""
    readers = {"layer": read_case, "step": read_case, "fit": read_corpus, "model": read_model}
    ready = {}
    for line in sys.stdin:
        request = json.loads(line)
        what = request["what"]
        if what == "version":
            reply = {"version": version, "start": peak()}
        elif what == "prepare":
            kind = request["kind"]
            ready = makers[kind](readers[kind](request)) if kind in makers else "it does not do this"
            reply = {"unable": ready} if isinstance(ready, str) else {"works": list(ready)}
        elif what == "check":
            check(ready, request["work"]).astype(np.float32).tofile(request["file"])
            reply = {}
        elif what == "time":
            reply = {"times": times_of(call_of(ready, request["work"]), request["budget"], request["warm"])}
        else:
            reply = {"peak": peak()}
        print(json.dumps(reply), flush=True)


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def check(ready, work):
    """What is compared: outputs; losses of two training steps and the outputs after them; losses of four batches."""
    if work == "train":
        losses = [ready["train"](), ready["train"]()]
        if "compared" in ready:
            return np.array(ready["compared"](losses))
        return np.concatenate([np.array(losses), np.ravel(ready["forward"]())])
    if work == "step":
        return np.concatenate([np.ravel(ready["step"](i)) for i in range(STEP_INPUTS)])
    return np.ravel(ready["forward"]() if work == "forward" else ready["losses"](4))


def call_of(ready, work):
    if work != "step":
        return ready[work]
    counter = iter(range(sys.maxsize))
    return lambda: ready["step"](next(counter) % STEP_INPUTS)


def times_of(call, budget, warm):
    """Calls again and again, as timesOf in serve.js: milliseconds of single calls or of some half a millisecond."""

    def average(count):
        start = CLOCK()
        for _ in range(count):
            call()
        return (CLOCK() - start) * 1000 / count

    start = time.perf_counter()
    ms = average(1)
    while (time.perf_counter() - start) * 1000 < warm:
        ms = average(1)
    if ms > budget:
        return [ms]
    count = max(1, math.ceil(0.5 / ms))
    times = []
    start = time.perf_counter()
    while (time.perf_counter() - start) * 1000 < budget:
        times.append(average(count))
    return times


def read_case(request):
    B, T, D, H = request["shape"]
    cell = request["cell"]
    steps = STEP_INPUTS if request["kind"] == "step" else T
    width = GATES[cell] * H
    take = reader(request["numbers"])
    return SimpleNamespace(
        cell=cell,
        B=B,
        T=T,
        D=D,
        H=H,
        width=width,
        x=take(B, steps, D),
        kernel=take(D, width),
        recurrent=take(H, width),
        bias=take(2, width) if cell == "gru" else take(width),
        target=take(B, steps, H),
    )


def read_corpus(request):
    """See corpus.js, which writes the file."""
    corpus = SimpleNamespace(**request["corpus"])
    take = reader(request["numbers"])
    ids = [take(corpus.rows, corpus.time).astype(np.int32) for _ in range(2)]
    V, E, H = corpus.vocabulary, corpus.embedding, corpus.units
    corpus.inputs, corpus.targets = ids
    corpus.weights = [take(*shape) for shape in [(V, E), (E, 4 * H), (H, 4 * H), (4 * H,), (H, V), (V,)]]
    return corpus


def read_model(request):
    """See models.js, which writes the file: x and y as arrays of their types."""
    take = reader(request["numbers"])
    x, y = (take(*shape).astype(dtype) for shape, dtype in zip(request["shapes"], request["types"]))
    return SimpleNamespace(**{**request, "x": x, "y": y})


def reader(path):
    values = np.fromfile(path, dtype=np.float32)
    position = 0

    def take(*shape):
        nonlocal position
        start, position = position, position + math.prod(shape)
        return values[start:position].reshape(shape).copy()

    return take
