"""What PyTorch 2's optimizers compute that Keras has not: torch.optim.ASGD and torch.optim.LBFGS.

python optimizers.py > optimizers.json
"""

import json

import torch


def quadratic(w):
    bend = torch.tensor([1.0, 3.0, 0.5])
    centre = torch.tensor([0.3, -1.2, 2.0])
    return (bend * (w - centre) ** 2).sum() + 0.3 * w[0] * w[1]


def rosenbrock(w):
    return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2


functions = {"quadratic": (quadratic, [1.0, -2.0, 0.5]), "rosenbrock": (rosenbrock, [-1.2, 1.0])}


def averaged(options):
    w = torch.nn.Parameter(torch.tensor(functions["quadratic"][1]))
    optimizer = torch.optim.ASGD([w], **options)
    weights = []
    for _ in range(8):
        optimizer.zero_grad()
        quadratic(w).backward()
        optimizer.step()
        weights.append(w.detach().tolist())
    return {"options": options, "weights": weights, "average": optimizer.state[w]["ax"].tolist()}


def minimized(parameters, loss_of, options, steps):
    optimizer = torch.optim.LBFGS(parameters, **options)
    losses, evaluations = [], []

    def closure():
        optimizer.zero_grad()
        loss = loss_of()
        loss.backward()
        return loss

    for _ in range(steps):
        losses.append(optimizer.step(closure).item())
        evaluations.append(optimizer.state[optimizer._params[0]]["func_evals"])
    return {"options": options, "losses": losses, "evaluations": evaluations}


def on_function(name, options):
    function, start = functions[name]
    w = torch.nn.Parameter(torch.tensor(start))
    found = minimized([w], lambda: function(w), options, 4)
    return {"function": name, "start": start, **found, "weights": w.detach().tolist()}


def on_lstm(options):
    torch.manual_seed(4)
    lstm, dense = torch.nn.LSTM(2, 3, batch_first=True), torch.nn.Linear(3, 1)
    # one bias is trained, as in Keras
    torch.nn.init.zeros_(lstm.bias_hh_l0)
    lstm.bias_hh_l0.requires_grad = False
    trained = [lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, dense.weight, dense.bias]
    x, y = torch.randn(6, 4, 2), torch.randn(6, 1)
    begun = [(p.T if p.dim() == 2 else p).tolist() for p in trained]
    found = minimized(trained, lambda: ((dense(lstm(x)[0][:, -1]) - y) ** 2).mean(), options, 5)
    return {"weights": begun, "x": x.tolist(), "y": y.tolist(), **found}


searched = {"lr": 1, "line_search_fn": "strong_wolfe"}
print(
    json.dumps(
        {
            "asgd": [averaged({"lr": 0.05}), averaged({"lr": 0.05, "lambd": 0.1, "alpha": 0.5, "t0": 3, "weight_decay": 0.02})],
            "lbfgs": [
                on_function("quadratic", {"lr": 0.5, "max_iter": 4}),
                on_function("quadratic", {**searched, "history_size": 2, "max_iter": 3}),
                on_function("rosenbrock", {**searched, "max_iter": 5}),
                on_function("rosenbrock", {**searched, "lr": 0.5, "max_iter": 4, "history_size": 3}),
                on_function("rosenbrock", {"lr": 0.001, "max_iter": 5}),
            ],
            "lstm": [on_lstm({**searched, "max_iter": 4}), on_lstm({"lr": 0.1, "max_iter": 3})],
        }
    )
)
