"""The processes of a training: who they are, how they meet, and sums over them."""

import os
import socket
import time
from datetime import timedelta

import torch

from recurve_tell import Problem


class Lost(Exception):
    """Another process is gone: whoever started this one starts all of them again."""


class World:
    """The processes of a training, and sums over them."""

    def __init__(self, device):
        self.rank, self.size = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        self.device, self.waited = device, 0.0
        if self.size > 1:
            choose_interface(os.environ["MASTER_ADDR"])
            backend = "nccl" if device.startswith("cuda") else "gloo"
            timeout = timedelta(seconds=float(os.environ.get("RECURVE_TIMEOUT", 300)))
            try:
                torch.distributed.init_process_group(backend, timeout=timeout)
            except (RuntimeError, OSError) as error:
                raise Lost(f"Process {self.rank} did not meet the others at {os.environ['MASTER_ADDR']}.") from error

    def sum(self, tensor):
        """The sum over all processes, in place."""
        if self.size > 1:
            begun = time.perf_counter()
            try:
                torch.distributed.all_reduce(tensor)
            except RuntimeError as error:
                raise Lost(f"Process {self.rank} lost the connection to the others.") from error
            self.waited += time.perf_counter() - begun
        return tensor

    def share(self, rows):
        """The rows of a batch that this process computes: each has some, as equal in number as can be."""
        return rows[self.rank * len(rows) // self.size : (self.rank + 1) * len(rows) // self.size]

    def check_folder(self, folder):
        """All processes must see one folder: the first leaves a mark that the others look for."""
        mark = folder / f"seen-{os.environ.get('MASTER_PORT', 0)}"
        if self.rank == 0:
            mark.write_text("")
        self.sum(torch.zeros(1, device=self.device))
        missing = not mark.exists()
        seen = self.sum(torch.as_tensor([float(missing)], device=self.device))
        if self.rank == 0:
            mark.unlink(missing_ok=True)
        if missing:
            raise Problem(
                "storage",
                f"The folder {folder} on {socket.gethostname()} is not that of the first process.",
                "keep the job in a folder that all hosts see, at the same path",
            )
        if float(seen) > 0:
            raise Lost(f"Process {self.rank} ended, since another host does not see the job's folder.")


def device_of(asked, local):
    """Where the process of this number on its host computes: each has a GPU of its own, where there are some."""
    if asked == "cpu" or not torch.cuda.is_available():
        return "cpu"
    return f"cuda:{local % torch.cuda.device_count()}"


def choose_interface(master):
    """Gloo asks for the host's own name, which may be 127.0.0.1: it gets the interface that the meeting point is reached by."""
    if "GLOO_SOCKET_IFNAME" in os.environ:
        return
    try:
        import fcntl
        import struct

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((master, 9))
            own = probe.getsockname()[0]
            for _, name in socket.if_nameindex():
                try:
                    asked = fcntl.ioctl(probe.fileno(), 0x8915, struct.pack("256s", name[:15].encode()))
                except OSError:
                    continue
                if socket.inet_ntoa(asked[20:24]) == own:
                    os.environ["GLOO_SOCKET_IFNAME"] = name
    except (ImportError, OSError):
        pass


def first_line(error):
    return str(error).strip().split("\n")[0][:300]
