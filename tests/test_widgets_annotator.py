"""The Annotator from Python: what it shows to its host, what it takes, and what it says when it does not."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter, MarkdownExporter

import annotator as an
from annotator.edits import EditError
from annotator.reading import ReadingError
from annotator.widgets import Annotator, AnnotatorWarning, bundle
from test_static_html import Page, checked_page

TEXT = "A headline\n\nThe river rose by two metres, and nobody had said it would.\n\nArticle {}.\n"
_numbers = itertools.count()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("JPY_SESSION_NAME", "SERVER_SOFTWARE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def new() -> Callable[..., Annotator]:
    """Annotators of one article that no other test has."""
    text = TEXT.format(next(_numbers))

    def make(reader: str | None = "ada", **more: Any) -> Annotator:
        return Annotator(text, reader=reader, **more)

    return make


@pytest.fixture
def w(new: Callable[..., Annotator]) -> Annotator:
    return new()


def river(w: Annotator, kind: str = "claim", **more: Any) -> str:
    start = w.document.text.index("The river")
    return w.add(kind, start, start + 28, **more)


def test_it_is_made_of_a_path_a_text_or_a_document(folder: Path) -> None:
    (folder / "article.txt").write_text("A headline\n\nThe river rose.\n")
    by_path = Annotator("article.txt")
    by_text = Annotator("A headline\n\nThe river rose.\n", title="Mine")
    by_document = Annotator(an.Document.from_text("A headline\n\nThe river rose.\n"))
    assert by_path.document.id == by_text.document.id == by_document.document.id
    assert (by_path.document.title, by_text.document.title) == ("A headline", "Mine")
    assert by_path.codebook.id == "claims"


@pytest.mark.parametrize("arguments", [{"raeder": "ada"}, {"layout": {}}, {"payload": {}}])
def test_what_it_does_not_know_raises(arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=next(iter(arguments))):
        Annotator("A headline\n\nText.\n", **arguments)


def test_a_reader_that_cannot_be_one_raises() -> None:
    with pytest.raises(ReadingError):
        Annotator("A headline\n\nText.\n", reader="  ")


def test_tables_follow_each_edit(w: Annotator) -> None:
    assert w.annotations.empty
    claim = river(w, evidence_strength="thin", note="first")
    evidence = w.add("evidence", 12, 15)
    link = w.relate("supports", evidence, claim)
    assert set(w.annotations.annotation) == {claim, evidence}
    row = w.annotations.set_index("annotation").loc[claim]
    assert (row.quote, row.note, row.evidence_strength) == ("The river rose by two metres", "first", "thin")
    assert list(w.relations.relation) == [link]
    w.change(claim, note="second", status="done", evidence_strength=None, claim_type="fact")
    row = w.annotations.set_index("annotation").loc[claim]
    assert (row.note, row.status, row.claim_type) == ("second", "done", "fact")
    assert w.annotations.set_index("annotation").evidence_strength.isna()[claim]
    w.remove(evidence)
    assert w.relations.empty
    assert w.reading is not None
    assert set(w.reading.annotations) == {claim}


def test_values_can_be_given_as_a_dict(w: Annotator) -> None:
    id_ = river(w, values={"claim_type": "prediction"})
    w.change(id_, values={"claim_type": "fact"})
    assert list(w.annotations.claim_type) == ["fact"]


def test_undo_and_redo(w: Annotator) -> None:
    first = river(w)
    w.change(first, note="x")
    second = w.add("source", 0, 5)
    w.relate("attributes", second, first)
    w.remove(first)
    states = []
    for _ in range(5):
        states.append(content(w))
        w.undo()
    assert w.annotations.empty
    with pytest.raises(EditError, match="nothing to undo"):
        w.undo()
    for state in reversed(states):
        w.redo()
        assert content(w) == state
    with pytest.raises(EditError, match="nothing to redo"):
        w.redo()
    w.undo()
    w.change(second, note="another way")
    with pytest.raises(EditError, match="nothing to redo"):
        w.redo()


def content(w: Annotator) -> Any:
    assert w.reading is not None
    raw = w.reading.to_dict()
    hidden = ("rev", "by", "modified")
    return {
        section: {
            id_: {key: value for key, value in record.items() if key not in hidden}
            for id_, record in raw[section].items()
        }
        for section in ("annotations", "relations")
    }


def test_two_annotators_share_a_reading_and_keep_their_own_undo(new: Callable[..., Annotator]) -> None:
    one, other = new(), new()
    id_ = river(one)
    assert list(other.annotations.annotation) == [id_]
    with pytest.raises(EditError, match="nothing to undo"):
        other.undo()
    other.remove(id_)
    one_raw = one.reading
    assert one_raw is not None
    assert one_raw.annotations == {}


def test_another_codebook_sees_the_same_reading_its_own_way(new: Callable[..., Annotator]) -> None:
    claims, argument = new(), new(codebook="argument")
    river(claims)
    kind = argument.codebook.kinds[0].id
    own = argument.add(kind, 0, 5)
    assert own in set(argument.annotations.annotation)
    assert argument.reading is not None
    assert argument.reading.codebook["id"] == "argument"


ERRORS: dict[str, tuple[Callable[[Annotator], Any], str]] = {
    "kind": (lambda w: w.add("clam", 0, 3), "Did you mean 'claim'"),
    "reversed": (lambda w: w.add("claim", 5, 3), "0 <= start < end"),
    "outside": (lambda w: w.add("claim", 0, 10**6), "length of the article"),
    "no number": (lambda w: w.add("claim", "0", 3), "whole number"),  # type: ignore[arg-type]
    "float": (lambda w: w.add("claim", 0.0, 3), "whole number"),  # type: ignore[arg-type]
    "field": (lambda w: w.add("claim", 0, 3, strength="thin"), "evidence_strength"),
    "field of another kind": (
        lambda w: w.add("source", 0, 3, evidence_strength="thin"),
        "not asked of kind 'source'",
    ),
    "value": (lambda w: w.add("claim", 0, 3, evidence_strength="thn"), "Did you mean 'thin'"),
    "value's type": (lambda w: w.add("claim", 0, 3, evidence_strength=2), "'thin'"),
    "note": (lambda w: w.add("claim", 0, 3, note=None), "give a text"),  # type: ignore[arg-type]
    "surrogate": (lambda w: w.add("claim", 0, 3, note="\ud800"), "lone surrogate"),
    "unknown id": (lambda w: w.change("a-nobody", note="x"), "a-nobody"),
    "nothing": (lambda w: w.change(river(w)), "Nothing to change"),
    "status": (lambda w: w.change(river(w), status="finished"), "'done'"),
    "remove": (lambda w: w.remove("a-nobody"), "a-nobody"),
    "unrelate": (lambda w: w.unrelate("r-nobody"), "r-nobody"),
    "relation": (lambda w: w.relate("suports", river(w), river(w)), "Did you mean 'supports'"),
    "end": (lambda w: w.relate("supports", river(w, "evidence"), "a-nobody"), "to_id"),
    "end's kind": (lambda w: w.relate("supports", river(w), river(w, "source")), "of kind"),
    "answer": (lambda w: w.answer("claim_type", "fact"), "about the whole document"),
    "plain edit": (lambda w: w.edit({"type": "explode"}), "explode"),
}


@pytest.mark.parametrize(("make", "message"), ERRORS.values(), ids=ERRORS.keys())
def test_errors_say_what_would_do(w: Annotator, make: Callable[[Annotator], Any], message: str) -> None:
    with pytest.raises(EditError, match=message):
        make(w)


def test_every_level_of_measurement_takes_its_answers_only(folder: Path) -> None:
    book = an.Codebook.from_dict(
        {
            "schema_version": 1,
            "id": "levels",
            "version": "1",
            "title": "Levels",
            "kinds": [{"id": "span", "title": "Span"}],
            "fields": [
                {
                    "id": "score",
                    "title": "Score",
                    "level": "interval",
                    "on": ["document"],
                    "minimum": 0,
                    "maximum": 10,
                },
                {"id": "ok", "title": "OK", "level": "boolean", "on": ["document"]},
                {"id": "why", "title": "Why", "level": "text", "on": ["document"]},
                {
                    "id": "topics",
                    "title": "Topics",
                    "level": "multiple",
                    "on": ["document"],
                    "values": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}],
                },
            ],
        }
    )
    w = Annotator(f"Levels\n\nArticle {next(_numbers)}.\n", codebook=book, reader="ada")
    for field, good, stored, bad in (
        ("score", 2.5, 2.5, [True, "2", float("nan"), 11]),
        ("ok", False, False, [0, "no"]),
        ("why", "because", "because", [7]),
        ("topics", ["b", "a", "b"], ["a", "b"], ["a", ["c"], 7]),
    ):
        w.answer(field, good)
        assert w.reading is not None
        assert w.reading.answers[field]["value"] == stored
        for wrong in bad:
            with pytest.raises(EditError, match=field):
                w.answer(field, wrong)
        w.answer(field, None)
        assert w.reading.answers[field]["value"] is None
    assert "About the document" not in w._repr_mimebundle_()[0]["text/html"]


def test_without_a_reader_nothing_is_there_and_edits_say_why(new: Callable[..., Annotator]) -> None:
    w = new(reader=None)
    assert w.reader is None
    assert w.reading is None
    assert list(w.annotations.columns) == list(new(reader="someone").annotations.columns)
    assert w.relations.empty
    with pytest.raises(EditError, match="reader="):
        river(w)


def test_the_bundle_has_the_best_representation_for_each_host(w: Annotator) -> None:
    river(w, evidence_strength="thin")
    data, _ = w._repr_mimebundle_()
    assert list(data) == [bundle.MIME, bundle.WIDGET_MIME, "text/html", "text/plain"]
    ours = data[bundle.MIME]
    assert {"version", "document", "codebook", "reader"} == set(ours)
    assert (ours["version"], ours["reader"], ours["document"]) == (1, "ada", w.document.to_dict())
    assert ours["codebook"] == w.codebook.to_dict()
    assert data[bundle.WIDGET_MIME]["model_id"] == w.model_id
    assert "Thin" in checked_page(data["text/html"]).text
    assert data["text/plain"] == "Annotator: A headline (ada: 1 annotations, 0 relations)"
    json.dumps(data, allow_nan=False)
    assert "script" not in data["text/html"]


def test_the_bundle_of_nobody_yet(new: Callable[..., Annotator]) -> None:
    data, _ = new(reader=None)._repr_mimebundle_()
    assert data[bundle.MIME]["reader"] is None
    assert "No reader yet." in checked_page(data["text/html"]).text
    assert data["text/plain"] == "Annotator: A headline (no reader yet)"


def notebook_with(w: Annotator) -> Any:
    data, _ = w._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data=data)
    cell = nbformat.v4.new_code_cell("w", outputs=[output])
    return nbformat.v4.new_notebook(cells=[cell])


def test_a_page_that_never_heard_of_us_shows_article_marks_and_answers(new: Callable[..., Annotator]) -> None:
    w = new(reader="<script>alert(1)</script>")
    river(w, evidence_strength="partial", note='5 < 6 & <b>bold</b> $x$ <script>alert("note")</script>')
    html, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook_with(w))
    ours = html[html.index("<article") : html.index("</article>") + len("</article>")]
    page = checked_page(ours)
    assert page.marked == "The river rose by two metres"
    for text in (
        "nobody had said it would",
        "Partial",
        '5 < 6 & <b>bold</b> $x$ <script>alert("note")',
        "Read by",
    ):
        assert text in page.text
    assert "script" not in Page(ours).elements
    # MathJax, which nbconvert's pages load, is kept away from the dollars of an article.
    assert 'class="tex2jax_ignore mathjax_ignore"' in ours
    assert "widget-view" not in html
    markdown, _ = MarkdownExporter().from_notebook_node(notebook_with(w))
    assert "The river rose by two metres" in markdown


def test_python_alone_keeps_the_reading_in_a_file(w: Annotator, folder: Path) -> None:
    id_ = river(w)
    [file] = folder.glob("*.reading.json")
    assert file.name == f"notebook.{w.document.id}.ada.reading.json"
    assert set(json.loads(file.read_text())["annotations"]) == {id_}
    other = w.save_reading(folder / "copy.reading.json")
    assert json.loads(other.read_text()) == json.loads(file.read_text())


def test_saving_over_something_else_sets_it_aside(w: Annotator, folder: Path) -> None:
    river(w)
    target = folder / "copy.reading.json"
    target.write_text("my shopping list")
    with pytest.warns(AnnotatorWarning, match=r"broken-1"):
        w.save_reading(target)
    assert (folder / "copy.reading.json.broken-1").read_text() == "my shopping list"


def test_a_closed_annotator_still_has_its_reading(w: Annotator) -> None:
    id_ = river(w)
    w.close()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        w.change(id_, note="x")
    assert list(w.annotations.note) == ["x"]


def test_importing_and_using_it_needs_neither_kernel_nor_build(folder: Path) -> None:
    program = (
        "import annotator.widgets.bundle as bundle, pathlib, sys\n"
        "bundle.STATIC = pathlib.Path('nowhere')\n"
        "esm = str(bundle.asset('anywidget.js'))\n"
        "assert 'make build' in esm and 'export default' in esm, esm\n"
        "assert bundle.asset('anywidget.css').strip() == ''\n"
        "import annotator\n"
        "w = annotator.Annotator('A headline\\n\\nText.\\n', reader='ada')\n"
        "w.add('claim', 0, 3)\n"
        "assert 'pandas' not in sys.modules\n"
        "assert len(w.annotations) == 1\n"
        "print('fine')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=folder, check=False
    )
    assert (done.returncode, done.stdout) == (0, "fine\n"), done.stderr
