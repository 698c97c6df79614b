"""PyTorch on one thread: answers one JSON line for each JSON line, as worker.js does."""

import json
import sys
import time

import numpy as np
import torch

torch.set_num_threads(1)
GATES = {"lstm": 4, "gru": 3, "simpleRNN": 1}
# where PyTorch keeps each of Keras's gate blocks: a gru's z, r, h are its r, z, n
ORDER = {"lstm": [0, 1, 2, 3], "gru": [1, 0, 2], "simpleRNN": [0]}


def prepare(cell, shape, path):
    B, T, D, H = shape
    width = GATES[cell] * H
    values = np.fromfile(path, dtype=np.float32)
    sizes = [B * T * D, D * width, H * width, (2 if cell == "gru" else 1) * width, B * T * H]
    x, kernel, recurrent, bias, target = np.split(values, np.cumsum(sizes)[:-1])
    layer = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "simpleRNN": torch.nn.RNN}[cell](D, H, batch_first=True)

    def blocks(matrix):
        return np.concatenate([matrix[..., gate * H : (gate + 1) * H] for gate in ORDER[cell]], axis=-1)

    biases = blocks(bias.reshape(-1, width))
    with torch.no_grad():
        layer.weight_ih_l0.copy_(torch.from_numpy(blocks(kernel.reshape(D, width)).T.copy()))
        layer.weight_hh_l0.copy_(torch.from_numpy(blocks(recurrent.reshape(H, width)).T.copy()))
        layer.bias_ih_l0.copy_(torch.from_numpy(biases[0].copy()))
        layer.bias_hh_l0.copy_(torch.from_numpy(biases[1].copy()) if cell == "gru" else torch.zeros(width))
    x = torch.from_numpy(x.reshape(B, T, D).copy())
    target = torch.from_numpy(target.reshape(B, T, H).copy())
    optimizer = torch.optim.Adam(layer.parameters(), lr=0.001, eps=1e-7)

    def forward():
        with torch.no_grad():
            return layer(x)[0].numpy()

    def train():
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(layer(x)[0], target)
        loss.backward()
        optimizer.step()
        return loss.item()

    return {"forward": forward, "train": train}


def timed(call, budget):
    call()
    times = []
    start = time.perf_counter()
    while len(times) < 3 or (time.perf_counter() - start) * 1000 < budget:
        before = time.perf_counter()
        call()
        times.append((time.perf_counter() - before) * 1000)
    return times


ready = {}
for line in sys.stdin:
    request = json.loads(line)
    if request["what"] == "version":
        reply = {"version": f"PyTorch {torch.__version__.split('+')[0]}"}
    elif request["what"] == "prepare":
        ready = prepare(request["cell"], request["shape"], request["numbers"])
        output = ready["forward"]().ravel()
        reply = {"sample": [float(output[i * output.size // 16]) for i in range(16)]}
    else:
        reply = {"times": timed(ready[request["what"]], request["budget"])}
    print(json.dumps(reply), flush=True)
