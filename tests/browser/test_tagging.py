"""Tag, answer, change, delete, undo: by mouse and by keyboard."""

from __future__ import annotations

from lab import NotebookPage
from material import DOUBLE, LEDGER, OFFICE, RISE, annotation, key_of, reading, ready_notebook, title_of
from material import key as metadata_key
from playwright.sync_api import expect

STRENGTH = "Evidence strength"


def words(text: str) -> int:
    return len(text.split())


def test_tag_by_mouse(ready: NotebookPage) -> None:
    view = ready.view
    view.select(RISE)
    view.kind("Claim").click()

    expect(view.items).to_have_count(1)
    expect(view.items.first).to_contain_text(f"Claim {RISE}")
    expect(view.highlights(RISE)).to_have_count(1)

    view.answer("Claim type", title_of("fact", "claim_type"))
    view.answer(STRENGTH, title_of("partial", "evidence_strength"))
    view.answer("Source type", title_of("official", "source_type"))
    for value in (
        title_of("fact", "claim_type"),
        title_of("partial", "evidence_strength"),
        title_of("official", "source_type"),
    ):
        expect(view.items.first).to_contain_text(value)


def test_tag_by_keyboard_alone(ready: NotebookPage) -> None:
    view, press = ready.view, ready.page.keyboard.press
    view.article.focus()
    press("ArrowDown")  # The caret appears at the top of the article …
    press("Control+ArrowDown")  # … and goes down to the first paragraph.
    for _ in range(words(RISE)):
        press("Control+Shift+ArrowRight")
    press("c")
    expect(view.items).to_have_count(1)
    expect(view.items.first).to_contain_text(f"Claim {RISE}")

    press(key_of("fact", "claim_type"))
    expect(view.radio("Claim type", title_of("fact", "claim_type"))).to_be_checked()
    press(key_of("partial", "evidence_strength"))
    expect(view.radio(STRENGTH, title_of("partial", "evidence_strength"))).to_be_checked()
    press("n")
    ready.page.keyboard.type("check the sacks")
    expect(view.note).to_have_value("check the sacks")
    press("Escape")  # Back to the article, to tag on.
    expect(view.article).to_be_focused()

    press("End")
    press("Home")
    for _ in range(5):
        press("Shift+ArrowRight")
    press("e")
    view.expect_quotes([f"Claim {RISE}", "Evidence Grain"])


def test_overlapping_annotations_are_each_reachable(ready: NotebookPage) -> None:
    view, press = ready.view, ready.page.keyboard.press
    longer = f"{RISE}, {OFFICE}"
    view.tag(longer, "Claim")
    view.select(OFFICE)
    view.kind("Source").click()
    expect(view.items).to_have_count(2)
    press("Escape")

    current = view.root.get_by_role("region", name="Selected annotation")
    view.click_on(OFFICE)
    expect(view.kind("Source")).to_have_attribute("aria-pressed", "true")
    expect(current).to_contain_text("2 annotations here")
    view.click_on(OFFICE)
    expect(view.kind("Claim")).to_have_attribute("aria-pressed", "true")
    view.article.focus()
    press("o")
    expect(view.kind("Source")).to_have_attribute("aria-pressed", "true")
    current.get_by_role("button", name=f"Claim {longer[:10]}").click()
    expect(view.kind("Claim")).to_have_attribute("aria-pressed", "true")

    # Where they share no text only one is there.
    view.click_on(RISE)
    expect(view.kind("Claim")).to_have_attribute("aria-pressed", "true")
    expect(current).not_to_contain_text("annotations here")


def test_change_value_kind_and_note(ready: NotebookPage) -> None:
    view = ready.view
    view.tag(DOUBLE)
    view.answer("Claim type", title_of("fact", "claim_type"))
    view.answer("Claim type", title_of("prediction", "claim_type"))
    expect(view.radio("Claim type", title_of("fact", "claim_type"))).not_to_be_checked()
    expect(view.items.first).to_contain_text(title_of("prediction", "claim_type"))
    view.note.fill("by whom?\nno number")
    view.kind("Evidence").click()
    expect(view.items.first).to_contain_text(f"Evidence {DOUBLE}")
    expect(view.note).to_have_value("by whom?\nno number")
    view.expect_saved()
    (saved,) = ready.readings()[metadata_key()]["annotations"].values()
    assert saved["kind"] == "evidence"
    assert saved["note"] == "by whom?\nno number"


def test_undo_and_redo(ready: NotebookPage) -> None:
    view, press = ready.view, ready.page.keyboard.press
    view.tag(RISE)
    view.answer("Claim type", title_of("fact", "claim_type"))
    view.tag(LEDGER, "Evidence")
    view.delete.click()
    view.expect_quotes([RISE])

    view.undo.click()
    view.expect_quotes([RISE, LEDGER])
    view.article.focus()
    press("Control+z")
    view.expect_quotes([RISE])
    press("Control+z")
    expect(view.items.first).not_to_contain_text(title_of("fact", "claim_type"))
    press("Control+z")
    view.expect_quotes([])
    press("Control+Shift+Z")
    view.expect_quotes([RISE])
    for _ in range(3):
        view.redo.click()
    view.expect_quotes([RISE])
    expect(view.items.first).to_contain_text(title_of("fact", "claim_type"))
    # The notebook's own undo had no part in it.
    assert ready.cells()[1] == "1 + 1"


def test_delete_by_key_and_walk_through_the_list(lab: NotebookPage) -> None:
    records = {"a-1": annotation(RISE), "a-2": annotation(LEDGER, "evidence"), "a-3": annotation(DOUBLE)}
    opened = lab(ready_notebook(metadata={metadata_key(): reading(records)}))  # type: ignore[operator]
    view, press = opened.view, opened.page.keyboard.press
    view.expect_quotes([RISE, LEDGER, DOUBLE])
    view.article.focus()
    current = view.items.filter(has=opened.page.locator("[aria-current=true]"))
    press("j")
    expect(current).to_contain_text(RISE)
    press("j")
    press("j")
    expect(current).to_contain_text(DOUBLE)
    press("k")
    expect(current).to_contain_text(LEDGER)
    press("Delete")
    view.expect_quotes([RISE, DOUBLE])
    view.expect_saved()
    saved = opened.readings()[metadata_key()]
    assert set(saved["annotations"]) == {"a-1", "a-3"}
    assert saved["removed"]["a-2"]["rev"] == 2


def test_emoji_and_quotation_marks_keep_their_place(ready: NotebookPage) -> None:
    view = ready.view
    quote = "“Nobody believes that figure 👩‍👩‍👧,”"
    view.tag(quote)
    view.expect_saved()
    (saved,) = ready.readings()[metadata_key()]["annotations"].values()
    assert saved == {**saved, **{name: annotation(quote)[name] for name in ("kind", "spans", "quote")}}
