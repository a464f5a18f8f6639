"""Offsets: code points and UTF-16, and graphemes that no span cuts apart."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.document import canonical_text
from annotator.offsets import Offsets, snap_to_graphemes
from strategies import texts


@given(texts, st.data())
def test_utf16_offsets_are_those_of_the_encoded_text(text: str, data: st.DataObject) -> None:
    offsets = Offsets(text)
    at = data.draw(st.integers(0, len(text)))
    unit = offsets.to_utf16(at)
    assert unit == len(text[:at].encode("utf-16-le")) // 2
    assert offsets.to_code_point(unit) == at
    if at < len(text) and text[at] > "\uffff":
        assert offsets.to_code_point(unit + 1) == at
    assert offsets.slice(at, offsets.length) == text[at:]


def test_offsets_outside_of_the_text_are_its_ends() -> None:
    offsets = Offsets("a\U0001f98a")
    assert [offsets.to_utf16(at) for at in (-5, 0, 2, 9)] == [0, 0, 3, 3]
    assert [offsets.to_code_point(at) for at in (-5, 0, 3, 9)] == [0, 0, 2, 2]


@given(texts, st.data())
def test_snapping_gives_the_smallest_span_of_whole_graphemes(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    boundaries = [0, *(found.end() for found in regex.finditer(r"\X", text))]
    first, last = snap_to_graphemes(text, start, end)
    assert first == max(at for at in boundaries if at <= start)
    assert last == min(at for at in boundaries if at >= end)
    assert snap_to_graphemes(text, first, last) == (first, last)


@pytest.mark.parametrize(
    ("text", "span", "snapped"),
    [
        ("a\U0001f468\u200d\U0001f469\u200d\U0001f467b", (2, 3), (1, 6)),
        ("e\u0301", (1, 1), (0, 2)),
        ("a\r\nb", (1, 2), (1, 3)),
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", (1, 3), (0, 4)),
        ("\u1112\u1161\u11ab", (1, 2), (0, 3)),
        ("क्षि", (0, 3), (0, 4)),
        ("abc", (1, 2), (1, 2)),
        ("", (0, 0), (0, 0)),
    ],
)
def test_examples(text: str, span: tuple[int, int], snapped: tuple[int, int]) -> None:
    assert snap_to_graphemes(text, *span) == snapped


def test_a_long_text_without_blanks_takes_no_longer() -> None:
    text = "\u0301".join("e" * 500_000)
    assert snap_to_graphemes(text, 600_001, 600_003) == (600_000, 600_004)


def test_snapping_follows_canonical_text() -> None:
    text = canonical_text("Cafe\u0301\r\n\r\nx")
    assert snap_to_graphemes(text, 3, 4) == (3, 4)
