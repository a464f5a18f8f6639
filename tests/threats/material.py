"""Notebooks in which every text that people can write means harm: one string in each place, and how many there are."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator, Sequence
from typing import Any

from material import code_cell, notebook

from threats import payloads

Json = dict[str, Any]
MIME = "application/vnd.annotator.v1+json"
BLOCKS = (
    "paragraph",
    "heading",
    "list_item",
    "quote",
    "code_block",
    "caption",
    "footnote",
    "table_row",
    "aside",
)
KINDS, FIELDS, VALUES, RELATIONS, PROBLEMS, READERS = 50, 20, 20, 20, 20, 60  # what one page shows at once


class Deal:
    """Deals out strings, each to the next place, and counts the places."""

    def __init__(self, strings: Sequence[str]) -> None:
        self._strings, self._at, self.count = strings, 0, 0

    def one(self) -> str:
        """The next string."""
        self._at, self.count = self._at + 1, self.count + 1
        return self._strings[(self._at - 1) % len(self._strings)]

    def line(self, longest: int = 200) -> str:
        """The next string as a title: never empty, not longer than a title may be."""
        return " ".join(self.one().split())[:longest] or "nothing"


def document(strings: Sequence[str], deal: Deal) -> Json:
    """An article that holds all strings, each in a block of its own, under markup that lies about them."""
    parts, markup, start = [], [], 0
    for at, string in enumerate(["The beginning.", *strings, "The end."]):
        # The line breaks of a string are its own block's ends: each string is one block.
        text = string.replace("\r", " ").replace("\n", " ").strip() or "nothing"
        end = start + len(text)
        markup.append(
            {
                "type": BLOCKS[at % len(BLOCKS)],
                "start": start,
                "end": end,
                "level": string,
                "number": string,
                "id": string,
            }
        )
        markup.append(
            {
                "type": "link",
                "start": start,
                "end": end,
                "href": string,
                "target": string,
                "onclick": "owned()",
            }
        )
        markup.append({"type": "page", "start": start, "end": start + 1, "label": string})
        parts.append(text)
        start = end + 2
    deal.count += len(strings)
    text = "\n\n".join(parts)
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    about = {name: deal.line() for name in ("publication", "date", "language", "address")}
    return {
        "id": f"doc-{digest[:12]}", "sha256": digest, "length": len(text), "title": "Hostile article", "text": text,
        "source": deal.line(), "markup": markup, "metadata": {**about, "author": [deal.line() for _ in range(5)]},
    }  # fmt: skip


def codebook(deal: Deal, colors: Sequence[str] = payloads.COLORS) -> Json:
    """A codebook whose every word and colour means harm; its ids are sound, or nothing would be shown."""
    kinds = [
        {
            "id": f"k{at}", "title": deal.line(), "color": colors[at % len(colors)],
            "definition": deal.one()[:4000], "include": deal.one()[:4000], "exclude": deal.one()[:4000],
            "example": deal.one()[:4000], "strength": "f0",
        }
        for at in range(KINDS)
    ]  # fmt: skip
    deal.count += KINDS
    every = [kind["id"] for kind in kinds]
    levels = ("ordinal", "nominal", "multiple", "text", "interval", "boolean")
    fields = [
        {
            "id": f"f{at}", "title": deal.line(), "level": levels[at % len(levels)], "on": [*every, "document"],
            "definition": deal.one()[:4000],
            "values": [
                {"id": f"v{value}", "title": deal.line(), "definition": deal.one()[:4000]}
                for value in range(VALUES)
            ],
        }
        for at in range(FIELDS)
    ]  # fmt: skip
    relations = [
        {"id": f"r{at}", "title": deal.line(), "from": every, "to": every, "definition": deal.one()[:4000]}
        for at in range(RELATIONS)
    ]
    return {
        "schema_version": 1, "id": "hostile", "version": "1", "title": deal.line(), "description": deal.one(),
        "kinds": kinds, "fields": fields, "relations": relations,
    }  # fmt: skip


def reading(doc: Json, book: Json, reader: str, deal: Deal) -> Json:
    """A reading with an annotation on each block, whose note, answers, origin and times mean harm."""
    blocks = [mark for mark in doc["markup"] if mark["type"] in BLOCKS]
    annotations: Json = {}
    for at, block in enumerate(blocks):
        quote = doc["text"][block["start"] : block["end"]]
        annotations[f"a-{at}"] = {
            "kind": f"k{at % KINDS}", "spans": [{"start": block["start"], "end": block["end"]}], "quote": quote, "prefix": "", "suffix": "",
            "values": {"f0": "v1", "f1": deal.one()[:64], "f3": deal.one()[:20_000], "f2": [deal.one()[:64]], "gone": deal.one()[:20_000]},
            "note": deal.one()[:20_000], "status": "flagged", "origin": deal.one()[:200], "created": deal.one()[:40],
            "modified": deal.one()[:40], "rev": 1, "by": deal.one()[:64],
"history": [
                {"at": deal.one()[:40], "by": deal.one()[:64], "who": deal.line(), "was": {"note": deal.one()[:200], "kind": deal.one()[:64]}}
            ],
                        "review": {"decision": "flagged", "reviewer": deal.line(), "comment": deal.one()[:20_000], "time": deal.one()[:40]},
        }  # fmt: skip
    relations = {
        f"r-{at}": {
            "kind": f"r{at % RELATIONS}", "from": f"a-{at}", "to": f"a-{at + 1}", "values": {}, "note": deal.one()[:20_000], "rev": 1, "by": "k",
        }
        for at in range(min(100, len(blocks) - 1))
    }  # fmt: skip
    answers = {field["id"]: {"value": deal.one()[:64], "rev": 1, "by": "k"} for field in book["fields"]}
    removed = {
        f"x-{at}": {
            "rev": 1, "by": deal.one()[:64], "at": deal.one()[:40], "who": deal.line(),
            "was": {**annotations["a-1"], "kind": deal.one()[:64], "note": deal.one()[:1000], "quote": deal.one()[:1000]},
        }
        for at in range(20)
    }  # fmt: skip
    removed |= {deal.one()[:40]: {"rev": 1, "by": "k"} for _ in range(20)}
    named = {name: doc[name] for name in ("id", "title", "sha256", "length", "source")}
    return {
        "schema_version": 1, "reader": reader, "document": named, "codebook": book, "annotations": annotations, "relations": relations,
        "answers": answers, "removed": removed, "progress": {"done": False}, "set_aside": {deal.one(): [deal.one()]},
        # Half a surrogate pair in a notebook is more than Jupyter's server reads, a member `constructor` of a value of
        # the metadata more than JupyterLab's own shared model does.
        "x_keys": {key: {"__proto__": {"polluted": key}} for key in payloads.KEYS if key.isprintable()},
        "__proto__": {"polluted": "yes"},
    }  # fmt: skip


def suggestions(doc: Json, deal: Deal) -> Json:
    """Suggestions whose reasons and complaints mean harm."""
    blocks = [mark for mark in doc["markup"] if mark["type"] in BLOCKS]
    items = [
        {
            "detector": "model", "kind": f"k{(at + 1) % KINDS}", "start": block["start"], "end": block["end"], "values": {"f0": "v2"},
            "detail": {deal.one()[:100]: deal.one()[:500], "outlet": deal.one()[:500]},
        }
        for at, block in enumerate(blocks[:100])
    ]  # fmt: skip
    return {"after": "at once", "items": items, "problems": [deal.one() for _ in range(PROBLEMS)]}


def adjudication(doc: Json, deal: Deal) -> Json:
    """What several readers marked, with their names and notes."""
    blocks = [mark for mark in doc["markup"] if mark["type"] in BLOCKS]
    readers = [deal.line() for _ in range(8)]
    units = [
        {
            "id": f"u-{at}", "size": 1, "state": "disagree", "silent": [7],
            "versions": [
                {
                    "reader": reader, "id": f"v-{at}-{reader}", "digest": str(reader), "kind": f"k{reader}", "note": deal.one()[:20_000],
                    "spans": [{"start": block["start"], "end": block["end"]}], "values": {"f0": f"v{reader}", "f3": deal.one()[:20_000]},
                }
                for reader in range(4)
            ],
        }
        for at, block in enumerate(blocks[:100])
    ]  # fmt: skip
    return {doc["id"]: {"readers": readers, "units": units}}


def articles(deal: Deal, count: int = 40) -> Iterator[Json]:
    """Short articles, to be shown by one output, whose titles and origins mean harm."""
    for _ in range(count):
        made = document([deal.line()], deal)
        yield {**made, "title": deal.line(2000)}


def hostile_notebook(strings: Sequence[str], title: str = "Hostile article") -> tuple[Json, int]:
    """A notebook with the strings in every place that a page reads, and in how many places they stand.

    The HTML of an output is escaped, as ours is: JupyterLab itself loads pictures of other people's outputs.
    Three outputs: an article with suggestions, one to be adjudicated, and several articles. The metadata holds readings
    of the first, by readers whose names mean harm, and keys that lead nowhere.
    """
    deal = Deal(strings)
    doc = {**document(strings, deal), "title": title}
    book = codebook(deal)
    metadata: Json = {f"annotator:{doc['id']}:ada": reading(doc, book, "ada", deal)}
    few = {**book, "kinds": book["kinds"][:3], "fields": book["fields"][:2], "relations": []}
    for _ in range(READERS):
        name = deal.line().replace(":", "").strip() or "nobody"
        small = {**doc, "markup": doc["markup"][:6]}
        metadata[f"annotator:{doc['id']}:{name}"] = reading(small, few, name, deal)
    for _ in range(20):
        metadata[f"annotator:{deal.one()}"] = [deal.one(), {deal.one(): deal.one()}]
    common = {"version": 1, "codebook": book, "reader": "ada"}
    to_decide = {**document(strings[:60], deal), "title": "To be decided"}
    bundles = [
        {**common, "document": doc, "suggestions": suggestions(doc, deal)},
        {**common, "document": to_decide, "reader": "eva", "adjudication": adjudication(to_decide, deal)},
        {**common, "documents": list(articles(deal))},
    ]
    outputs = [
        {
            "output_type": "display_data",
            "data": {MIME: bundle, "text/html": html.escape(deal.one()), "text/plain": deal.one(), "application/vnd.jupyter.widget-view+json": {}},
            "metadata": {MIME: [{deal.one(): deal.one()}]},
        }
        for bundle in bundles
    ]  # fmt: skip
    made = notebook(*(code_cell("1 + 1", [output]) for output in outputs), metadata=metadata)
    return made, deal.count


def in_html(strings: Sequence[str]) -> bytes:
    """A web page that holds the strings raw: as markup, as text, and in attributes."""
    filler = "The quay was shut for three days, and nobody was hurt, the harbour office said on Monday. "
    body = "".join(
        f'<p>{filler}</p>\n<p>{string}</p>\n<p title="{html.escape(string)}">{html.escape(string)} <a href="{html.escape(string)}">read</a></p>\n'
        for string in strings
    )
    return f"<html><head><title>Harbour</title></head><body><article><h1>Harbour</h1>{body}</article></body></html>".encode(
        "utf-8", "replace"
    )


def in_markdown(strings: Sequence[str]) -> bytes:
    """The same in Markdown."""
    parts = [
        f"# Harbour\n\n{string}\n\n> {string}\n\n- {string}\n\n[read]({string}) ![picture]({string}) `{string}`"
        for string in strings
    ]
    return "\n\nThe quay was shut.\n\n".join(parts).encode("utf-8", "replace")


def as_file(made: Json) -> str:
    """A notebook as it stands on disk: JSON has no half surrogates in UTF-8."""
    return json.dumps(made, ensure_ascii=True)
