"""What the JSON Schema cannot say: which parts of a codebook refer to each other, and what the view can show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from annotator.codebook_problems import CodebookProblem, Path, listed, nearest, shown
from annotator.codebook_source import Source

Json = dict[str, Any]

# Keys of the view, labextension/src/view/keys.ts: the codebook's own keys would hide them.
RESERVED: Final[Mapping[str, str]] = {
    "n": "note",
    "j": "next annotation",
    "k": "previous annotation",
    "o": "other annotation at the same place",
    "u": "undo",
    "l": "link",
    "?": "help",
    "/": "search",
    ".": "next sentence",
    ",": "previous sentence",
    "&": "take over what all agree on",
    "(": "next passage in brackets",
    ")": "previous passage in brackets",
    ">": "extend by a sentence",
    "<": "shrink by a sentence",
    "[": "start a word earlier",
    "{": "start a word later",
    "]": "end a word later",
    "}": "end a word earlier",
    "+": "add a stretch",
    "_": "take a stretch out",
    ";": "next suggestion",
    ":": "previous suggestion",
    "y": "accept the suggestion",
    "Y": "change the suggestion",
    "-": "reject the suggestion",
    "m": "next unanswered question",
    "i": "definitions",
    "!": "flag",
    "=": "done",
    "#": "choose this one too",
    "J": "choose the next one too",
    "K": "choose the previous one too",
    "*": "choose all that are listed",
    "Q": "questions about the whole article",
    "D": "done with the article",
    "O": "outline of the article",
    "N": "next article",
    "P": "previous article",
    "W": "save now",
    "E": "copy of the reading in a file",
    "H": "history of the annotation",
    "B": "removed annotations",
}
SCHEMA_VERSION: Final = 1
LEAST_CONTRAST: Final = 3.0  # WCAG 2.2, 1.4.11: graphical objects
PAPERS: Final = {"white": "#ffffff", "black": "#111111"}


class Rules:
    """Checks the sense of a codebook. Parts whose shape is wrong are passed over: they were complained of.

    Attributes:
        problems: What makes the codebook contradict itself.
        form: What would not work as its author means it: keys that collide or are taken.
        warnings: What works, but not well.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        book = source.data if isinstance(source.data, dict) else {}
        self.book: Json = book
        self.kinds = _parts(book, "kinds")
        self.fields = _parts(book, "fields")
        self.relations = _parts(book, "relations")
        self.kind_ids = [self._id_of(path, kind) for path, kind in self.kinds]
        self.problems: list[CodebookProblem] = []
        self.form: list[CodebookProblem] = []
        self.warnings: list[CodebookProblem] = []

    def _id_of(self, path: Path, part: Json) -> str:
        """The id; what stands in the file where YAML made something else of it."""
        found = part.get("id")
        return found if isinstance(found, str) else self.source.plain.get((*path, "id"), "")

    def _complain(self, path: Path, what: str, remedy: str) -> None:
        self.problems.append(self.source.problem(path, what, remedy))

    def check(self) -> None:
        """Check everything."""
        version = self.book.get("schema_version")
        if (
            isinstance(version, (int, float))
            and not isinstance(version, bool)
            and version >= SCHEMA_VERSION + 1
        ):
            what = f"the codebook is written for a newer version of the format ({shown(str(version), 20)})"
            self._complain(
                ("schema_version",),
                what,
                f"update jupyter-annotator, which here knows version {SCHEMA_VERSION}",
            )
        self._unique("kind", self.kinds)
        self._unique("field", self.fields)
        self._unique("relation", self.relations)
        for path, kind in self.kinds:
            if kind.get("id") == "document":
                self._complain(
                    (*path, "id"),
                    'a kind cannot have the id "document": it stands for the whole text',
                    "choose another id",
                )
            self._strength(path, kind)
        for path, field in self.fields:
            self._kinds_in(field, (*path, "on"), ["document"])
            self._values(path, field)
        for path, relation in self.relations:
            self._kinds_in(relation, (*path, "from"))
            self._kinds_in(relation, (*path, "to"))
            self._symmetric(path, relation)
        self._keys()
        self._colors()

    def _unique(self, what: str, parts: list[tuple[Path, Json]]) -> None:
        seen: dict[str, Path] = {}
        for path, part in parts:
            found = part.get("id")
            if not isinstance(found, str):
                continue
            if found in seen:
                first = self._where(seen[found])
                self._complain(
                    (*path, "id"),
                    f'the id "{shown(found)}" is used by another {what} ({first})',
                    "give one of them another id",
                )
            seen.setdefault(found, (*path, "id"))

    def _where(self, path: Path) -> str:
        line = self.source.lines.get(path)
        return f"line {line}" if line else "/".join(map(str, path))

    def _kinds_in(self, part: Json, path: Path, others: list[str] | None = None) -> None:
        named = part.get(str(path[-1]))
        known = [*self.kind_ids, *(others or [])]
        seen: set[str] = set()
        for index, kind in enumerate(named if isinstance(named, list) else []):
            if not isinstance(kind, str):
                continue
            if kind not in known:
                like = nearest(kind, known)
                remedy = f'did you mean "{like}"?' if like else f"write {listed(known[:20])}"
                self._complain((*path, index), f'there is no kind "{shown(kind)}"', remedy)
            elif kind in seen:
                self._complain((*path, index), f'the kind "{kind}" is named twice', "delete one of the two")
            seen.add(kind)

    def _strength(self, path: Path, kind: Json) -> None:
        wanted = kind.get("strength")
        if not isinstance(wanted, str):
            return
        path = (*path, "strength")
        field = next((field for at, field in self.fields if self._id_of(at, field) == wanted), None)
        if field is None:
            like = nearest(wanted, [self._id_of(at, field) for at, field in self.fields])
            remedy = f'did you mean "{like}"?' if like else "name an ordinal field"
            self._complain(path, f'there is no field "{shown(wanted)}"', remedy)
            return
        level, on = field.get("level"), field.get("on")
        if level in ("nominal", "multiple", "boolean", "interval", "text"):
            what = f'the field "{shown(wanted)}" is {shown(level)}, and only an ordinal field can be drawn as a weight'
            self._complain(path, what, "name an ordinal field, or delete the line")
        elif isinstance(on, list) and kind.get("id") not in on:
            what = f'the field "{shown(wanted)}" is not asked of this kind'
            self._complain(path, what, 'add the kind to the "on" of the field, or delete the line')

    def _values(self, path: Path, field: Json) -> None:
        level = field.get("level")
        listed_ = field.get("values")
        values = _parts(field, "values", path)
        self._unique("value of the field", values)
        real = [value for _, value in values if value.get("missing") is not True]
        if listed_ is not None and not isinstance(listed_, list):
            return
        if level in ("nominal", "multiple", "ordinal"):
            least = 2 if level == "ordinal" else 1
            if len(real) < least:
                number = "at least two values" if least == 2 else "at least one value"
                what = f"{'an' if level == 'ordinal' else 'a'} {level} field needs {number} besides those marked missing"
                self._complain(
                    (*path, "values") if listed_ else path,
                    what,
                    "add values, from lowest to highest" if least == 2 else "add values",
                )
        elif level in ("boolean", "interval", "text"):
            for at, value in values:
                if value.get("missing") is not True:
                    what = f"the only values of a field with the level {level} are those marked missing"
                    self._complain(at, what, "write missing: true, or make the field nominal")
                elif level == "boolean" and value.get("id") in ("true", "false"):
                    self._complain(
                        (*at, "id"),
                        f'"{value["id"]}" is an answer that a boolean field has already',
                        "choose another id",
                    )
        self._limits(path, field)

    def _limits(self, path: Path, field: Json) -> None:
        least: Any = field.get("minimum")
        most: Any = field.get("maximum")
        for name in ("minimum", "maximum"):
            if name in field and field.get("level") != "interval" and isinstance(field.get("level"), str):
                self._complain(
                    (*path, name),
                    f"only an interval field has a {name}",
                    "delete it, or write level: interval",
                )
        if _is_number(least) and _is_number(most) and least > most:
            self._complain((*path, "maximum"), "the maximum is smaller than the minimum", "exchange them")

    def _symmetric(self, path: Path, relation: Json) -> None:
        ends: list[Any] = [relation.get("from"), relation.get("to")]
        if relation.get("symmetric") is not True or not all(isinstance(end, list) for end in ends):
            return
        if {str(kind) for kind in ends[0]} != {str(kind) for kind in ends[1]}:
            what = "a symmetric relation needs the same kinds in from and to"
            self.form.append(
                self.source.problem(
                    (*path, "symmetric"), what, "write the same list twice, or symmetric: false"
                )
            )

    # --- what is pressed and seen

    def _keys(self) -> None:
        together = [self.kinds, self.relations]
        for asked in [*dict.fromkeys(self.kind_ids), "document"]:
            on = [
                (path, field)
                for path, field in self.fields
                if isinstance(field.get("on"), list) and asked in field["on"]
            ]
            values = [value for path, field in on for value in _parts(field, "values", path)]
            # The key of a link is pressed on an annotation whose answers have keys too.
            links = [
                (path, relation)
                for path, relation in self.relations
                if any(
                    isinstance(ends := relation.get(end), list) and asked in ends for end in ("from", "to")
                )
            ]
            together.append([*values, *links])
        told: set[Path] = set()
        for group in together:
            seen: dict[str, Path] = {}
            for path, part in group:
                key, at = part.get("key"), (*path, "key")
                if not isinstance(key, str) or at in told:
                    continue
                what = ""
                if key in RESERVED:
                    what = f'the key "{key}" is taken by the interface ({RESERVED[key]})'
                elif key in seen:
                    first = self._where(seen[key])
                    what = f'the key "{shown(key)}" is pressed for something else at the same time ({first})'
                if what:
                    told.add(at)
                    self.form.append(self.source.problem(at, what, "choose another key"))
                seen.setdefault(key, at)

    def _colors(self) -> None:
        for path, part in self._colored():
            color = part["color"]
            weak = [name for name, paper in PAPERS.items() if contrast(color, paper) < LEAST_CONTRAST]
            if weak:
                what = f"the color {color} is hard to see on {' and '.join(weak)} (contrast below {LEAST_CONTRAST:g}:1)"
                remedy = f"choose a {'darker' if weak == ['white'] else 'lighter'} one"
                self.warnings.append(self.source.problem((*path, "color"), what, remedy))
        looks = [(path, kind) for path, kind in self.kinds if _is_color(kind.get("color"))]
        for (_, one), (path, other) in combinations(looks, 2):
            if one["color"].lower() == other["color"].lower() and one.get("mark") == other.get("mark"):
                what = f'the kinds "{shown(str(one.get("id")))}" and "{shown(str(other.get("id")))}" look the same'
                self.warnings.append(
                    self.source.problem((*path, "color"), what, "give one of them another color or mark")
                )

    def _colored(self) -> Iterator[tuple[Path, Json]]:
        values = [value for path, field in self.fields for value in _parts(field, "values", path)]
        return ((path, part) for path, part in [*self.kinds, *values] if _is_color(part.get("color")))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours.

    Args:
        one: sRGB colour, `#rrggbb`.
        other: sRGB colour, `#rrggbb`.

    Returns:
        From 1 (the same) to 21 (black on white). Source: WCAG 2.2, "contrast ratio" and "relative luminance".

    Examples:
        >>> contrast("#000000", "#ffffff")
        21.0
    """
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 6)


def linear(color: str) -> tuple[float, float, float]:
    """Red, green and blue of an sRGB colour `#rrggbb` as parts of the full light, 0 to 1. Source: IEC 61966-2-1."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def luminance(color: str) -> float:
    """Relative luminance of an sRGB colour `#rrggbb`: 0 for black, 1 for white. Source: WCAG 2.2."""
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _is_color(value: Any) -> bool:
    return (
        isinstance(value, str)
        and len(value) == 7
        and value[0] == "#"
        and all(c in "0123456789abcdefABCDEF" for c in value[1:])
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _parts(owner: Json, name: str, path: Path = ()) -> list[tuple[Path, Json]]:
    """The blocks in a list of the codebook, each with its place."""
    items = owner.get(name)
    if not isinstance(items, list):
        return []
    return [((*path, name, index), item) for index, item in enumerate(items) if isinstance(item, dict)]
