"""PyTorch: torch.nn's layers, which run on oneDNN or on its own kernels as PyTorch chooses."""

import numpy as np
import torch
from serve import THREADS, serve
from torch.nn.functional import cross_entropy, mse_loss

torch.set_num_threads(THREADS)
torch.set_num_interop_threads(1)
LAYERS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "simpleRNN": torch.nn.RNN}
# where PyTorch keeps each of Keras's gate blocks: a gru's z, r, h are its r, z, n
ORDER = {"lstm": [0, 1, 2, 3], "gru": [1, 0, 2], "simpleRNN": [0]}


def layer_of(cell, kernel, recurrent, bias):
    """The layer with Keras's weights. Where Keras has one bias, PyTorch's second stays zero and is not trained."""
    (D, width), H = kernel.shape, recurrent.shape[0]
    layer = LAYERS[cell](D, H, batch_first=True)

    def blocks(matrix):
        return np.concatenate([matrix[..., gate * H : (gate + 1) * H] for gate in ORDER[cell]], axis=-1)

    biases = blocks(bias.reshape(-1, width))
    with torch.no_grad():
        layer.weight_ih_l0.copy_(torch.from_numpy(blocks(kernel).T.copy()))
        layer.weight_hh_l0.copy_(torch.from_numpy(blocks(recurrent).T.copy()))
        layer.bias_ih_l0.copy_(torch.from_numpy(biases[0]))
        layer.bias_hh_l0.copy_(torch.from_numpy(biases[1]) if cell == "gru" else torch.zeros(width))
    if cell != "gru":
        layer.bias_hh_l0.requires_grad_(False)
    return layer


def layer(case):
    module = layer_of(case.cell, case.kernel, case.recurrent, case.bias)
    x, target = torch.from_numpy(case.x), torch.from_numpy(case.target)
    optimizer = torch.optim.Adam([p for p in module.parameters() if p.requires_grad], lr=0.001, eps=1e-14)

    def forward():
        with torch.no_grad():
            return module(x)[0].numpy()

    def train():
        optimizer.zero_grad()
        loss = mse_loss(module(x)[0], target)
        loss.backward()
        optimizer.step()
        return loss.item()

    return {"forward": forward, "train": train}


def step(case):
    module = layer_of(case.cell, case.kernel, case.recurrent, case.bias)
    inputs = [torch.from_numpy(case.x[:, i : i + 1].copy()) for i in range(case.x.shape[1])]
    state = None

    def step(i):
        nonlocal state
        with torch.inference_mode():
            output, state = module(inputs[i], state)
            return output.numpy()

    return {"step": step}


def fit(corpus):
    """The network of `recurve tour`: Keras's clipnorm holds for each weight by itself."""
    embeddings, kernel, recurrent, bias, dense, dense_bias = corpus.weights
    embedding = torch.nn.Embedding(*embeddings.shape)
    lstm = layer_of("lstm", kernel, recurrent, bias)
    output = torch.nn.Linear(*dense.shape)
    with torch.no_grad():
        embedding.weight.copy_(torch.from_numpy(embeddings))
        output.weight.copy_(torch.from_numpy(dense.T.copy()))
        output.bias.copy_(torch.from_numpy(dense_bias))
    parameters = [p for m in (embedding, lstm, output) for p in m.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(parameters, lr=corpus.learningRate, eps=1e-14)
    inputs, targets = torch.from_numpy(corpus.inputs), torch.from_numpy(corpus.targets).long()

    def batch(i):
        rows = slice(i * corpus.batchSize, (i + 1) * corpus.batchSize)
        optimizer.zero_grad()
        logits = output(lstm(embedding(inputs[rows]))[0])
        loss = cross_entropy(logits.flatten(0, 1), targets[rows].flatten())
        loss.backward()
        for p in parameters:
            torch.nn.utils.clip_grad_norm_([p], 1)
        optimizer.step()
        return loss.item()

    def losses(batches):
        return [batch(i) for i in range(batches)]

    return {"losses": losses, "fit": lambda: losses(-(-corpus.rows // corpus.batchSize))}


serve(torch.__version__.split("+")[0], layer=layer, step=step, fit=fit)
