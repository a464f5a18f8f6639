"""A corpus that stays in its files: read and summed up on the workers of a Dask cluster, some documents at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.collect import collect
from annotator.document import Document
from annotator.finding import Paths, files_in

if TYPE_CHECKING:
    import pandas as pd

MOST_DOCUMENTS = 200  # in a part: small enough for any worker
PARTS_PER_WORKER = 4
FILES_AT_ONCE = 200


@dataclass(frozen=True)
class Part:
    """Documents with all files in which there are readings of them.

    Attributes:
        files: Paths or addresses.
        documents: Ids; none for files in which nothing was found.
        is_all: Whether the files hold no other documents.
    """

    files: tuple[str, ...]
    documents: tuple[str, ...]
    is_all: bool = True


@dataclass(frozen=True)
class Corpus:
    """What `annotator.read(…, engine="dask")` returns. `annotator.agreement` takes it as it takes a dataset.

    No table of it is in one process: a worker reads some documents with all their readers, gives back what was asked,
    and forgets them. A document is never split, in however many files its readings are.

    Attributes:
        client: The Dask client.
        parts: What a worker reads at once.
        articles: Documents against which quotes are checked, besides those that the notebooks show.
        earlier: As in `annotator.read`.
    """

    client: Any = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    articles: Mapping[str, Document] = field(default_factory=dict, repr=False)
    earlier: bool = False

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of all documents."""
        return tuple(id_ for part in self.parts for id_ in part.documents)

    def __repr__(self) -> str:
        files = len({file for part in self.parts for file in part.files})
        return f"Corpus({len(self.documents):,} documents in {files:,} files, {len(self.parts):,} parts on {self.client})"

    def map(self, function: Callable[..., Any], /, **options: Any) -> list[Any]:
        """What a function gives of the dataset of each part; the parts are read on the workers.

        Args:
            function: Is called with a dataset, and must be there on the workers: `annotator.disagreements`, or one's own.
            options: For the function.

        Examples:
            >>> found = pd.concat(corpus.map(annotator.disagreements))                    # doctest: +SKIP
            >>> corpus.map(lambda ds: len(ds.annotations))                                # doctest: +SKIP
        """
        return self._on([part for part in self.parts if part.documents], function, options)

    @property
    def problems(self) -> pd.DataFrame:
        """What could not be read, or was set aside, as in `Dataset.problems`."""
        import pandas as pd

        return pd.concat(self._on(self.parts, _problems, {}), ignore_index=True).drop_duplicates(
            ignore_index=True
        )

    def _on(
        self, parts: Sequence[Part], function: Callable[..., Any], options: Mapping[str, Any]
    ) -> list[Any]:
        futures = self.client.map(
            _done, parts, function=function, options=dict(options), articles=self.articles, earlier=self.earlier,
            pure=False,
        )  # fmt: skip
        return list(self.client.gather(futures))


def corpus(paths: Paths, engine: Any, articles: Iterable[Document] = (), *, earlier: bool = False) -> Corpus:
    """The corpus that paths lead to: see `annotator.read`. Workers find out which documents are in which file."""
    client = _client(engine)
    names = [file.path if file.store is None else file.name for file in files_in(paths)]
    batches = [names[at : at + FILES_AT_ONCE] for at in range(0, len(names), FILES_AT_ONCE)]
    found = client.gather(client.map(_documents_in, batches, pure=False))
    held = {name: documents for batch in found for name, documents in batch.items()}
    workers = max(len(client.scheduler_info()["workers"]), 1)
    return Corpus(client, tuple(parts_of(held, workers)), {each.id: each for each in articles}, earlier)


def parts_of(held: Mapping[str, Sequence[str]], workers: int = 1) -> list[Part]:
    """Files grouped so that all readings of a document are in one part.

    Args:
        held: The documents in each file.
        workers: How many there are to share the work.
    """
    files: dict[str, list[str]] = {}
    for name, documents in held.items():
        for id_ in documents:
            files.setdefault(id_, []).append(name)
    ordered = list(files)  # documents of one file stand together
    size = max(1, min(MOST_DOCUMENTS, math.ceil(len(ordered) / (PARTS_PER_WORKER * workers))))
    parts = []
    for at in range(0, len(ordered), size):
        here = ordered[at : at + size]
        names = tuple(dict.fromkeys(name for id_ in here for name in files[id_]))
        is_all = {id_ for name in names for id_ in held[name]} == set(here)
        parts.append(Part(names, tuple(here), is_all))
    empty = tuple(name for name, documents in held.items() if not documents)
    return [*parts, *([Part(empty, ())] if empty else [])]


def _client(engine: Any) -> Any:
    if engine == "dask":
        try:
            from distributed import get_client
        except ImportError as error:
            message = 'A Dask cluster needs dask.distributed: pip install "jupyter-annotator[cluster]".'
            raise ImportError(message) from error
        try:
            return get_client()
        except ValueError as error:
            raise ValueError(
                "There is no Dask client. Make one first (from dask.distributed import Client; client = Client()), or "
                "give the client of your cluster: engine=client."
            ) from error
    if all(callable(getattr(engine, name, None)) for name in ("map", "gather", "scheduler_info")):
        return engine
    raise ValueError(f'There is no engine {engine!r}: choose "dask", or give a Dask client.')


def _documents_in(names: list[str]) -> dict[str, list[str]]:
    """The documents of which there are readings in each file."""
    held: dict[str, dict[str, None]] = {name: {} for name in names}
    for name, content in zip(names, (collect([each], progress=False)[0] for each in names), strict=True):
        held[name] = dict.fromkeys(stored.document for stored in content.readings)
    return {name: list(documents) for name, documents in held.items()}


def _done(
    part: Part,
    function: Callable[..., Any],
    options: Mapping[str, Any],
    articles: Mapping[str, Document],
    earlier: bool,
) -> Any:
    from annotator.dataset import read

    ds = read(part.files, articles=articles.values(), progress=False, earlier=earlier)
    return function(ds if part.is_all else ds.sel(document=part.documents), **options)


def _problems(ds: Any) -> Any:
    return ds.problems
