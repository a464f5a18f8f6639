"""Where the kernel finds readings, and where it keeps them when no page does."""

from __future__ import annotations

from typing import Any, NamedTuple

from annotator import json_files, notebook
from annotator.codebook import Codebook
from annotator.merge import repair
from annotator.reading import Reading, parse_key
from annotator.widgets.host import notebook_path
from annotator.widgets.hub import Hub
from annotator.widgets.sidecar import Sidecar, SidecarError, read_sidecar, sidecar_path, sidecar_paths


class Saved(NamedTuple):
    """What became of a reading: its file, whether it is there, and what a person should know."""

    file: str
    is_saved: bool
    problem: str | None


class Keeper:
    """Brings readings to a hub and from it into files beside the notebook. The notebook itself is never written.

    Args:
        hub: The readings of the document.
        codebook: For readings that name none.
    """

    def __init__(self, hub: Hub, codebook: Codebook) -> None:
        self._hub = hub
        self._codebook = codebook
        self._files: dict[str, Sidecar] = {}

    def load(self, reader: str | None) -> list[str]:
        """Merge what the notebook and the files beside it hold of this document into the hub.

        Args:
            reader: Whose reading is to be there, with this codebook, if nothing is found.

        Returns:
            What could not be read, one sentence each.
        """
        problems: list[str] = []
        if reader is not None:
            self._take(Reading.new(self._hub.document, self._codebook, reader).to_dict(), problems)
        for path in sidecar_paths(self._hub.document.id):
            try:
                self._take(read_sidecar(path), problems)
            except (SidecarError, OSError) as error:
                problems.append(f"{error} It is left as it is.")
        for raw in self._in_notebook():
            self._take(raw, problems)
        return problems

    def save(self, reader: str) -> Saved:
        """Write a reader's reading beside the notebook."""
        file = self._files.get(reader)
        if file is None:
            file = self._files.setdefault(reader, Sidecar(sidecar_path(self._hub.document.id, reader)))
        try:
            problem = file.write(self._hub.open(reader))
        except OSError as error:
            why = (
                f"Not saved: {file.path} cannot be written ({error.strerror or error}). The edit is in this kernel's "
                "memory; save_reading(path) writes it elsewhere."
            )
            return Saved(file.path.name, False, why)
        return Saved(file.path.name, True, problem)

    def _in_notebook(self) -> list[dict[str, Any]]:
        path = notebook_path()
        try:
            found = [] if path is None else notebook.readings_in(notebook.load(path))
        except (notebook.NotebookError, OSError):
            # The page, which shows the notebook, has its readings anyway and says what is wrong with them.
            return []
        return [
            repair(json_files.tidy(raw)[0], self._hub.document, self._codebook.to_dict(), named[1])
            for key, raw in found
            if (named := parse_key(key)) and named[0] == self._hub.document.id
        ]

    def _take(self, raw: dict[str, Any], problems: list[str]) -> None:
        try:
            self._hub.receive(raw["reader"], raw)
        except ValueError as error:  # a name that cannot be a reader's, or a file under another's name
            problems.append(f"A reading was left out: {error}")
