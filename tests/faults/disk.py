"""A small disk: it can be full, and it can be read-only."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
from pathlib import Path

import psutil

SIZE = "16m"
# What a server may still write to a file where this machine lets us make no disk of our own: less than any notebook.
QUOTA = 1_000


class Disk:
    """The folder that servers serve: a file system of its own where we may mount one, else a folder with quotas."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.is_mounted = self._mount("-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs")

    @property
    def kind(self) -> str:
        return f"tmpfs of {SIZE}" if self.is_mounted else f"quota of {QUOTA} bytes a file for the server"

    def fill(self, server: int) -> None:
        """No room any more for the process `server`."""
        if not self.is_mounted:
            _quota(server, QUOTA)
            return
        with (self.folder / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
            for size in (1 << 20, 1 << 12, 1):
                with contextlib.suppress(OSError):
                    while filler.write(b"\0" * size) == size:
                        pass

    def lock(self) -> None:
        """Nothing can be written."""
        if not self.is_mounted or not self._mount("-o", "remount,ro"):
            for path in self.folder.rglob("*.ipynb"):
                path.chmod(0o444)
                path.parent.chmod(0o555)

    def heal(self, *servers: int) -> None:
        """As it was."""
        if self.is_mounted:
            self._mount("-o", "remount,rw")
            (self.folder / "filler").unlink(missing_ok=True)
        for server in servers:
            _quota(server, resource.RLIM_INFINITY)
        for path in self.folder.rglob("*.ipynb"):
            path.parent.chmod(0o755)
            path.chmod(0o644)

    def close(self) -> None:
        if self.is_mounted:
            subprocess.run(["umount", "-l", self.folder], check=False)

    def _mount(self, *options: str) -> bool:
        if os.name != "posix" or os.geteuid() != 0:
            return False
        done = subprocess.run(["mount", *options, self.folder], capture_output=True, check=False)
        return done.returncode == 0


def _quota(pid: int, size: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        _, hard = process.rlimit(psutil.RLIMIT_FSIZE)
        process.rlimit(psutil.RLIMIT_FSIZE, (size, hard))
