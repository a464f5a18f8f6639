"""Texts that are seldom asked for, kept compressed together: much alike, they take a sixth of their memory."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import pyarrow as pa

_CODEC = pa.Codec("lz4_raw")


class Packed:
    """Some texts.

    Args:
        joined: The texts, one after the other.
        lengths: Bytes of each.
    """

    _open: tuple[Packed, bytes] | None = None  # whoever asks for one asks for its neighbours next

    def __init__(self, joined: bytes, lengths: Sequence[int]) -> None:
        self._size = len(joined)
        self._offsets = [0, *accumulate(lengths)]
        self._data: bytes = _CODEC.compress(joined, asbytes=True)

    def text(self, at: int) -> bytes:
        """The text at a place."""
        known = Packed._open
        if known is None or known[0] is not self:
            known = Packed._open = self, _CODEC.decompress(self._data, self._size, asbytes=True)
        return known[1][self._offsets[at] : self._offsets[at + 1]]
