"""Further processes that read a part of very many files, where there is more than one processor."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from annotator.typed import Head, Plan

PATIENCE = 0.02  # seconds of reading, after which it is known how long the rest takes
WORTH = 1.5  # seconds of reading that must be left: a process needs half of one to start
MOST = 3  # processes: what they have read is put together in one
FILES = 200  # in a task
WAITING = 2  # tasks that a process has, so that it never waits for the next

_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from annotator.helpers import main; main()"


@dataclass
class _Task:
    """Files to read, with their places: none if they are read here after all; and where their contents are written."""

    files: list[tuple[int, Any]]
    path: Path


def processors() -> int:
    """How many this process may use."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Helpers:
    """Processes that take files from the end of the list, while this one takes them from its start.

    Whatever happens to a process, the files that it did not bring are read here.

    Args:
        files: The files with their places.
        plan_of: The plan for a codebook, in minified JSON.
    """

    def __init__(self, files: Sequence[tuple[int, Any]], plan_of: Callable[[bytes], Plan | None]) -> None:
        self._files, self._plan_of = list(files), plan_of
        self._at, self._start = 0, time.perf_counter()
        self._helpers: list[_Helper] | None = None if processors() > 1 else []
        self._told: queue.SimpleQueue[_Helper] = queue.SimpleQueue()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Helpers:
        return self

    def __exit__(self, *_: object) -> None:
        for helper in self._helpers or ():
            helper.end()
        if self._folder is not None:
            self._folder.cleanup()

    def next(self) -> tuple[int, Any] | None:
        """The next file to read here; None if there is none left."""
        if self._helpers is None:
            self._perhaps_start()
        if not self.is_more:
            self._take_back()
        if self.is_more:
            self._at += 1
            return self._files[self._at - 1]
        return None

    def _take_back(self) -> None:
        """Take the last task of a process that has not begun it, rather than wait for both."""
        for helper in self._helpers or ():
            if len(helper.tasks) > 1 and helper.tasks[-1].files:
                self._files += helper.tasks[-1].files
                helper.tasks[-1].files = []
                return

    @property
    def is_more(self) -> bool:
        """Whether there are files that neither were read nor are being read."""
        return self._at < len(self._files)

    def brought(self, wait: bool = False) -> list[tuple[int, Any]]:
        """What processes have read since: places and contents.

        Args:
            wait: Wait for one of them, if there is any.
        """
        found: list[tuple[int, Any]] = []
        while any(task.files for helper in self._helpers or () for task in helper.tasks):
            try:
                helper = self._told.get(block=wait and not found)
            except queue.Empty:
                break
            if helper.is_dead:
                while helper.tasks:
                    self._files += helper.tasks.pop().files
                continue
            task = helper.tasks.pop(0)
            if task.files:
                contents = _load(task.path, self._plan_of)
                found += [(at, content) for (at, _), content in zip(task.files, contents, strict=True)]
                self._give(helper)
        return found

    def _perhaps_start(self) -> None:
        passed = time.perf_counter() - self._start
        if passed < PATIENCE:
            return
        self._helpers = []
        left = len(self._files) - self._at
        number = min(processors() - 1, MOST)
        if passed * left < WORTH * max(self._at, 1):
            return
        with contextlib.suppress(OSError):  # where there are no processes, or no room for what they bring
            self._folder = tempfile.TemporaryDirectory(prefix="annotator-", ignore_cleanup_errors=True)
            self._helpers = [_Helper(Path(self._folder.name), at, self._told) for at in range(number)]
        for helper in self._helpers * WAITING:
            self._give(helper)

    def _give(self, helper: _Helper) -> None:
        # Towards the end tasks get smaller, so that nobody waits for long.
        size = min(FILES, (len(self._files) - self._at) // (1 + WAITING * len(self._helpers or ())))
        if size > 0 and not helper.is_dead and helper.give(self._files[-size:]):
            del self._files[-size:]


class _Helper:
    """A process, and what it has been told to read."""

    def __init__(self, folder: Path, number: int, told: queue.SimpleQueue[_Helper]) -> None:
        self.tasks: list[_Task] = []
        self.is_dead = False
        self._folder, self._number, self._given, self._queue = folder, number, 0, told
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            for _ in self._process.stdout or ():
                self._queue.put(self)
        self.is_dead = True
        self._queue.put(self)

    def give(self, files: list[tuple[int, Any]]) -> bool:
        """Tell it to read files; False if it is not there any more."""
        self._given += 1
        path = self._folder / f"{self._number}-{self._given}"
        message = {"files": [[file.name, file.path] for _, file in files], "to": str(path)}
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            return False
        self.tasks.append(_Task(files, path))
        return True

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


def main() -> None:
    """Read what is asked for, until nothing is: what a helper does."""
    from annotator.collect import read_here
    from annotator.collector import without_collector
    from annotator.finding import File

    with without_collector():
        for line in sys.stdin.buffer:
            message = json.loads(line)
            contents = read_here([File(*names) for names in message["files"]])
            with open(message["to"], "wb") as file:  # noqa: PTH123
                _dump(contents, file)
            del contents
            sys.stdout.write("\n")
            sys.stdout.flush()


def _dump(contents: Any, file: IO[bytes]) -> None:
    """Columns are written as they lie in memory, after the rest."""
    buffers: list[pickle.PickleBuffer] = []
    body = io.BytesIO()
    _Pickler(body, protocol=5, buffer_callback=buffers.append).dump(contents)
    views = [memoryview(body.getbuffer()), *(buffer.raw() for buffer in buffers)]
    file.write(json.dumps([view.nbytes for view in views]).encode() + b"\n")
    file.writelines(views)


def _load(path: Path, plan_of: Callable[[bytes], Plan | None]) -> Any:
    import pyarrow as pa

    with path.open("rb") as file:
        sizes = json.loads(file.readline())
        whole = memoryview(pa.allocate_buffer(sum(sizes)))
        file.readinto(whole)
    path.unlink()
    parts, start = [], 0
    for size in sizes:
        parts.append(whole[start : start + size])
        start += size
    return _Unpickler(io.BytesIO(parts[0]), plan_of, parts[1:]).load()


class _Pickler(pickle.Pickler):
    """Leaves codebooks out, and the types that are made of them."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, Head) and type(value) is not Head:
            return Head, tuple(getattr(value, name) for name in Head.__struct_fields__)
        return (_plan, (value.key,)) if isinstance(value, Plan) else NotImplemented


def _plan(key: bytes) -> Plan:
    """Stands in a pickle for the plan of a codebook; `_Unpickler` puts the plan that its process has in its place."""
    raise pickle.UnpicklingError("Only what reads tasks has the plans of codebooks.")


class _Unpickler(pickle.Unpickler):
    def __init__(
        self, file: IO[bytes], plan_of: Callable[[bytes], Plan | None], buffers: Sequence[memoryview]
    ) -> None:
        super().__init__(file, buffers=buffers)
        self._plan_of = plan_of

    def find_class(self, module: str, name: str) -> Any:
        return (
            self._plan_of
            if (module, name) == (__name__, _plan.__name__)
            else super().find_class(module, name)
        )
