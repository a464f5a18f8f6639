"""The article has changed since it was tagged: the tags are carried over, after a look at what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from lab import NotebookPage
from material import ARTICLE, DOUBLE, LEDGER, OFFICE, RISE, TITLE, codebook, key, ready_notebook
from playwright.sync_api import expect

import annotator as an
from annotator.anchoring import describe

GONE = "Bakers have begun to mix in potato flour."
OLD = (
    ARTICLE.replace("rise of four percent", "rise of five per cent")
    .replace("The council ought", f"{GONE}\n\nThe council ought")
    .replace("“Nobody", '"Nobody')
)


def earlier() -> an.Document:
    return an.Document.from_text(OLD, title=TITLE, source="article.txt")


def record(quote: str, kind: str, **members: Any) -> dict[str, Any]:
    start = earlier().text.index(quote)
    spans = [(start, start + len(quote))]
    place = {"spans": [{"start": a, "end": b} for a, b in spans], **describe(earlier().text, spans)}
    return {
        "kind": kind,
        "values": {},
        "note": "",
        "status": "open",
        "rev": 2,
        "by": "test",
        **place,
        **members,
    }


def earlier_reading() -> dict[str, Any]:
    raw = an.Reading.new(earlier(), codebook(), "ada").to_dict()
    annotations = {
        "a-rise": record(RISE, "claim", values={"claim_type": "fact"}),
        "a-office": record(OFFICE, "source"),
        "a-ledger": record("Her ledger shows a rise of five per cent", "evidence"),
        "a-gone": record(GONE, "evidence", note="seen in May"),
    }
    link = {
        "kind": "contradicts",
        "from": "a-gone",
        "to": "a-rise",
        "values": {},
        "note": "",
        "rev": 1,
        "by": "test",
    }
    return {**raw, "annotations": annotations, "relations": {"r-1": link}}


def test_tags_are_carried_over_and_an_orphan_is_attached_again(lab: Callable[..., NotebookPage]) -> None:
    old_key = f"annotator:{earlier().id}:ada"
    opened = lab(ready_notebook(metadata={old_key: earlier_reading()}))
    view = opened.view
    offer = view.root.get_by_role("region", name="Earlier version")
    expect(offer).to_contain_text("4 tags")
    view.expect_quotes([])

    # Nothing is written before the reader has seen what becomes of each.
    offer.get_by_role("button", name="Carry your 4 tags over").click()
    expect(offer).to_contain_text("2 exact")
    expect(offer).to_contain_text("1 changed")
    expect(offer).to_contain_text("1 not found")
    changed = offer.get_by_role("list", name="Changed")
    expect(changed.get_by_role("deletion")).to_have_text("five per cent")
    expect(changed.get_by_role("insertion")).to_have_text("four percent")
    expect(offer.get_by_role("list", name="Not found")).to_contain_text(GONE)
    offer.get_by_role("button", name="Not now").click()
    assert set(opened.readings()) == {old_key}

    carry = offer.get_by_role("button", name="Carry them over")
    offer.get_by_role("button", name="Carry over 4 tags from the earlier version").click()
    carry.click()
    expect(offer).to_have_count(0)
    view.expect_quotes([RISE, OFFICE, LEDGER])
    expect(view.highlights(LEDGER)).to_have_count(1)
    view.undo.click()
    view.expect_quotes([])
    offer.get_by_role("button", name="Carry your 4 tags over").click()
    carry.click()
    view.expect_quotes([RISE, OFFICE, LEDGER])

    orphans = view.root.get_by_role("list", name="Without a place").get_by_role("listitem")
    expect(orphans).to_have_count(1)
    expect(orphans).to_contain_text(GONE)
    expect(orphans).to_contain_text("seen in May")
    attach = orphans.get_by_role("button", name="Attach to the selection")
    attach.click()
    expect(view.status).to_contain_text("Select the passage")
    view.select(DOUBLE)
    attach.click()
    expect(orphans).to_have_count(0)
    view.expect_quotes([RISE, OFFICE, LEDGER, DOUBLE])
    expect(view.note).to_have_value("seen in May")
    expect(view.root.get_by_role("region", name="Links").get_by_role("listitem")).to_have_count(1)
    view.expect_saved()

    stored = opened.readings()
    assert stored[old_key] == earlier_reading()
    carried = stored[key()]
    assert {id_: one["quote"] for id_, one in carried["annotations"].items()} == {
        "a-rise": RISE, "a-office": OFFICE, "a-ledger": LEDGER, "a-gone": DOUBLE,
    }  # fmt: skip
    assert carried["annotations"]["a-rise"]["values"] == {"claim_type": "fact"}
    assert carried["document"]["sha256"] != stored[old_key]["document"]["sha256"]
    assert carried["carried_from"] == earlier().id
    assert an.Reading.from_dict(carried).checked.set_aside == 0

    opened.reload()
    view.expect_quotes([RISE, OFFICE, LEDGER, DOUBLE])
    expect(offer).to_have_count(0)
    expect(orphans).to_have_count(0)
    assert json.dumps(opened.readings()) == json.dumps(stored)
