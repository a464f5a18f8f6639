"""The annotated article as static HTML, for pages that know nothing of us (GitHub, nbconvert, print).

The twin in TypeScript is `labextension/src/model/static-html.ts`; both give the same string on
`tests/shared/static_html.json`. Everything that people wrote passes `escaped`, and nothing else reaches
the page: no script, no request, and no link but the article's own to http and https. What is said by
style (kind by colour, strength by the underline) is said again in words, because some pages strip the style.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from annotator.static_layout import Block, layout
from annotator.static_text import escaped, isolated, isolated_lines, number_text, quotation_marks

Json = Mapping[str, Any]

# Fallback for kinds without a colour of their own; the same as in the interactive view.
_FALLBACK = ("#0072B2", "#B4560A", "#00795C", "#A2528F", "#6B6B00")
_LINES = ("2px dotted", "2px dashed", "2px solid", "4px double")
_PLAIN, _UNANSWERED = "2px solid", "1px solid"
# Outermost first.
_INLINES = {"emphasis": "em", "strong": "strong", "code": "code"}
# A number must not push the lines apart.
_SUP = "line-height:0;font-size:0.72em;white-space:nowrap"
# Longer hover texts would grow with (annotations x segments) where everything overlaps everything.
_NAMED = 3

_COLOR = re.compile("#[0-9a-fA-F]{6}")


class Sound(Protocol):
    """The sound records of a reading, as `annotator.check.check` gives them."""

    @property
    def annotations(self) -> Mapping[str, Any]:
        """Annotations by id."""

    @property
    def relations(self) -> Mapping[str, Any]:
        """Relations by id."""

    @property
    def answers(self) -> Mapping[str, Any]:
        """Answers about the whole document, by field id."""

    @property
    def set_aside(self) -> int:
        """Number of records that do not fit."""


class _Style(NamedTuple):
    """How a kind is drawn: its colour, and the ordinal field behind the weight of its line."""

    title: str
    color: str
    strength: str
    scale: list[str]


class _Item(NamedTuple):
    """An annotation with its number in text order."""

    number: int
    id: str
    record: Json
    style: _Style
    line: str


def static_html(document: Json, codebook: Json, reader: str | None = None, sound: Sound | None = None) -> str:
    """The whole annotated article as one HTML fragment.

    Parameters
    ----------
    document
        `Document.to_dict()`: `text`, `title` and `markup` are used. Offsets are code points, half-open.
    codebook
        `Codebook.to_dict()`: titles, colours and the order of fields.
    reader
        Who annotated; None where nobody has yet.
    sound
        Records that fit the document and the codebook (`check`). None shows the bare article.

    Returns
    -------
    str
        HTML without script or outside resource; all text of people escaped and isolated in direction.
    """
    items = _items(codebook, sound)
    blocks, inlines = layout(document["text"], document["markup"])
    parts = ['<article class="tex2jax_ignore mathjax_ignore" style="max-width:46em;line-height:1.7">\n']
    if not any(block.type == "title" for block in blocks):
        parts.append(f'<h2 dir="auto">{escaped(str(document["title"]))}</h2>\n')
    parts.append(_article(document["text"], blocks, inlines, items))
    parts.append(_about_document(codebook, sound))
    parts.append('<h3 style="margin-top:2em">Annotations</h3>\n')
    if items:
        parts.append(_legend(codebook, items))
        parts.append(_list(codebook, items, sound))
    else:
        parts.append("<p>No annotations yet.</p>\n")
    parts.append(_footer(codebook, reader, items, sound))
    parts.append("</article>")
    return "".join(parts)


# --- what is drawn


def _records(value: Any) -> list[Json]:
    return list(value or ())


def _styles(codebook: Json) -> dict[str, _Style]:
    fields = {field["id"]: field for field in reversed(_records(codebook.get("fields")))}
    styles = {}
    for at, kind in enumerate(_records(codebook["kinds"])):
        color = kind.get("color") or ""
        if not _COLOR.fullmatch(color):
            color = _FALLBACK[at % len(_FALLBACK)]
        strength = fields.get(kind.get("strength"))
        scale = [
            value["id"] for value in _records(strength and strength.get("values")) if not value.get("missing")
        ]
        styles[kind["id"]] = _Style(kind["title"], color, strength["id"] if strength else "", scale)
    return styles


def _line_at(rank: int, steps: int) -> str:
    """The underline of the `rank`-th of `steps` values; the ends of every scale look the same."""
    return _LINES[3 if steps <= 1 else (6 * rank + steps - 1) // (2 * (steps - 1))]


def _line(style: _Style, record: Json) -> str:
    if not style.strength:
        return _PLAIN
    value = record["values"].get(style.strength)
    return _line_at(style.scale.index(value), len(style.scale)) if value in style.scale else _UNANSWERED


def _text_order(pair: tuple[str, Json]) -> tuple[int, int, str]:
    spans = pair[1]["spans"]
    return spans[0]["start"], -spans[-1]["end"], pair[0]


def _items(codebook: Json, sound: Sound | None) -> list[_Item]:
    """Annotations in text order, the outer before the inner."""
    if sound is None:
        return []
    styles = _styles(codebook)
    items = []
    for number, (id_, record) in enumerate(sorted(sound.annotations.items(), key=_text_order), 1):
        style = styles.get(record["kind"]) or _Style(record["kind"], _FALLBACK[0], "", [])
        items.append(_Item(number, id_, record, style, _line(style, record)))
    return items


def _article(text: str, blocks: Sequence[Block], inlines: Sequence[Block], items: Sequence[_Item]) -> str:
    """The blocks with their text cut at every boundary into flat segments, never nested marks."""
    cuts: set[int] = set()
    opens: dict[int, list[int]] = {}
    closes: dict[int, list[int]] = {}
    starts = [block.start for block in blocks]
    for item in items:
        for span in item.record["spans"]:
            start, end = int(span["start"]), int(span["end"])
            at = bisect_left(starts, end) - 1
            shown = min(end, blocks[at].end) if at >= 0 else start
            if shown <= start:
                continue
            cuts.update((start, shown))
            opens.setdefault(start, []).append(item.number)
            closes.setdefault(shown, []).append(item.number)
    tags: dict[int, list[tuple[str, int, str]]] = {}
    for inline in inlines:
        cuts.update((inline.start, inline.end))
        tags.setdefault(inline.start, []).append((inline.type, 1, inline.href))
        tags.setdefault(inline.end, []).append((inline.type, -1, inline.href))
    ends = {block.start: block.end for block in blocks}
    cuts.update(ends, ends.values())

    active: list[int] = []
    depth = dict.fromkeys(_INLINES, 0)
    targets: list[str] = []
    content: dict[int, list[str]] = {block.start: [] for block in blocks}
    ordered = sorted(cuts)
    current = -1
    for at, cut in enumerate(ordered):
        for number in closes.get(cut, ()):
            active.remove(number)
        for number in opens.get(cut, ()):
            insort(active, number)
        for kind, step, href in tags.get(cut, ()):
            if kind != "link":
                depth[kind] += step
            elif step > 0:
                targets.append(href)
            else:
                targets.remove(href)
        current = cut if cut in ends else current
        if current < 0 or cut >= ends[current]:
            continue
        end = ordered[at + 1]
        inner = escaped(text[cut:end])
        for kind in reversed(_INLINES):
            if depth[kind] > 0:
                inner = f"<{_INLINES[kind]}>{inner}</{_INLINES[kind]}>"
        if targets:
            inner = f'<a href="{escaped(targets[-1])}" target="_blank" rel="noopener noreferrer">{inner}</a>'
        if active:
            covering = [
                items[number - 1] for number in (active if len(active) < 6 else active[:_NAMED] + active[-2:])
            ]
            inner = _mark(inner, covering)
        content[current].append(inner)
        if end in closes:
            content[current].append(
                f'<sup dir="ltr" style="{_SUP}">{", ".join(map(str, sorted(closes[end])))}</sup>'
            )
    return _assembled(blocks, content)


def _mark(inner: str, covering: Sequence[_Item]) -> str:
    """One flat segment: drawn as its innermost annotation, with a second line for the next one out."""
    own = covering[-1]
    style = f"color:inherit;background-color:{own.style.color}26;border-bottom:{own.line} {own.style.color}"
    if len(covering) > 1:
        style += f";text-decoration:underline {covering[-2].line.split(' ')[1]} {covering[-2].style.color}"
    title = "; ".join(f"{item.number} {item.style.title}" for item in covering[:_NAMED])
    return f'<mark title="{escaped(title)}" style="{style}">{inner}</mark>'


def _assembled(blocks: Sequence[Block], content: Mapping[int, Sequence[str]]) -> str:
    parts = []
    listing = ""
    for block in blocks:
        inner = "".join(content[block.start])
        wanted = "" if block.type != "list_item" else "ul" if block.number is None else "ol"
        if listing != wanted:
            parts.append(f"</{listing}>\n" if listing else "")
            parts.append(f"<{wanted}>\n" if wanted else "")
            listing = wanted
        if block.type == "title":
            parts.append(f'<h2 dir="auto">{inner}</h2>\n')
        elif block.type == "heading":
            level = min(block.level + 1, 6)
            parts.append(f'<h{level} dir="auto">{inner}</h{level}>\n')
        elif block.type == "list_item":
            value = "" if block.number is None else f' value="{block.number}"'
            inset = f";margin-left:{2 * (block.level - 1)}em" if block.level > 1 else ""
            parts.append(f'<li{value} dir="auto" style="white-space:pre-line{inset}">{inner}</li>\n')
        elif block.type == "quote":
            parts.append(f'<blockquote dir="auto" style="white-space:pre-line">{inner}</blockquote>\n')
        elif block.type == "code_block":
            # The parser drops the first line break of a pre: this one, not the author's.
            parts.append(f'<pre dir="auto">\n{inner}</pre>\n')
        elif block.type in ("caption", "footnote"):
            parts.append(f'<p dir="auto" style="white-space:pre-line"><small>{inner}</small></p>\n')
        else:
            parts.append(f'<p dir="auto" style="white-space:pre-line">{inner}</p>\n')
    if listing:
        parts.append(f"</{listing}>\n")
    return "".join(parts)


# --- what is said in words


def _legend(codebook: Json, items: Sequence[_Item]) -> str:
    used = {item.record["kind"] for item in items}
    styles = [style for id_, style in _styles(codebook).items() if id_ in used]
    kinds = ", ".join(
        f'<span style="background-color:{color}26;border-bottom:{_PLAIN} {color}">{isolated(title)}</span>'
        for title, color, _, _ in styles
    )
    sentences = [f"Kinds: {kinds}."]
    shown = {style.strength for style in styles if style.scale}
    for field in _records(codebook.get("fields")):
        if field["id"] not in shown:
            continue
        shown.remove(field["id"])
        scale = [value for value in _records(field.get("values")) if not value.get("missing")]
        steps = ", ".join(
            f'<span style="border-bottom:{_line_at(rank, len(scale))}">{isolated(value["title"])}</span>'
            for rank, value in enumerate(scale)
        )
        sentences.append(f"Underline by {isolated(field['title'])}: {steps}.")
    return f"<p><small>{' '.join(sentences)}</small></p>\n"


def _answer(field: Json | None, value: Any) -> str:
    """An answer in the words of the codebook."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, list):
        return ", ".join(_answer(field, one) for one in value)
    text = str(value)
    if field is None or field["level"] == "text":
        return isolated_lines(text)
    for known in _records(field.get("values")):
        if known["id"] == text:
            return isolated(str(known["title"]))
    return f"{isolated(text)} (no longer in the codebook)"


def _answers(codebook: Json, values: Json) -> list[str]:
    """`field: answer` in the codebook's order; answers to fields it no longer has come last."""
    said = []
    left = dict(values)
    for field in _records(codebook.get("fields")):
        value = left.pop(field["id"], None)
        if value is not None:
            said.append(f"{isolated(field['title'])}: {_answer(field, value)}")
    for id_ in sorted(left):
        if left[id_] is not None:
            said.append(f"{isolated(id_)} (no longer in the codebook): {_answer(None, left[id_])}")
    return said


def _about_document(codebook: Json, sound: Sound | None) -> str:
    values = {id_: answer.get("value") for id_, answer in (sound.answers if sound else {}).items()}
    said = _answers(codebook, values)
    if not said:
        return ""
    lines = "".join(f'<li dir="auto">{line}</li>\n' for line in said)
    return f'<h3 style="margin-top:2em">About the document</h3>\n<ul>\n{lines}</ul>\n'


def _relations(codebook: Json, items: Sequence[_Item], sound: Sound | None) -> dict[str, list[str]]:
    """For each annotation, its relations in words: `2 supports 3`, told at both ends."""
    titles = {kind["id"]: str(kind["title"]) for kind in reversed(_records(codebook.get("relations")))}
    numbers = {item.id: item.number for item in items}
    told = []
    for id_, relation in (sound.relations if sound else {}).items():
        ends = numbers.get(relation["from"]), numbers.get(relation["to"])
        if ends[0] is not None and ends[1] is not None:
            told.append((ends[0], ends[1], id_, relation))
    said: dict[str, list[str]] = {}
    for start, end, _, relation in sorted(told, key=lambda one: one[:3]):
        kind = isolated(titles.get(relation["kind"], relation["kind"]))
        words = "; ".join([f"{start} {kind} {end}", *_answers({}, relation.get("values") or {})])
        if relation.get("note"):
            words += f" ({isolated_lines(relation['note'])})"
        for id_ in dict.fromkeys((relation["from"], relation["to"])):
            said.setdefault(id_, []).append(words)
    return said


def _list(codebook: Json, items: Sequence[_Item], sound: Sound | None) -> str:
    relations = _relations(codebook, items, sound)
    parts = ["<ol>\n"]
    for item in items:
        quote = " ".join(item.record["quote"].split("\n"))
        style = f"border-bottom:{item.line} {item.style.color}"
        kind = f'<strong style="{style}">{isolated(item.style.title)}</strong>'
        before, behind = quotation_marks(quote)
        lines = [f"{kind}: {before}{isolated(quote)}{behind}"]
        answers = _answers(codebook, item.record["values"])
        if answers:
            lines.append("; ".join(answers))
        if item.record.get("status", "open") != "open":
            lines.append(f"Status: {isolated(item.record['status'])}")
        if item.record.get("note"):
            lines.append(f"Note: {isolated_lines(item.record['note'])}")
        lines += relations.get(item.id, [])
        parts.append(f'<li style="margin-bottom:0.6em">{"<br>".join(lines)}</li>\n')
    parts.append("</ol>\n")
    return "".join(parts)


def _footer(codebook: Json, reader: str | None, items: Sequence[_Item], sound: Sound | None) -> str:
    book = f"{isolated(str(codebook['title']))} {isolated(str(codebook['version']))}"
    who = f"Read by {isolated(reader)} with the codebook" if reader else "No reader yet. Codebook:"
    sentences = [f"{who} {book}."]
    counts: dict[str, int] = {}
    for item in items:
        counts[item.style.title] = counts.get(item.style.title, 0) + 1
    each = ", ".join(f"{isolated(title)} {count}" for title, count in counts.items())
    sentences.append(f"Annotations: {len(items)}{f' ({each})' if each else ''}.")
    sentences.append(f"Relations: {len(sound.relations) if sound else 0}.")
    if sound and sound.set_aside:
        sentences.append(f"Set aside because they do not fit: {sound.set_aside}.")
    return f'<p style="margin-top:2em"><small>{" ".join(sentences)}</small></p>\n'
