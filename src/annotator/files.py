"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path


def replace_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` at `path`, so that a reader finds the old file or the new one, never a part.

    Args:
        path: The file to write. A symbolic link stays a link, its target is written. Folders that are not there
            yet are made.
        data: The whole content.

    Raises:
        OSError: If the file cannot be written (disk full, no permission); then the old file is as it was.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder: replacing is atomic only within one file system.
    draft = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
