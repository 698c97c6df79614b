"""Compares two folders of goldens: `python compare.py COMMITTED FRESH`. Numbers may differ in their last kept digit, and by the
rounding of float32 (6e-8) of the largest number in their row, which is what is left where large terms cancel on another processor."""

import json
import re
import sys
from pathlib import Path


def differences(a, b, path, largest=0.0):
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        return [found for key in a for found in differences(a[key], b[key], f"{path}/{key}")]
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        row = max((abs(x) for x in a if isinstance(x, (int, float))), default=0.0)
        return [found for i, pair in enumerate(zip(a, b)) for found in differences(*pair, f"{path}/{i}", row)]
    if isinstance(a, str) and isinstance(b, str):
        # Keras numbers default names on through a whole run, so the numbers tell which subjects were made
        a, b = (re.sub(r"_\d+(?=/|$)", "", name) for name in (a, b))
    numbers = all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in (a, b))
    same = a == b or (a != a and b != b) or (numbers and abs(a - b) <= max(2e-6 * max(abs(a), abs(b), 1e-6), 6e-8 * largest))
    return [] if same else [f"{path}: {a} and {b}"]


committed, fresh = map(Path, sys.argv[1:])
found = []
for file in sorted(committed.glob("*.json")):
    found += differences(json.loads(file.read_text()), json.loads((fresh / file.name).read_text()), file.name)
print("\n".join(found[:20]) or "all goldens are what Keras gives")
sys.exit(bool(found))
