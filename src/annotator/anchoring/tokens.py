"""Words of a text with their places, compared so that extractors, editors and typographers make no difference."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import accumulate

# Scripts without blanks between words: each letter is a token of its own.
_SINGLE = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Inside of words: accents that do not compose, soft hyphens, joiners.
_JOINED = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    r"\u00ad\u200b-\u200d\u2060"
)
_TOKEN = re.compile(rf"([{_SINGLE}]|[^\W_{_SINGLE}](?:[^\W_{_SINGLE}]|[{_JOINED}])*|\.\.\.|\S)")

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
_DOUBLE_QUOTES = "“”„‟«»″〝〞＂"
_SINGLE_QUOTES = "‘’‚‛‹›′`´ʼ＇"
_DASHES = "‐‑‒–—―−﹘﹣－"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "…": "..."}
_FOLD = str.maketrans(
    {
        **dict.fromkeys(_INVISIBLE),
        **dict.fromkeys(_DOUBLE_QUOTES, '"'),
        **dict.fromkeys(_SINGLE_QUOTES, "'"),
        **dict.fromkeys(_DASHES, "-"),
        **_LIGATURES,
    }
)


def plain(token: str) -> str:
    """A token as it is compared: composed, with plain quotes and dashes, without ligatures and invisible signs.

    Examples:
        >>> plain("of\u00adﬁce"), plain("”")
        ('office', '"')
    """
    return unicodedata.normalize("NFC", token.translate(_FOLD))


class Vocabulary:
    """Numbers for the tokens of several texts: the same number for what differs in upper and lower case only."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.weights: list[int] = []
        self._ids: dict[str, int] = {}
        self._known: dict[str, tuple[int, int]] = {}
        self._plain: dict[str, int] = {}

    def look_up(self, raw: str) -> tuple[int, int]:
        """Number of a token, and of its plain form, where upper and lower case differ; (-1, -1) if nothing is left."""
        known = self._known.get(raw)
        if known is None:
            word = plain(raw)
            known = (
                (self._id(word.lower()), self._plain.setdefault(word, len(self._plain))) if word else (-1, -1)
            )
            self._known[raw] = known
        return known

    def _id(self, key: str) -> int:
        found = self._ids.get(key)
        if found is None:
            found = self._ids[key] = len(self.keys)
            self.keys.append(key)
            # Punctuation says nothing about whether two passages are the same.
            self.weights.append(len(key) if key[0].isalnum() else 0)
        return found


@dataclass
class Tokens:
    """The tokens of a text, in order.

    Attributes:
        starts: Code point offset of each.
        ends: Its end.
        ids: Its number in the vocabulary; below -1 for a place where the text is not known.
        plains: Number of its plain form.
    """

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    plains: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, start: int, end: int, id_: int, plain_id: int) -> None:
        """Add a token."""
        self.starts.append(start)
        self.ends.append(end)
        self.ids.append(id_)
        self.plains.append(plain_id)


def tokens_of(text: str, vocabulary: Vocabulary) -> Tokens:
    """The tokens of a text."""
    # What lies between the tokens stands at even places, the tokens at odd ones: quicker than an object for each match.
    parts = _TOKEN.split(text)
    places = list(accumulate(map(len, parts), initial=0))
    words = parts[1::2]
    known = {word: vocabulary.look_up(word) for word in dict.fromkeys(words)}
    found = [known[word] for word in words]
    tokens = Tokens(
        places[1:-2:2], places[2:-1:2], [id_ for id_, _ in found], [plain_id for _, plain_id in found]
    )
    if any(id_ < 0 for id_, _ in known.values()):  # invisible signs that stand alone
        kept = [at for at, id_ in enumerate(tokens.ids) if id_ >= 0]
        columns = (tokens.starts, tokens.ends, tokens.ids, tokens.plains)
        tokens = Tokens(*([column[at] for at in kept] for column in columns))
    return tokens
