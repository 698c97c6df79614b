"""Trains a Keras model on torch in several processes, to the losses and weights of a single one.

Rank, world and meeting point come in the environment (RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT), as torchrun sets them and
any launcher can. `recurve_train.py PLAN` reads a plan (JSON) and the data beside it, writes the result and checkpoints beside it
too, and tells how it goes in lines of the form `@recurve {JSON}`. Started again, it goes on from the last checkpoint.
"""

import json
import math
import os
import signal
import socket
import sys
import time
import zipfile
from pathlib import Path

from recurve_tell import EXIT_LOST, EXIT_PROBLEM, EXIT_STOPPED, Problem, Stop, fail, finite, mark_of, say

PACKAGES = "torch keras numpy"
# a launcher's restart after a problem ends before it imports what takes seconds
if __name__ == "__main__" and mark_of(sys.argv[1]).exists():
    sys.exit(EXIT_PROBLEM)
try:
    import numpy as np
    import torch

    from recurve_data import open_data
    from recurve_figures import EarlyStopping, Means
    from recurve_step import Trainer, seed_generators
    from recurve_world import Lost, World, device_of, first_line
except ImportError as missing:
    fail(sys.argv[1], missing, PACKAGES)


class Run:
    """A training in its folder: where it stands, what is saved of it, what it leaves."""

    def __init__(self, folder, plan, model, trainer, world, data, validation):
        self.folder, self.plan, self.model, self.trainer, self.world = folder, plan, model, trainer, world
        self.data, self.validation = data, validation
        self.epoch, self.batch, self.done = plan["initialEpoch"], 0, plan["stepsDone"]
        self.begun_at, self.history, self.means = self.done, {}, Means()
        self.stopping = EarlyStopping(plan["earlyStopping"]) if plan.get("earlyStopping") else None
        self.saved_at, self.told_at, self.timed, self.seconds = time.monotonic(), 0.0, 0, 0.0
        self.ended, self.parent = False, os.getppid()

    def train(self):
        while self.epoch < self.plan["epochs"] and not self.ended:
            steps, rows_of = self.data.epoch({**self.plan, "epoch": self.epoch}, self.begun_at)
            while self.batch < steps:
                self.one_step(rows_of(self.batch), steps)
            self.end_epoch()
        self.finish()

    def one_step(self, rows, steps):
        if os.getppid() != self.parent:
            raise Lost(f"Process {self.world.rank} ended, since what started it is gone.")
        begun = time.perf_counter()
        loss, each, stop = self.trainer.step(rows)
        if not math.isfinite(loss):
            raise Problem(
                "nan",
                f"The loss is {loss} in step {self.batch + 1} of epoch {self.epoch + 1}.",
                "a smaller learning rate or clipnorm may help; the last checkpoint, if there is one, is kept",
            )
        self.means.add(self.trainer.named(loss, each), len(rows))
        self.batch += 1
        self.done += 1
        # the first step also warms up
        self.timed, self.seconds = (self.timed + 1, self.seconds + time.perf_counter() - begun) if self.done > 1 else (0, 0.0)
        if self.world.rank == 0 and time.monotonic() - self.told_at > 0.5:
            self.told_at = time.monotonic()
            say("step", epoch=self.epoch, batch=self.batch, steps=steps, loss=self.means.logs()["loss"])
        every = self.plan["checkpoint"].get("everySteps")
        if stop or (every and self.done % every == 0 and self.batch < steps):
            self.save()
        if stop:
            if self.world.rank == 0:
                say("stopped", epoch=self.epoch, batch=self.batch)
            raise SystemExit(EXIT_STOPPED)

    def end_epoch(self):
        plan, trainer = self.plan, self.trainer
        logs = {**self.means.logs(), **trainer.results()}
        trainer.reset()
        if self.validation and (self.epoch + 1) % plan["validationFreq"] == 0:
            measured = trainer.evaluate(self.validation)
            logs.update({f"val_{name}": value for name, value in measured.items()})
        trainer.agree()
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)
        if self.world.rank == 0:
            rate = float(self.model.optimizer.learning_rate)
            say("epoch", epoch=self.epoch, epochs=plan["epochs"], logs=logs, learningRate=rate)
        if self.stopping and self.stopping.ends(self.epoch, logs, self.weights):
            self.ended = True
        self.epoch, self.batch, self.begun_at, self.means = self.epoch + 1, 0, self.done, Means()
        self.save()

    def weights(self):
        return [v.value.detach().cpu().numpy().copy() for v in self.model.weights]

    def save(self):
        """Writes all that a resumed training needs, atomically: the last checkpoint is always whole."""
        sums = self.trainer.metric_sums()
        if self.world.rank != 0:
            return
        held = {"m": sums, "v": [v.value for v in self.model.variables], "o": [v.value for v in self.model.optimizer.variables]}
        arrays = {f"{kind}{i}": v.detach().cpu().numpy() for kind, values in held.items() for i, v in enumerate(values)}
        names = ("epoch", "batch", "done", "begun_at", "history", "ended")
        state = {"plan": identity(self.plan), "at": {name: getattr(self, name) for name in names}}
        state["means"] = [self.means.sums, self.means.count]
        if self.stopping:
            state["stopping"] = self.stopping.numbers()
            arrays |= {f"b{i}": value for i, value in enumerate(self.stopping.weights or [])}
        draft = self.folder / f"checkpoint.{os.getpid()}.draft.npz"
        with draft.open("wb") as file:
            np.savez(file, state=np.array(json.dumps(state)), **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self.folder / "checkpoint.npz")
        say("checkpoint", epoch=self.epoch, batch=self.batch)

    def resume(self):
        """Resumes from the last checkpoint, if there is one."""
        path = self.folder / "checkpoint.npz"
        if not path.exists():
            return
        with np.load(path) as saved:
            state = json.loads(str(saved["state"]))
            if state["plan"] != identity(self.plan):
                raise Problem("config", "The checkpoint belongs to another training.", "choose another folder for this one")
            every = lambda kind: [saved[f"{kind}{i}"] for i in range(sum(n[0] == kind and n[1:].isdigit() for n in saved.files))]
            generators = {id(g.state) for g in seed_generators(self.model)}
            for variable, value in zip(self.model.variables, every("v")):
                # dropout draws other numbers in every process
                variable.assign(value + np.array([self.world.rank, 0], value.dtype) if id(variable) in generators else value)
            for variable, value in zip(self.model.optimizer.variables, every("o")):
                variable.assign(value)
            self.trainer.restore([self.trainer.tensor(value) for value in every("m")])
            for name, value in state["at"].items():
                setattr(self, name, value)
            self.means = Means(*state["means"])
            if self.stopping:
                self.stopping = EarlyStopping(self.plan["earlyStopping"], state["stopping"], every("b") or None)
        if self.world.rank == 0:
            say("resumed", epoch=self.epoch, batch=self.batch)

    def finish(self):
        """Writes the history, and the trained weights into a copy of the given file, so that all else in it stays."""
        model, folder = self.model, self.folder
        model.optimizer.finalize_variable_values(model.trainable_variables)
        if self.stopping and self.stopping.weights is not None:
            for variable, value in zip(model.weights, self.stopping.weights):
                variable.assign(value)
        if self.world.rank != 0:
            return
        trained, draft = folder / "trained.draft.keras", folder / "result.draft.keras"
        model.save(trained)
        with zipfile.ZipFile(folder / self.plan["model"]) as given, zipfile.ZipFile(trained) as made:
            with zipfile.ZipFile(draft, "w") as result:
                for name in given.namelist():
                    result.writestr(name, (made if name == "model.weights.h5" else given).read(name))
        trained.unlink()
        figures = {"history": self.history, "epochs": self.epoch, "steps": self.done, "processes": self.world.size}
        if self.timed:
            figures["secondsPerStep"] = self.seconds / self.timed
            figures["shareOfWaiting"] = min(1.0, self.world.waited / max(self.seconds, 1e-9))
        figures["bytesPerStep"] = 4 * sum(math.prod(v.shape) for v in model.trainable_weights)
        (folder / "result.json").write_text(json.dumps(finite(figures)))
        os.replace(draft, folder / "result.keras")
        (folder / "checkpoint.npz").unlink(missing_ok=True)
        say("end", **figures)


def identity(plan):
    """What must be equal for a training to resume."""
    return {name: plan.get(name) for name in ("job", "batchSize", "shuffle", "seed", "initialEpoch", "stepsPerEpoch", "stepsDone")}


def main(path):
    folder = Path(path).resolve().parent
    plan = json.loads(Path(path).read_text())
    if (folder / "result.keras").exists():
        if int(os.environ.get("RANK", 0)) == 0:
            say("end", **json.loads((folder / "result.json").read_text()))
        return
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    device = device_of(plan.get("device", "auto"), int(os.environ.get("LOCAL_RANK", 0)))
    os.environ.update(KERAS_BACKEND="torch", KERAS_TORCH_DEVICE=device)
    import keras

    import recurve_losses  # noqa: F401 files may name what it adds to Keras

    # most systems count each core twice, and threads that wait for each other at every small step cost more than they bring
    torch.set_num_threads(max(1, cpus // 2 // int(os.environ.get("LOCAL_WORLD_SIZE", 1))))
    world = World(device)
    # where each has a folder of its own, its launcher brings what it needs
    if os.environ.get("RECURVE_FOLDERS") != "apart":
        world.check_folder(folder)
    keras.utils.set_random_seed(plan["seed"] % 2**31)
    data = open_data(folder / plan["train"])
    validation = open_data(folder / plan["validation"]) if plan.get("validation") else None
    if world.size > data.count:
        raise Problem("config", f"There are {data.count} samples for {world.size} processes: each needs one or more.")
    try:
        model = keras.saving.load_model(folder / plan["model"])
    except (TypeError, ValueError, NotImplementedError) as error:
        raise Problem("model", f"Keras cannot load the model: {first_line(error)}") from error
    trainer = Trainer(model, plan, data, world)
    run = Run(folder, plan, model, trainer, world, data, validation)
    run.resume()
    if world.rank == 0:
        versions = {"keras": keras.__version__, "torch": torch.__version__, "python": sys.version.split()[0]}
        say("start", processes=world.size, device=device.split(":")[0], samples=data.count, host=socket.gethostname(), **versions)
    run.train()


if __name__ == "__main__":
    PLAN = sys.argv[1]
    signal.signal(signal.SIGTERM, lambda *_: setattr(Stop, "asked", True))
    try:
        main(PLAN)
    except Lost as error:
        # what torch said of it, for the log
        print(first_line(error.__cause__ or error), flush=True)
        say("lost", rank=int(os.environ.get("RANK", 0)), what=str(error))
        # the others may wait for this one
        os._exit(EXIT_LOST)
    except Exception as error:  # noqa: BLE001 any other error is reported too
        fail(PLAN, error, PACKAGES)
