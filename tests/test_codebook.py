"""Codebooks: what is accepted and what it gives; keys, colours, and the codebooks inside notebooks."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest

from annotator.codebook import Codebook, CodebookError
from annotator.codebook_rules import RESERVED, contrast
from codebook_material import GOOD, complaints, good, load, replaced

ROOT = Path(__file__).parents[1]


# --- what is accepted


def test_a_sound_file_gives_every_member(tmp_path: Path) -> None:
    book = load(tmp_path, GOOD)
    assert (book.id, book.version, book.title, book.warnings) == ("letters", "1.0", "Letters", ())
    assert [kind.id for kind in book.kinds] == ["demand", "reason"]
    assert book.kind("demand").strength == "urgency"
    assert book.kind("reason").color is None
    assert book.field("urgency").level == "ordinal"
    assert [value.missing for value in book.field("urgency").values] == [False, False, True]
    assert book.field("urgency").value("high").key == "2"
    assert book.fields_of("demand") == (book.field("urgency"),)
    assert book.fields_of("reason") == ()
    assert [asked.id for asked in book.document_fields] == ["town"]
    assert (book.relation("explains").from_, book.relation("explains").to) == (("reason",), ("demand",))


def test_what_is_not_there_is_named_together_with_what_is() -> None:
    book = Codebook.from_dict(good())
    with pytest.raises(KeyError, match=r"'clam'.*demand, reason"):
        book.kind("clam")
    with pytest.raises(KeyError, match="none"):
        book.field("clam")


def test_a_codebook_is_frozen_and_can_be_a_key() -> None:
    book = Codebook.from_dict(good())
    with pytest.raises(AttributeError):
        book.title = "Other"  # type: ignore[misc]
    assert {book: 1}[Codebook.from_dict(good())] == 1


def test_json_and_yaml_of_the_same_codebook_are_equal(tmp_path: Path) -> None:
    book = load(tmp_path, GOOD)
    for indent in (None, 2, "\t"):
        again = load(tmp_path, json.dumps(book.to_dict(), indent=indent), "book.json")
        assert again == book
        assert again.to_dict() == book.to_dict()


def test_json_strings_are_read_as_json_has_them(tmp_path: Path) -> None:
    raw = {**good(), "title": 'A / "B" \U0001f426 ü'}
    text = json.dumps(raw).replace("/", "\\/")
    assert "\\ud83d\\udc26" in text
    assert load(tmp_path, text, "book.json").title == raw["title"]


def test_plain_data_come_back_unchanged() -> None:
    raw = good()
    before = copy.deepcopy(raw)
    assert Codebook.from_dict(raw).to_dict() is raw
    assert raw == before


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    assert load(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == load(tmp_path, GOOD)


def test_a_member_called_on_is_that_word_though_yaml_takes_it_for_true(tmp_path: Path) -> None:
    assert "\n    on: [demand]" in GOOD
    assert load(tmp_path, GOOD).field("urgency").on == ("demand",)


@pytest.mark.parametrize("level", ["boolean", "interval", "text"])
def test_missing_values_may_stand_beside_free_answers(level: str) -> None:
    field = {
        "id": "f",
        "title": "F",
        "level": level,
        "on": ["demand"],
        "values": [{"id": "na", "title": "?", "missing": True}],
    }
    assert Codebook.from_dict({**good(), "fields": [field]}).field("f").value("na").missing


# --- keys and colours


def test_reserved_keys_are_those_of_the_view() -> None:
    commands = (ROOT / "labextension/src/view/commands").glob("*.ts")
    named = re.findall(
        r"keys: \[(.*?)\]", "".join(path.read_text(encoding="utf-8") for path in commands), re.S
    )
    used = {key for keys in named for key in re.findall(r"'(\\?.)'", keys)}
    assert {"j", "u", "?"} <= used
    assert used <= set(RESERVED)


@pytest.mark.parametrize("key", RESERVED)
def test_a_reserved_key_is_refused_in_a_file(tmp_path: Path, key: str) -> None:
    (complaint,) = complaints(tmp_path, replaced("key: r\n", f'key: "{key}"\n'))
    assert complaint.startswith(f'line 12: the key "{key}" is taken by the interface ({RESERVED[key]})')


def test_keys_collide_only_where_they_are_pressed_at_the_same_time(tmp_path: Path) -> None:
    kinds = complaints(tmp_path, replaced("key: r\n", "key: d\n"))
    assert kinds == [
        'line 12: the key "d" is pressed for something else at the same time (line 8); choose another key'
    ]
    # A kind's key is pressed on a selection, a value's on an annotation.
    load(tmp_path, replaced('key: "1"', "key: d"))
    other = '  - {id: tone, title: Tone, level: nominal, on: [KIND], values: [{id: x, title: X, key: "1"}]}\nrelations:\n'
    load(tmp_path, replaced("relations:\n", other.replace("KIND", "reason")))
    (complaint,) = complaints(tmp_path, replaced("relations:\n", other.replace("KIND", "reason, demand")))
    assert complaint.startswith(
        'line 26: the key "1" is pressed for something else at the same time (line 19)'
    )


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # the example of many WCAG guides
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize(("color", "hint"), [("#ffff00", "white"), ("#333333", "black"), ("#2F6FDE", None)])
def test_a_faint_color_is_a_warning(tmp_path: Path, color: str, hint: str | None) -> None:
    book = load(tmp_path, replaced("key: r\n", f'key: r\n    color: "{color}"\n'))
    assert [(warning.line, hint in warning.what) for warning in book.warnings if hint] == (
        [(13, True)] if hint else []
    )
    assert bool(book.warnings) == (hint is not None)


def test_kinds_that_look_the_same_are_a_warning(tmp_path: Path) -> None:
    text = replaced("key: d\n", 'key: d\n    color: "#2F6FDE"\n').replace(
        "key: r\n", 'key: r\n    color: "#2f6fde"\n'
    )
    (warning,) = load(tmp_path, text).warnings
    assert 'the kinds "demand" and "reason" look the same' in str(warning)
    assert not load(tmp_path, text.replace("key: r\n", "key: r\n    mark: box\n")).warnings


# --- plain data, as in a notebook


def test_plain_data_have_places_instead_of_lines() -> None:
    raw = {**good(), "kinds": [{"id": "a", "title": "A"}, {"id": 5, "title": "B"}]}
    with pytest.raises(CodebookError) as caught:
        Codebook.from_dict(raw, source="week-1.ipynb")
    (problem,) = caught.value.problems
    assert problem.place == "week-1.ipynb:kinds/1/id"
    assert str(problem) == 'kinds/1/id: the id is the number 5, not text; write it in quotes: "5"'


def test_form_is_a_warning_in_plain_data_so_that_old_readings_stay_readable() -> None:
    raw = good()
    raw["x_origin"] = {"by": [1, None]}
    raw["kinds"] = [{"id": "a", "title": "A", "key": "n"}, {"id": "b", "title": "B", "key": "n", "shade": 1}]
    book = Codebook.from_dict(raw)
    assert [warning.at for warning in book.warnings] == [
        "kinds/1/shade",
        "x_origin",
        "kinds/0/key",
        "kinds/1/key",
    ]
    assert book.to_dict()["x_origin"] == {"by": [1, None]}


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), b"x", object()])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(CodebookError, match="cannot be written as JSON"):
        Codebook.from_dict({**good(), "extra": value})


def test_data_that_contain_themselves_are_refused() -> None:
    raw = good()
    raw["extra"] = [raw]
    with pytest.raises(CodebookError, match="cannot be written as JSON"):
        Codebook.from_dict(raw)
