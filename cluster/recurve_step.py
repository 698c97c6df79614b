"""One step of training on the rows of this process, to the loss and gradients of the whole batch."""

import math

import torch

from recurve_figures import Means
from recurve_tell import Problem, Stop
from recurve_world import first_line


class Trainer:
    """A compiled model, its data, and one step of training."""

    def __init__(self, model, plan, data, world):
        self.model, self.plan, self.data, self.world = model, plan, data, world
        self.outputs, self.loss_objects, self.metrics = plan["outputs"], [], None
        model.optimizer.build(model.trainable_variables)
        # one row on every process: losses and metrics learn their shapes, and a model that cannot run says so before it begins
        with torch.no_grad():
            predictions, targets, weights = self.run(data, [0], training=False)
            told = model._compile_loss
            if self.by_name and isinstance(told._user_loss_weights, dict) and isinstance(told._user_loss, dict):
                # a loss that is left out has weight 1
                told._user_loss_weights = {name: told._user_loss_weights.get(name, 1.0) for name in told._user_loss}
            elif isinstance(told._user_loss, dict) and len(self.outputs) > 1:
                # Keras wants None for an output without a loss
                told._user_loss = {name: told._user_loss.get(name) for name in self.outputs}
            told.build(self.packed(targets), self.packed(predictions))
            for path, loss, factor, _ in model._compile_loss._flat_losses:
                key = path[0] if path else 0
                output = self.outputs.index(key) if isinstance(key, str) else key
                self.loss_objects.append((output, loss, 1.0 if factor is None else factor))
            self.metrics = model._compile_metrics
            try:
                self.measure(predictions, targets, weights)
            except (RuntimeError, ValueError, TypeError) as error:
                # such as the 5 best of 3 classes
                raise Problem("model", f"Keras cannot measure a metric of the model: {first_line(error)}.", "compile without it") from error
            self.reset()
        for generator in seed_generators(model):
            state = generator.state
            state.assign(state + keras_tensor([world.rank, 0], state.dtype))

    def tensor(self, array):
        return torch.as_tensor(array, device=self.world.device)

    def run(self, data, rows, training):
        """Predictions, targets and weights of rows, one for each output."""
        x = [self.tensor(data.rows(name, rows)) for name in data.names("x")]
        given = self.model(x if len(x) > 1 else x[0], training=training)
        # Keras has an order of its own
        self.by_name = isinstance(given, dict) and set(given) == set(self.outputs)
        given = [given[name] for name in self.outputs] if self.by_name else given
        given = list(given.values()) if isinstance(given, dict) else given
        predictions = list(given) if isinstance(given, (list, tuple)) else [given]
        pick = lambda kind, i: self.tensor(data.rows(f"{kind}{i}", rows)) if data.has(f"{kind}{i}") else None
        count = range(len(self.outputs))
        return predictions, [pick("y", i) for i in count], [pick("w", i) for i in count]

    def costs(self, data, rows, training, metrics=False):
        """What rows cost: for each loss the sum over them and what it is divided by, and what layers add."""
        if len(rows) == 0:
            zeros = torch.zeros(len(self.loss_objects), device=self.world.device)
            return zeros, zeros.clone(), torch.zeros((), device=self.world.device)
        predictions, targets, weights = self.run(data, rows, training)
        pairs = [sum_and_count(loss, targets[i], predictions[i], weights[i]) for i, loss, _ in self.loss_objects]
        added = self.model.losses[: len(self.model.losses) - len(self.penalties())]
        if metrics:
            with torch.no_grad():
                self.measure(predictions, targets, weights)
        sums = torch.stack([pair[0] for pair in pairs])
        # Keras divides what activities cost by the number of rows
        extra = sum(added, torch.zeros((), device=self.world.device)) * len(rows)
        return sums, torch.stack([pair[1] for pair in pairs]), extra

    def penalties(self):
        return [v.regularizer(v) for v in self.model.trainable_weights if v.regularizer is not None]

    def total(self, sums, counts, added, size, share=1):
        """The loss of `size` rows from sums and counts, with this process's share of the penalties on weights."""
        factors = torch.as_tensor([f for _, _, f in self.loss_objects], device=self.world.device)
        penalty = sum(self.penalties(), torch.zeros((), device=self.world.device))
        each = sums / torch.where(counts == 0, torch.ones_like(counts), counts)
        return (each * factors).sum() + added / size + penalty * share, each

    def step(self, rows):
        """Trains on a batch. Gives its loss, that of each output, and whether a process was asked to stop."""
        world, weights = self.world, self.model.trainable_weights
        sums, counts, added = self.costs(self.data, world.share(rows), training=True, metrics=True)
        world.sum(counts)
        loss, _ = self.total(sums, counts, added, len(rows), 1 / world.size)
        for weight in weights:
            weight.value.grad = None
        if loss.requires_grad:
            loss.backward()
        grads = [torch.zeros_like(w.value) if w.value.grad is None else w.value.grad for w in weights]
        flag = torch.as_tensor([float(Stop.asked)], device=world.device)
        told = torch.cat([sums.detach(), added.detach().reshape(1), flag])
        flat = world.sum(torch.cat([g.reshape(-1) for g in grads] + [told]))
        with torch.no_grad():
            loss, each = self.total(flat[-len(told) : -2], counts, flat[-2], len(rows))
            parts = flat[: -len(told)].split([g.numel() for g in grads])
            if math.isfinite(float(loss)):
                self.model.optimizer.apply([p.view_as(g) for p, g in zip(parts, grads)], weights)
        return float(loss), [float(value) for value in each], float(flat[-1]) > 0

    def evaluate(self, data):
        """Loss and metrics over all rows of other data, after an epoch."""
        kept = self.metric_sums()
        self.reset()
        steps, rows_of = data.validation(self.plan)
        batches = [rows_of(i) for i in range(steps)]
        with torch.no_grad():
            told = [self.costs(data, self.world.share(b), False, metrics=True) for b in batches]
            table = self.world.sum(torch.stack([torch.cat([s, c, a.reshape(1)]) for s, c, a in told]))
            mean, n = Means(), len(self.loss_objects)
            for batch, row in zip(batches, table):
                loss, each = self.total(row[:n], row[n : 2 * n], row[-1], len(batch))
                mean.add(self.named(float(loss), [float(value) for value in each]), len(batch))
        logs = {**mean.logs(), **self.results()}
        self.restore(kept)
        return logs

    def named(self, loss, each):
        several = len(self.outputs) > 1
        return {"loss": loss, **({f"{self.outputs[o]}_loss": v for (o, _, _), v in zip(self.loss_objects, each)} if several else {})}

    def measure(self, predictions, targets, weights):
        if self.metrics is None:
            return
        # copies: metrics change them, and the loss needs them as they are
        weights = [w if w is None else stretch(w, p.shape[:-1]).clone() for w, p in zip(weights, predictions)]
        given = self.packed(weights) if any(w is not None for w in weights) else None
        self.metrics.update_state(self.packed(targets), self.packed(predictions), given)

    def packed(self, values):
        """What each output has, in the form in which the model gives its outputs."""
        if self.by_name:
            return dict(zip(self.outputs, values))
        return values if len(values) > 1 else values[0]

    def reset(self):
        if self.metrics is not None:
            self.metrics.reset_state()

    def metric_sums(self):
        """What the metrics have gathered, over all processes."""
        return [self.world.sum(v.value.detach().clone()) for v in self.metrics.variables] if self.metrics else []

    def restore(self, sums):
        """Takes up such sums: the first process holds them, the others nothing."""
        for variable, value in zip(self.metrics.variables if self.metrics else [], sums):
            variable.assign(value if self.world.rank == 0 else value * 0)

    def results(self):
        if self.metrics is None:
            return {}
        for variable, value in zip(self.metrics.variables, self.metric_sums()):
            variable.assign(value)
        return {name: float(value) for name, value in self.metrics.result().items()}

    def agree(self):
        """Statistics that layers gather of their own rows (batch normalization) become the mean over the processes."""
        for variable in self.model.non_trainable_variables:
            if self.world.size > 1 and variable.value.is_floating_point():
                variable.assign(self.world.sum(variable.value.detach().clone()) / self.world.size)


def sum_and_count(loss, target, prediction, weight):
    """What Keras's reduction divides, and by what: masks decide the count, sample weights the sum."""
    import keras

    convert = lambda value: keras.ops.convert_to_tensor(value, dtype=loss.dtype)
    values = loss.call(convert(target), convert(prediction))
    masks = [m for m in (getattr(prediction, "_keras_mask", None), getattr(values, "_keras_mask", None)) if m is not None]
    counts = torch.ones_like(values)
    for mask in masks:
        counts = counts * stretch(mask.to(values.dtype), values.shape)
    values = torch.where(counts > 0, values, torch.zeros_like(values))
    factors = None if weight is None else stretch(weight.to(values.dtype), values.shape)
    total = (values if factors is None else values * factors).sum()
    if loss.reduction == "sum":
        return total, torch.zeros_like(total)
    by_weight = loss.reduction == "mean_with_sample_weight" and factors is not None
    return total, (counts * factors if by_weight else counts).sum().detach()


def stretch(factors, shape):
    """Masks and weights in the shape of the values: one for a sample counts for all its steps."""
    while factors.ndim > len(shape) and factors.shape[-1] == 1:
        factors = factors.squeeze(-1)
    while factors.ndim < len(shape):
        factors = factors.unsqueeze(-1)
    return torch.broadcast_to(factors, tuple(shape))


def seed_generators(model):
    return [g for layer in model._flatten_layers() for g in getattr(layer, "_seed_generators", [])]


def keras_tensor(values, dtype):
    import keras

    return keras.ops.convert_to_tensor(values, dtype=dtype)
