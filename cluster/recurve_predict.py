"""Runs an ONNX model on files, on ONNX Runtime: an output for each, written whole or not at all, so that an output that exists is complete.

`recurve_predict.py PLAN` takes the share of files of its RANK of WORLD_SIZE, where these are set; else it starts as many
processes as the plan says. Started again, it leaves out what is done. Rows keep their order.
"""

import hashlib
import json
import os
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from recurve_tell import EXIT_PROBLEM, Problem, fail, mark_of, say

# a launcher's restart after a problem ends before it imports what takes seconds
if __name__ == "__main__" and mark_of(sys.argv[1]).exists():
    sys.exit(EXIT_PROBLEM)
try:
    import numpy as np
    import onnxruntime
except ImportError as missing:
    fail(sys.argv[1], missing, "onnxruntime numpy")

SESSION = None


def session_of(plan, threads):
    global SESSION
    if SESSION is None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        SESSION = onnxruntime.InferenceSession(plan["model"], options, providers=onnxruntime.get_available_providers())
    return SESSION


def read(path, session):
    """A file's arrays by the names of the model's inputs."""
    inputs = session.get_inputs()
    kind = Path(path).suffix.lower()
    if kind in (".npz", ".safetensors"):
        if kind == ".npz":
            with np.load(path) as file:
                arrays = {name: file[name] for name in file.files}
        else:
            arrays = read_safetensors(path)
        if len(inputs) == 1 and len(arrays) == 1:
            return {inputs[0].name: next(iter(arrays.values()))}
        missing = [each.name for each in inputs if each.name not in arrays]
        if missing:
            raise ValueError(f"it has no array {', '.join(missing)}")
        return {each.name: arrays[each.name] for each in inputs}
    if len(inputs) > 1:
        raise ValueError("the model has several inputs, which only .npz and .safetensors files hold")
    if kind == ".npy":
        return {inputs[0].name: np.load(path, allow_pickle=False)}
    if kind == ".parquet":
        import pyarrow.parquet

        table = pyarrow.parquet.read_table(path)
        columns = [np.stack(table[name].to_pylist()) if table[name].type.num_fields else table[name].to_numpy() for name in table.column_names]
        rows = columns[0] if len(columns) == 1 and columns[0].ndim > 1 else np.column_stack(columns)
    elif kind == ".csv":
        with open(path, encoding="utf-8-sig") as file:
            first = file.readline()
            file.seek(0)
            try:
                [float(cell) for cell in first.strip().split(",")]
                skip = 0
            except ValueError:
                skip = 1
            rows = np.loadtxt(file, delimiter=",", skiprows=skip, ndmin=2, dtype=np.float64)
    else:
        raise ValueError("its extension is not that of a known format: .csv, .parquet, .npy, .npz or .safetensors")
    return {inputs[0].name: shaped(rows, inputs[0].shape)}


SAFETENSORS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1"}
SAFETENSORS |= {"U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "?"}


def read_safetensors(path):
    """The arrays of a file: the length of a header, the header in JSON, then the numbers."""
    whole = np.memmap(path, np.uint8, "r")
    try:
        start = 8 + int(whole[:8].view("<u8")[0])
        header = json.loads(bytes(whole[8:start]))
        header.pop("__metadata__", None)
        arrays = {}
        for name, entry in header.items():
            begin, end = entry["data_offsets"]
            array = np.frombuffer(bytes(whole[start + begin : start + end]), SAFETENSORS[entry["dtype"]]).reshape(entry["shape"])
            # a bfloat16 is the upper half of a float32
            arrays[name] = (array.astype("<u4") << 16).view("<f4") if entry["dtype"] == "BF16" else array
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"it is no whole safetensors file ({error})") from error
    return arrays


def write_safetensors(path, arrays):
    header, at = {}, 0
    for name, array in arrays.items():
        kind = next(key for key, kind in SAFETENSORS.items() if np.dtype(kind) == array.dtype and key != "BF16")
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).tobytes())


def shaped(rows, shape):
    """A row of a table for each sample; steps and features follow one another in it."""
    rest = shape[1:]
    if len(rest) <= 1:
        return rows
    if sum(not isinstance(length, int) for length in rest) > 1:
        raise ValueError(f"rows of a table have no shape {shape}; use .npy")
    return rows.reshape([len(rows)] + [length if isinstance(length, int) else -1 for length in rest])


def write(path, outputs, draft):
    kind = path.suffix.lower()
    if kind == ".npz":
        np.savez(draft, **outputs)
        return
    if kind == ".safetensors":
        write_safetensors(draft, outputs)
        return
    if len(outputs) > 1:
        raise ValueError("the model has several outputs, which only .npz and .safetensors files hold")
    array = next(iter(outputs.values()))
    if kind == ".npy":
        np.save(draft, array)
        return
    flat = array.reshape(len(array), -1)
    if kind == ".csv":
        np.savetxt(draft, flat, delimiter=",", fmt="%.9g")
        return
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.table({f"y{i}": flat[:, i] for i in range(flat.shape[1])}), draft)


def predict(plan, name, threads):
    """Makes the output of one file. Gives its rows."""
    session = session_of(plan, threads)
    arrays = read(name, session)
    types = {"tensor(float)": np.float32, "tensor(int32)": np.int32, "tensor(int64)": np.int64, "tensor(bool)": np.bool_}
    feed = {each.name: arrays[each.name].astype(types[each.type]) for each in session.get_inputs()}
    counts = {len(array) for array in feed.values()}
    if len(counts) != 1:
        raise ValueError("its arrays differ in rows")
    (count,) = counts
    if count == 0:
        raise ValueError("it has no rows")
    size = plan["batchSize"]
    parts = [session.run(None, {k: v[at : at + size] for k, v in feed.items()}) for at in range(0, count, size)]
    names = [each.name for each in session.get_outputs()]
    out = target(plan, name)
    draft = out.with_name(f".{os.getpid()}-{out.name}")
    write(out, {n: np.concatenate([part[i] for part in parts]) for i, n in enumerate(names)}, draft)
    os.replace(draft, out)
    return count


def target(plan, name):
    return Path(plan["output"]) / Path(name).name


def mark(plan, name):
    return target(plan, name).with_name(f".{Path(name).name}.error")


def attempt(plan, name, threads):
    try:
        return {"rows": predict(plan, name, threads)}
    except ImportError as error:
        return {"error": f"Python has no {error.name}: python -m pip install {error.name}"}
    except Exception as error:  # noqa: BLE001 one file must not take the others with it
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {str(error).strip().splitlines()[0][:300] if str(error) else ''}"}


def claim(plan):
    """Outputs that are there already must be of this model: a file with its digest beside them says so."""
    folder = Path(plan["output"])
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(Path(plan["model"]).read_bytes()).hexdigest()[:16]
    own = folder / f".recurve-{digest}"
    # looked for before the digest, which another process writes before its first output
    done = next((name for name in plan["files"] if target(plan, name).exists()), None)
    if done and not own.exists():
        raise Problem(
            "config",
            f"{target(plan, done)} is there already, and not an output of this model.",
            "choose another folder for the outputs, or remove what is in it",
        )
    if not done:
        for other in folder.glob(".recurve-" + "[0-9a-f]" * 16):
            if other != own:
                other.unlink(missing_ok=True)
    own.touch()


def main(plan):
    claim(plan)
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    mine = plan["files"][rank::world]
    for name in mine:
        mark(plan, name).unlink(missing_ok=True)
    todo = [name for name in mine if not target(plan, name).exists()]
    say("files", rank=rank, files=len(mine), done=len(mine) - len(todo))
    apart = "RANK" not in os.environ
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    processes = max(1, min(plan["processes"] or cores, len(todo))) if apart else 1
    threads = max(1, cores // (processes if apart else int(os.environ.get("LOCAL_WORLD_SIZE", 1))))
    told = 0

    def tell(name, result):
        if "error" in result:
            mark(plan, name).write_text(result["error"])
        say("file", file=name, **result)

    if processes == 1:
        for name in todo:
            tell(name, attempt(plan, name, threads))
    else:
        with ProcessPoolExecutor(processes) as pool:
            waiting = {pool.submit(attempt, plan, name, threads): name for name in todo}
            for future in as_completed(waiting):
                tell(waiting[future], future.result())
    if rank != 0:
        return
    # other processes may need longer
    while any(not target(plan, name).exists() and not mark(plan, name).exists() for name in plan["files"]):
        time.sleep(0.5)
    wrong = [name for name in plan["files"] if mark(plan, name).exists()]
    if wrong:
        first = f"{wrong[0]}: {mark(plan, wrong[0]).read_text()}"
        raise Problem("data", f"{len(wrong)} of {len(plan['files'])} files have no output; the first is {first}", "the others are done, and stay so")
    say("predicted", files=len(plan["files"]))


if __name__ == "__main__":
    PLAN = sys.argv[1]
    try:
        PLANNED = json.loads(Path(PLAN).read_text())
        PLANNED["model"] = str(Path(PLAN).resolve().parent / PLANNED["model"])
        main(PLANNED)
    except Exception as error:  # noqa: BLE001 any other error is reported too
        fail(PLAN, error)
