"""Links in adjudication: where readers part, and that a decision knows when they change."""

from __future__ import annotations

from typing import Any

from annotator.reliability.adjudication import Unit, adjudication_units, differs
from reliability_material import LOG, SAVED, WAITS, dataset, link, mark, reading


def units(*linked: dict[str, Any] | None, kind: str = "evidence") -> dict[str, Unit]:
    """Readers who all marked the same, with the links of each; by quote."""
    marks = [mark(SAVED), mark(LOG, kind), mark(WAITS)]
    who = [reading(f"r{at}", *marks, relations=each or {}) for at, each in enumerate(linked)]
    _, found = adjudication_units(dataset(*who), "eva")
    return {str(unit.versions[0].record["quote"]): unit for unit in found}


DRAWN = {"r-0": link("contradicts", "a-1", "a-0")}


def test_a_link_that_one_did_not_draw_is_a_disagreement_where_it_begins() -> None:
    found = units(DRAWN, DRAWN, None)
    assert {quote: unit.state for quote, unit in found.items()} == {
        LOG: "disagree",
        SAVED: "agree",
        WAITS: "agree",
    }
    assert [len(found[quote].side.links) for quote in (LOG, SAVED, WAITS)] == [2, 2, 0]
    assert {link.reader for link in found[LOG].side.links} == {"r0", "r1"}


def test_where_all_draw_it_all_agree() -> None:
    assert {unit.state for unit in units(DRAWN, DRAWN).values()} == {"agree"}


def test_who_marked_another_kind_could_not_have_drawn_it() -> None:
    readers = [
        reading("ada", mark(SAVED), mark(LOG, "evidence"), relations=DRAWN),
        reading("ben", mark(SAVED), mark(LOG, "source")),
    ]
    _, found = adjudication_units(dataset(*readers), "eva")
    (joined,) = (unit for unit in found if len({version.record["kind"] for version in unit.versions}) == 2)
    assert not joined.side.differ


def test_a_link_without_direction_begins_at_the_first_end() -> None:
    back, forth = {"r-0": link("same_as", "a-2", "a-0")}, {"r-0": link("same_as", "a-0", "a-2")}
    assert {unit.state for unit in units(back, forth).values()} == {"agree"}
    assert units(back, None)[SAVED].state == "disagree"
    assert units(back, None)[WAITS].state == "agree"


def test_a_decision_knows_when_links_change() -> None:
    before, after = units(DRAWN, None)[LOG], units(DRAWN, DRAWN)[LOG]
    assert not differs(before, {"decides": before.seen})
    assert differs(after, {"decides": before.seen})
    assert "linked" not in units(DRAWN)[WAITS].seen
