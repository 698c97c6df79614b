"""One of the processes that Ray places: on its host a folder with the job's files, and the script in a process of its own."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def lay_out(source, folder):
    """A job's files in another folder: the small ones copied, folders of data copied only where they lie in a storage."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        if path.is_file():
            shutil.copy(path, folder / path.name)
        elif path.name in ("train", "validation") and not (folder / path.name).exists():
            shutil.copytree(path, folder / path.name)


class Process:
    """An actor: starts the script, and reports what it wrote and which files it left."""

    def __init__(self, storage):
        self.child, self.at, self.times, self.own = None, 0, {}, not storage
        self.folder = Path(storage) if storage else Path(tempfile.mkdtemp(prefix="recurve-"))
        if self.own:
            lay_out(HERE, self.folder)

    def place(self, packages):
        """Its host, a free port there, and which packages its Python lacks."""
        import ray

        with socket.socket() as probe:
            probe.bind(("", 0))
            port = probe.getsockname()[1]
        missing = [name for name in packages if importlib.util.find_spec(name) is None]
        return {
            "node": ray.get_runtime_context().get_node_id(),
            "address": ray.util.get_node_ip_address(),
            "port": port,
            "host": socket.gethostname(),
            "missing": missing,
            "python": sys.executable,
        }

    def start(self, command, env, files):
        """Starts, with the files that an earlier attempt left."""
        for name, content in files.items():
            (self.folder / name).write_bytes(content)
        self.log = self.folder / f"log-{env['RANK']}.txt"
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-u", *command], cwd=self.folder, env={**os.environ, **env}, stdout=log, stderr=subprocess.STDOUT
            )

    def look(self, wanted):
        """What it wrote since the last look, its exit code once it has ended, and the wanted files that changed."""
        code = self.child.poll()
        with self.log.open("rb") as log:
            log.seek(self.at)
            text = log.read()
        if code is None:
            text = text[: text.rfind(b"\n") + 1]
        self.at += len(text)
        files = {}
        for name in wanted:
            path = self.folder / name
            time = path.stat().st_mtime_ns if path.exists() else None
            if time is not None and time != self.times.get(name):
                files[name], self.times[name] = path.read_bytes(), time
        return text, code, files

    def stop(self):
        """Asks the script to save and end."""
        if self.child and self.child.poll() is None:
            self.child.terminate()

    def end(self):
        """Leaves nothing behind."""
        if self.child and self.child.poll() is None:
            self.child.kill()
        if self.own:
            shutil.rmtree(self.folder, ignore_errors=True)
