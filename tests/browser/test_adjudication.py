"""Adjudication by keyboard, from the first unit to the written reading, and what is found when files are read again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from lab import NotebookPage
from material import (
    DOUBLE,
    LEDGER,
    OFFICE,
    RISE,
    TITLE,
    annotation,
    code_cell,
    key,
    notebook,
    reading,
    span_of,
)
from playwright.sync_api import Locator, expect

SOURCE = f"""import annotator as an
article = an.open_article('article.txt', title='{TITLE}')
ds = an.read('readers', articles=[article])
an.adjudicate(ds, 'eva')"""
LONGER = f"{RISE}, {OFFICE}"


def claim(quote: str, **members: Any) -> dict[str, Any]:
    values = {name: members.pop(name) for name in ("claim_type", "evidence_strength") if name in members}
    return annotation(quote, values=values, **members)


def readers() -> dict[str, dict[str, Any]]:
    """Three readers: all agree on one passage, one is missed by two, one has three versions, one two kinds."""
    return {
        "ada": {
            "a-1": claim(RISE, claim_type="reported", evidence_strength="thin"),
            "a-2": claim(LEDGER, claim_type="fact"),
            "a-3": claim(DOUBLE, claim_type="prediction", evidence_strength="none"),
        },
        "ben": {
            "b-1": claim(LONGER, claim_type="reported", evidence_strength="none", note="The office says so."),
            "b-2": annotation(LEDGER, kind="evidence"),
            "b-3": claim(DOUBLE, claim_type="prediction", evidence_strength="none"),
            "b-4": claim("The council ought to publish the invoices", claim_type="normative"),
        },
        "cleo": {
            "c-1": claim(RISE, claim_type="fact", evidence_strength="thin"),
            "c-2": annotation(LEDGER, kind="evidence"),
            "c-3": claim(DOUBLE, claim_type="prediction", evidence_strength="none"),
        },
    }


def write_readers(
    opened: NotebookPage, who: dict[str, dict[str, Any]], links: dict[str, tuple[str, str]] | None = None
) -> None:
    """The readers' files; `links`: from and to of what a reader's evidence contradicts."""
    folder = opened.path.parent / "readers"
    folder.mkdir(exist_ok=True)
    for name, records in who.items():
        raw: dict[str, Any] = {
            **reading(records, name),
            "progress": {"done": True, "rev": 1, "by": "test"},
        }
        if links and name in links:
            start, end = links[name]
            relation = {"kind": "contradicts", "from": start, "to": end, "values": {}, "note": ""}
            raw["relations"] = {"r-1": {**relation, "rev": 1, "by": "test"}}
        (folder / f"{name}.reading.json").write_text(json.dumps(raw), encoding="utf-8")


def card(opened: NotebookPage) -> Locator:
    return opened.view.root.get_by_role("region", name="Unit", exact=True)


def units(opened: NotebookPage) -> Locator:
    return opened.view.root.get_by_role("list", name="Units", exact=True).get_by_role("button")


def unit(opened: NotebookPage, words: str) -> Locator:
    return units(opened).filter(has_text=words)


def written(opened: NotebookPage) -> dict[str, Any]:
    opened.view.expect_saved()
    found: dict[str, Any] = opened.readings()[key("eva")]
    return found


def test_from_the_first_unit_to_the_written_reading(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(notebook(code_cell(SOURCE)))
    view, page = opened.view, opened.page
    press = page.keyboard.press
    write_readers(opened, readers())
    opened.run_all()
    expect(units(opened)).to_have_count(4)
    # The largest disagreement first; where all agree, last.
    expect(units(opened).last).to_contain_text(f"All agree: {DOUBLE}")
    view.article.focus()
    press(";")
    expect(card(opened)).to_contain_text("Unit 1 of 4")
    expect(unit(opened, RISE)).to_have_attribute("aria-current", "true")
    expect(card(opened).get_by_role("listitem")).to_have_count(3)

    # A key takes a version and goes on: two said evidence, which is the first.
    unit(opened, "Her ledger").click()
    view.article.focus()
    press("1")
    expect(unit(opened, "Her ledger")).to_contain_text("Decided")
    expect(view.highlights(LEDGER)).to_have_attribute("data-begin", re.compile("^begin Evidence"))

    # Why, before one's own version of what three readers said in three ways.
    unit(opened, RISE).click()
    versions = card(opened).get_by_role("listitem")
    expect(versions).to_have_count(3)
    expect(versions.filter(has_text="The office says so.")).to_contain_text("B ben")
    expect(versions.filter(has_text="cleo")).to_contain_text("≠ Fact")
    view.article.focus()
    press("n")
    page.keyboard.type("The office is the source.")
    press("Escape")
    press("Y")
    view.answer("Evidence strength", "Partial")
    expect(view.note).to_have_value("The office is the source.")

    # Put off, and taken back; decided that there is nothing.
    unit(opened, "The council").click()
    view.article.focus()
    press("0")
    expect(unit(opened, "The council")).to_contain_text("Left open")
    press("Control+z")
    expect(unit(opened, "The council")).to_contain_text("Partly missing")
    expect(card(opened)).to_contain_text("The council")
    press("-")
    expect(unit(opened, "The council")).to_contain_text("Decided")
    expect(card(opened)).to_contain_text("All agree")
    press("0")
    expect(unit(opened, DOUBLE)).to_contain_text("Left open")

    raw = written(opened)
    by_quote = {record["quote"]: record for record in raw["annotations"].values()}
    assert {record["origin"] for record in by_quote.values()} == {"adjudication"}
    assert by_quote[LEDGER]["kind"] == "evidence"
    own = by_quote[RISE]
    assert own["note"] == "The office is the source."
    assert own["values"] == {"claim_type": own["values"]["claim_type"], "evidence_strength": "partial"}
    assert len(own["decides"]["versions"]) == 3
    assert sorted(stone["rejected"] for stone in raw["removed"].values()) == [
        "adjudication",
        "adjudication:later",
    ]

    # Found again, without any kernel.
    opened.reload()
    expect(unit(opened, "The council")).to_contain_text("Decided")
    expect(unit(opened, DOUBLE)).to_contain_text("Left open")
    expect(unit(opened, RISE)).to_contain_text("Decided")

    # Files are read again: what was decided stays so, and what differs is shown.
    changed = readers()
    changed["ben"]["b-1"]["values"]["evidence_strength"] = "solid"
    changed["dan"] = {"d-1": annotation(LEDGER, kind="evidence"), "d-2": claim(OFFICE)}
    write_readers(opened, changed)
    opened.run_all()
    expect(unit(opened, RISE)).to_contain_text("changed")
    unit(opened, RISE).click()
    expect(card(opened)).to_contain_text("1 version changed")
    expect(card(opened).get_by_role("listitem").filter(has_text="B ben")).to_contain_text(
        "changed since decided"
    )
    card(opened).get_by_role("button", name="Let the decision stand").click()
    expect(unit(opened, RISE)).not_to_contain_text("changed")
    assert {record["quote"]: record["spans"] for record in written(opened)["annotations"].values()} == {
        LEDGER: [span_of(LEDGER)],
        RISE: [span_of(RISE)],
    }


def links(opened: NotebookPage) -> Locator:
    return card(opened).get_by_role("region", name="Links of the readers").get_by_role("listitem")


def test_a_version_brings_its_links(lab: Callable[..., NotebookPage]) -> None:
    """Of three who marked both passages two link them: the link comes along, waits where it must, and is one's own."""
    opened = lab(notebook(code_cell(SOURCE)))
    press = opened.page.keyboard.press
    three = {
        name: {
            f"{name}-1": claim(RISE, claim_type="reported"),
            f"{name}-2": annotation(LEDGER, kind="evidence"),
            f"{name}-3": claim(DOUBLE, claim_type="prediction"),
        }
        for name in ("ada", "ben", "cleo")
    }
    drawn = {"ada": ("ada-2", "ada-1"), "ben": ("ben-2", "ben-1")}
    write_readers(opened, three, drawn)
    opened.run_all()
    # They part in the link alone: at the passage where it begins.
    expect(unit(opened, LEDGER)).to_contain_text("Disagree")
    expect(unit(opened, RISE)).to_contain_text("All agree")
    unit(opened, LEDGER).click()
    expect(links(opened)).to_contain_text(re.compile("≠ → contradicts.*A ada.*B ben.*not linked by.*C cleo"))
    expect(links(opened)).to_contain_text(RISE)

    # The other end is not decided: the link waits for it, and both are there with one key more.
    opened.view.article.focus()
    press("1")
    unit(opened, LEDGER).click()
    expect(links(opened).get_by_role("button", name="waits for its other end")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert written(opened)["relations"] == {}
    unit(opened, RISE).click()
    opened.view.article.focus()
    press("1")
    expect(opened.view.status).to_contain_text("1 link came with it.")
    raw = written(opened)
    by_quote = {record["quote"]: id_ for id_, record in raw["annotations"].items()}
    ends = [(one["kind"], one["from"], one["to"]) for one in raw["relations"].values()]
    assert ends == [("contradicts", by_quote[LEDGER], by_quote[RISE])]

    # One step of undo takes decision and link back; redo brings both.
    opened.view.article.focus()
    press("Control+z")
    expect(unit(opened, RISE)).to_contain_text("All agree")
    assert written(opened)["relations"] == {}
    press("Control+Shift+z")
    expect(unit(opened, RISE)).to_contain_text("Decided")

    # The link is taken away and made again by itself.
    unit(opened, RISE).click()
    links(opened).get_by_role("button", name="linked").click()
    expect(links(opened).get_by_role("button", name="not linked")).to_be_visible()
    assert written(opened)["relations"] == {}
    links(opened).get_by_role("button", name="not linked").click()
    expect(links(opened).get_by_role("button", name=": linked")).to_be_visible()
    assert len(written(opened)["relations"]) == 1

    # Files are read again: a third has drawn the link.
    write_readers(opened, three, {**drawn, "cleo": ("cleo-2", "cleo-1")})
    opened.run_all()
    expect(unit(opened, LEDGER)).to_contain_text("changed")
    unit(opened, LEDGER).click()
    expect(card(opened)).to_contain_text("links changed")
    card(opened).get_by_role("button", name="Let the decision stand").click()
    expect(unit(opened, LEDGER)).not_to_contain_text("changed")
    assert len(written(opened)["relations"]) == 1
