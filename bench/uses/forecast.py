"""The forecaster of forecast.js in PyTorch: same first weights, windows, batch size, rate, clipping and number of steps."""

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


def read(name):
    values = np.fromfile(f"{folder}/{name}.bin", dtype=np.float32)
    return torch.from_numpy(values.reshape(meta["shapes"][name]))


flat = np.fromfile(f"{folder}/weights.bin", dtype=np.float32)
first, at = [], 0
for shape in meta["weights"]:
    first.append(torch.from_numpy(flat[at : at + math.prod(shape)].reshape(shape).copy()))
    at += math.prod(shape)


def swapped(rows):
    """Keras's gates z r h in PyTorch's order r z n, and back."""
    z, r, h = rows.chunk(3)
    return torch.cat([r, z, h])


def gru(kernel, recurrent, bias):
    layer = torch.nn.GRU(kernel.shape[0], recurrent.shape[0], batch_first=True)
    with torch.no_grad():
        layer.weight_ih_l0.copy_(swapped(kernel.T))
        layer.weight_hh_l0.copy_(swapped(recurrent.T))
        layer.bias_ih_l0.copy_(swapped(bias[0]))
        layer.bias_hh_l0.copy_(swapped(bias[1]))
    return layer


def gru_weights(layer):
    bias = torch.stack([swapped(layer.bias_ih_l0), swapped(layer.bias_hh_l0)])
    return [swapped(layer.weight_ih_l0).T, swapped(layer.weight_hh_l0).T, bias]


def linear(kernel, bias):
    layer = torch.nn.Linear(*kernel.shape)
    with torch.no_grad():
        layer.weight.copy_(kernel.T)
        layer.bias.copy_(bias)
    return layer


class Forecaster(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = gru(*first[0:3]), gru(*first[3:6])
        self.mixing, self.quantiles = linear(*first[6:8]), linear(*first[8:10])

    def forward(self, behind, ahead):
        state = self.encoder(behind)[1]
        walked = self.decoder(ahead, state)[0]
        mixed = torch.relu(self.mixing(torch.cat([walked, ahead], -1)))
        return self.quantiles(torch.cat([mixed, ahead], -1))

    def keras_weights(self):
        lists = [gru_weights(self.encoder), gru_weights(self.decoder)]
        lists += [[layer.weight.T, layer.bias] for layer in (self.mixing, self.quantiles)]
        return [weight.detach().contiguous().numpy().tobytes() for weights in lists for weight in weights]


levels = torch.tensor(meta["quantiles"])


def loss_of(model, behind, ahead, truth):
    # (batch, horizon, targets, quantiles)
    error = truth.unsqueeze(-1) - model(behind, ahead).unflatten(-1, (truth.shape[-1], len(levels)))
    return torch.maximum(levels * error, (levels - 1) * error).mean()


model = Forecaster()
parameters = list(model.parameters())
optimizer = torch.optim.Adam(parameters, lr=meta["learningRate"], eps=1e-7)
training = [read(f"training-{part}") for part in ("behind", "ahead", "truth")]
held = [read(f"held-{part}") for part in ("behind", "ahead", "truth")]
count, batch = len(training[0]), meta["batchSize"]
decay_steps = meta["epochs"] * math.ceil(count / batch)
step, best, best_weights = 0, math.inf, None
start = time.perf_counter()
for epoch in range(meta["epochs"]):
    order = torch.randperm(count)
    for begin in range(0, count, batch):
        rows = order[begin : begin + batch]
        for group in optimizer.param_groups:
            group["lr"] = meta["learningRate"] * 0.5 * (1 + math.cos(math.pi * step / decay_steps))
        optimizer.zero_grad()
        loss_of(model, *[part[rows] for part in training]).backward()
        for parameter in parameters:
            torch.nn.utils.clip_grad_norm_([parameter], 1.0)
        optimizer.step()
        step += 1
    with torch.no_grad():
        loss = float(loss_of(model, *held))
    if loss < best:
        best, best_weights = loss, {name: value.clone() for name, value in model.state_dict().items()}
seconds = time.perf_counter() - start
model.load_state_dict(best_weights)
with open(f"{folder}/trained.bin", "wb") as file:
    file.write(b"".join(model.keras_weights()))
print(json.dumps({"seconds": seconds}))
