"""Links between annotations: evidence supports a claim, a source says it."""

from __future__ import annotations

from collections.abc import Callable

from lab import NotebookPage
from material import DOUBLE, LEDGER, OFFICE, RISE, annotation, key, reading, ready_notebook
from playwright.sync_api import expect

TAGGED = {"a-1": annotation(RISE), "a-2": annotation(LEDGER, "evidence"), "a-3": annotation(DOUBLE)}


def saved_links(opened: NotebookPage) -> list[tuple[str, str, str]]:
    opened.view.expect_saved()
    records = opened.readings()[key()]["relations"].values()
    return [(record["kind"], record["from"], record["to"]) for record in records]


def test_link_by_mouse_change_it_and_undo(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(ready_notebook(metadata={key(): reading(TAGGED)}))
    view = opened.view
    links = view.root.get_by_role("region", name="Links")
    making = view.root.get_by_role("region", name="New link")
    view.item(LEDGER).get_by_role("button").click()
    links.get_by_role("button", name="Link to …").click()
    view.item(RISE).get_by_role("button").click()
    making.get_by_role("button", name="contradicts").click()
    row = links.get_by_role("listitem")
    expect(row).to_contain_text([RISE])
    assert saved_links(opened) == [("contradicts", "a-2", "a-1")]

    row.get_by_role("combobox").select_option("supports")
    row.get_by_role("button", name="Add a note").click()
    opened.page.keyboard.type("Four is less than a third.")
    assert saved_links(opened) == [("supports", "a-2", "a-1")]
    (saved,) = opened.readings()[key()]["relations"].values()
    assert saved["note"] == "Four is less than a third."

    links.get_by_role("button", name="Remove link").click()
    expect(row).to_have_count(0)
    view.undo.click()
    expect(row).to_have_count(1)

    # An annotation that goes takes its links along, and brings them back.
    view.item(RISE).get_by_role("button").click()
    view.delete.click()
    view.item(LEDGER).get_by_role("button").click()
    expect(row).to_have_count(0)
    view.undo.click()
    expect(row).to_have_count(1)


def test_two_keys_link_and_only_what_fits_is_offered(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(ready_notebook(metadata={key(): reading(TAGGED)}))
    view, press = opened.view, opened.page.keyboard.press
    offered = view.root.get_by_role("list", name="Passages to link to").get_by_role("listitem")
    view.item(LEDGER).get_by_role("button").click()
    view.article.focus()
    press("C")
    # The nearest claim comes first; evidence contradicts claims and nothing else.
    expect(offered).to_contain_text([DOUBLE, RISE])
    press("2")
    assert saved_links(opened) == [("contradicts", "a-2", "a-1")]
    press("C")
    expect(offered).to_contain_text([DOUBLE])
    press("Escape")
    expect(offered).to_have_count(0)


def test_a_passage_is_tagged_and_linked_in_one_go(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(ready_notebook(metadata={key(): reading({"a-1": annotation(RISE)})}))
    view, press = opened.view, opened.page.keyboard.press
    view.item(RISE).get_by_role("button").click()
    view.article.focus()
    press("S")
    view.select(LEDGER)
    press("e")
    view.expect_quotes([f"Claim {RISE}", f"Evidence {LEDGER}"])
    ((kind, _, to),) = saved_links(opened)
    assert (kind, to) == ("supports", "a-1")
    # One gesture, one step of undo.
    view.undo.click()
    view.expect_quotes([f"Claim {RISE}"])
    assert saved_links(opened) == []

    # By mouse: the same from the panel, without asking for a link first.
    view.item(RISE).get_by_role("button").click()
    view.select(OFFICE)
    view.root.get_by_role("group", name="Tag and link").get_by_role(
        "button", name="Source is the source of"
    ).click()
    view.expect_quotes([f"Claim {RISE}", f"Source {OFFICE}"])
    ((kind, _, to),) = saved_links(opened)
    assert (kind, to) == ("attributes", "a-1")
