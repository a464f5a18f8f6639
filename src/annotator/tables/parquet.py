"""Parquet: the annotations with their types, everything else in the file's metadata under the key `annotator`."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

from annotator import json_files
from annotator.files import replace_file
from annotator.tables.cells import PARSERS
from annotator.tables.columns import Column, Table
from annotator.tables.contents import REMEDY_COMPANION, Cells, Found, TableError, Tables
from annotator.tables.frames import to_frame

KEY = b"annotator"
COMPRESSION = "zstd"
# Of the unpacked metadata; a file that claims more is not one of ours.
LARGEST = 2_000_000_000  # bytes
LARGEST_RATIO = 200  # unpacked to packed; readings have 5 to 20
SMALL = 50_000_000  # bytes that anything may have
FEW_ROWS = 100_000  # that anything may have; beyond, each row takes at least a byte


class ArrowCells:
    """Cells of Arrow: Python's own values."""

    def encode(self, column: Column, value: Any) -> Any:
        """The cell for a value."""
        return list(value) if isinstance(value, tuple) else value

    def decode(self, column: Column, cell: Any) -> Any:
        """The value of a cell."""
        if column.type in ("text", "category") and isinstance(cell, str):
            return cell
        return PARSERS[column.type](cell)


def write(path: Path, tables: Tables) -> None:
    """Write the annotations as Parquet (zstd) that pandas reads with all types, and the readings in its metadata."""
    import pyarrow.parquet as pq

    table = to_arrow(tables.annotations, tables.attrs)
    packed = _pack(json_files.encode(tables.dataset))
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), KEY: packed})
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression=COMPRESSION)
    replace_file(path, buffer.getvalue())


def to_arrow(table: Table, attrs: Any = None) -> Any:
    """The table as `pyarrow.Table`, with what pandas needs to know to restore its types."""
    import pyarrow as pa

    frame = to_frame(table, attrs)
    schema = pa.Schema.from_pandas(frame, preserve_index=False)
    for place, column in enumerate(table.columns):
        if column.type == "list":  # a column without any answer has no type of its own
            schema = schema.set(place, pa.field(column.name, pa.list_(pa.string())))
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False)


def read(path: Path) -> Found:
    """Read a Parquet file of ours, or one that pandas wrote."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = path.read_bytes()
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        if file.metadata.num_rows > max(FEW_ROWS, len(data)):
            raise TableError(
                f"The file claims to hold {file.metadata.num_rows:,} rows in {len(data):,} bytes. Write it again."
            )
        table = file.read()
        columns = [column.to_pylist() for column in table.columns]
    except TableError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise TableError(f"This is not a sound Parquet file ({error}). Write it again.") from None
    cells = Cells(list(table.column_names), [list(row) for row in zip(*columns, strict=True)], first=1)
    found = Found(ArrowCells(), cells)
    packed = (table.schema.metadata or {}).get(KEY)
    try:
        found.dataset = json_files.decode(_unpack(packed)) if packed else None
    except (json_files.JSONFileError, ValueError, OSError, pa.ArrowException) as error:
        found.notes.append(
            ("metadata", f"the metadata {KEY.decode()!r} is damaged ({error})", REMEDY_COMPANION)
        )
    if found.dataset is None:
        what = "the file has no metadata of ours: relations, answers to whole documents and the codebook are unknown"
        found.notes.append(("metadata", what, REMEDY_COMPANION))
        cells.hints = _hints(table)
    return found


def _hints(table: Any) -> dict[str, Column]:
    """What pandas remembers of its categories; nothing where that is damaged."""
    import pandas as pd

    try:
        head = table.slice(0, 0).to_pandas()
    except Exception:  # pandas and Arrow meet damage with many errors
        return {}
    return {
        str(name): Column(str(name), "category", tuple(map(str, dtype.categories)), bool(dtype.ordered))
        for name, dtype in head.dtypes.items()
        if isinstance(dtype, pd.CategoricalDtype)
    }


def _pack(data: bytes) -> bytes:
    import pyarrow as pa

    # Metadata of Parquet is text in other languages' readers: hence base64.
    size = f"{len(data)}:".encode()
    return size + base64.b64encode(pa.compress(data, codec=COMPRESSION, asbytes=True))


def _unpack(packed: bytes) -> bytes:
    import pyarrow as pa

    size, _, data = packed.partition(b":")
    if not 0 <= int(size) <= min(LARGEST, max(SMALL, LARGEST_RATIO * len(data))):
        raise ValueError(f"it claims {int(size):,} bytes")
    result: bytes = pa.decompress(base64.b64decode(data), int(size), codec=COMPRESSION, asbytes=True)
    return result
