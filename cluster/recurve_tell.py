"""What the processes of a job tell: lines of JSON, and errors that a retry does not fix."""

import json
import math
import sys
from pathlib import Path

# a process was lost, and all may begin again; a problem that a retry does not fix; stopped, with its state saved
EXIT_LOST, EXIT_PROBLEM, EXIT_STOPPED = 70, 65, 75


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


def fail(plan, problem):
    """Reports an error that a retry does not fix, and leaves a mark so that launchers' restarts end at once."""
    told = {"kind": problem.kind, "what": str(problem), "hint": problem.hint}
    mark_of(plan).write_text(json.dumps(told))
    say("error", **told)
    sys.exit(EXIT_PROBLEM)


def lacks(error, packages):
    """The problem of a Python without a package."""
    return Problem("packages", f"{sys.executable} has no {error.name}.", f"python -m pip install {packages}")


def unforeseen(error):
    """The problem of an error that nothing here expects, by its name."""
    return Problem("python", f"{type(error).__name__}: {str(error).strip().splitlines()[0][:300] if str(error) else ''}")


def finite(value):
    """JSON has no NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    return [finite(each) for each in value] if isinstance(value, (list, tuple)) else value
