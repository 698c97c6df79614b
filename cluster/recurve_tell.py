"""What the processes of a job tell: lines of JSON, and errors that a retry does not fix."""

import json
import math
import socket
import sys
import traceback
from pathlib import Path

# a process was lost, and all may begin again; a problem that a retry does not fix; stopped, with its state saved
EXIT_LOST, EXIT_PROBLEM, EXIT_STOPPED = 70, 65, 75

UNWRITABLE = ("No space left on device", "Disk quota exceeded", "Read-only file system", "Permission denied")


class Problem(Exception):
    """An error that a retry does not fix."""

    def __init__(self, kind, what, hint=None):
        super().__init__(what)
        self.kind, self.hint = kind, hint


class Stop:
    """Whether this process was asked to stop: it saves at the end of the step."""

    asked = False


def say(event, **fields):
    """One line for whoever reads the log."""
    sys.stdout.write("@recurve " + json.dumps(finite({"event": event, **fields})) + "\n")
    sys.stdout.flush()


def mark_of(plan):
    """The file beside a plan that says that trying again is useless."""
    return Path(plan).resolve().parent / "failed.json"


def fail(plan, error, packages=""):
    """Reports an error that a retry does not fix, and leaves a mark so that launchers' restarts end at once.

    packages: those that its Python needs, for one that lacks some.
    """
    problem = error if isinstance(error, Problem) else problem_of(error, packages)
    # half-written files take the room that the report needs where there is none left
    for draft in mark_of(plan).parent.glob("*.draft.*"):
        draft.unlink(missing_ok=True)
    if problem.kind == "python":
        traceback.print_exception(error)
    told = {"kind": problem.kind, "what": str(problem), "hint": problem.hint}
    mark_of(plan).write_text(json.dumps(told))
    say("error", **told)
    sys.exit(EXIT_PROBLEM)


def problem_of(error, packages):
    """The problem that an error stands for; one that nothing here expects by its name."""
    if isinstance(error, ImportError):
        return Problem("packages", f"{sys.executable} has no {error.name}.", f"python -m pip install {packages}")
    line = str(error).strip().split("\n")[0][:300]
    # HDF5 has no class of its own for them
    unwritable = next((words for words in UNWRITABLE if words in line), None)
    if unwritable:
        what = f"The job's folder on {socket.gethostname()} cannot be written to: {unwritable}."
        return Problem("storage", what, "once it can, the same command resumes from the last checkpoint")
    return Problem("python", f"{type(error).__name__}: {line}")


def finite(value):
    """JSON has no NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    return [finite(each) for each in value] if isinstance(value, (list, tuple)) else value
