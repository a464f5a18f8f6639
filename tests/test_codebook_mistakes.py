"""Codebook files with mistakes: each is told with its line and remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.codebook import CodebookError
from codebook_material import GOOD, complaints, good, load, replaced

# --- what YAML makes of words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NO", "False"),
        ("on", "True"),
        ("1.10", "the number 1.1"),
        ("12:30", "the number 750"),
        ("2024-05-04", "the date 2024-05-04"),
        ("null", "nothing"),
        ("7", "the number 7"),
        ("2024-13-45", "nothing"),
        ("9" * 5000, "nothing"),
    ],
)
def test_an_id_that_yaml_takes_for_something_else(tmp_path: Path, written: str, read: str) -> None:
    (complaint,) = complaints(tmp_path, replaced("- id: town", f"- id: {written}"))
    assert complaint.startswith(
        f'line 22: the id is read as {read} by YAML; write it in quotes: "{written[:50]}'
    )


def test_the_version_and_keys_too(tmp_path: Path) -> None:
    text = replaced('version: "1.0"', "version: 1.0").replace('key: "1"', "key: 1")
    assert complaints(tmp_path, text) == [
        'line 3: the version is read as the number 1.0 by YAML; write it in quotes: "1.0"',
        'line 19: the key is read as the number 1 by YAML; write it in quotes: "1"',
    ]


def test_a_misread_kind_is_told_once_and_not_again_where_it_is_named(tmp_path: Path) -> None:
    text = GOOD.replace("reason", "no")
    assert [complaint.partition(";")[0] for complaint in complaints(tmp_path, text)] == [
        "line 10: the id is read as False by YAML",
        "line 29: the kind is read as False by YAML",
    ]
    quoted = GOOD.replace("[reason]", '["no"]').replace("- id: reason", "- id: no")
    assert len(complaints(tmp_path, quoted)) == 1


def test_a_color_without_quotes_is_a_comment(tmp_path: Path) -> None:
    (complaint,) = complaints(tmp_path, replaced("key: r", "key: r\n    color: #ff0000"))
    assert complaint.startswith("line 13: the color is empty;")
    assert "# starts a comment" in complaint
    (complaint,) = complaints(
        tmp_path, replaced("- {id: low, title: Low, ", "- {id: low, title: Low, color: #ff0000, ")
    )
    assert "line 20" in complaint
    assert "quotes around what begins with #" in complaint


# --- mistakes of meaning


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "title: Town",
            "titel: Town",
            [
                'line 22: the member "title" is missing',
                'line 23: the member "titel" is not known; did you mean "title"?',
            ],
        ),
        (
            "strength: urgency",
            "strenght: urgency",
            ['line 9: the member "strenght" is not known; did you mean "strength"?'],
        ),
        (
            "title: Town",
            "title: Town\n    zzz: 1",
            ['line 24: the member "zzz" is not known; delete it; known here are id'],
        ),
        (
            "id: reason",
            "id: demand",
            [
                'line 10: the id "demand" is used by another kind (line 6)',
                'line 29: there is no kind "reason"',
            ],
        ),
        ("id: high", "id: low", ['line 20: the id "low" is used by another value of the field (line 19)']),
        ("id: town", "id: urgency", ['line 22: the id "urgency" is used by another field (line 14)']),
        (
            "on: [demand]",
            "on: [demnad]",
            [
                'line 9: the field "urgency" is not asked',
                'line 17: there is no kind "demnad"; did you mean "demand"?',
            ],
        ),
        (
            "on: [demand]",
            "on: demand",
            ['line 17: the on is the text "demand", not a list; write it in brackets: [demand]'],
        ),
        ("on: [demand]", "on: [demand, demand]", ['line 17: the kind "demand" is named twice']),
        ("from: [reason]", "from: [document]", ['line 29: there is no kind "document"']),
        ("to: [demand]", "to: [demands]", ['line 30: there is no kind "demands"; did you mean "demand"?']),
        (
            "strength: urgency",
            "strength: town",
            ['line 9: the field "town" is text, and only an ordinal field'],
        ),
        (
            "strength: urgency",
            "strength: urgncy",
            ['line 9: there is no field "urgncy"; did you mean "urgency"?'],
        ),
        (
            "key: r\n",
            "key: r\n    strength: urgency\n",
            ['line 13: the field "urgency" is not asked of this kind'],
        ),
        ("level: text", "level: nominal", ["line 22: a nominal field needs at least one value"]),
        (
            "level: text",
            "level: multiple\n    values: [{id: x, title: X, missing: true}]",
            ["line 25: a multiple field needs"],
        ),
        (
            "id: high, title: High,",
            "id: high, title: High, missing: true,",
            ["line 18: an ordinal field needs at least two values"],
        ),
        (
            "level: text",
            "level: boolean\n    values: [{id: x, title: X}]",
            ["line 25: the only values of a field with the level boolean"],
        ),
        (
            "level: text",
            'level: boolean\n    values: [{id: "true", title: X, missing: true}]',
            ['line 25: "true" is an answer that'],
        ),
        (
            "level: text",
            "level: textual",
            ['line 24: the level "textual" is not known; write "nominal", "ordinal"'],
        ),
        ("level: text", "level: text\n    minimum: 1", ["line 25: only an interval field has a minimum"]),
        (
            "level: text",
            "level: interval\n    minimum: 2\n    maximum: 1",
            ["line 26: the maximum is smaller than the minimum"],
        ),
        ("level: text", "level: interval\n    minimum: .nan", ["line 25: the minimum is nan"]),
        (
            "id: letters",
            "id: my letters",
            [
                'line 2: the id "my letters" is not allowed; use letters, digits',
            ],
        ),
        ("id: town", "id: document", []),
        ("key: r\n", "key: rr\n", ['line 12: the key "rr" is not allowed; write one character']),
        (
            "key: r\n",
            "key: r\n    color: red\n",
            ['line 13: the color "red" is not allowed; write # and six'],
        ),
        (
            "key: r\n",
            "key: r\n    mark: boxes\n",
            ['line 13: the mark "boxes" is not known; write "line", "box"'],
        ),
        ("title: Town", 'title: " "', ["line 23: the title is blank"]),
        ("title: Town", 'title: "a\\u0007"', ["line 23: the title has the character U+0007"]),
        ("title: Town", 'title: "\\ud800"', ["line 23: the title has the character U+D800"]),
        ("title: Town", f"title: {'x' * 201}", ["line 23: the title has 201 characters; at most 200"]),
        ("title: Town", "title: [Town]", ["line 23: the title is a list, not text"]),
        (
            "schema_version: 1",
            "schema_version: 2",
            ["line 1: the codebook is written for a newer version of the format (2); update"],
        ),
        ("schema_version: 1", "schema_version: 0", ["line 1: the schema_version is 0; write 1 or more"]),
        (
            "schema_version: 1",
            "schema_version: 1.5",
            ["line 1: the schema_version is 1.5, not a whole number"],
        ),
        (
            "schema_version: 1",
            "schema_version: yes",
            ["line 1: the schema_version is True, not a whole number"],
        ),
        (
            "to: [demand]",
            "to: [demand]\n    symmetric: true",
            ["line 31: a symmetric relation needs the same kinds"],
        ),
        ("to: [demand]", "to: []", ["line 30: the list to is empty"]),
        (
            "title: High",
            "titel: x",
            ['line 20: the member "title" is missing', 'line 20: the member "titel" is not known'],
        ),
    ],
)
def test_a_mistake_is_told_with_line_and_remedy(
    tmp_path: Path, old: str, new: str, expected: list[str]
) -> None:
    text = replaced(old, new)
    if not expected:
        load(tmp_path, text)
        return
    found = complaints(tmp_path, text)
    assert len(found) == len(expected), found
    for complaint, start in zip(found, expected, strict=True):
        assert complaint.startswith(start)


def test_no_kind_can_be_called_document(tmp_path: Path) -> None:
    found = complaints(tmp_path, GOOD.replace("reason", "document"))
    assert found[0].startswith('line 10: a kind cannot have the id "document"')


def test_all_problems_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        replaced("level: ordinal", "level: ordnal")
        .replace("on: [document]", "on: [doc]")
        .replace("version: 1\n", "version: one\n")
    )
    found = complaints(tmp_path, text.replace("title: Letters\n", ""))
    assert [int(complaint.split(":")[0].removeprefix("line ")) for complaint in found] == [1, 1, 15, 24]


def test_a_message_has_an_end(tmp_path: Path) -> None:
    with pytest.raises(CodebookError) as caught:
        load(tmp_path, GOOD + "".join(f"zz{number}: 1\n" for number in range(300)))
    assert len(caught.value.problems) == 300
    assert str(caught.value).count("\n") < 60
    assert "and 250 more" in str(caught.value)


def test_json_mistakes_have_the_same_lines(tmp_path: Path) -> None:
    text = json.dumps({**good(), "version": 1.5, "kinds": [{"id": "a", "title": True}]}, indent=1)
    assert complaints(tmp_path, text, "book.json") == [
        'line 4: the version is the number 1.5, not text; write it in quotes: "1.5"',
        'line 9: the title is True, not text; write it in quotes: "true"',
    ]
    twice = '{"schema_version": 1,\n"id": "a",\n"id": "b",\n"version": "1", "title": "T",\n"kinds": [{"id": "k", "title": "K"}]}'
    assert complaints(tmp_path, twice, "book.json") == [
        'line 3: "id" stands here a second time (first in line 2); delete one of the two'
    ]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("{\n'id': 1}", "line 2: this is not JSON: Expecting property name"),
        ('{"id": 1,\n}', "line "),
        ("id: 1", "line 1: this is not JSON"),
        ('{"a": 1} {', "line 1: this is not JSON: Extra data"),
        ("[" * 5000 + "]" * 5000, "this is nested more than"),
        ("[" * 100 + "]" * 100, "line 1: this is nested more than"),
    ],
)
def test_a_json_file_must_be_json(tmp_path: Path, text: str, start: str) -> None:
    (complaint,) = complaints(tmp_path, text, "book.json")
    assert complaint.startswith(start)


def test_json_has_no_nan(tmp_path: Path) -> None:
    assert complaints(tmp_path, '{\n"schema_version": NaN}', "book.json")[0].startswith("line 1")
    assert any(
        "NaN is not JSON" in one for one in complaints(tmp_path, '{\n"schema_version": NaN}', "book.json")
    )
