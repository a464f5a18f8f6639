"""The files that paths name: single files, folders, patterns, and addresses of stores that fsspec opens."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.json_files import readable
from annotator.tables.formats import MODULES

MARKER = "_annotator.json"  # in a folder that is one table
NOTEBOOK, READING = ".ipynb", ".reading.json"
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
Fingerprint = tuple[Any, ...]
# A file that was written within this time before it was read may be written again without a change of its times.
SETTLED = 0.05  # seconds
PART = 2**24  # bytes
_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows would change line ends
_AT_ONCE: int = getattr(os, "O_NONBLOCK", 0)  # a pipe that is called .ipynb would never open


@dataclass(frozen=True)
class File:
    """A file that may hold readings.

    Attributes:
        name: What it is called in tables and messages: the path as it was given, shorter inside the working folder.
        path: Where it is, absolute; the address of a file in a store.
        store: The fsspec file system; None for local files.
    """

    name: str
    path: str
    store: Any = None

    @property
    def suffix(self) -> str:
        """Such as `.ipynb`, in lower case."""
        return os.path.splitext(self.path)[1].lower()  # noqa: PTH122  a hundred times quicker than Path

    def read(self) -> tuple[bytes, Fingerprint]:
        """The content, and the fingerprint that tells whether it was changed since.

        Raises:
            OSError: If it cannot be read.
        """
        if self.store is not None:
            data: bytes = self.store.cat_file(self.path)
            return data, self.fingerprint() or _digest(data)
        status, data = _contents(self.path)
        is_settled = time.time() - status.st_mtime > SETTLED
        return data, _fingerprint(status) if is_settled and len(data) == status.st_size else _digest(data)

    def is_as(self, fingerprint: Fingerprint, data: bytes) -> bool:
        """Whether the file, which now has this content, is as it was when it had this fingerprint."""
        return fingerprint in (_digest(data), self.fingerprint())

    def fingerprint(self) -> Fingerprint | None:
        """What tells whether the file was changed; None if it is gone."""
        try:
            if self.store is None:
                return _fingerprint(os.stat(self.path))  # noqa: PTH116
            info = self.store.info(self.path)
        except OSError:
            return None
        times = [
            info.get(name)
            for name in ("ETag", "etag", "mtime", "LastModified", "last_modified", "updated", "created")
        ]
        return (*map(str, times), info.get("size"))


def why_unreadable(error: OSError) -> tuple[str, str]:
    """Why a file cannot be read, and what a person can do."""
    remedy = "Check the permissions."
    if isinstance(error, FileNotFoundError):
        remedy = "It is gone, or a link to what is not there: put the file back, or remove the link."
    elif error.errno is None:  # what we say ourselves, such as of a pipe
        remedy = "Remove it, or put the notebook in its place."
    return f"The file cannot be read: {error.strerror or error}", remedy


def _contents(path: str) -> tuple[os.stat_result, bytes]:
    """State and content of a local file, with half of the system calls that `open` makes."""
    descriptor = os.open(path, os.O_RDONLY | _BINARY | _AT_ONCE)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("it is not a regular file")
        data = os.read(descriptor, status.st_size + 1)
        if len(data) != status.st_size:  # it is being written, or too large for one call
            parts = [data]
            while part := os.read(descriptor, PART):
                parts.append(part)
            data = b"".join(parts)
    finally:
        os.close(descriptor)
    return status, data


def _digest(data: bytes) -> Fingerprint:
    """For files whose times cannot tell."""
    return ("content", hashlib.blake2b(data).digest())


def _fingerprint(status: os.stat_result) -> Fingerprint:
    return status.st_ino, status.st_mtime_ns, status.st_size


def files_in(paths: Paths, complain: Callable[[str, OSError], None] | None = None) -> list[File]:
    """The files that paths name, each once.

    Args:
        paths: A file, a folder (all notebooks and `*.reading.json` below it), a pattern such as `readers/*.ipynb`
            (`**` for folders below), an address such as `s3://bucket/readers`, or several of these.
        complain: Is told the folders that cannot be listed.

    Raises:
        FileNotFoundError: If one of them leads to no file.
        ImportError: If an address needs a package that is not installed; names it.
    """
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    found: dict[str, File] = {}
    for path in paths:
        given = os.fspath(path)
        some = False
        for file in _in_store(given) if "://" in given else _expanded(given, complain):
            found.setdefault(file.path, file)
            some = True
        if not some:
            raise FileNotFoundError(_nothing(given))
    return list(found.values())


def _nothing(path: str) -> str:
    if Path(path).is_dir():
        return (
            f"{path}: there is no notebook ({NOTEBOOK}) and no reading (*{READING}) in this folder or below it. "
            "Check that this is the folder that the readers' notebooks were saved in."
        )
    return f"{path}: there is no notebook, reading or table of this name (looked in {Path.cwd()}). Check the path."


def _expanded(path: str, complain: Callable[[str, OSError], None] | None) -> Iterator[File]:
    if Path(path).is_file() or _leads_nowhere(Path(path)):
        yield _local(path)
    elif Path(path).is_dir():
        absolute, shown = os.path.realpath(path), _name(Path(path))
        yield from _below(absolute, "" if shown == "." else f"{shown}/", complain)
    else:
        # Path.glob takes no absolute patterns.
        for match in sorted(map(Path, glob.glob(path, recursive=True))):  # noqa: PTH207
            is_of_ours = _holds_readings(match.name) or match.suffix.lower() in MODULES
            if is_of_ours and (match.is_file() or _leads_nowhere(match)):
                yield _local(os.fspath(match))


def _below(folder: str, shown: str, complain: Callable[[str, OSError], None] | None) -> Iterator[File]:
    """The files in a folder, then those in the folders below it. Links to folders are not followed."""
    inner = []
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        if complain is not None:
            complain(readable(shown or "."), error)
        return
    is_table = any(entry.name == MARKER for entry in listed)
    for entry in listed:
        if entry.name.startswith("."):
            continue
        if is_table:
            if entry.name.endswith(".parquet") and entry.is_file(follow_symlinks=False):
                yield File(readable(shown + entry.name), entry.path)
            continue
        if entry.is_dir(follow_symlinks=False):
            inner.append(entry)
        elif _holds_readings(entry.name) and not entry.is_dir():
            if entry.is_symlink():
                yield _local(entry.path if shown.startswith("/") else shown + entry.name)
            else:
                yield File(readable(shown + entry.name), entry.path)
    for entry in inner:
        yield from _below(entry.path, f"{shown}{entry.name}/", complain)


def _leads_nowhere(path: Path) -> bool:
    """Whether it is a link to what is not there: that is told, as of any file that cannot be read."""
    return path.is_symlink() and not path.exists()


def _holds_readings(name: str) -> bool:
    return name.endswith((NOTEBOOK, READING)) and not name.startswith(".")


def _local(path: str) -> File:
    return File(readable(_name(Path(path))), os.path.realpath(path))


def _name(path: Path) -> str:
    """The path as it was given, shorter where it lies in the working folder."""
    if path.is_absolute():
        with contextlib.suppress(ValueError):
            path = path.resolve().relative_to(Path.cwd().resolve())
    return path.as_posix()


def _in_store(address: str) -> Iterator[File]:
    try:
        import fsspec
    except ImportError:
        raise ImportError(
            f"{address}: to read from stores, install fsspec: pip install 'jupyter-annotator[stores]'"
        ) from None
    try:
        store, path = fsspec.core.url_to_fs(address)
    except ImportError as error:  # such as "Install s3fs to access S3"
        raise ImportError(f"{address}: {error}") from None
    except ValueError as error:
        raise FileNotFoundError(f"{address}: {error}. Check the address.") from None
    if any(char in path for char in "*?["):
        names = store.glob(path)
    elif store.isdir(path):
        names = store.find(path)
    else:
        names = [path] if store.exists(path) else []
    for name in sorted(names):
        base = name.rsplit("/", 1)[-1]
        is_hidden = any(part.startswith(".") for part in name[len(path) :].split("/"))
        if name == path or (not is_hidden and (_holds_readings(base) or base.endswith(tuple(MODULES)))):
            yield File(readable(store.unstrip_protocol(name)), name, store)
