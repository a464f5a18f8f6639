"""The codebook: the kinds of spans, the fields asked of them, their values, and the relations between them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from annotator.codebook_problems import CodebookError, CodebookProblem, nearest
from annotator.codebook_rules import Rules
from annotator.codebook_shape import Shape
from annotator.codebook_source import LARGEST, Source, parse

__all__ = [
    "Codebook",
    "CodebookError",
    "CodebookProblem",
    "Field",
    "Kind",
    "RelationKind",
    "Value",
    "built_in",
]

_BUILT_IN = Path(__file__).with_name("codebooks")
_SUFFIXES = (".yaml", ".yml", ".json")
_Part = TypeVar("_Part", "Kind", "Field", "Value", "RelationKind")


@dataclass(frozen=True)
class Kind:
    """What a span can be. Members as in the JSON Schema; texts that are not given are empty."""

    id: str
    title: str
    key: str | None = None
    color: str | None = None
    mark: str | None = None
    strength: str | None = None
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""


@dataclass(frozen=True)
class Value:
    """An allowed answer of a field. `missing` answers ("cannot be judged") count as no answer."""

    id: str
    title: str
    key: str | None = None
    color: str | None = None
    missing: bool = False
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""


@dataclass(frozen=True)
class Field:
    """A question asked of kinds or of the whole document (`"document"` in `on`).

    The values of an ordinal field are in order from lowest to highest; those marked missing stand outside it.
    """

    id: str
    title: str
    level: str
    on: tuple[str, ...]
    definition: str = ""
    optional: bool = False
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[Value, ...] = ()

    def value(self, id: str) -> Value:
        """The value with an id; `KeyError` if there is none."""
        return _one(self.values, id, f"the field {self.id!r} has no value")


@dataclass(frozen=True)
class RelationKind:
    """A type of link between two annotations; `from_` is the schema's `from`, a word that Python keeps for itself."""

    id: str
    title: str
    from_: tuple[str, ...]
    to: tuple[str, ...]
    key: str | None = None
    symmetric: bool = False
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""


@dataclass(frozen=True)
class Codebook:
    """A tagging scheme.

    Attributes:
        id: Its name for programs.
        version: Raised by its author whenever a definition changes.
        title: Its name for people.
        kinds: What a span can be.
        fields: What is asked, of kinds and of the document.
        relations: How annotations can be linked.
        description: What it is for and where it comes from.
        language: BCP 47 tag of the language that it is written in; empty if not given.
        warnings: What works, but not well: `CodebookProblem`s, which read well as `str`.

    Examples:
        >>> book = Codebook.load("claims")
        >>> [kind.title for kind in book.kinds]
        ['Claim', 'Evidence', 'Source']
        >>> [value.id for value in book.field("evidence_strength").values if not value.missing]
        ['none', 'thin', 'partial', 'solid']
    """

    id: str
    version: str
    title: str
    kinds: tuple[Kind, ...]
    fields: tuple[Field, ...] = ()
    relations: tuple[RelationKind, ...] = ()
    description: str = ""
    language: str = ""
    warnings: tuple[CodebookProblem, ...] = field(default=(), compare=False, repr=False)
    _raw: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, name_or_path: str | os.PathLike[str]) -> Codebook:
        """Read a codebook.

        Args:
            name_or_path: Name of a built-in codebook (see `built_in`), or a YAML or JSON file.

        Returns:
            The codebook.

        Raises:
            CodebookError: If there is no such codebook, or there are mistakes in it: with file, line and remedy of
                each. Mistakes are also members that the format does not have and keys that are taken.
        """
        name = os.fspath(name_or_path)
        if isinstance(name_or_path, str) and name in built_in():
            path = _BUILT_IN / f"{name}.yaml"
        else:
            path = Path(name)
            if path.suffix.lower() not in _SUFFIXES:
                raise CodebookError([_not_a_codebook(name)])
        source = parse(_content(path, name), path.name if path.parent == _BUILT_IN else name)
        return cls._checked(source, strict=True)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], source: str = "") -> Codebook:
        """Make a codebook of plain data, such as the one inside a reading.

        Args:
            data: The codebook as JSON gives it. It is kept as it is and not to be changed afterwards.
            source: What to call it in messages.

        Returns:
            The codebook. Members that the format does not have, and keys that are taken, are among its `warnings`:
            an older or newer version may have allowed them, and readings must stay readable.

        Raises:
            CodebookError: If it does not fit the format or contradicts itself.
        """
        return cls._checked(Source(source, data), strict=False)

    def to_dict(self) -> dict[str, Any]:
        """The codebook as plain data, with every member that it was made of. Not to be changed."""
        return self._raw

    def kind(self, id: str) -> Kind:
        """The kind with an id; `KeyError` if there is none."""
        return _one(self.kinds, id, f"the codebook {self.id!r} has no kind")

    def field(self, id: str) -> Field:
        """The field with an id; `KeyError` if there is none."""
        return _one(self.fields, id, f"the codebook {self.id!r} has no field")

    def relation(self, id: str) -> RelationKind:
        """The kind of relation with an id; `KeyError` if there is none."""
        return _one(self.relations, id, f"the codebook {self.id!r} has no relation")

    def fields_of(self, kind_id: str) -> tuple[Field, ...]:
        """The fields asked of a kind, in order; empty if the kind is not known."""
        return tuple(asked for asked in self.fields if kind_id in asked.on)

    @property
    def document_fields(self) -> tuple[Field, ...]:
        """The fields asked of the whole document, in order."""
        return self.fields_of("document")

    @classmethod
    def _checked(cls, source: Source, *, strict: bool) -> Codebook:
        shape, rules = Shape(source), Rules(source)
        shape.check()
        rules.check()
        errors, warnings = [*source.problems, *shape.problems, *rules.problems], rules.warnings
        form = [*shape.unknown, *rules.form]
        (errors if strict else warnings).extend(form)
        if not errors:
            errors += _not_json(source)
        if errors:
            # As in the file; without lines the order of finding is the order of the codebook, part by part.
            raise CodebookError(sorted(errors, key=lambda problem: problem.line or 0))
        return _built(source.data, sorted(warnings, key=lambda problem: problem.line or 0))


def built_in() -> tuple[str, ...]:
    """Names of the codebooks that come with the package.

    Examples:
        >>> built_in()
        ('argument', 'claims', 'factcheck', 'intelligence')
    """
    return tuple(sorted(path.stem for path in _BUILT_IN.glob("*.yaml")))


def _built(raw: dict[str, Any], warnings: list[CodebookProblem]) -> Codebook:
    def part(cls: Any, data: Mapping[str, Any], **members: Any) -> Any:
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        return cls(**{**known, **members})

    fields = tuple(
        part(
            Field,
            item,
            on=tuple(item["on"]),
            values=tuple(part(Value, value) for value in item.get("values", ())),
        )
        for item in raw.get("fields", ())
    )
    relations = tuple(
        part(RelationKind, item, from_=tuple(item["from"]), to=tuple(item["to"]))
        for item in raw.get("relations", ())
    )
    kinds = tuple(part(Kind, item) for item in raw["kinds"])
    made = part(
        Codebook, raw, kinds=kinds, fields=fields, relations=relations, warnings=tuple(warnings), _raw=raw
    )
    assert isinstance(made, Codebook)
    return made


def _one(items: tuple[_Part, ...], id: str, complaint: str) -> _Part:
    for item in items:
        if item.id == id:
            return item
    raise KeyError(f"{complaint} {id!r}; there are {', '.join(item.id for item in items) or 'none'}")


def _not_json(source: Source) -> list[CodebookProblem]:
    """Members that the schema does not know may hold anything that Python has; a reading must be able to hold them."""
    try:
        json.dumps(source.data, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        what = f"the codebook cannot be written as JSON: {str(error)[:100]}"
        return [
            source.problem((), what, "use text, finite numbers, true, false, null, lists and members only")
        ]
    return []


def _content(path: Path, name: str) -> bytes:
    problem = None
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        problem = CodebookProblem(
            name, None, "", "there is no such file", f"built in are {', '.join(built_in())}"
        )
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        what = f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
        problem = CodebookProblem(name, None, "", what, "check its path and permissions")
    raise CodebookError([problem])


def _not_a_codebook(name: str) -> CodebookProblem:
    like = nearest(name, built_in())
    remedy = f'did you mean "{like}"? ' if like else ""
    remedy += f"built in are {', '.join(built_in())}; the name of a file ends in .yaml, .yml or .json"
    return CodebookProblem(name, None, "", "there is no built-in codebook of this name", remedy)
