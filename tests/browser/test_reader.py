"""Who reads: asked once, remembered, changeable."""

from __future__ import annotations

from collections.abc import Callable

from lab import NotebookPage
from material import LEDGER, RISE, annotation, key, quotes_on_disk, reading, ready_notebook
from playwright.sync_api import expect
from servers import IDENTITY


def test_the_name_is_asked_for_once(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(ready_notebook(reader=None))
    view = opened.view
    expect(view.your_name).to_have_value(IDENTITY)
    view.your_name.fill("Zoë: 読者 🙂")
    view.start_tagging.click()
    expect(view.your_name).to_have_count(0)
    view.tag(RISE)
    view.expect_saved()
    assert set(opened.readings()) == {key("Zoë: 読者 🙂")}

    opened.reload()
    view.expect_quotes([RISE])
    expect(view.your_name).to_have_count(0)


def test_a_tag_before_the_name_asks_for_it(lab: Callable[..., NotebookPage]) -> None:
    view = lab(ready_notebook(reader=None)).view
    view.select(RISE)
    view.kind("Claim").click()
    expect(view.your_name).to_be_focused()
    expect(view.items).to_have_count(0)


def test_change_reader(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(ready_notebook(metadata={key(): reading({"a-1": annotation(RISE)})}))
    view = opened.view
    view.expect_quotes([RISE])
    view.change_reader.click()
    view.your_name.fill("ben")
    view.start_tagging.click()
    view.expect_quotes([])
    view.tag(LEDGER, "Evidence")
    view.expect_saved()
    assert quotes_on_disk(opened.path, "ada") == [RISE]
    assert quotes_on_disk(opened.path, "ben") == [LEDGER]

    view.change_reader.click()
    view.your_name.fill("ada")
    view.start_tagging.click()
    view.expect_quotes([RISE])


def test_an_unusable_name_is_refused_with_a_reason(lab: Callable[..., NotebookPage]) -> None:
    view = lab(ready_notebook(reader=None)).view
    view.your_name.fill("   ")
    view.start_tagging.click()
    expect(view.root.get_by_role("alert")).to_contain_text("name")
    expect(view.your_name).to_be_visible()
