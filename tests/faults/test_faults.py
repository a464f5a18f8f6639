"""A short selection of `make faults`: real servers, kernels and browsers that are killed under a reader's hands."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from collaborate import soak
from machine import Machine, chromium
from playwright.sync_api import Playwright
from run import play
from servers import collaboration

from faults import FAULTS

SHORT = ["everything killed", "disk full, browser killed", "git checkout"]


@pytest.fixture
def machine(playwright: Playwright) -> Iterator[Callable[..., Machine]]:
    made: list[Machine] = []

    def make(more: dict[str, str] | None = None) -> Machine:
        made.append(Machine(playwright, chromium(), more))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_nothing_is_lost(machine: Callable[..., Machine]) -> None:
    broken = machine()
    for name in SHORT:
        result = play(broken, name, FAULTS[name], seed=1, edits=24)
        assert result.is_good, result
        assert result.acknowledged > 0


def test_pages_together(machine: Callable[..., Machine]) -> None:
    result = soak(machine(collaboration()), seed=1, edits=40, names=["ada", "ben", "ada"])
    assert result.is_good, result
    assert result.edits >= 40
