"""Files that are no codebooks, or want more than to be read: refused with a reason, never another exception."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.codebook import Codebook, CodebookError, built_in
from annotator.codebook_source import DEEPEST, LARGEST, MOST_EVENTS
from annotator.schemas import load_schema
from codebook_material import GOOD, complaints, good

# --- files that want more than to be read


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (
            GOOD.replace("title: Town", "title: !!python/object/apply:os.system [date]"),
            23,
            "the tag tag:yaml.org,2002:python/object/apply:os.system is not",
        ),
        (GOOD.replace("title: Town", "title: !!str 1"), 23, "the tag tag:yaml.org,2002:str is not allowed"),
        (GOOD.replace("title: Town", "title: !mine Town"), 23, "the tag !mine is not allowed"),
        (
            GOOD.replace("title: Town", "title: &t Town").replace("title: explains", "title: *t"),
            28,
            "the alias *t is not allowed",
        ),
        (GOOD.replace("title: Town", "<<: {title: Town}"), 23, "the name of a member must be plain text"),
        (GOOD.replace("title: Town", "? [title]\n    : Town"), 23, "the name of a member must be plain text"),
        (
            GOOD.replace("title: Town", "title: Town\n    title: City"),
            24,
            '"title" stands here a second time (first in line 23)',
        ),
        (GOOD.replace("title: Town", "title:\tTown\n\tlevel: x"), 23, "this is not YAML"),
        (
            GOOD.replace("title: Town", "title: Town: the one"),
            23,
            "this is not YAML: mapping values are not allowed here",
        ),
        (GOOD.replace("title: Town", 'title: "\\UFFFFFFFF"'), 23, "this is not YAML"),
        (GOOD.replace("title: Town", "title: To\x00wn"), 23, "the character U+0000 is not allowed in YAML"),
        (GOOD + "---\nid: second\n", 31, "a second document starts here"),
        ("a: " + "[" * 3000 + "]" * 3000, 1, "this is nested more than"),
        (
            "a:\n" + "".join(f"{' ' * n}- \n" for n in range(1, DEEPEST + 5)),
            DEEPEST + 1,
            "this is nested more than",
        ),
        ("x: [" + "1," * (MOST_EVENTS + 1) + "]", 1, "the file has too many members"),
    ],
)
def test_hostile_yaml_is_refused_with_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    found = complaints(tmp_path, text)
    assert any(complaint.startswith(f"line {line}: {what}") for complaint in found), found


def test_an_alias_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert sum("is not allowed in a codebook" in one for one in complaints(tmp_path, "\n".join(rows))) == 99


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty"),
        (b" \n\xef\xbb\xbf"[:2], "the file is empty"),
        (b"# nothing\n", "the file has only comments"),
        (b"title: \xff", "line 1: the byte 0xff is not UTF-8"),
        ("title: ä".encode("utf-16"), "line 1: the byte 0xff is not UTF-8"),
        (b"a: b # " + b"x" * LARGEST, "the file has more than 2 MB"),
        (b"just words", 'line 1: the codebook is the text "just words", not a block of members'),
        (b"- 1", "line 1: the codebook is a list, not a block of members"),
    ],
)
def test_what_is_no_codebook_at_all(tmp_path: Path, content: bytes, expected: str) -> None:
    (complaint,) = complaints(tmp_path, content)
    assert complaint.startswith(expected)


def test_a_name_that_is_not_there(tmp_path: Path) -> None:
    for name, hint in (
        ("clams", 'did you mean "claims"?'),
        ("", "built in are argument"),
        (tmp_path / "x.yaml", "no such file"),
    ):
        with pytest.raises(CodebookError) as caught:
            Codebook.load(name)
        assert hint in str(caught.value)
    (tmp_path / "folder.yaml").mkdir()
    for name in (tmp_path / "folder.yaml", "nul\0.yaml"):
        with pytest.raises(CodebookError, match="the file cannot be read"):
            Codebook.load(name)


# --- anything at all


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["claim", "document", "a"])
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


BUILT_IN = {name: Codebook.load(name).to_dict() for name in built_in()}
PLACES = {name: places(raw)[1:] for name, raw in BUILT_IN.items()}


def accepted_or_explained(make: Any, *args: Any) -> None:
    error = None
    try:
        book = make(*args)
    except CodebookError as caught:
        error = caught
    if error is None:
        jsonschema.validate(book.to_dict(), load_schema("codebook"))
        assert Codebook.from_dict(book.to_dict()) == book
        return
    assert error.problems
    assert all(problem.what and problem.remedy for problem in error.problems)
    str(error).encode()  # no lone surrogates on the way to a terminal


@given(st.data())
def test_a_codebook_with_anything_anywhere_is_accepted_or_explained(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(built_in()))
    raw = copy.deepcopy(BUILT_IN[name])
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(PLACES[name]))
        owner: Any = raw
        try:
            for step in way:
                owner = owner[step]
            if data.draw(st.booleans()):
                owner[last] = data.draw(anything)
            else:
                del owner[last]
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    accepted_or_explained(Codebook.from_dict, raw)


@given(anything)
def test_anything_instead_of_a_codebook_is_explained(raw: Any) -> None:
    with pytest.raises(CodebookError):
        Codebook.from_dict(raw)


snippets = st.sampled_from(
    [
        "!!python/name:os",
        "&a ",
        "*a",
        "<<: ",
        "? ",
        "- ",
        ": ",
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
        "|\n",
        ">-",
        "#",
        "%TAG ! x\n",
        "---\n",
        "...\n",
        "\t",
        "\u2028",
        "\x85",
        "\ufeff",
        "\x00",
        "\\x",
        '"\\ud800"',
        "NO",
        "0x",
        "0b",
        "1_0",
        "1:2:3",
        ".inf",
        "2024-99-99",
        "=",
        "~",
        "!<x> ",
        "%YAML 9.9\n",
        '"\\UFFFFFFFF"',
        "0o7",
        "-.5e+",
        "2001-12-14t21:59:43.10-99:00",
    ]
)


@given(st.data())
def test_a_file_with_anything_anywhere_is_accepted_or_explained(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    suffix = data.draw(st.sampled_from([".yaml", ".json"]))
    text = GOOD if suffix == ".yaml" else json.dumps(good(), indent=1)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        drop = data.draw(st.integers(0, 6))
        text = text[:at] + data.draw(snippets | st.text(max_size=4)) + text[at + drop :]
    path = tmp_path_factory.getbasetemp() / f"hostile{suffix}"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    accepted_or_explained(Codebook.load, path)


@given(st.binary(max_size=60))
def test_any_bytes_are_explained(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    for suffix in (".yml", ".json"):
        path = tmp_path_factory.getbasetemp() / f"bytes{suffix}"
        path.write_bytes(content)
        with pytest.raises(CodebookError):
            Codebook.load(path)
