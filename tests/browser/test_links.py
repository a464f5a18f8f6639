"""Links between annotations: evidence supports a claim, a source says it."""

from __future__ import annotations

from collections.abc import Callable

from lab import NotebookPage
from material import DOUBLE, LEDGER, RISE, annotation, key, reading, ready_notebook
from playwright.sync_api import expect


def test_link_evidence_to_a_claim_and_undo(lab: Callable[..., NotebookPage]) -> None:
    records = {"a-1": annotation(RISE), "a-2": annotation(LEDGER, "evidence"), "a-3": annotation(DOUBLE)}
    opened = lab(ready_notebook(metadata={key(): reading(records)}))
    view = opened.view
    links = view.root.get_by_role("region", name="Links")
    view.item(LEDGER).get_by_role("button").click()
    links.get_by_role("button", name="Link to …").click()
    view.item(RISE).get_by_role("button").click()
    links.get_by_role("button", name="contradicts").click()
    expect(links.get_by_role("listitem")).to_contain_text(["contradicts"])
    expect(links.get_by_role("listitem")).to_contain_text([RISE])
    view.expect_saved()
    (saved,) = opened.readings()[key()]["relations"].values()
    assert (saved["kind"], saved["from"], saved["to"]) == ("contradicts", "a-2", "a-1")

    links.get_by_role("button", name="Remove link").click()
    expect(links.get_by_role("listitem")).to_have_count(0)
    view.undo.click()
    expect(links.get_by_role("listitem")).to_have_count(1)

    # An annotation that goes takes its links along, and brings them back.
    view.item(RISE).get_by_role("button").click()
    view.delete.click()
    view.item(LEDGER).get_by_role("button").click()
    expect(links.get_by_role("listitem")).to_have_count(0)
    view.undo.click()
    expect(links.get_by_role("listitem")).to_have_count(1)
