"""Runs a script of Recurve's in processes that Ray places, and starts all of them again when one is lost.

`recurve_ray.py SCRIPT PLAN OPTIONS` is what a job of Ray's runs; OPTIONS is JSON. What the processes write comes out here, and what
they leave is kept in the folder of Ray's logs, where its dashboard gives it out, since hosts may share no other.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

from recurve_ray_process import HERE, Process, lay_out
from recurve_tell import EXIT_LOST, EXIT_PROBLEM, EXIT_STOPPED, Problem, Stop, say

# how the line begins in which a process tells of its checkpoint
CHECKPOINT = b'@recurve {"event": "checkpoint"'
LASTING = ("result.keras", "result.json", "failed.json")
# how long to wait for a host that was lost, in seconds
PATIENCE = 600


class Kept:
    """The folder of Ray's logs in which the job's files lie."""

    def __init__(self, name):
        import ray

        node = ray._private.worker._global_node
        self.folder = Path(node.get_logs_dir_path()) / f"recurve-{name}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.joinpath("failed.json").unlink(missing_ok=True)
        where = {"node": ray.get_runtime_context().get_node_id(), "folder": self.folder.name}
        print("@recurve-kept " + json.dumps(where), flush=True)

    def files(self):
        return {path.name: path.read_bytes() for path in self.folder.iterdir() if not path.name.startswith(".")}

    def put(self, files):
        for name, content in files.items():
            draft = self.folder / f".{name}"
            draft.write_bytes(content)
            os.replace(draft, self.folder / name)


class Try:
    """The processes from a start to the end of one of them."""

    def __init__(self, kept, storage):
        import ray

        self.ray, self.kept, self.storage, self.processes, self.group = ray, kept, storage, [], None
        self.wanted = LASTING if storage else (*LASTING, "checkpoint.npz")
        self.saved = None

    def begin(self, command, options, patience):
        from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy

        ray, storage = self.ray, self.storage
        each = {name: amount for name, amount in (("CPU", options["cpus"]), ("GPU", options["gpus"])) if amount}
        self.group = ray.util.placement_group([each or {"CPU": 0.001}] * options["processes"], strategy="PACK")
        actor = ray.remote(Process)
        self.processes = [
            actor.options(
                num_cpus=options["cpus"],
                num_gpus=options["gpus"],
                max_concurrency=2,
                scheduling_strategy=PlacementGroupSchedulingStrategy(self.group, placement_group_bundle_index=i),
            ).remote(storage)
            for i in range(options["processes"])
        ]
        found = self.when_there([process.place.remote(options["packages"]) for process in self.processes], each, patience)
        for each in found:
            if each["missing"]:
                raise Problem(
                    "packages",
                    f"{each['python']} on {each['host']} has no {', '.join(each['missing'])}.",
                    f"python -m pip install {' '.join(options['packages'])}, on all hosts of Ray's",
                )
        files = {} if storage else self.kept.files()
        nodes = [each["node"] for each in found]
        starts = []
        for rank, (process, node) in enumerate(zip(self.processes, nodes)):
            env = {
                **{"RANK": rank, "WORLD_SIZE": len(nodes), "LOCAL_RANK": nodes[:rank].count(node), "LOCAL_WORLD_SIZE": nodes.count(node)},
                **{"MASTER_ADDR": found[0]["address"], "MASTER_PORT": found[0]["port"], "PYTHONUNBUFFERED": 1},
                **({} if storage else {"RECURVE_FOLDERS": "apart"}),
            }
            starts.append(process.start.remote(command, {name: str(value) for name, value in env.items()}, files))
        ray.get(starts)

    def when_there(self, answers, each, patience):
        """What all processes answer once they are there. Waits for hosts that others use, or that were lost."""
        ray, count = self.ray, len(answers)
        begun, told = time.monotonic(), None
        # a group may have its places, and lose them with a host before a process is there
        while len(ray.wait(answers, num_returns=count, timeout=1)[0]) < count:
            waited = time.monotonic() - begun
            if Stop.asked:
                raise SystemExit(EXIT_STOPPED)
            there = {name: ray.cluster_resources().get(name, 0) for name in each}
            lacks = any(there[name] < amount * count for name, amount in each.items())
            asked = ", ".join(f"{amount * count:g} {name}" for name, amount in each.items())
            has = ", ".join(f"{round(amount, 2):g} {name}" for name, amount in there.items())
            if lacks and waited > patience:
                raise Problem(
                    "config", f"{count} processes ask for {asked}; Ray's cluster has {has}.", "ask for fewer processes, or for less for each"
                )
            # Ray itself needs a while to see that a host is gone
            if waited > 10 and told is not lacks and (lacks or not self.group.wait(0)):
                told = lacks
                lost = f"The job asks for {asked}, and Ray's cluster has {has} left; it waits {patience // 60} minutes for a host."
                say("warning", what=lost if lacks else "The places that the job asks for are taken; it waits.")
        return ray.get(answers)

    def watch(self):
        """Reports what they write until all have ended, and returns the exit code that counts."""
        asked, since, codes = False, None, []
        while True:
            looks = self.ray.get([p.look.remote(self.wanted if rank == 0 else ("failed.json",)) for rank, p in enumerate(self.processes)])
            for text, _, files in looks:
                sys.stdout.write(text.decode("utf8", "replace"))
                marks = [line for line in text.splitlines() if line.startswith(CHECKPOINT)]
                self.saved = json.loads(marks[-1].removeprefix(b"@recurve ")) if marks else self.saved
                self.kept.put(files)
            sys.stdout.flush()
            codes = [code for _, code, _ in looks]
            if all(code is not None for code in codes):
                break
            if Stop.asked and not asked:
                asked = True
                self.ray.get([process.stop.remote() for process in self.processes])
            ended = [code for code in codes if code not in (None, 0)]
            since = since or (time.monotonic() if ended else None)
            # the others see by themselves that one is gone, or wait for ever
            if since and time.monotonic() - since > 10:
                break
            time.sleep(0.3)
        for code in (EXIT_PROBLEM, EXIT_STOPPED):
            if code in codes:
                return code
        wrong = [code for code in codes if code != 0]
        return EXIT_LOST if wrong else 0

    def close(self):
        for process in self.processes:
            try:
                self.ray.get(process.end.remote(), timeout=10)
            except Exception:  # noqa: BLE001 it is gone already
                pass
            self.ray.kill(process)
        if self.group:
            self.ray.util.remove_placement_group(self.group)


def main(script, plan, options):
    import ray

    ray.init(address="auto", log_to_driver=False, logging_level="ERROR")
    # Ray has installed its own handler
    signal.signal(signal.SIGTERM, lambda *_: setattr(Stop, "asked", True))
    kept = Kept(options["name"])
    storage = options.get("storage")
    if storage:
        storage = str(Path(storage) / f"recurve-{options['name']}")
        try:
            lay_out(HERE, Path(storage))
        except OSError as error:
            raise Problem("storage", f"The storage cannot be written to: {error}.", "name a folder that all hosts of Ray's see") from error
        Path(storage, "failed.json").unlink(missing_ok=True)
    saved = {"epoch": 0, "batch": 0}
    for count in range(options["restarts"] + 1):
        attempt = Try(kept, storage)
        try:
            attempt.begin([script, plan], options, PATIENCE if count else 0)
            code = attempt.watch()
        except ray.exceptions.RayError as error:
            code = EXIT_LOST
            print(str(error).strip().splitlines()[0], flush=True)
            say("lost", what="Ray lost a process or its host.")
        except SystemExit:
            say("stopped", epoch=saved["epoch"], batch=saved["batch"])
            raise
        finally:
            saved = attempt.saved or saved
            attempt.close()
        if code != EXIT_LOST:
            sys.exit(code)
    sys.exit(EXIT_LOST)


def fail(problem):
    say("error", kind=problem.kind, what=str(problem), hint=problem.hint)
    sys.exit(EXIT_PROBLEM)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
    except Problem as error:
        fail(error)
    except ImportError as error:
        fail(Problem("packages", f"{sys.executable} has no {error.name}.", "name with --python the one that Ray runs on"))
