"""Adjudication: the units that are sent, the decisions on them, and what is found when files are read again."""

from __future__ import annotations

import json
from typing import Any

import pytest

import annotator as an
from annotator.document import DocumentError
from annotator.widgets.adjudicator import Adjudicator
from annotator.widgets.bundle import MIME
from reliability_material import (
    COUNT,
    DOCUMENT,
    GRANT,
    GUESS,
    GUILD,
    LOG,
    SAVED,
    WAITS,
    dataset,
    five,
    mark,
    place,
    reading,
)

JUDGE = "a judge of these tests"


def sent(a: Adjudicator) -> dict[str, Any]:
    """What the page gets about the document."""
    data, _ = a._repr_mimebundle_()
    found: dict[str, Any] = json.loads(json.dumps(data[MIME]["adjudication"]))[DOCUMENT.id]
    return found


def unit_at(a: Adjudicator, quote: str) -> dict[str, Any]:
    """The unit that begins where a quote does."""
    start = place(quote)[0]
    return next(
        unit for unit in sent(a)["units"] if min(v["spans"][0]["start"] for v in unit["versions"]) == start
    )


def state_of(a: Adjudicator, quote: str) -> tuple[str, bool]:
    """State and whether versions changed since, of the unit that begins where a quote does."""
    row = a.units[a.units.start == place(quote)[0]].iloc[0]
    return str(row.state), bool(row.changed)


def decides(unit: dict[str, Any]) -> dict[str, Any]:
    """What a decision on a unit remembers."""
    versions = {version["id"]: version["digest"] for version in unit["versions"]}
    return {"versions": versions, "silent": len(unit["silent"])}


def take(a: Adjudicator, quote: str, number: int, **more: Any) -> str:
    """Take one of the versions, as the page does."""
    unit = unit_at(a, quote)
    version = unit["versions"][number]
    spans = version["spans"]
    words = " … ".join(DOCUMENT.text[span["start"] : span["end"]] for span in spans)
    record = {"kind": version["kind"], "spans": spans, "quote": words, "values": version["values"]}
    record |= {"origin": "adjudication", "decides": decides(unit), **more}
    a[0].edit({"type": "add", "id": unit["id"].replace("u-", "a-"), "annotation": record})
    return str(unit["id"])


def same(reader: str) -> dict[str, Any]:
    """A reading with one claim that everybody marks alike."""
    return reading(reader, mark(GUESS, claim_type="reported"), mark(COUNT, claim_type="fact"))


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Readings that no page keeps are written into the folder of the test."""
    from annotator.widgets import hub

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(hub, "_hubs", {})


def test_units_come_by_the_size_of_disagreement_with_each_readers_version() -> None:
    a = an.adjudicate(five(), JUDGE)
    units = a.units
    assert units["size"].is_monotonic_decreasing
    assert set(units.state) == {"disagree", "partial"}
    # Three marked the passage as evidence and one as a claim: one unit, not two.
    log = unit_at(a, LOG)
    assert sorted(version["kind"] for version in log["versions"]) == [
        "claim",
        "evidence",
        "evidence",
        "evidence",
    ]
    assert [sent(a)["readers"][at] for at in log["silent"]] == ["eve"]
    saved = unit_at(a, SAVED)
    assert [sent(a)["readers"][version["reader"]] for version in saved["versions"]] == [
        "ada",
        "ben",
        "cleo",
        "dan",
    ]
    assert state_of(a, COUNT) == ("partial", False)


def test_the_three_states_of_readers() -> None:
    a = an.adjudicate(
        dataset(
            reading("ada", mark(GUESS), mark(COUNT), mark(GRANT, claim_type="fact")),
            reading("ben", mark(GUESS), mark(GRANT, claim_type="prediction")),
        ),
        JUDGE,
    )
    assert state_of(a, GUESS) == ("agree", False)
    assert state_of(a, COUNT) == ("partial", False)
    assert state_of(a, GRANT) == ("disagree", False)


def test_anonymous_sends_no_name() -> None:
    a = an.adjudicate(five(), JUDGE, anonymous=True)
    data, _ = a._repr_mimebundle_()
    told = json.dumps([data, a.payload])
    assert not [
        name for name in ("ada", "ben", "cleo", "dan", "eve") if f'"{name}"' in told or f"({name}" in told
    ]
    assert sent(a)["readers"] == [None] * 5
    assert sent(a) == sent(an.adjudicate(five(), JUDGE, anonymous=True))


def test_decided_stays_decided_when_files_are_read_again_and_differences_are_shown() -> None:
    before = [same("ada"), same("ben"), reading("cleo", mark(GRANT))]
    a = an.adjudicate(dataset(*before), JUDGE)
    take(a, GUESS, 0, note="Her words.")
    take(a, COUNT, 1)
    none = unit_at(a, GRANT)
    a[0].edit({
        "type": "reject", "id": none["id"], "origin": "adjudication", "note": "No claim.", "decides": decides(none),
    })  # fmt: skip
    assert [state_of(a, quote) for quote in (GUESS, COUNT, GRANT)] == [("decided", False)] * 3
    assert sorted(a.units.note) == ["", "Her words.", "No claim."]

    # Ben moves an end, Cleo answers, Dan comes with a new unit, and marks one that was decided.
    ben = reading("ben", mark(GUESS[5:], claim_type="reported"), mark(COUNT, claim_type="fact"))
    dan = reading("dan", mark(COUNT, claim_type="fact"), mark(WAITS))
    again = dataset(same("ada"), ben, reading("cleo", mark(GRANT)), dan, a.readings[0].to_dict())
    b = an.adjudicate(again, JUDGE)
    assert state_of(b, GUESS) == ("decided", True)
    assert state_of(b, COUNT) == ("decided", True)
    assert state_of(b, WAITS) == ("partial", False)
    assert sent(b)["readers"] == ["ada", "ben", "cleo", "dan"]
    # Nothing of what was decided was changed.
    assert b.readings[0].to_dict()["annotations"] == a.readings[0].to_dict()["annotations"]


def test_what_is_put_off_is_open_until_it_is_decided() -> None:
    a = an.adjudicate(dataset(same("ada"), reading("ben")), JUDGE)
    unit = unit_at(a, GUESS)
    later = {"type": "reject", "id": unit["id"], "origin": "adjudication:later", "decides": decides(unit)}
    a[0].edit(later)
    assert state_of(a, GUESS) == ("open", False)
    a[0].edit({"type": "restore", "id": unit["id"]})
    assert state_of(a, GUESS) == ("partial", False)
    a[0].undo()
    assert state_of(a, GUESS) == ("open", False)
    take(a, GUESS, 0)
    assert state_of(a, GUESS) == ("decided", False)


def test_consensus_says_what_was_adjudicated() -> None:
    readers = [same("ada"), same("ben"), reading("cleo", mark(GUILD))]
    a = an.adjudicate(dataset(*readers), JUDGE)
    take(a, GUILD, 0)
    none = unit_at(a, GUESS)
    a[0].edit({"type": "reject", "id": none["id"], "origin": "adjudication", "decides": decides(none)})
    found = an.consensus(dataset(*readers, a.readings[0].to_dict()))
    told = found.provenance[found.provenance.question == "marked"].set_index("quote").provenance
    # One of three marked it, and it is in; two of three marked the other, and it is out.
    assert told.to_dict() == {GUILD: "adjudicated", COUNT: "majority"}
    assert sorted(found.annotations.quote) == sorted([GUILD, COUNT])


def test_refusals_say_what_to_do() -> None:
    with pytest.raises(ValueError, match="There is no document 'x': there are Ferry to Saltmere"):
        an.adjudicate(five(), JUDGE, document="x")
    with pytest.raises(ValueError, match="nothing to adjudicate"):
        an.adjudicate(dataset(reading(JUDGE, mark(GUESS))), JUDGE)
    with pytest.raises(DocumentError, match="articles="):
        an.adjudicate(dataset(same("ada"), known=False), JUDGE)


def test_without_a_sound_codebook_it_says_what_is_wrong() -> None:
    broken = {"schema_version": 1, "id": "broken", "kinds": "none"}
    ds = dataset(*(reading(reader, codebook=broken) for reader in ("ada", "ben")))
    with pytest.raises(ValueError, match=r"No reading here has a sound codebook.*ds\.problems"):
        an.adjudicate(ds)
