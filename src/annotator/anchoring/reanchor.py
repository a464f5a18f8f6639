"""A reading carried over to a changed article: what is found gets its new place, what is not is kept as an orphan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from annotator.anchoring.outcome import Outcome, find_again
from annotator.anchoring.selectors import describe
from annotator.check import shape_of, with_integers, wrong_spans
from annotator.document import Document
from annotator.merge import named_in, one_or_many, rev_of, with_sections
from annotator.plain import SCHEMA_VERSION, SECTIONS, Json, is_object, member, number
from annotator.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("annotation", "outcome", "start", "end", "quote", "was")


class ReanchorError(ValueError):
    """A reading that cannot be carried over. Says why, and the remedy."""


def reanchor(
    reading: Reading | Mapping[str, Any], document: Document, before: Document | str | None = None
) -> tuple[Reading, pd.DataFrame]:
    r"""Carry the annotations of a reading over to a changed version of its article. Nothing is written anywhere.

    An open notebook that shows the changed article offers the same by itself. Into a notebook that is closed the result
    is written by `annotator.notebook.write_reading`, into many by `jupyter annotator reanchor`.

    Args:
        reading: The reading; it stays as it is.
        document: The article as it is now.
        before: The article that the reading is on. With it one diff of the two texts tells where each passage went;
            without it quotes and contexts are all there is, and more passages are given up.

    Returns:
        The new reading, on `document`, under the same reader and with all notes, answers, links and history; and a
        report with one row for each annotation: `annotation` (id), `outcome`, `start`, `end` (code points, half-open;
        the hull of several spans), `quote` (as it stands now), `was`. Outcomes are `exact` (the same place), `moved`
        (the same words at another place), `changed` (other words) and `orphan` (not found for sure). Quotation marks,
        dashes, blanks, ligatures and invisible signs make no difference. Orphans are in the new reading too
        (`Reading.orphans`) and can be attached again by hand. Where one of several spans is lost, all are.

    Raises:
        ReanchorError: If `before` is another text than the reading is on, or a newer version wrote the reading.

    Examples:
        >>> from annotator.anchoring.selectors import describe
        >>> old = Document.from_text("The river rose by two metres. Nobody was hurt.\n")
        >>> new = Document.from_text("Flood. The river rose by two meters. Nobody was hurt.\n")
        >>> reading = Reading.new(old, {"id": "c", "version": "1", "kinds": [{"id": "claim"}]}, "ada").apply(
        ...     {"type": "add", "id": "a-1", "annotation": {"kind": "claim", "spans": [{"start": 0, "end": 29}],
        ...      **describe(old.text, [(0, 29)])}}, {"by": "k", "now": ""})
        >>> carried, report = reanchor(reading, new, before=old)
        >>> report[["outcome", "start", "end", "quote"]].values.tolist()
        [['changed', 7, 36, 'The river rose by two meters.']]
    """
    raw = reading.to_dict() if isinstance(reading, Reading) else dict(reading)
    text = before.text if isinstance(before, Document) else before
    if isinstance(before, str):
        text = Document.from_text(before, title="").text
    carried, outcomes = carry_over(raw, document, text)
    return Reading.from_dict(carried), report(outcomes)


def report(outcomes: list[Outcome]) -> pd.DataFrame:
    """Outcomes as a table."""
    import pandas as pd  # slow to import, and only tables need it

    rows = [
        (
            one.annotation, one.outcome,
            one.spans[0][0] if one.spans else None, one.spans[-1][1] if one.spans else None,
            one.quote, one.was,
        )
        for one in outcomes
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"start": "Int64", "end": "Int64"})


def carry_over(
    reading: Mapping[str, Any], document: Document, before: str | None = None
) -> tuple[Json, list[Outcome]]:
    """The same as `reanchor` on plain JSON.

    Each record gets the revision after the one it had, and keeps its writer and time: who carries over changes nothing
    that a reader said. So two copies that are carried over apart give the same records and merge as they would have
    before, and what is changed on the new article later wins over what is carried over again.

    Args:
        reading: The raw reading; it stays as it is.
        document: The article as it is now.
        before: Canonical text that the reading is on, if it is known.

    Returns:
        The new raw reading, and an outcome for each annotation in its order. The reading itself if it is on this
        document already.

    Raises:
        ReanchorError: See `reanchor`.
    """
    raw = with_sections(reading)
    version = number(raw.get("schema_version"))
    if version is not None and version > SCHEMA_VERSION:
        raise ReanchorError("A newer version wrote this reading. Update jupyter-annotator to carry it over.")
    old = raw["document"] if is_object(raw.get("document")) else {}
    if before is not None and isinstance(old.get("sha256"), str):
        known = Document(before).sha256
        if known != old["sha256"]:
            raise ReanchorError(
                f"before: this text is {known[:12]}…, the reading is on {old['sha256'][:12]}…. "
                "Give the text that was annotated, or leave it out."
            )
    found = _sound(raw["annotations"])
    if old.get("sha256") == document.sha256:
        return raw, [_at_its_place(id_, record) for id_, record in found.items()]
    outcomes = _outcomes(found, document.text, before)
    carried = {section: _carried(section, raw[section]) for section in SECTIONS}
    for one in outcomes:
        carried["annotations"][one.annotation] |= _place(
            one, document.text, raw["annotations"][one.annotation]
        )
    progress = raw.get("progress")
    if is_object(progress) and rev_of(progress):
        carried["progress"] = {**progress, "rev": rev_of(progress) + 1}
    head: Json = {"document": document.reference()}
    names = {*named_in(raw.get("carried_from")), *named_in(old.get("id"))} - {document.id}
    if names:
        head["carried_from"] = one_or_many(sorted(names))
    return {**raw, **carried, **head}, outcomes


def revived(reading: Json, removed: object) -> Json:
    """The reading with revisions above those of tombstones, so that a merge brings back what was removed."""
    made = dict(reading)
    for section in ("annotations", "relations"):
        made[section] = {
            id_: {**record, "rev": rev + 1}
            if is_object(record) and (rev := rev_of(member(removed, id_))) >= max(rev_of(record), 1)
            else record
            for id_, record in reading[section].items()
        }
    return made


def _sound(annotations: Json) -> dict[str, Json]:
    return {
        id_: with_integers("annotations", record)
        for id_, record in annotations.items()
        if shape_of("annotations", id_, record) is None and wrong_spans(record["spans"]) is None
    }


def _outcomes(found: dict[str, Json], text: str, before: str | None) -> list[Outcome]:
    # What has lost its place has only its quote and context, whatever is known of the text before.
    is_lost = {
        id_: record.get("orphan", False) or _is_elsewhere(record, before) for id_, record in found.items()
    }
    placed = {id_: record for id_, record in found.items() if not is_lost[id_]}
    lost = {id_: record for id_, record in found.items() if is_lost[id_]}
    by_id = {one.annotation: one for one in find_again(placed, text, before)}
    if lost:
        again = find_again(lost, text)
        by_id |= {
            one.annotation: replace(one, outcome="moved") if one.outcome == "exact" else one for one in again
        }
    return [by_id[id_] for id_ in found]


def _is_elsewhere(record: Json, before: str | None) -> bool:
    spans = [(span["start"], span["end"]) for span in record["spans"]]
    return before is not None and describe(before, spans)["quote"] != record["quote"]


def _at_its_place(id_: str, record: Json) -> Outcome:
    if record.get("orphan", False):
        return Outcome(id_, "orphan", (), "", record["quote"])
    spans = tuple((span["start"], span["end"]) for span in record["spans"])
    return Outcome(id_, "exact", spans, record["quote"], record["quote"])


def _carried(section: str, records: Json) -> Json:
    """The records with their next revisions. What is damaged is kept as it is."""
    return {
        id_: record if shape_of(section, id_, record) else {**record, "rev": rev_of(record) + 1}
        for id_, record in records.items()
    }


def _place(one: Outcome, text: str, record: Json) -> Json:
    if not one.spans:
        return {"orphan": True}
    spans = [{"start": start, "end": end} for start, end in one.spans]
    place: Json = {"spans": spans, **describe(text, one.spans)}
    return {**place, "orphan": False} if record.get("orphan", False) else place
