"""Shared cases of canonical JSON, offsets, names and documents."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from cases_material import SEED, TEXT, Case

import hostile


def canonical_cases() -> Iterator[Case]:
    """Scalars one by one, then whatever chance makes."""
    for value in [
        *hostile.SCALARS,
        0.1,
        1e21,
        1e-7,
        123456789012345680,
        -1e308,
        {"é": 1, "z": 2, "\U0001f98a": 3, "\uffff": 4},
    ]:
        yield str(value)[:20], "canonical", {"value": value}
    random = Random(SEED)
    for at in range(60):
        yield f"any JSON {at}", "canonical", {"value": hostile.json_value(random, 4)}


def offset_cases() -> Iterator[Case]:
    """Every offset of short texts, with and without characters beyond the first plane."""
    texts = [
        *("", "abc", "a🦊b", "🦊🦊", "e\u0301👩‍👩‍👧!", "\U00020000中", "שלום 🇩🇪🇫🇷"),
        *("한\u1112\u1161\u11abx", "क्षि", "a\nb", "\u00ad\u200b\ufeff"),
    ]
    for text in texts:
        for at in sorted({-1, 0, 1, 2, len(text) // 2, len(text), len(text) + 3}):
            yield f"{text!r} {at}", "to_utf16", {"text": text, "offset": at}
        for unit in range(len(text.encode("utf-16-le")) // 2 + 2):
            yield f"{text!r} {unit}", "to_code_point", {"text": text, "unit": unit}
        for start in range(len(text)):
            yield (
                f"{text!r} from {start}",
                "slice",
                {"text": text, "start": start, "end": min(start + 2, len(text))},
            )
    # Only what no version of Unicode will change: the two languages carry tables of their own.
    for text in [
        "abc",
        "a🦊b",
        "e\u0301te\u0301",
        "x👩‍👩‍👧y",
        "👍🏽👍",
        "🇩🇪🇫🇷",
        "\u1112\u1161\u11ab",
        "a\nb",
        "❤\ufe0f!",
    ]:
        for start in range(len(text) + 1):
            for end in (start, min(start + 1, len(text))):
                yield (
                    f"{text!r} {start} {end}",
                    "snap_to_graphemes",
                    {"text": text, "start": start, "end": end},
                )


def name_cases() -> Iterator[Case]:
    """Names of people and of machines, and the keys made of them."""
    names = [
        *("ada", " Zoe\u0308\n", "\ufeffada\u3000", "a:b/c", "🦊", "أمل", "\u200d", "a\u202eb", "__proto__"),
        *("x" * 200, "x" * 201, "🦊" * 200, "🦊" * 201, "e\u0301" * 200),
        *("", " \t\u00a0\u2028\ufeff", "a\nb", "a\x00", "\x1cada", "\x85ada", "ada\x7f", "\ud800"),
    ]
    for name in names:
        yield f"name {name[:10]!r}", "clean_reader_name", {"name": name}
    for name in ("ada", "a:b:c", "🦊", ""):
        yield f"key of {name!r}", "metadata_key", {"document_id": "doc-0123456789ab", "reader": name}
    keys = [
        *(
            "annotator:doc-0123456789ab:ada",
            "annotator:doc-0123456789ab:a:b:c",
            "annotator:doc-0123456789ab::",
            "annotator",
        ),
        *(
            "annotator:doc-0123456789ab:",
            "annotator:doc-0123456789ab",
            "annotator::ada",
            "annotator:",
            "kernelspec",
            "",
        ),
        *(
            "annotator:doc-0123456789AB:ada",
            "annotator:doc-0123456789abc:ada",
            "Annotator:doc-0123456789ab:ada",
        ),
        *(
            "annotator:doc-0123456789ab:a\nb",
            "annotator:doc-0123456789ab\n:ada",
            "xannotator:doc-0123456789ab:ada",
        ),
    ]
    for key in keys:
        yield f"key {key!r}", "parse_key", {"key": key}


def document_cases() -> Iterator[Case]:
    """Articles; TypeScript opens none, but must find in each what Python put there."""
    texts = [
        *("Title\n\nText.", "\ufeffTitle\r\n\r\nCafe\u0301  \r\nnext\r\n", TEXT, "One sentence.", "a\rb"),
        *("\n\n  indented\n\nSmall heading\n\nEnd.", "标题\n\n正文。", "שלום\n\nمرحبا.", "👩‍👩‍👧"),
        *("", " \n", "a\x00", "a\ud800", "\x92", "\u00ad\u200b"),
    ]
    for text in texts:
        yield f"text {text[:20]!r}", "canonical_text", {"raw": text}
        yield f"document {text[:20]!r}", "from_text", {"text": text}
