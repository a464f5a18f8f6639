"""The JSON Schemas of what is stored: in the wheel beside this file, in an editable install at the repository's root."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent
_FOLDERS = (_HERE / "schemas", _HERE.parents[1] / "schemas")


@cache
def load_schema(name: str) -> dict[str, Any]:
    """A JSON Schema (2020-12) of ours.

    Args:
        name: `"codebook"` or `"reading"`.

    Returns:
        The schema; the same object each time, so it is not to be changed.

    Raises:
        LookupError: If there is no such schema.

    Examples:
        >>> load_schema("codebook")["title"]
        'Codebook'
    """
    if name.isidentifier():
        for folder in _FOLDERS:
            path = folder / f"{name}.schema.json"
            if path.is_file():
                schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
                return schema
    raise LookupError(f"there is no schema {name!r}; there are 'codebook' and 'reading'")
