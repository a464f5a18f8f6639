"""What a dataset does for a reviewer: decisions are made, taken back, and written into the files they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from annotator import reviewing
from annotator.decisions import Decision

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset


class Reviewable:
    """The part of `annotator.Dataset` that a reviewer uses."""

    @property
    def _dataset(self) -> Dataset:
        return cast("Dataset", self)

    @property
    def decisions(self) -> pd.DataFrame:
        """The decisions that are not written back yet: document, reader, annotation, decision, reviewer, comment, change."""
        shown = [item for pending in reviewing.pending(self._dataset) for item in pending.decisions]
        return reviewing.frame(shown)

    def decide(
        self,
        annotation: Any,
        decision: str,
        *,
        reviewer: str,
        comment: str = "",
        values: Mapping[str, Any] | None = None,
        spans: Iterable[Any] | None = None,
        kind: str | None = None,
        note: str | None = None,
    ) -> dict[str, Any]:
        """Record a reviewer's decision on an annotation. The tables show it; files are changed by `write_back`.

        Args:
            annotation: A row of `ds.annotations`, a triple (document, reader, annotation), or the id alone if only one
                annotation of the dataset has it.
            decision: `"accept"`, `"flag"` (with a comment) or `"correct"` (with what changes).
            reviewer: Name of who decides.
            comment: Why; the reader will see it.
            values: Corrected answers by field id; None as an answer takes it back.
            spans: Corrected spans, pairs of start and end in code points, half-open. Needs the article.
            kind: Another kind.
            note: Another note.

        Returns:
            The edit that was made, as `annotator.edits.apply` takes it. The decision is in its `review`: see
            `annotator.decisions`.

        Raises:
            EditError: If there is no such annotation, or the decision does not fit it, its article or its codebook.

        Examples:
            >>> ds = read("readers")                                                       # doctest: +SKIP
            >>> ds.decide("a-7f3k2m9q", "flag", reviewer="eva", comment="Who says so?")    # doctest: +SKIP
            >>> ds.write_back(dry_run=True)                                                # doctest: +SKIP
        """
        changes = {
            "values": values,
            "spans": None if spans is None else list(spans),
            "kind": kind,
            "note": note,
        }
        return reviewing.decide(
            self._dataset, annotation, Decision("", "", "", "", decision, reviewer, comment, "", changes)
        )

    def take_back(self, annotation: Any) -> bool:
        """Take back the last decision on an annotation that is not written back yet; False if there is none."""
        return reviewing.take_back(self._dataset, annotation)

    def write_back(self, dry_run: bool = False) -> pd.DataFrame:
        """Put the decisions into the notebooks and reading files that the readings came from, by the merge rule.

        Each file is replaced whole or not at all. A file that was changed since it was read is refused, until `refresh`
        has read it again; its decisions stay. Never do this to a notebook that is open in JupyterLab with changes.

        Args:
            dry_run: Write nothing, and say what would be written.

        Returns:
            One row for each decision and file: file, document, reader, annotation, decision, reviewer, comment, change
            (such as `claim_type: fact → reported`), outcome (`would be written`, `written`, `already there`,
            `refused`, `not in a file`) and why.
        """
        return reviewing.write_back(self._dataset, dry_run)

    def refresh(self) -> Dataset:
        """Read again what changed in the files, and what is new; decisions that are not written back yet are kept.

        A decision on what is no longer there becomes a problem.

        Returns:
            The dataset itself.
        """
        reviewing.refresh(self._dataset)
        return self._dataset
