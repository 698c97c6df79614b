"""Cases of training: steps of every optimizer, whole fits, losses over (batch, time) with masks and weights."""

import keras
import numpy as np
import tensorflow as tf

from .case import normal, random, set_mask, tensor
from .graph import graph_input, make_model, node, seed_graph

OPTIMIZERS = {
    "SGD": ("SGD", {"learning_rate": 0.1}),
    "SGD/momentum": ("SGD", {"learning_rate": 0.05, "momentum": 0.9}),
    "SGD/nesterov": ("SGD", {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}),
    "RMSprop": ("RMSprop", {"learning_rate": 0.01}),
    "RMSprop/centered+momentum": ("RMSprop", {"learning_rate": 0.01, "rho": 0.8, "momentum": 0.5, "centered": True}),
    "Adam": ("Adam", {"learning_rate": 0.02}),
    "Adam/betas": ("Adam", {"learning_rate": 0.02, "beta_1": 0.7, "beta_2": 0.95, "epsilon": 1e-3}),
    "Adam/amsgrad": ("Adam", {"learning_rate": 0.02, "amsgrad": True}),
}
CLIPS = {"clipnorm": 0.1, "global_clipnorm": 0.2, "clipvalue": 0.02}


def softmax_model():
    """Embedding(mask_zero) -> LSTM -> Dense softmax, integer targets (batch,)."""
    generator = random("training/classifier")
    nodes = [
        node("e", "Embedding", {"input_dim": 7, "output_dim": 3, "mask_zero": True}, "ids"),
        node("r", "LSTM", {"units": 4}, "e"),
        node("y", "Dense", {"units": 3, "activation": "softmax"}, "r"),
    ]
    ids = generator.integers(1, 7, (8, 5))
    for row, length in enumerate(generator.integers(2, 6, 8)):
        ids[row, length:] = 0
    graph = {"inputs": [graph_input("ids", (5,), "int32")], "nodes": nodes, "outputs": ["y"]}
    return {
        "graph": graph,
        "x": ids,
        "y": generator.integers(0, 3, 8),
        "loss": spec("SparseCategoricalCrossentropy"),
        "metrics": ["accuracy"],
    }


def regression_model():
    """LSTM -> Dense, one real target."""
    generator = random("training/regression")
    nodes = [node("r", "LSTM", {"units": 3}, "x"), node("y", "Dense", {"units": 1}, "r")]
    graph = {"inputs": [graph_input("x", (4, 2))], "nodes": nodes, "outputs": ["y"]}
    return {
        "graph": graph,
        "x": normal(generator, (8, 4, 2)),
        "y": normal(generator, (8, 1)),
        "loss": spec("MeanSquaredError"),
        "metrics": ["mae"],
    }


def tagger_model():
    """GRU sequences -> TimeDistributed(Dense softmax), integer targets (batch, time)."""
    generator = random("training/tagger")
    inner = {"class_name": "Dense", "config": {"units": 3, "activation": "softmax"}}
    nodes = [
        node("r", "GRU", {"units": 4, "return_sequences": True}, "x"),
        node("y", "TimeDistributed", {"layer": inner}, "r"),
    ]
    graph = {"inputs": [graph_input("x", (4, 2))], "nodes": nodes, "outputs": ["y"]}
    y = generator.integers(0, 3, (8, 4))
    return {
        "graph": graph,
        "x": normal(generator, (8, 4, 2)),
        "y": y,
        "loss": spec("SparseCategoricalCrossentropy"),
        "metrics": ["accuracy"],
    }


def masked_tagger_model():
    """Embedding(mask_zero) -> GRU sequences -> TimeDistributed(Dense): the loss leaves out the padding."""
    generator = random("training/masked-tagger")
    inner = {"class_name": "Dense", "config": {"units": 3, "activation": "softmax"}}
    nodes = [
        node("e", "Embedding", {"input_dim": 6, "output_dim": 3, "mask_zero": True}, "ids"),
        node("r", "GRU", {"units": 4, "return_sequences": True}, "e"),
        node("y", "TimeDistributed", {"layer": inner}, "r"),
    ]
    ids = generator.integers(1, 6, (8, 5))
    for row, length in enumerate((5, 3, 1, 4, 2, 5, 2, 3)):
        ids[row, length:] = 0
    graph = {"inputs": [graph_input("ids", (5,), "int32")], "nodes": nodes, "outputs": ["y"]}
    y = generator.integers(0, 3, (8, 5))
    weight = np.round(generator.uniform(0.2, 2.0, (8, 5)), 3)
    return {
        "graph": graph,
        "x": ids,
        "y": y,
        "sample_weight": weight,
        "loss": spec("SparseCategoricalCrossentropy"),
        "metrics": ["accuracy"],
    }


MODELS = {
    "classifier": softmax_model,
    "regression": regression_model,
    "tagger": tagger_model,
    "masked-tagger": masked_tagger_model,
}


def spec(class_name, **config):
    return {"class_name": class_name, "config": config}


def compiled(model, weights, optimizer, **extra):
    keras_model, layers = make_model(model["graph"])
    for name, values in weights.items():
        layers[name].set_weights([weight["value"] for weight in values])
    loss = getattr(keras.losses, model["loss"]["class_name"])(**model["loss"]["config"])
    class_name, config = optimizer
    keras_model.compile(
        optimizer=dense(getattr(keras.optimizers, class_name)(**config)),
        loss=loss,
        run_eagerly=True,
        **{"metrics": model["metrics"], **extra},
    )
    return keras_model, layers


def dense(optimizer):
    """The optimizer, given dense gradients of embeddings: TensorFlow's sparse ones fail in a centered RMSprop."""
    apply = optimizer.apply
    optimizer.apply = lambda gradients, variables=None: apply([tf.convert_to_tensor(g) for g in gradients], variables)
    return optimizer


def weights_of(layers, weights):
    return {name: layers[name].get_weights() for name in weights}


def training():
    models, weights, steps, fits = {}, {}, [], []
    for name, make in MODELS.items():
        models[name] = make()
        _, layers = make_model(models[name]["graph"])
        weights[name] = models[name]["weights"] = seed_graph(layers, random(f"training/{name}/weights"))
    for name, model in models.items():
        for key, (class_name, config) in OPTIMIZERS.items():
            steps.append(step_run(f"{name}/{key}", name, model, weights[name], (class_name, config)))
            for clip, value in CLIPS.items() if name == "regression" else ():
                steps.append(
                    step_run(f"{name}/{key}/{clip}", name, model, weights[name], (class_name, {**config, clip: value}))
                )
    plain = ("SGD", {"learning_rate": 0.3})
    masked = models["masked-tagger"]
    weight = {"sample_weight": masked["sample_weight"]}
    steps.append(
        step_run("masked-tagger/sample-weight", "masked-tagger", masked, weights["masked-tagger"], plain, **weight)
    )
    weighted = {"sample_weight": [0.5, 1, 2, 0, 1.5, 1, 0.25, 3]}
    steps.append(
        step_run(
            "regression/sample-weight", "regression", models["regression"], weights["regression"], plain, **weighted
        )
    )
    classes = {"class_weight": {0: 1.0, 1: 2.5, 2: 0.5}}
    steps.append(
        step_run("classifier/class-weight", "classifier", models["classifier"], weights["classifier"], plain, **classes)
    )
    for name in MODELS:
        fits.append(
            fit_run(
                f"fit/{name}",
                name,
                models[name],
                weights[name],
                ("Adam", {"learning_rate": 0.05}),
                batch_size=4,
                epochs=3,
            )
        )
        split = {"batch_size": 4, "epochs": 4, "validation_split": 0.3}
        fits.append(fit_run(f"fit/{name}/validation-split", name, models[name], weights[name], plain, **split))
    uneven = {"batch_size": 3, "epochs": 2, "validation_split": 0.25}
    fits.append(fit_run("fit/masked-tagger/uneven", "masked-tagger", masked, weights["masked-tagger"], plain, **uneven))
    weighted_fit = {**uneven, "sample_weight": masked["sample_weight"]}
    fits.append(
        fit_run(
            "fit/masked-tagger/sample-weight", "masked-tagger", masked, weights["masked-tagger"], plain, **weighted_fit
        )
    )
    return {"models": models, "steps": steps, "fits": fits, "losses": losses()}


def step_run(run_id, name, model, weights, optimizer, **extra):
    """Ten steps of train_on_batch on all rows: what each reported, and the weights after."""
    keras_model, layers = compiled(model, weights, optimizer)
    logs = []
    for _ in range(10):
        result = keras_model.train_on_batch(
            model["x"],
            model["y"],
            return_dict=True,
            **{k: np.asarray(v) if k == "sample_weight" else v for k, v in extra.items()},
        )
        logs.append({key: float(value) for key, value in result.items()})
    run = {"id": run_id, "model": name, "optimizer": {"class_name": optimizer[0], "config": optimizer[1]}, **extra}
    run["logs"] = {key: [log[key] for log in logs] for key in logs[0]}
    run["weights"] = weights_of(layers, weights)
    return run


def fit_run(run_id, name, model, weights, optimizer, sample_weight=None, **options):
    keras_model, layers = compiled(model, weights, optimizer)
    given = {} if sample_weight is None else {"sample_weight": sample_weight}
    history = keras_model.fit(model["x"], model["y"], shuffle=False, verbose=0, **options, **given)
    run = {
        "id": run_id,
        "model": name,
        "optimizer": {"class_name": optimizer[0], "config": optimizer[1]},
        "options": options,
        **given,
    }
    run["history"] = {key: [float(v) for v in values] for key, values in history.history.items()}
    result = keras_model.evaluate(model["x"], model["y"], batch_size=4, verbose=0, return_dict=True)
    run["evaluate"] = {key: float(value) for key, value in result.items()}
    run["predict"] = keras_model.predict(model["x"], batch_size=4, verbose=0)
    run["weights"] = weights_of(layers, weights)
    return run


def losses():
    """Values and gradients of losses over (batch, time), plain, weighted, masked, and both."""
    generator = random("training/losses")
    shape = (3, 4, 3)
    logits = normal(generator, shape, 1.5)
    probabilities = np.round(tf.nn.softmax(logits).numpy(), 3)
    sigmoids = np.round(tf.sigmoid(tensor(logits)).numpy(), 3)
    one_hot = np.eye(3)[generator.integers(0, 3, (3, 4))]
    binary = generator.integers(0, 2, shape).astype(float)
    real, guess = normal(generator, shape), normal(generator, shape)
    labels = one_hot.argmax(-1)
    cases = [
        ("MeanSquaredError", {}, real, guess),
        ("MeanAbsoluteError", {}, real, guess),
        ("BinaryCrossentropy", {}, binary, sigmoids),
        ("BinaryCrossentropy", {"label_smoothing": 0.2}, binary, sigmoids),
        ("BinaryCrossentropy", {"from_logits": True}, binary, logits),
        ("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.2}, binary, logits),
        ("CategoricalCrossentropy", {}, one_hot, probabilities),
        ("CategoricalCrossentropy", {"label_smoothing": 0.2}, one_hot, probabilities),
        ("CategoricalCrossentropy", {"from_logits": True}, one_hot, logits),
        ("CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.2}, one_hot, logits),
        ("CategoricalCrossentropy", {}, one_hot, sigmoids),
        ("SparseCategoricalCrossentropy", {}, labels, probabilities),
        ("SparseCategoricalCrossentropy", {"from_logits": True}, labels, logits),
    ]
    rows = np.array([[1, 1, 0, 0], [1, 0, 1, 1], [0, 0, 0, 0]], bool)
    weight = np.round(generator.uniform(0.2, 2.0, (3, 4)), 3)
    found = []
    for index, (name, config, y_true, y_pred) in enumerate(cases):
        parts = [name, *(key.replace("_", "-") for key in config)]
        entry = {
            "id": f"loss/{index}/" + "+".join(parts),
            "loss": name,
            "config": config,
            "y_true": y_true,
            "y_pred": y_pred,
        }
        entry.update(sample_weight=weight, mask=rows)
        for kind, given, masked in (
            ("plain", None, False),
            ("weighted", weight, False),
            ("masked", None, True),
            ("both", weight, True),
        ):
            for reduction in (
                ("sum_over_batch_size", "sum", "mean_with_sample_weight")
                if kind == "both"
                else ("sum_over_batch_size",)
            ):
                key = kind if reduction == "sum_over_batch_size" else f"{kind}_{reduction}"
                entry[key] = loss_value(
                    name, {**config, "reduction": reduction}, y_true, y_pred, given, rows if masked else None
                )
        entry["per_step"] = getattr(keras.losses, name)(**config, reduction=None)(
            tensor(y_true), tensor(y_pred)
        ).numpy()
        found.append(entry)
    return found


def loss_value(name, config, y_true, y_pred, weight, rows):
    loss = getattr(keras.losses, name)(**config)
    predicted = tensor(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(predicted)
        set_mask(predicted, rows)
        value = loss(tensor(y_true), predicted, sample_weight=None if weight is None else tensor(weight))
    return {"value": value.numpy(), "grad": tape.gradient(value, predicted)}
