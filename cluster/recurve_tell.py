"""What the processes of a job tell: lines of JSON, and errors that a retry does not fix."""

import json
import math
import sys


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


def finite(value):
    """JSON has no NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    return [finite(each) for each in value] if isinstance(value, (list, tuple)) else value
