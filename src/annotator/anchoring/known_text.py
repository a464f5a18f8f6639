"""What is known of the text that a reading is about: all of it, or the quotes with what stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.anchoring.tokens import Tokens, Vocabulary, tokens_of
from annotator.check import BETWEEN_SPANS

# Ids below this mark places where the text is not known; each is used once, so that nothing matches across them.
_UNKNOWN = -2


def quotes_of(annotation: Mapping[str, Any]) -> list[str] | None:
    """The quote of each span; None where quote and spans do not belong together."""
    lengths = [span["end"] - span["start"] for span in annotation["spans"]]
    quote, at = annotation["quote"], 0
    quotes: list[str] = []
    for length in lengths:
        if quotes:
            if not quote.startswith(BETWEEN_SPANS, at):
                return None
            at += len(BETWEEN_SPANS)
        quotes.append(quote[at : at + length])
        at += length
    return quotes if at == len(quote) else None


def known_tokens(annotations: Iterable[Mapping[str, Any]], vocabulary: Vocabulary) -> Tokens:
    """The tokens around annotations, at the places where they stood in their text.

    Args:
        annotations: Sound records. One that contradicts what the others say of the text adds nothing.
        vocabulary: Shared with the other text.
    """
    tokens = Tokens()
    for start, text, first, last in _islands(_windows(annotations)):
        tokens.add(start, start, _UNKNOWN - len(tokens), -1)
        island = tokens_of(text, vocabulary)
        for at in range(len(island)):
            begin, end = island.starts[at] + start, island.ends[at] + start
            # A context of 32 characters begins and ends in the middle of words.
            is_cut = (begin == start > 0 and end <= first) or (end == start + len(text) and begin >= last)
            if not is_cut:
                tokens.add(begin, end, island.ids[at], island.plains[at])
    tokens.add(tokens.ends[-1] if len(tokens) else 0, 2**53, _UNKNOWN - len(tokens), -1)
    return tokens


Window = tuple[
    int, str, int, int
]  # where it starts, what stands there, and where in it the quote starts and ends


def _windows(annotations: Iterable[Mapping[str, Any]]) -> list[Window]:
    windows = []
    for annotation in annotations:
        quotes, spans = quotes_of(annotation), annotation["spans"]
        if quotes is None:
            continue
        for at, (span, quote) in enumerate(zip(spans, quotes, strict=True)):
            prefix = annotation.get("prefix", "")[-span["start"] :] if at == 0 and span["start"] > 0 else ""
            suffix = annotation.get("suffix", "") if at == len(spans) - 1 else ""
            windows.append((span["start"] - len(prefix), prefix + quote + suffix, span["start"], span["end"]))
    return sorted(windows, key=lambda window: (window[0], len(window[1])))


def _islands(windows: Iterable[Window]) -> Iterable[Window]:
    """Windows that touch, united; the one that says something else than those before it is left out."""
    begin, text, first, last = 0, "", 0, 0
    for start, content, quote_start, quote_end in windows:
        if not text or start > begin + len(text):
            if text:
                yield begin, text, first, last
            begin, text, first, last = start, content, quote_start, quote_end
            continue
        shared = text[start - begin : start - begin + len(content)]
        if content.startswith(shared):
            text += content[len(shared) :]
            first, last = min(first, quote_start), max(last, quote_end)
    if text:
        yield begin, text, first, last
