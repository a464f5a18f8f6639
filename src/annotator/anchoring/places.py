"""Where a span of the old text is in the new one, and whether that is sure enough to say so."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, pairwise

from annotator.anchoring.diff import Alignment
from annotator.anchoring.rivals import Rivals

CONTEXT = 8  # tokens on each side that must speak for a place
_SLACK = 4  # tokens that may have come between the span and its context
_LEAST = 0.5  # of the words, weighed by their letters: less is another passage
_SURE = 0.75  # of a longer quote: sure without its context; of a shorter one: with that of one side
_WEAK = 0.25  # of the context on one side: less may be chance, as the next sentence's "The"
_LONG = 24  # letters that make a quote a longer one
_NEARLY = 16  # code points by which two distances may differ
_NEAR = 500  # code points: in more, other things may have gone and come
_FAR = 1_000  # tokens: nothing that is moved as a whole has lost so many at its end


class Places:
    """Finds spans of the old text in the new one.

    Args:
        alignment: Of the two texts.
        text: The new text.
    """

    def __init__(self, alignment: Alignment, text: str) -> None:
        self.alignment, self.text = alignment, text
        old, new, self.new_of = alignment.old, alignment.new, alignment.new_of
        weights = alignment.vocabulary.weights
        self._is_whole = all(
            id_ >= 0 for id_ in old.ids[-1:]
        )  # of quotes and contexts the last one is unknown
        self._rivals = None if self._is_whole else Rivals(alignment)
        self._old_weight = list(accumulate((weights[i] if i >= 0 else 0 for i in old.ids), initial=0))
        self._new_weight = list(accumulate((weights[i] for i in new.ids), initial=0))
        same = [
            0 if place < 0 else weights[id_] if id_ == new.ids[place] else weights[id_] // 2
            for id_, place in zip(old.ids, self.new_of, strict=True)
        ]
        self._same = list(accumulate(same, initial=0))
        # How often neighbours in the old text are none in the new one.
        apart = (b < 0 or a < 0 or b != a + 1 for a, b in pairwise(self.new_of))
        self._apart = list(accumulate(map(int, apart), initial=0))

    def find(self, start: int, end: int, quote: str) -> tuple[int, int] | None:
        """Start and end in the new text of the old `[start, end)`, or None where no place is a clear winner."""
        old, new, new_of = self.alignment.old, self.alignment.new, self.new_of
        first, last = bisect_right(old.ends, start), bisect_left(old.starts, end) - 1
        while first <= last and old.ids[first] < 0:
            first += 1
        while last >= first and old.ids[last] < 0:
            last -= 1
        if first > last:
            return self._between_words(start, first, quote)
        places = [place for place in new_of[first : last + 1] if place >= 0]
        if not places or any(b <= a for a, b in pairwise(places)):
            return None
        low, high = places[0], places[-1]
        if self._is_outside(first, last, low, high) or not self._is_sure(first, last, low, high):
            return None
        if self._went_away(first, low, -1) or self._went_away(last, high, 1):
            return None
        is_first, is_last = new_of[first] == low, new_of[last] == high
        # The whole of what replaced the words at an end belongs to it, if the words before it are still there.
        if not is_first:
            inside = next(at for at in range(first, last + 1) if new_of[at] >= 0) - first
            low = self._widened(first - 1, low, inside, -1)
        if not is_last:
            inside = last - next(at for at in range(last, first - 1, -1) if new_of[at] >= 0)
            high = self._widened(last + 1, high, inside, 1)
        if low < 0 or high < 0:
            return None
        begin, finish = new.starts[low], new.ends[high]
        lead, trail = start - old.starts[first], end - old.ends[last]
        if (
            is_first
            and is_last
            and self.text[max(begin + lead, 0) : finish + trail] == quote
            and begin + lead >= 0
        ):
            return begin + lead, finish + trail
        # A span that begins inside of a word that is still the same begins there again.
        if is_first and lead > 0 and old.plains[first] == new.plains[low] and self._has_length(first, low):
            begin += lead
        if is_last and trail < 0 and old.plains[last] == new.plains[high] and self._has_length(last, high):
            finish += trail
        return (begin, finish) if begin < finish else None

    def words(self, start: int, end: int) -> list[int]:
        """The plain forms of the words of the new text in `[start, end)`."""
        new = self.alignment.new
        return new.plains[bisect_right(new.ends, start) : bisect_left(new.starts, end)]

    def old_words(self, start: int, end: int) -> list[int]:
        """The same of the old text."""
        old = self.alignment.old
        return old.plains[bisect_right(old.ends, start) : bisect_left(old.starts, end)]

    def _has_length(self, at: int, place: int) -> bool:
        old, new = self.alignment.old, self.alignment.new
        return old.ends[at] - old.starts[at] == new.ends[place] - new.starts[place]

    def _widened(self, outside: int, edge: int, inside: int, step: int) -> int:
        """The edge with what stands in the place of `inside` old tokens between it and the old token `outside`.

        -1 where more stands there than can be in their place: they may still be among it, and where is not known.
        """
        old, taken = self.alignment.old, self.alignment.taken
        at = outside
        while 0 <= at < len(old) and old.ids[at] >= 0 and self.new_of[at] < 0 and abs(at - outside) < _FAR:
            at += step
        if not 0 <= at < len(old) or old.ids[at] < 0 or self.new_of[at] < 0:
            return edge
        stop, gone = self.new_of[at], inside + abs(at - outside)
        if (stop - edge) * step <= 0 or any(taken[min(edge, stop) + 1 : max(edge, stop)]):
            return edge
        if abs(stop - edge) - 1 > 2 * gone + 2:
            return -1
        return stop - step if at == outside else edge

    def _is_outside(self, first: int, last: int, low: int, high: int) -> bool:
        """Whether the place holds tokens of the old text that were not in the span."""
        count = sum(1 for place in self.new_of[first : last + 1] if place >= 0)
        return sum(self.alignment.taken[low : high + 1]) > count

    def _went_away(self, edge: int, place: int, step: int) -> bool:
        """Whether words at an end of the span that are not found may have gone elsewhere with those beside them.

        The beginning of a paragraph that was moved is such an end: what is left is half of what the reader meant.
        """
        old, at = self.alignment.old, edge
        while 0 <= at < len(old) and old.ids[at] >= 0 and self.new_of[at] < 0 and abs(at - edge) < _FAR:
            at += step
        if at == edge or not 0 <= at < len(old) or self.new_of[at] < 0:
            return False
        there = self.new_of[at]
        return (there - place) * step <= 0 or any(
            self.alignment.taken[min(place, there) + 1 : max(place, there)]
        )

    def _is_sure(self, first: int, last: int, low: int, high: int) -> bool:
        weight = self._old_weight[last + 1] - self._old_weight[first]
        same = self._same[last + 1] - self._same[first]
        whole = weight + self._new_weight[high + 1] - self._new_weight[low]
        if weight == 0:  # punctuation alone is found by its neighbours
            is_whole = self._apart[last] == self._apart[first] and self.new_of[first] >= 0
            return is_whole and self._side(first, low, -1) >= _SURE and self._side(last, high, 1) >= _SURE
        likeness = 2 * same / whole
        if likeness < _LEAST:
            return False
        before, behind = self._side(first, low, -1), self._side(last, high, 1)
        if self._rivals is not None and not self._is_held(self._rivals, first, last, before, behind):
            return False
        # Where an end of the span is gone itself, what is left of it has to stand.
        while self.new_of[first] < 0:
            first += 1
        while self.new_of[last] < 0:
            last -= 1
        if (before < _WEAK and not self._stands(first, 1)) or (behind < _WEAK and not self._stands(last, -1)):
            return False
        if likeness >= _SURE and (same >= _LONG or max(before, behind) >= _SURE):
            return True
        return before + behind >= 2 * _LEAST

    def _is_held(self, rivals: Rivals, first: int, last: int, before: float, behind: float) -> bool:
        """Whether the context alone holds a place, where quotes and contexts are all that is known of the old text.

        Then nothing tells of a second passage like this one that stood elsewhere all along, nor of what a span that has
        lost its end went away with.
        """
        if any(self.alignment.is_moved[first : last + 1]) and min(before, behind) < _SURE:
            return False
        if rivals.is_out_of_line(first, last) and (
            min(before, behind) < _SURE or not rivals.has_next_sentence(first, last)
        ):
            return False
        if rivals.has_rival(first, last):
            return False
        if self._has_paragraph_inside(first, last):
            return False
        if (before < _WEAK and not self._is_closed(first, last, -1)) or (
            behind < _WEAK and not self._is_closed(last, first, 1)
        ):
            return False
        return max(before, behind) >= _WEAK

    def _is_closed(self, edge: int, other: int, step: int) -> bool:
        """Whether an end of a span that is not found was cut out: what is known behind it has come as much nearer."""
        old, new, new_of = self.alignment.old, self.alignment.new, self.new_of
        inner = edge
        while new_of[inner] < 0 and inner != other:
            inner -= step
        if inner == edge:
            return True
        outer = edge + step
        # A single word is there by chance: two that are still neighbours.
        while 0 < outer < len(old) - 1 and (
            new_of[outer] < 0 or new_of[outer + step] != new_of[outer] + step
        ):
            outer += step
            if abs(outer - edge) >= _FAR:
                return False
        if not 0 < outer < len(old) - 1:
            return False
        a, b = sorted((inner, outer))
        c, d = new_of[a], new_of[b]
        if d <= c or any(self.alignment.taken[c + 1 : d]):
            return False
        lost = old.ends[edge] - old.ends[inner] if step > 0 else old.starts[inner] - old.starts[edge]
        distance = old.starts[b] - old.ends[a]
        return distance <= _NEAR and new.starts[d] - new.ends[c] <= distance - lost + _NEARLY

    def _has_paragraph_inside(self, first: int, last: int) -> bool:
        """Whether other words with the end of a paragraph stand within the place: they may have been moved there."""
        new = self.alignment.new
        places = [place for place in self.new_of[first : last + 1] if place >= 0]
        return any(
            b - a > CONTEXT and "\n\n" in self.text[new.ends[a] : new.starts[b]] for a, b in pairwise(places)
        )

    def _stands(self, edge: int, step: int) -> bool:
        """Whether an end of a span that has lost its context is held by the words inside: a lone "The" is not."""
        old, ends = self.alignment.old, self.alignment.sentence_ends
        for at in (edge, edge + step):
            beyond = at + step
            if (
                not 0 <= beyond < len(old)
                or self.new_of[at] < 0
                or self.new_of[beyond] != self.new_of[at] + step
            ):
                return False
            # Seen from the end of the span, a sentence must not begin within these words.
            if old.ids[beyond if step < 0 else at] in ends:
                return False
        return True

    def _side(self, edge: int, place: int, step: int) -> float:
        """The share of the context on one side that is there again; 1 where the text has no words there."""
        old = self.alignment.old
        weights = self.alignment.vocabulary.weights
        there = whole = 0
        at = edge + step
        while 0 <= at < len(old) and abs(at - edge) <= CONTEXT:
            if old.ids[at] < 0:
                break
            weight = weights[old.ids[at]]
            whole += weight
            distance = (self.new_of[at] - place) * step if self.new_of[at] >= 0 else 0
            if 0 < distance <= abs(at - edge) + _SLACK:
                there += weight
            at += step
        return there / whole if whole else 1.0

    def _between_words(self, start: int, first: int, quote: str) -> tuple[int, int] | None:
        """A span of blanks, between two words that are still neighbours."""
        old, new, new_of = self.alignment.old, self.alignment.new, self.new_of
        before, after = first - 1, first
        if before < 0 or after >= len(old) or new_of[before] < 0 or new_of[after] != new_of[before] + 1:
            return None
        begin = new.ends[new_of[before]] + start - old.ends[before]
        return (begin, begin + len(quote)) if self.text[begin : begin + len(quote)] == quote else None
