"""Writes static_html.json: cases on which both languages must give the same page.

Run it after a change of the page that is meant, read the difference, and commit both:
`python tests/shared/make_static_html.py`.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from annotator.static_html import static_html

FILE = Path(__file__).with_name("static_html.json")
HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</article></li></ol><style>*{display:none}</style>",
    "<!-- <![CDATA[ --> ]]> &amp; &#60; &lt;b&gt;",
    "javascript:alert(1) [x](javascript:alert(1))",
    "$x$ \\(y\\) $$z$$ \\begin{a}b\\end{a}",
    "\u202egnp.exe \u2069\u2069 \u2066 \u05d0\u05d1 \u0627\u0628",
    "line one\nline two\r\nline three\ttab",
    "\x00\x07\x1b\x7f\x85\ufffe",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301 \u00ad \u4e2d\u6587",
    "constructor __proto__ toString",
    "",
]
LINKS = [
    "https://paper.example/a?b=1&c=2#d",
    "HTTP://Paper.example/\u0645\u0631\u0633\u0649",
    'https://paper.example/"onclick="alert(1)',
    "https://paper.example/<b>",
    "https://paper.example/a b",
    "javascript:alert(1)//https://paper.example/",
    "https:/paper.example",
    " https://paper.example/",
    "https://paper.example/\n",
    "https://" + "a" * 4001,
    None,
    7,
]
CODEBOOK: dict[str, Any] = {
    "title": "Claims & <more>",
    "version": "1.0",
    "kinds": [
        {"id": "claim", "title": "Claim", "color": "#0072B2", "strength": "evidence_strength"},
        {"id": "evidence", "title": "Evidence <i>", "color": "red;}</style>"},
        {"id": "source", "title": "Source", "strength": "gone"},
        {
            "id": "constructor",
            "title": "\u0627\u0644\u0645\u0635\u062f\u0631",
            "color": "#123456\n",
            "strength": "grade",
        },
    ],
    "fields": [
        {
            "id": "evidence_strength",
            "title": "Evidence strength",
            "level": "ordinal",
            "values": [
                {"id": "none", "title": "None"},
                {"id": "thin", "title": "Thin"},
                {"id": "partial", "title": "Partial"},
                {"id": "solid", "title": "Solid"},
                {"id": "unclear", "title": "Cannot be judged", "missing": True},
            ],
        },
        {
            "id": "grade",
            "title": "Grade",
            "level": "ordinal",
            "values": [{"id": str(n), "title": f"{n}/7"} for n in range(1, 8)],
        },
        {
            "id": "topics",
            "title": "Topics",
            "level": "multiple",
            "values": [{"id": "a", "title": "A & B"}, {"id": "b", "title": "B"}],
        },
        {"id": "score", "title": "Score", "level": "interval"},
        {"id": "checked", "title": "Checked?", "level": "boolean"},
        {"id": "why", "title": "Why", "level": "text"},
        {"id": "genre", "title": "Genre", "level": "nominal", "values": [{"id": "news", "title": "News"}]},
    ],
    "relations": [{"id": "supports", "title": "supports"}, {"id": "same_as", "title": "same as <"}],
}
NUMBERS = [
    0,
    -0.0,
    17.0,
    1,
    -2.5,
    0.1,
    1e21,
    1e-7,
    123456789012345680000,
    5e-324,
    1.7976931348623157e308,
    12.25,
]


def page(case: dict[str, Any]) -> str:
    """The page of a case."""
    sound = SimpleNamespace(**case["sound"]) if case["sound"] else None
    return static_html(case["document"], case["codebook"], case["reader"], sound)


def _annotation(text: str, kind: str, *spans: tuple[int, int], **more: Any) -> dict[str, Any]:
    quote = " \u2026 ".join(text[start:end] for start, end in spans)
    return {
        "kind": kind,
        "spans": [{"start": a, "end": b} for a, b in spans],
        "quote": quote,
        "values": {},
        **more,
    }


def _plain() -> list[dict[str, Any]]:
    paragraph = "The mayor said on Monday that lightning did it.\nNobody saw lightning."
    text = f"Two barns burned\n\n{paragraph}\n\nWhat next\n\nOne item\nOther item\n\nx = 1\n  y"
    markup = [
        {"type": "title", "start": 0, "end": 16},
        {"type": "paragraph", "start": 18, "end": 87},
        {"type": "strong", "start": 22, "end": 27},
        {"type": "emphasis", "start": 18, "end": 32},
        {"type": "link", "start": 36, "end": 42, "href": "javascript:alert(1)"},
        {"type": "link", "start": 26, "end": 48, "href": "https://paper.example/?a=1&b=2"},
        {"type": "link", "start": 30, "end": 44, "href": "http://other.example/"},
        {"type": "heading", "start": 89, "end": 98, "level": 2},
        {"type": "list_item", "start": 100, "end": 108, "ordered": True, "number": 4, "level": 1},
        {"type": "list_item", "start": 109, "end": 119, "ordered": False, "level": 3},
        {"type": "code_block", "start": 121, "end": len(text)},
        {"type": "paragraph", "start": -1, "end": 4},
        {"type": "quote", "start": 20, "end": 30},
        {"type": "heading", "start": "88", "end": True, "level": "x"},
        {"type": "nothing", "start": 0, "end": 4},
    ]
    document = {"title": "Two barns burned", "text": text, "markup": markup}
    note = "She doubts it.\nSo do I: <b>why?</b>"
    annotations = {
        "a-1": _annotation(
            text, "claim", (18, 65), values={"evidence_strength": "thin", "score": 3.5}, note=note
        ),
        "a-2": _annotation(text, "source", (18, 27), values={"why": "two\nlines"}, status="flagged"),
        "a-3": _annotation(
            text, "evidence", (66, 87), values={"topics": ["a", "c"], "checked": True, "old": "x"}
        ),
        "a-4": _annotation(text, "claim", (0, 16), values={"evidence_strength": "unclear"}),
        "a-5": _annotation(text, "constructor", (4, 9), (89, 93), (120, 125), values={"grade": "4"}),
        "a-6": _annotation(text, "claim", (16, 18)),
    }
    relations = {
        "r-1": {"kind": "supports", "from": "a-3", "to": "a-1", "note": "weakly", "values": {}},
        "r-2": {"kind": "same_as", "from": "a-2", "to": "a-2"},
        "r-3": {"kind": "toString", "from": "a-5", "to": "a-4", "values": {"sure": True}},
        "r-4": {"kind": "supports", "from": "a-3", "to": "nobody"},
    }
    answers = {
        "genre": {"value": "news"},
        "why": {"value": None},
        "old": {"value": 2},
        "score": {"value": 1e-7},
    }
    sound = {"annotations": annotations, "relations": relations, "answers": answers, "set_aside": 2}
    said = '“It was lightning,” she said. "Or not."'
    own = [(0, 19), (0, 18), (4, 19), (20, 28), (30, 39)]
    quotes = {f"a-{at}": _annotation(said, "claim", span) for at, span in enumerate(own)}
    quoted = {**sound, "annotations": quotes, "relations": {}, "answers": {}}
    bare = {"document": document, "codebook": CODEBOOK, "reader": None, "sound": None}
    small = {"title": "C", "version": "2", "kinds": [{"id": "claim", "title": "Claim"}]}
    return [
        {"name": "everything", "document": document, "codebook": CODEBOOK, "reader": "ada", "sound": sound},
        {"name": "bare", **bare},
        {"name": "quotes", **bare, "document": {"title": "", "text": said, "markup": []}, "sound": quoted},
        {"name": "no markup", **bare, "document": {**document, "markup": []}, "codebook": small},
    ]


def _random(seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    text = "\n\n".join(
        chance.choice(HOSTILE) + chance.choice(["", " some words", "\n", "\U0001f600"]) for _ in range(6)
    )
    size = len(text)

    def stretch() -> tuple[int, int]:
        start = chance.randrange(size)
        return start, min(size, start + chance.randint(1, 20))

    kinds = [
        "title",
        "heading",
        "paragraph",
        "list_item",
        "quote",
        "code_block",
        "caption",
        "footnote",
        "table_row",
        "emphasis",
        "strong",
        "code",
        "link",
    ]
    markup = []
    for _ in range(chance.randint(0, 12)):
        start, end = stretch()
        mark = {"type": chance.choice(kinds), "start": start, "end": end, "level": chance.randint(-1, 9)}
        if mark["type"] == "list_item":
            mark |= {
                "ordered": chance.choice([True, False, 1]),
                "number": chance.choice([0, 3, -1, 10**10, "2", 4.0]),
            }
        if mark["type"] == "link":
            mark["href"] = chance.choice(LINKS)
        markup.append(mark)
    annotations = {}
    for n in range(chance.randint(1, 12)):
        values: dict[str, Any] = {}
        if chance.random() < 0.5:
            values["evidence_strength"] = chance.choice(["none", "solid", "unclear", "?", "thin", "partial"])
        if chance.random() < 0.5:
            values["grade"] = str(chance.randint(0, 8))
        if chance.random() < 0.5:
            values["score"] = chance.choice(NUMBERS)
        if chance.random() < 0.3:
            values["why"] = chance.choice(HOSTILE)
        kind = chance.choice(["claim", "evidence", "source", "constructor", "gone"])
        annotations[f"a-{n}"] = _annotation(text, kind, stretch(), values=values, note=chance.choice(HOSTILE))
    ids = list(annotations)
    relations = {
        f"r-{n}": {
            "kind": chance.choice(["supports", "same_as"]),
            "from": chance.choice(ids),
            "to": chance.choice(ids),
            "note": chance.choice(HOSTILE),
        }
        for n in range(3)
    }
    answers = {
        "genre": {"value": chance.choice(["news", "<b>", None])},
        "why": {"value": chance.choice(HOSTILE)},
    }
    document = {"title": chance.choice(HOSTILE), "text": text, "markup": markup}
    sound = {
        "annotations": annotations,
        "relations": relations,
        "answers": answers,
        "set_aside": chance.randint(0, 1),
    }
    return {
        "name": f"random {seed}",
        "document": document,
        "codebook": CODEBOOK,
        "reader": chance.choice(HOSTILE[:-1]),
        "sound": sound,
    }


def cases() -> list[dict[str, Any]]:
    """The cases without their pages."""
    return [*_plain(), *(_random(seed) for seed in range(12))]


if __name__ == "__main__":
    written = [{**case, "html": page(case)} for case in cases()]
    FILE.write_text(json.dumps(written, indent=1, allow_nan=False) + "\n", encoding="utf-8")
