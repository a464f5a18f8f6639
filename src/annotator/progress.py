"""A progress bar for long work: in a notebook and in a terminal, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

T = TypeVar("T")
MANY = 100  # items; with fewer, the bar is not worth its loading
DELAY = 1.0  # seconds before it appears


def track(
    items: Iterable[T], what: str, unit: str, show: bool | None = None, number: int | None = None
) -> Iterator[T]:
    """Go through items, and show how far it got if it takes longer than a second.

    Args:
        items: What is gone through.
        what: What is done, such as "Reading".
        unit: What is counted, such as "files".
        show: Whether a bar may appear; None for: if somebody can see it.
        number: How many there are, if the items cannot tell.
    """
    if number is None:
        number = len(items) if isinstance(items, Sized) else MANY
    if number < MANY or not (_is_seen() if show is None else show):
        yield from items
        return
    from tqdm.auto import tqdm

    yield from tqdm(items, desc=what, unit=f" {unit}", total=number, delay=DELAY, leave=False)


def _is_seen() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None or (sys.stderr is not None and sys.stderr.isatty())
