"""What the scripts for hosts compute, without a cluster: `python -m unittest` in this folder; needs torch, keras and numpy."""

import contextlib
import io
import json
import math
import os
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

os.environ["KERAS_BACKEND"] = "torch"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402

from recurve_losses import Pinball  # noqa: E402
from recurve_data import open_data, order_of, philox  # noqa: E402
from recurve_figures import EarlyStopping, Means  # noqa: E402
from recurve_step import stretch, sum_and_count  # noqa: E402
from recurve_tell import Problem, fail, finite  # noqa: E402
from recurve_world import World, device_of  # noqa: E402


def stopping(**options):
    usual = {"monitor": "loss", "sign": -1, "minDelta": 0, "patience": 1, "baseline": None, "restoreBestWeights": False, "startFromEpoch": 0}
    return EarlyStopping({**usual, **options})


class Numbers(unittest.TestCase):
    def test_philox_is_that_of_the_paper(self):
        # known answers of Random123: all words 0, and all words set
        self.assertEqual([hex(word) for word in philox(0, 0, 1)], ["0x6627e8d5", "0xe169c58d", "0xbc57ac4c", "0x9b00dbd8"])

    def test_an_order_has_every_sample_once(self):
        for count in (1, 2, 37, 1000):
            self.assertEqual(sorted(order_of(count, 11, 5)), list(range(count)))
        self.assertNotEqual(order_of(37, 11, 0), order_of(37, 11, 5))

    def test_means_weigh_batches_by_their_size(self):
        means = Means()
        means.add({"loss": 1.0}, 8)
        means.add({"loss": 4.0}, 2)
        self.assertAlmostEqual(means.logs()["loss"], 1.6)

    def test_json_has_no_nan(self):
        self.assertEqual(finite({"a": [math.nan, 1.0, {"b": math.inf}]}), {"a": [None, 1.0, {"b": None}]})


class Shares(unittest.TestCase):
    def test_each_row_of_a_batch_belongs_to_one_process(self):
        for size in (1, 2, 3, 5):
            for count in range(9):
                parts = []
                for rank in range(size):
                    parts += World.share(SimpleNamespace(rank=rank, size=size), list(range(count)))
                self.assertEqual(parts, list(range(count)))


class Shards(unittest.TestCase):
    def test_rows_of_several_shards_in_any_order(self):
        with tempfile.TemporaryDirectory() as folder:
            whole = np.arange(10, dtype=np.float32).reshape(5, 2)
            np.save(f"{folder}/00000.x0.npy", whole[:2])
            np.save(f"{folder}/00001.x0.npy", whole[2:])
            shards = [{"file": "00000", "rows": 2}, {"file": "00001", "rows": 3}]
            listed = {"rows": 5, "tensors": [{"name": "x0", "dtype": "float32", "shape": [2]}], "shards": shards}
            Path(folder, "data.json").write_text(json.dumps(listed))
            rows = [4, 0, 2, 2, 1]
            np.testing.assert_array_equal(open_data(folder).rows("x0", rows), whole[rows])

    def test_a_folder_that_is_not_there_is_said_with_its_host(self):
        with self.assertRaisesRegex(Problem, "The data are not there on .+"):
            open_data("/no/such/folder")

    def test_batches_of_passes_keep_their_shapes_and_shares(self):
        with tempfile.TemporaryDirectory() as folder:
            batches = [np.arange(n * t, dtype=np.float32).reshape(n, t) + 100 * i for i, (n, t) in enumerate([(3, 2), (2, 4), (1, 1), (3, 5)])]
            for file, part in (("00000", batches[:2]), ("00001", batches[2:])):
                np.save(f"{folder}/{file}.x0.npy", np.concatenate([each.reshape(-1) for each in part]))
            shapes = [{"x0": list(each.shape)} for each in batches]
            shards = [{"file": "00000", "rows": 5, "batches": shapes[:2]}, {"file": "00001", "rows": 4, "batches": shapes[2:]}]
            listed = {"rows": 5, "tensors": [{"name": "x0", "dtype": "float32"}], "shards": shards, "passes": [2, 2], "firstEpoch": 1}
            Path(folder, "data.json").write_text(json.dumps(listed))
            data = open_data(folder)
            self.assertEqual((data.count, data.validation({"validationSteps": 1})[0]), (5, 1))
            for epoch, own in ((1, batches[:2]), (2, batches[2:])):
                steps, rows_of = data.epoch({"epoch": epoch}, 0)
                self.assertEqual(steps, 2)
                for i, batch in enumerate(own):
                    rows = rows_of(i)
                    np.testing.assert_array_equal(data.rows("x0", rows), batch)
                    for part in (slice(0, 1), slice(1, 3)):
                        if rows[part]:
                            np.testing.assert_array_equal(data.rows("x0", rows[part]), batch[part])


class Failing(unittest.TestCase):
    def told(self, error):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            Path(folder, "checkpoint.1.draft.npz").write_text("half")
            with self.assertRaises(SystemExit):
                fail(f"{folder}/plan.json", error, "torch keras numpy")
            self.assertEqual([path.name for path in Path(folder).iterdir()], ["failed.json"])
            return json.loads(Path(folder, "failed.json").read_text())

    def test_a_full_disk_is_said_and_half_written_files_make_room_for_it(self):
        for error in (OSError(28, "No space left on device"), RuntimeError("Unable to write (errno = 28, error message = 'No space left on device')")):
            told = self.told(error)
            self.assertEqual(told["kind"], "storage")
            self.assertRegex(told["what"], "The job's folder on .+ cannot be written to: No space left on device.")

    def test_packages_and_the_unexpected_are_named(self):
        self.assertEqual(self.told(ImportError("no", name="keras"))["hint"], "python -m pip install torch keras numpy")
        self.assertEqual(self.told(KeyError("x"))["what"], "KeyError: 'x'")


class Devices(unittest.TestCase):
    def test_processes_with_gpus_meet_over_nccl_and_others_over_gloo(self):
        for device, backend in (("cuda:1", "nccl"), ("cpu", "gloo")):
            environment = {"RANK": "1", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1"}
            with mock.patch.dict(os.environ, environment), mock.patch("torch.distributed.init_process_group") as begin:
                World(device)
            self.assertEqual(begin.call_args.args, (backend,))

    def test_each_process_of_a_host_has_its_own_gpu(self):
        with mock.patch("torch.cuda.is_available", return_value=True), mock.patch("torch.cuda.device_count", return_value=2):
            self.assertEqual([device_of("auto", local) for local in range(3)], ["cuda:0", "cuda:1", "cuda:0"])
            self.assertEqual(device_of("cpu", 0), "cpu")
        with mock.patch("torch.cuda.is_available", return_value=False):
            self.assertEqual(device_of("auto", 1), "cpu")


class Stopping(unittest.TestCase):
    def run_of(self, watch, losses):
        for epoch, loss in enumerate(losses):
            if watch.ends(epoch, {"loss": loss}, lambda: [epoch]):
                return epoch
        return None

    def test_it_ends_after_its_patience_as_keras_does(self):
        losses = [1.0, 0.9, 0.95, 0.93, 0.94, 0.5]
        for patience in (0, 1, 2, 3):
            own = self.run_of(stopping(patience=patience), losses)
            theirs = keras.callbacks.EarlyStopping(monitor="loss", patience=patience, mode="min")
            theirs.set_model(SimpleNamespace(stop_training=False, get_weights=list, set_weights=lambda _: None))
            theirs.on_train_begin()
            ended = None
            for epoch, loss in enumerate(losses):
                theirs.on_epoch_end(epoch, {"loss": loss})
                if theirs.model.stop_training:
                    ended = epoch
                    break
            self.assertEqual(own, ended, f"patience {patience}")

    def test_it_keeps_the_weights_of_the_best_epoch(self):
        watch = stopping(patience=5, restoreBestWeights=True)
        self.run_of(watch, [1.0, 0.4, 0.6])
        self.assertEqual(watch.weights, [1])

    def test_what_is_not_measured_is_refused(self):
        with self.assertRaisesRegex(Problem, "watches val_loss, but there is only loss"):
            stopping(monitor="val_loss").ends(0, {"loss": 1.0}, list)


class Losses(unittest.TestCase):
    """Sums and counts of parts give what Keras gives for the whole: the mean of the parts' means would not."""

    def whole(self, loss, y, p, w=None):
        return float(loss(torch.tensor(y), p, sample_weight=None if w is None else torch.tensor(w)))

    def test_masks_and_weights_over_uneven_parts(self):
        random = np.random.default_rng(1)
        y, p = random.integers(0, 3, (7, 4)), random.random((7, 4, 3)).astype("float32")
        p /= p.sum(-1, keepdims=True)
        mask, weights = random.random((7, 4)) > 0.4, random.random(7).astype("float32")
        for weighted in (None, weights):
            loss = keras.losses.SparseCategoricalCrossentropy()
            totals, counts = 0.0, 0.0
            for part in (slice(0, 5), slice(5, 7)):
                prediction = torch.tensor(p[part])
                prediction._keras_mask = torch.tensor(mask[part])
                w = None if weighted is None else torch.tensor(weighted[part])
                total, count = sum_and_count(loss, torch.tensor(y[part]), prediction, w)
                totals, counts = totals + float(total), counts + float(count)
            prediction = torch.tensor(p)
            prediction._keras_mask = torch.tensor(mask)
            self.assertAlmostEqual(totals / counts, self.whole(loss, y, prediction, None if weighted is None else np.repeat(weighted[:, None], 4, 1)), places=5)

    def test_a_sum_is_not_divided(self):
        loss = keras.losses.MeanSquaredError(reduction="sum")
        total, count = sum_and_count(loss, torch.zeros(3, 2), torch.ones(3, 2), None)
        self.assertEqual((float(total), float(count)), (3.0, 0.0))

    def test_quantiles_of_one_target_and_of_two(self):
        random = np.random.default_rng(2)
        p, q = random.random((4, 5, 6)).astype("float32"), np.array([0.1, 0.5, 0.9])
        y = random.random((4, 5, 2)).astype("float32")
        error = y[..., None] - p.reshape(4, 5, 2, 3)
        wanted = np.maximum(q * error, (q - 1) * error).mean((-2, -1))
        np.testing.assert_allclose(Pinball().call(torch.tensor(y), torch.tensor(p)), wanted, rtol=1e-5)
        one = Pinball(quantiles=[0.5]).call(torch.tensor(y[..., 0]), torch.tensor(p[..., :1]))
        np.testing.assert_allclose(one, np.abs(y[..., 0] - p[..., 0]) / 2, rtol=1e-5)

    def test_weights_of_samples_count_for_all_their_steps(self):
        self.assertEqual(stretch(torch.tensor([1.0, 2.0]), (2, 3)).tolist(), [[1, 1, 1], [2, 2, 2]])
        self.assertEqual(stretch(torch.tensor([[1.0], [2.0]]), (2,)).tolist(), [1, 2])


if __name__ == "__main__":
    unittest.main()
