"""The language model of lm.js in PyTorch: same first weights, windows, batch size, rate, clipping and number of steps."""

import json
import math
import os
import sys
import time

import numpy as np
import torch

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
torch.manual_seed(1)
folder = sys.argv[1]
with open(f"{folder}/meta.json") as file:
    meta = json.load(file)


def ids(name):
    return torch.from_numpy(np.fromfile(f"{folder}/{name}.bin", dtype=np.int32).astype(np.int64))


values = np.fromfile(f"{folder}/weights.bin", dtype=np.float32)
weights, at = [], 0
for shape in meta["shapes"]:
    size = math.prod(shape)
    weights.append(torch.from_numpy(values[at : at + size].reshape(shape).copy()))
    at += size
table, kernel, recurrent, bias, dense, dense_bias = weights
V, E = table.shape
H = recurrent.shape[0]


class LanguageModel(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(V, E)
        self.lstm = torch.nn.LSTM(E, H, batch_first=True)
        self.dense = torch.nn.Linear(H, V)
        with torch.no_grad():
            self.embedding.weight.copy_(table)
            self.lstm.weight_ih_l0.copy_(kernel.T)
            self.lstm.weight_hh_l0.copy_(recurrent.T)
            self.lstm.bias_ih_l0.copy_(bias)
            self.lstm.bias_hh_l0.zero_()
            self.dense.weight.copy_(dense.T)
            self.dense.bias.copy_(dense_bias)
        # Keras has one bias
        self.lstm.bias_hh_l0.requires_grad_(False)

    def forward(self, x, state=None):
        hidden, state = self.lstm(self.embedding(x), state)
        return self.dense(hidden), state


def windows(sequence):
    rows = (len(sequence) - 1) // meta["window"]
    length = rows * meta["window"]
    return sequence[:length].view(rows, -1), sequence[1 : length + 1].view(rows, -1)


def loss_of(model, x, y):
    return torch.nn.functional.cross_entropy(model(x)[0].flatten(0, 1), y.flatten())


model = LanguageModel()
trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
optimizer = torch.optim.Adam(trained, lr=meta["learningRate"], eps=1e-10)
x, y = windows(ids("train"))
vx, vy = windows(ids("validation"))
batch = meta["batchSize"]
decay_steps = meta["epochs"] * math.ceil(len(x) / batch)
step, best, best_weights = 0, math.inf, None
start = time.perf_counter()
for epoch in range(meta["epochs"]):
    order = torch.randperm(len(x))
    for first in range(0, len(x), batch):
        if step >= meta["steps"]:
            break
        rows = order[first : first + batch]
        for group in optimizer.param_groups:
            group["lr"] = meta["learningRate"] * 0.5 * (1 + math.cos(math.pi * step / decay_steps))
        optimizer.zero_grad()
        loss_of(model, x[rows], y[rows]).backward()
        for parameter in trained:
            torch.nn.utils.clip_grad_norm_([parameter], 1.0)
        optimizer.step()
        step += 1
    with torch.no_grad():
        losses = [(loss_of(model, a, b), len(a)) for a, b in zip(vx.split(batch), vy.split(batch))]
    held = sum(float(loss) * n for loss, n in losses) / len(vx)
    print(f"epoch {epoch + 1}: {held:.4f}", file=sys.stderr, flush=True)
    if held < best:
        best, best_weights = held, {name: value.clone() for name, value in model.state_dict().items()}
seconds = time.perf_counter() - start
model.load_state_dict(best_weights)

# every sequence in one pass, the state kept from piece to piece
bits = 0.0
with torch.no_grad():
    for sequence in ids("test").split(meta["lengths"]):
        state = None
        for first in range(0, len(sequence) - 1, 4096):
            piece = sequence[first : first + 4097]
            logits, state = model(piece[None, :-1], state)
            bits += float(torch.nn.functional.cross_entropy(logits[0], piece[1:], reduction="sum")) / math.log(2)
print(json.dumps({"bits": bits, "seconds": seconds}))
