"""Adjudication: readers' versions of each unit side by side, and the reading of whoever decides between them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from annotator.codebook import Codebook
from annotator.document import Document, DocumentError
from annotator.merge import merge
from annotator.reading import Reading, clean_reader_name
from annotator.reliability.adjudication import Unit, adjudication_units, differs, matched
from annotator.widgets import bundle
from annotator.widgets.several import AnnotatorBatch

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset

Json = dict[str, Any]


def adjudicate(
    ds: Dataset,
    adjudicator: str = "adjudicator",
    *,
    document: str | None = None,
    anonymous: bool = False,
    readers: Sequence[str] | None = None,
    threshold: float = 0.0,
) -> Adjudicator:
    """Decide between readers, unit by unit. Display it as the last line of a cell.

    Beside the article stand the units, the largest disagreements first, each with the readers' versions. A key takes
    one, or opens one's own; a note says why. The decisions are the adjudicator's reading, saved in the notebook as any
    reading, and what `annotator.consensus` calls adjudicated. What is decided stays decided when the readers' files are
    read again; what differs since is shown.

    Args:
        ds: The dataset. Its articles must be at hand: notebooks that show them have them.
        adjudicator: Name of who decides. Her reading is not among the versions, whatever is in it.
        document: Id or title of the only document to adjudicate; None for all, one after the other.
        anonymous: Show "Reader A, Reader B …" in an order that tells nothing; no name leaves Python then.
        readers: Whose versions; None for all but adjudicators and consensus methods.
        threshold: As in `annotator.align`.

    Raises:
        ValueError: If there is no such document or reader, nobody else has read anything, or no codebook is sound.
        DocumentError: If the text of a document is not at hand.
        ReadingError: If the name cannot be an adjudicator's.

    Examples:
        >>> ds = annotator.read("readers")                            # doctest: +SKIP
        >>> a = annotator.adjudicate(ds, "eva", anonymous=True)       # doctest: +SKIP
        >>> a.units[a.units.state == "disagree"]                      # doctest: +SKIP
    """
    name = clean_reader_name(adjudicator)
    m, units = adjudication_units(ds, name, readers=readers, threshold=threshold)
    if not m.codebooks:
        raise ValueError(
            "No reading here has a sound codebook, so there is nothing that its versions could be decided by. "
            "ds.problems says what is wrong in it; mend the codebook, then: jupyter annotator doctor PATH."
        )
    wanted = [id_ for id_, title in zip(m.documents, m.titles, strict=True) if document in (None, id_, title)]
    if not wanted:
        raise ValueError(f"There is no document {document!r}: there are {', '.join(m.titles)}.")
    texts = []
    for id_ in wanted:
        if id_ not in ds.articles:
            raise DocumentError(
                f"The text of {m.titles[m.documents.index(id_)]} is not at hand. Save the notebooks with the article "
                "shown in them, or read with articles=[annotator.open_article(…)]."
            )
        texts.append(ds.articles[id_])
    found = Adjudicator(
        texts, m.codebooks[0], name, units, {id_: _readers(m, id_) for id_ in wanted}, anonymous
    )
    for stored in ds.stored:
        if stored.reader == name and stored.document in wanted:
            found._take(stored.document, stored.raw)
    return found


def _readers(m: Any, document: str) -> list[str]:
    return [name for name, read in zip(m.readers, m.read[m.documents.index(document)], strict=True) if read]


class Adjudicator(AnnotatorBatch):
    """The articles with what is to be decided in each. Made by `annotator.adjudicate`."""

    def __init__(
        self,
        documents: Sequence[Document],
        codebook: Codebook,
        adjudicator: str,
        units: Sequence[Unit],
        readers: dict[str, list[str]],
        anonymous: bool,
    ) -> None:
        self._units = [unit for unit in units if unit.document in readers]
        self._anonymous = anonymous
        # Shuffled the same way each time: the order of names would tell who is who.
        self._lanes = {
            id_: sorted(names, key=lambda name: _shuffled(id_, name)) if anonymous else names
            for id_, names in readers.items()
        }
        super().__init__(list(documents), codebook, adjudicator)

    @property
    def readings(self) -> list[Reading]:
        """The adjudicator's readings as they stand now, marked as such: they are no further reader's."""
        return [
            Reading.from_dict({**reading.to_dict(), "adjudication": {"units": len(self._units)}})
            for reading in super().readings
        ]

    @property
    def units(self) -> pd.DataFrame:
        """One row for each unit, as it stands now.

        Columns: document, title, unit, start, end, quote, size, state (agree, partial, disagree: how the readers stand;
        decided; open: put off), changed (readers' versions differ from what was decided on), readers (how many marked
        it), silent (how many read it and did not), note.
        """
        import pandas as pd

        readings = {reading.document["id"]: reading.to_dict() for reading in self.readings}
        texts = {document.id: document for document in self.documents}
        rows = []
        for id_ in texts:
            own = [unit for unit in self._units if unit.document == id_]
            known = matched(own, readings.get(id_, {}))
            for unit in own:
                state, record = known.get(unit.id, (unit.state, {}))
                rows.append({
                    "document": id_, "title": texts[id_].title, "unit": unit.id, "start": unit.start, "end": unit.end,
                    "quote": texts[id_].text[unit.start : unit.end], "size": unit.size, "state": state,
                    "changed": bool(record) and differs(unit, record), "readers": len(unit.versions),
                    "silent": len(unit.silent), "note": record.get("note", ""),
                })  # fmt: skip
        columns = "document title unit start end quote size state changed readers silent note".split()
        return pd.DataFrame(rows, columns=columns)

    def _take(self, document: str, raw: Json) -> None:
        """Go on from what was decided before, in another notebook."""
        for part in self._parts:
            if part.document.id == document:
                part._hub.receive(raw["reader"], merge(part._hub.open(raw["reader"]), raw))

    def _sent(self) -> Json:
        return {id_: self._sent_of(id_) for id_ in self._lanes}

    def _sent_of(self, document: str) -> Json:
        lanes = self._lanes[document]
        place = {name: at for at, name in enumerate(lanes)}
        units = [
            {
                "id": unit.id,
                "size": round(unit.size, 6),
                "state": unit.state,
                "silent": sorted(place[name] for name in unit.silent),
                "linked": unit.side.digest,
                "versions": [
                    {
                        "reader": place[version.reader], "id": version.id, "digest": version.digest,
                        "kind": version.record["kind"], "spans": version.record["spans"],
                        "values": version.record["values"], "note": version.record.get("note", ""),
                    }
                    for version in sorted(unit.versions, key=lambda each: place[each.reader])
                ],
            }
            for unit in self._units
            if unit.document == document
        ]  # fmt: skip
        links = sorted(
            {link for unit in self._units if unit.document == document for link in unit.side.links},
            key=lambda link: (place[link.reader], link.kind, link.first, link.second),
        )
        return {
            "readers": [None if self._anonymous else name for name in lanes],
            "units": units,
            "links": [
                {
                    "reader": place[link.reader], "kind": link.kind, "from": link.first, "to": link.second,
                    "note": link.note,
                }
                for link in links
            ],
        }  # fmt: skip

    def _payload(self) -> Json:
        return {**super()._payload(), "adjudication": self._sent()}

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[Json, Json]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, bundle.MIME: {**data[bundle.MIME], "adjudication": self._sent()}}, metadata


def _shuffled(document: str, name: str) -> str:
    return hashlib.sha256(f"{document}\n{name}".encode()).hexdigest()
