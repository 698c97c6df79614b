"""Cases of SimpleRNN, LSTM and GRU: every option of theirs."""

import keras
import numpy as np
import tensorflow as tf

from .case import build, case_spec, flat, layer_case, normal, random, seed_weights, tensor

ACTIVATIONS = (
    "tanh sigmoid relu relu6 leaky_relu elu selu softplus softsign hard_sigmoid silu hard_silu gelu mish exponential "
    "linear softmax"
).split()

MASKS = {
    "right": [[1, 1, 1, 1], [1, 1, 0, 0], [1, 1, 1, 0]],
    "left": [[0, 1, 1, 1], [1, 1, 1, 1], [0, 0, 0, 1]],
    "middle": [[1, 0, 1, 1], [1, 0, 0, 1], [0, 1, 0, 1]],
    "full": [[0, 0, 0, 0], [1, 1, 0, 1], [0, 0, 0, 0]],
}

#: The kinds of recurrent layer: prefix of the case names, class, base configuration, number of states.
SIMPLE = [("SimpleRNN", "SimpleRNN", {}, 1)]
LSTM = [("LSTM", "LSTM", {}, 2)]
GRU = [("GRU", "GRU", {}, 1), ("GRU-reset-before", "GRU", {"reset_after": False}, 1)]

B, T, F, U = 3, 4, 3, 2
BOTH = {"return_sequences": True, "return_state": True}


def mask(name):
    return np.array(MASKS[name], bool)


def cases_of(kinds):
    found = []
    for prefix, class_name, base, count in kinds:
        states = [(B, U)] * count

        def add(name, config, **rest):
            found.append(layer_case(f"{prefix}/{name}", class_name, {"units": U, **base, **config}, **rest))

        outputs(add, states)
        activations(add, class_name, count)
        masks(add, states, plainly=prefix == "GRU-reset-before")
        dropouts(add)
        found.append(stateful(prefix, class_name, base))
        if not base:
            found += regularized(prefix, class_name)
            found += constrained(prefix, class_name)
    return found


def outputs(add, states):
    for sequences in (False, True):
        for state in (False, True):
            for backwards in (False, True):
                names = [n for n, on in (("sequences", sequences), ("state", state), ("backwards", backwards)) if on]
                config = {"return_sequences": sequences, "return_state": state, "go_backwards": backwards}
                add("outputs/" + ("+".join(names) or "last"), config, states=states if backwards != sequences else None)
    add("no-bias", {"use_bias": False, **BOTH}, states=states)
    add("unroll", {"unroll": True, **BOTH}, states=states)
    add("unroll+mask", {"unroll": True, **BOTH}, mask=mask("middle"), states=states)
    add("wide", {"units": 5, **BOTH}, shape=(2, 5, 2))
    add("one-step", BOTH, shape=(3, 1, 3), states=states)
    add("one-row", BOTH, shape=(1, 5, 4))


def activations(add, class_name, count):
    states = [(2, U)] * count
    for name in ACTIVATIONS:
        quiet = 0.2 if name == "exponential" else 0.6
        add(
            f"activation/{name}",
            {"activation": name, "return_state": True},
            shape=(2, 3, 3),
            states=states,
            scale=quiet,
        )
        if class_name != "SimpleRNN":
            quiet = {"exponential": 0.15, "linear": 0.3}.get(name, 0.6)
            config = {"recurrent_activation": name, "return_state": True}
            add(f"recurrent-activation/{name}", config, shape=(2, 3, 3), states=states, scale=quiet)


def masks(add, states, plainly):
    """`plainly`: without other options too, which keras-extra.json has for the other kinds."""
    for name in MASKS:
        rows = mask(name)
        add(f"mask/{name}/last", {}, mask=rows)
        add(f"mask/{name}/initial-state", BOTH, mask=rows, states=states)
        add(f"mask/{name}/backwards", {"go_backwards": True, **BOTH}, mask=rows)
        every = {"go_backwards": True, "zero_output_for_mask": True, **BOTH}
        add(f"mask/{name}/zero-output+backwards+initial-state", every, mask=rows, states=states)
        if not plainly:
            continue
        add(f"mask/{name}", BOTH, mask=rows)
        add(f"mask/{name}/zero-output", {"zero_output_for_mask": True, **BOTH}, mask=rows)


def dropouts(add):
    options = {"dropout": {"dropout": 0.5}, "recurrent-dropout": {"recurrent_dropout": 0.2}}
    options["both-dropouts"] = {"dropout": 0.5, "recurrent_dropout": 0.2}
    for name, config in options.items():
        add(name, {**config, **BOTH}, training=True, dropout=True)
        add(f"{name}/mask", {**config, **BOTH}, training=True, dropout=True, mask=mask("middle"))
        add(f"{name}/backwards", {"go_backwards": True, **config, **BOTH}, training=True, dropout=True)
    add("both-dropouts/inference", {**options["both-dropouts"], **BOTH}, training=False)


def stateful(prefix, class_name, base):
    case_id = f"{prefix}/stateful"
    generator = random(case_id)
    config = {"units": U, **base, "stateful": True, "return_sequences": True}
    layer = build(case_spec(class_name, config))
    layer(tensor(normal(generator, (B, T, F))))
    case = {
        "id": case_id,
        "layer": class_name,
        "config": config,
        "weights": seed_weights(layer, generator),
        "calls": [],
    }
    layer.reset_state()
    for name in ("call", "call", "call", "reset", "call"):
        if name == "reset":
            layer.reset_state()
            case["calls"].append({"do": "reset"})
            continue
        value = normal(generator, (B, T, F))
        expected = [output.numpy() for output in flat(layer(tensor(value)))]
        states = [state.numpy() for state in flat(layer.states)]
        case["calls"].append({"do": "call", "input": value, "expected": expected, "states": states})
    return case


def regularized(prefix, class_name):
    kinds = {
        "l1": {"class_name": "L1", "config": {"l1": 0.03}},
        "l2": {"class_name": "L2", "config": {"l2": 0.02}},
        "l1l2": {"class_name": "L1L2", "config": {"l1": 0.01, "l2": 0.04}},
    }
    places = {
        "kernel-l1": {"kernel_regularizer": kinds["l1"]},
        "recurrent-l2": {"recurrent_regularizer": kinds["l2"]},
        "bias-l1l2": {"bias_regularizer": kinds["l1l2"]},
        "activity-l2": {"activity_regularizer": kinds["l2"]},
        "activity-l1l2": {"activity_regularizer": kinds["l1l2"], "return_sequences": True},
        "all": {
            "kernel_regularizer": kinds["l2"],
            "recurrent_regularizer": kinds["l1l2"],
            "bias_regularizer": kinds["l1"],
            "activity_regularizer": kinds["l2"],
            **BOTH,
        },
    }
    found = []
    for name, options in places.items():
        case_id = f"{prefix}/regularizer/{name}"
        generator = random(case_id)
        config = {"units": U, **options}
        x = normal(generator, (B, T, F))
        layer = build(case_spec(class_name, config))
        if class_name == "SimpleRNN" and "activity_regularizer" in options:
            # Keras accepts the argument but never forwards it (decision 7): set where the base class reads it.
            layer.activity_regularizer = keras.regularizers.get(options["activity_regularizer"])
        layer(tensor(x))
        case = {
            "id": case_id,
            "layer": class_name,
            "config": config,
            "input": x,
            "weights": seed_weights(layer, generator),
        }
        value = tensor(x)
        with tf.GradientTape() as tape:
            tape.watch(value)
            layer(value)
            total = tf.add_n(layer.losses)
        weights = [variable.value for variable in layer.trainable_variables]
        found_gradients = tape.gradient(total, [value, *weights], unconnected_gradients="zero")
        case["regularization"] = {
            "total": total.numpy(),
            "losses": [loss.numpy() for loss in layer.losses],
            "input": found_gradients[0],
            "weights": found_gradients[1:],
        }
        found.append(case)
    return found


def constrained(prefix, class_name):
    constraints = {
        "max-norm": {"class_name": "MaxNorm", "config": {"max_value": 0.8, "axis": 0}},
        "max-norm-axis-1": {"class_name": "MaxNorm", "config": {"max_value": 0.8, "axis": 1}},
        "non-neg": {"class_name": "NonNeg", "config": {}},
        "unit-norm": {"class_name": "UnitNorm", "config": {"axis": 0}},
        "min-max-norm": {
            "class_name": "MinMaxNorm",
            "config": {"min_value": 0.5, "max_value": 0.9, "rate": 0.7, "axis": 0},
        },
    }
    found = []
    for name, constraint in constraints.items():
        case_id = f"{prefix}/constraint/{name}"
        options = {"kernel_constraint": constraint, "recurrent_constraint": constraint}
        if not name.endswith("1"):
            options["bias_constraint"] = constraint
        case = layer_case(case_id, class_name, {"units": U, **options})
        layer = build(case_spec(class_name, case["config"]))
        layer(tensor(case["input"]))
        layer.set_weights([weight["value"] for weight in case["weights"]])
        optimizer = keras.optimizers.SGD(learning_rate=0.1)
        optimizer.build(layer.trainable_variables)
        optimizer.apply([tf.convert_to_tensor(g) for g in case["grads"]["weights"]], layer.trainable_variables)
        case["constraint_step"] = {"learning_rate": 0.1, "weights": [weight.numpy() for weight in layer.weights]}
        found.append(case)
    return found


def initial_values():
    """What get_weights gives before training, where it is not random: zeros, ones, and an LSTM's forget gate."""
    found = []
    for class_name, base in (("SimpleRNN", {}), ("LSTM", {}), ("GRU", {}), ("GRU", {"reset_after": False})):
        for name, options in (
            ("zeros", {"bias_initializer": "zeros"}),
            ("ones", {"bias_initializer": "ones"}),
            ("constant", {"bias_initializer": {"class_name": "Constant", "config": {"value": 0.25}}}),
        ):
            for forget in (True, False) if class_name == "LSTM" else (None,):
                config = {"units": U, **base, **options}
                if forget is not None:
                    config["unit_forget_bias"] = forget
                layer = build(case_spec(class_name, config))
                layer(tensor(np.zeros((1, 2, F))))
                parts = [class_name + ("-reset-before" if base else ""), "bias", name]
                parts += [] if forget is None else ["forget-one" if forget else "forget-plain"]
                entry = {"id": "/".join(parts), "layer": class_name, "config": config, "input_shape": [1, 2, F]}
                found.append({**entry, "initial_bias": layer.get_weights()[2]})
    return found
