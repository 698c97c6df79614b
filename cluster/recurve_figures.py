"""The numbers of epochs: means over their batches, and the watch that ends a training when they get no better."""

from recurve_tell import Problem


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


class EarlyStopping:
    """Keras's rule, as `callbacks.earlyStopping` has it."""

    def __init__(self, options, numbers=(0, None, 0), weights=None):
        self.options, self.weights = options, weights
        self.wait, self.best, self.best_epoch = numbers

    def numbers(self):
        """What a resumed watch needs beside the weights."""
        return self.wait, self.best, self.best_epoch

    def ends(self, epoch, logs, weights):
        o, current = self.options, logs.get(self.options["monitor"])
        if current is None:
            raise Problem("config", f"earlyStopping watches {o['monitor']}, but there is only {', '.join(logs)}.")
        if epoch < o["startFromEpoch"]:
            return False
        if o["restoreBestWeights"] and self.weights is None:
            self.weights, self.best_epoch = weights(), epoch
        self.wait += 1
        better = lambda than: than is None or (current - than) * o["sign"] > abs(o["minDelta"])
        if better(self.best):
            self.best, self.best_epoch = current, epoch
            if o["restoreBestWeights"]:
                self.weights = weights()
            if o["baseline"] is None or better(o["baseline"]):
                self.wait = 0
            return False
        return self.wait >= o["patience"] and epoch > 0
