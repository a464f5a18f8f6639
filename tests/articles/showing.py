"""A document as a page of text that people can check: what must come out of an opener is stored in this form."""

from __future__ import annotations

import annotator as an

BLOCKS = {
    "title", "heading", "paragraph", "list_item", "quote", "code_block", "caption", "footnote", "table_row",
}  # fmt: skip


def shown(document: an.Document) -> str:
    """Title and metadata, then each block as `type members | text`, with its inline marks indented below."""
    text = document.text
    lines = [f"= {document.title}"]
    for name, value in document.metadata.items():
        if name == "extraction":
            value = {key: entry for key, entry in value.items() if key != "version"}
        lines.append(f": {name} {value}")
    lines.append("")
    blocks = [mark for mark in document.markup if mark["type"] in BLOCKS]
    inlines = [mark for mark in document.markup if mark["type"] not in BLOCKS | {"page"}]
    for block in blocks:
        words = text[block["start"] : block["end"]].replace("\n", "⏎").replace("\u00a0", "⍽")
        lines.append(f"{label(block)} | {words}")
        lines += [
            f"    {label(mark)} | {text[mark['start'] : mark['end']]}"
            for mark in inlines
            if block["start"] <= mark["start"] < block["end"]
        ]
    for mark in document.markup:
        if mark["type"] == "page":
            words = text[mark["start"] : mark["end"]].replace("\n", "⏎")
            lines.append(f"{label(mark)} | {words[:40]} … {words[-40:]}")
    return "\n".join(lines) + "\n"


def label(mark: dict[str, object]) -> str:
    members = [f"{key}={value}" for key, value in mark.items() if key not in ("type", "start", "end")]
    return " ".join([str(mark["type"]), *members])
