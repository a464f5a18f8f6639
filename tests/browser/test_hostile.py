"""Notebooks that nobody trusts, and metadata that is broken: what is good shows, what is bad is kept and counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from lab import NotebookPage
from material import LEDGER, RISE, annotation, key, quotes_on_disk, reading, ready_notebook, stored_output
from playwright.sync_api import expect

GOOD = annotation(RISE)


def nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _ in range(depth):
        inner = {"deeper": inner}
    return inner


BROKEN_RECORDS: dict[str, Any] = {
    "not an object": 7,
    "offsets outside the text": annotation(RISE, spans=[{"start": 10, "end": 100_000}]),
    "negative and reversed": annotation(RISE, spans=[{"start": 9, "end": -3}]),
    "offsets as text": annotation(RISE, spans=[{"start": "21", "end": "30"}]),
    "no spans": annotation(RISE, spans=[]),
    "unknown kind": annotation(LEDGER, "horoscope"),
    "quote of another text": annotation(LEDGER, quote="something else"),
    "values of a wrong type": annotation(LEDGER, values=[1, 2]),
    "deep nesting": annotation(LEDGER, extra=nested(60)),
    "markup in every text": annotation(
        LEDGER, kind="<img src=x onerror=alert(1)>", note="<script>alert(1)</script>", spans="<b>"
    ),
}


@pytest.mark.parametrize("broken", BROKEN_RECORDS.values(), ids=BROKEN_RECORDS.keys())
def test_a_broken_record_beside_a_good_one(lab: Callable[..., NotebookPage], broken: Any) -> None:
    raw = reading({"a-good": GOOD, "a-bad": broken})
    opened = lab(ready_notebook(metadata={key(): raw}))
    view = opened.view
    view.expect_quotes([f"Claim {RISE}"])
    expect(view.root).to_contain_text("1 record")
    view.tag(LEDGER, "Evidence")
    view.expect_saved()
    saved = opened.readings()[key()]
    assert saved["annotations"]["a-bad"] == broken
    assert saved["annotations"]["a-good"] == GOOD
    assert len(saved["annotations"]) == 3


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("a text", id="a text"),
        pytest.param(["a", "list"], id="a list"),
        pytest.param({**reading({}), "annotations": ["not", "an", "object"]}, id="section is a list"),
        pytest.param({"schema_version": 1}, id="nearly empty"),
    ],
)
def test_a_broken_reading_is_kept(lab: Callable[..., NotebookPage], raw: Any) -> None:
    opened = lab(ready_notebook(metadata={key(): raw, "annotator:": 5, "annotator:doc-000000000000:": {}}))
    view = opened.view
    view.tag(RISE)
    view.expect_saved()
    saved = json.loads(opened.path.read_text(encoding="utf-8"))["metadata"]
    assert [record["quote"] for record in saved[key()]["annotations"].values()] == [RISE]
    lost = raw["annotations"] if isinstance(raw, dict) and isinstance(raw.get("annotations"), list) else raw
    if not isinstance(raw, dict) or lost is not raw:
        assert json.dumps(lost) in json.dumps(saved[key()]["set_aside"])
    assert saved["annotator:"] == 5
    assert saved["annotator:doc-000000000000:"] == {}


def test_a_newer_schema_opens_read_only(lab: Callable[..., NotebookPage]) -> None:
    raw = {**reading({"a-1": GOOD}), "schema_version": 2}
    opened = lab(ready_notebook(metadata={key(): raw}))
    view = opened.view
    view.expect_quotes([RISE])
    expect(view.status).to_contain_text("Read only")
    view.select(LEDGER)
    view.kind("Evidence").click()
    view.expect_quotes([RISE])
    opened.save()
    assert opened.readings()[key()] == raw


def test_a_hostile_article_is_text(lab: Callable[..., NotebookPage]) -> None:
    """Markup in the article, its title and its answers is shown, never run."""
    text = 'A <b>bold</b> headline\n\n<script>window.owned = 1</script> <img src=x onerror="window.owned = 1"> said so.\n'
    import annotator as an

    doc = an.Document.from_text(text)
    output = stored_output()
    output["data"]["application/vnd.annotator.v1+json"]["document"] = doc.to_dict()
    notebook = ready_notebook()
    notebook["cells"][0]["outputs"] = [output]
    opened = lab(notebook)
    article = opened.page.get_by_role("article", name="A <b>bold</b> headline")
    expect(article).to_contain_text("<script>window.owned = 1</script>")
    assert opened.page.evaluate("() => window.owned") is None


def test_an_untrusted_notebook_can_be_tagged(lab: Callable[..., NotebookPage]) -> None:
    opened = lab(ready_notebook())
    assert not opened.page.evaluate(
        "() => { const model = jupyterapp.shell.currentWidget.model; return model.cells.get(0).trusted; }"
    )
    opened.view.tag(RISE)
    opened.view.expect_saved()
    assert quotes_on_disk(opened.path) == [RISE]


@pytest.mark.parametrize(
    "bundle",
    [
        pytest.param(None, id="nothing"),
        pytest.param({"version": 99}, id="a newer bundle"),
        pytest.param({"version": 1, "document": {"text": 5}, "codebook": [], "reader": {}}, id="wrong types"),
    ],
)
def test_a_broken_bundle_says_so(lab: Callable[..., NotebookPage], bundle: Any) -> None:
    notebook = ready_notebook()
    notebook["cells"][0]["outputs"][0]["data"]["application/vnd.annotator.v1+json"] = bundle
    opened = lab(notebook)
    expect(opened.page.get_by_role("alert").first).to_contain_text("article")
    assert opened.cells()[1] == "1 + 1"
