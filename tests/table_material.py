"""Readings for the tests of tables: an article, a codebook with every level of measurement, hostile strings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import annotator as an

TEXT = """The well at Lower Thornby

The parish council says the well gives 40 litres a minute. 🧑‍🚀 Nobody has measured it since 1998.

A farmer called the figure “a fairy tale”. The council keeps no log."""
DOCUMENT = an.Document.from_text(TEXT, title="The well at Lower Thornby", source="articles/well.txt")

CODEBOOK: dict[str, Any] = {
    "schema_version": 1,
    "id": "wells",
    "version": "1.2",
    "title": "Wells",
    "kinds": [{"id": "claim", "title": "Claim"}, {"id": "source", "title": "Source"}],
    "fields": [
        {
            "id": "strength",
            "title": "Strength",
            "level": "ordinal",
            "on": ["claim"],
            "values": [
                {"id": "none", "title": "None"},
                {"id": "NA", "title": "Hardly"},
                {"id": "solid", "title": "Solid"},
                {"id": "unsure", "title": "Cannot be judged", "missing": True},
            ],
        },
        {
            "id": "tone",
            "title": "Tone",
            "level": "nominal",
            "on": ["claim", "source"],
            "values": [
                {"id": "1", "title": "Calm"},
                {"id": "2", "title": "Angry"},
                {"id": "null", "title": "Neither"},
            ],
        },
        {"id": "litres", "title": "Litres", "level": "interval", "on": ["claim"]},
        {"id": "checked", "title": "Checked", "level": "boolean", "on": ["claim"]},
        {
            "id": "topics",
            "title": "Topics",
            "level": "multiple",
            "on": ["claim"],
            "values": [{"id": "water", "title": "Water"}, {"id": "money", "title": "Money"}],
        },
        {"id": "title", "title": "Own words", "level": "text", "on": ["claim"]},
        {
            "id": "genre",
            "title": "Genre",
            "level": "nominal",
            "on": ["document"],
            "values": [{"id": "news", "title": "News"}, {"id": "opinion", "title": "Opinion"}],
        },
    ],
    "relations": [{"id": "supports", "title": "Supports", "from": ["source"], "to": ["claim"]}],
}

HOSTILE = [
    "", " ", "NA", "null", "None", "nan", "N/A", "#N/A", "007", "1e5", "TRUE", "-5", "=1+1", "+1", "-1+1", "@SUM(A1)",
    "\t=x", "\r=x", "＝1+1", "＋1", "－1", "＠x", "'", "'=1", "''=1", "'tis", '"', '""', 'a"b', ",", ";", "a;b", "[]",
    "[1]", "{}", "a\nb", "a\r\nb", "a\rb", "\r", "\n", "\t", "a\x0bb\x0c", "\x00", "\x1f", "_x000D_", "_x005F_x000D_",
    "_x_x000D_x000D_", "\ufeffx", "\u2028", "\ufffe", "\uffff", "\x85", "\x7f", "e\u0301", "é", "👩‍👩‍👧", "العربية", "\u202eabc",
    '=HYPERLINK("http://example.invalid","x")', "=cmd|' /C calc'!A0", "  =1", "⟦continued 1⟧", "</t><t>", "&#13;",
]  # fmt: skip

strings = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=20), st.text("='\"\r\n\t,;_x0D\u0301\ud800a", max_size=8)
)


def annotation(**members: Any) -> dict[str, Any]:
    """A sound annotation of DOCUMENT."""
    spans = members.get("spans", [{"start": 27, "end": 45}])
    quote = " … ".join(DOCUMENT.text[span["start"] : span["end"]] for span in spans)
    return {
        "kind": "claim",
        "spans": spans,
        "quote": quote,
        "prefix": "",
        "suffix": "",
        "values": {},
        "note": "",
        "status": "open",
        "origin": "reader",
        "created": "2026-03-01T10:00:00Z",
        "modified": "2026-03-01T10:00:09Z",
        "rev": 1,
        "by": "k2j8",
        **members,
    }


def reading(reader: str = "ada", **members: Any) -> dict[str, Any]:
    """A sound reading of DOCUMENT with three annotations and a relation."""
    full = {
        "strength": "NA", "tone": "null", "litres": 17.5, "checked": False, "topics": ["water", "money"], "title": "=1+1",
    }  # fmt: skip
    pieces = [{"start": 62, "end": 66}, {"start": 70, "end": 84}]
    return {
        "schema_version": 1,
        "reader": reader,
        "document": {
            "id": DOCUMENT.id,
            "title": DOCUMENT.title,
            "sha256": DOCUMENT.sha256,
            "length": DOCUMENT.length,
            "source": DOCUMENT.source,
        },
        "codebook": CODEBOOK,
        "annotations": {
            "a-1": annotation(values=full, note="first\nsecond\rthird\tend", rev=3),
            "a-2": annotation(
                spans=pieces, values={"strength": "unsure", "topics": [], "gone": "x"}, status="done"
            ),
            "a-3": annotation(
                kind="source", spans=[{"start": 31, "end": 45}], created="yesterday", prefix="'=x"
            ),
        },
        "relations": {
            "r-1": {
                "kind": "supports",
                "from": "a-3",
                "to": "a-1",
                "values": {},
                "note": "=2",
                "rev": 1,
                "by": "k2j8",
            }
        },
        "answers": {"genre": {"value": "opinion", "rev": 1, "by": "k2j8"}},
        "removed": {"a-9": {"rev": 2, "by": "k2j8"}},
        "progress": {"done": True, "rev": 1, "by": "k2j8"},
        "unknown": {"kept": [1, 2.5, None]},
        **members,
    }


def notebook(*readings: Any, **metadata: Any) -> dict[str, Any]:
    """A notebook that holds readings under their keys."""
    keys = {f"annotator:{raw['document']['id']}:{raw['reader']}": raw for raw in readings}
    return {
        "cells": [{"cell_type": "markdown", "id": "m", "metadata": {}, "source": ["# Ünïcode 🧪"]}],
        "metadata": {"kernelspec": {"name": "python3"}, **keys, **metadata},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def write_json(path: Path, value: Any) -> Path:
    """Write JSON the way Jupyter does."""
    path.write_text(json.dumps(value, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
    return path


def dataset(*readings: Any) -> an.Dataset:
    """A dataset of readings as if they came from notebooks."""
    return an.Dataset.from_readings(readings or [reading(), reading("ben")], [DOCUMENT])


def assert_same(one: an.Dataset, other: an.Dataset) -> None:
    """Nothing was lost: the same readings, the same tables, types and categories."""
    assert other.readings_raw == one.readings_raw
    for name in ("annotations", "relations", "documents", "readings"):
        left, right = getattr(one, name), getattr(other, name)
        assert_frame_equal(left, right, check_exact=True, check_flags=True)
        assert left.attrs == right.attrs
        for column in left.columns:
            if isinstance(left[column].dtype, pd.CategoricalDtype):
                assert list(left[column].cat.categories) == list(right[column].cat.categories)
                assert left[column].cat.ordered == right[column].cat.ordered
