"""Does a codebook have the members that its JSON Schema asks for? The schema is the only list of them."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from typing import Any, Final

from annotator.codebook_problems import CodebookProblem, Path, listed, nearest, shown
from annotator.codebook_source import UNREADABLE, Source
from annotator.schemas import load_schema

_REMEDIES: Final = {
    "identifier": 'use letters, digits, "_" and "-" only, and begin with a letter or digit: "{slug}"',
    "title": "write a short text",
    "prose": "write a text",
    "key": 'write one character that is on the keyboard, such as "c"',
    "color": 'write # and six hexadecimal digits in quotes, such as "#0072B2"',
}
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int, float),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}
_WANTED: Final = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a block of members",
}
# Members that people write without the dash or brackets of a list.
_LISTS: Final = {"on": "[claim]", "from": "[evidence]", "to": "[claim]"}


class Shape:
    """Compares data with the schema.

    Attributes:
        problems: Members that are missing, of the wrong type or badly written.
        unknown: Members that the schema does not have. They do no harm, but are often typing errors.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.schema = load_schema("codebook")
        self.problems: list[CodebookProblem] = []
        self.unknown: list[CodebookProblem] = []

    def check(self) -> None:
        """Compare the whole codebook."""
        self._value(self.source.data, self.schema, (), "")

    def _complain(self, path: Path, what: str, remedy: str) -> None:
        self.problems.append(self.source.problem(path, what, remedy))

    def _value(self, value: Any, schema: Mapping[str, Any], path: Path, name: str) -> None:
        if value is UNREADABLE:
            return
        definition = ""
        if "$ref" in schema:
            definition = schema["$ref"].rpartition("/")[2]
            schema = {**self.schema["$defs"][definition], **schema}
        wanted = schema.get("type", "string")
        if not _is(value, wanted):
            self._wrong_type(value, wanted, path, name)
        elif wanted == "string":
            self._text(value, schema, path, name, definition)
        elif wanted in ("integer", "number"):
            self._number(value, schema, path, name)
        elif wanted == "array":
            self._items(value, schema, path, name)
        elif wanted == "object":
            self._members(value, schema, path)

    def _wrong_type(self, value: Any, wanted: str, path: Path, name: str) -> None:
        plain = self.source.plain.get(path)
        subject = f"the {name}" if name else "the codebook"
        if wanted == "string" and plain is not None:
            if plain == "":
                hint = "; in YAML # starts a comment, so quotes are needed" if name == "color" else ""
                self._complain(path, f"{subject} is empty", f"write a text, or delete the line{hint}")
            else:
                self._complain(
                    path,
                    f"{subject} is read as {_named(value)} by YAML",
                    f'write it in quotes: "{shown(plain)}"',
                )
            return
        what = f"{subject} is {_named(value)}, not {_WANTED[wanted]}"
        if wanted == "string" and isinstance(value, (bool, int, float)):
            remedy = f'write it in quotes: "{_json(value)}"'
        elif wanted == "array" and isinstance(value, str):
            remedy = f"write it in brackets: [{shown(value)}]"
        elif wanted == "array":
            remedy = (
                f"write a list, such as {_LISTS[name]}" if name in _LISTS else 'begin each item with "- "'
            )
        elif not path:
            remedy = "begin with schema_version, id, version, title and kinds"
        else:
            remedy = f"write {_WANTED[wanted]}"
        self._complain(path, what, remedy)

    def _text(self, value: str, schema: Mapping[str, Any], path: Path, name: str, definition: str) -> None:
        odd = next(
            (one for one in value if not _is_writable(one) and not (definition == "prose" and one in "\n\t")),
            None,
        )
        if odd is not None:
            self._complain(
                path, f"the {name} has the character U+{ord(odd):04X}, which cannot be shown", "delete it"
            )
        elif "enum" in schema and value not in schema["enum"]:
            like = nearest(value, schema["enum"])
            hint = f' (did you mean "{like}"?)' if like else ""
            self._complain(
                path, f'the {name} "{shown(value)}" is not known', f"write {listed(schema['enum'])}{hint}"
            )
        elif len(value) > schema.get("maxLength", len(value)):
            self._complain(
                path,
                f"the {name} has {len(value)} characters",
                f"at most {schema['maxLength']} are allowed: shorten it",
            )
        elif schema.get("minLength") and not value.strip():
            self._complain(path, f"the {name} is blank", "write a text")
        elif "pattern" in schema and not re.fullmatch(schema["pattern"], value):
            slug = re.sub(r"[^A-Za-z0-9]+", "_", value[:64]).strip("_") or "claim"
            remedy = _REMEDIES.get(definition, "correct it").format(slug=slug)
            self._complain(path, f'the {name} "{shown(value)}" is not allowed', remedy)

    def _number(self, value: Any, schema: Mapping[str, Any], path: Path, name: str) -> None:
        if isinstance(value, float) and not math.isfinite(value):
            self._complain(path, f"the {name} is {value}", "write a finite number")
        elif schema.get("type") == "integer" and value != int(value):
            self._complain(path, f"the {name} is {value}, not a whole number", "write a whole number")
        elif value < schema.get("minimum", value):
            self._complain(path, f"the {name} is {value}", f"write {schema['minimum']} or more")

    def _items(self, value: list[Any], schema: Mapping[str, Any], path: Path, name: str) -> None:
        if len(value) < schema.get("minItems", 0):
            self._complain(path, f"the list {name} is empty", "write at least one item into it")
        most = schema.get("maxItems", len(value))
        if len(value) > most:
            self._complain(path, f"the list {name} has {len(value)} items", f"at most {most} are allowed")
        single = {"on": "kind", "from": "kind", "to": "kind"}.get(name, name.rstrip("s"))
        for index, item in enumerate(value[:most]):
            self._value(item, schema["items"], (*path, index), single)

    def _members(self, value: Mapping[Any, Any], schema: Mapping[str, Any], path: Path) -> None:
        known: Mapping[str, Any] = schema["properties"]
        for name in schema["required"]:
            if name not in value:
                self._complain(path, f'the member "{name}" is missing', _add(name, known[name]))
        for name, item in value.items():
            if name in known:
                self._value(item, known[name], (*path, name), name)
                continue
            word = shown(name) if isinstance(name, str) else repr(name)[:60]
            like = nearest(word, [other for other in known if other not in value])
            remedy = f'did you mean "{like}"?' if like else f"delete it; known here are {', '.join(known)}"
            self.unknown.append(
                self.source.problem((*path, word), f'the member "{word}" is not known', remedy)
            )


def _is(value: Any, wanted: str) -> bool:
    return isinstance(value, _TYPES[wanted]) and (wanted == "boolean" or not isinstance(value, bool))


def _named(value: Any) -> str:
    """A value of the wrong type, in words."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float)):
        return f"the number {_json(value)}"
    if isinstance(value, (datetime.date, datetime.datetime)):
        return f"the date {value}"
    if isinstance(value, str):
        return f'the text "{shown(value)}"'
    names = {type(None): "nothing", list: "a list", dict: "a block of members"}
    return names.get(type(value), f"a Python {type(value).__name__}")


def _json(value: float) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return shown(str(value), 30)
    except ValueError:  # an integer of thousands of digits
        return "with very many digits"


def _add(name: str, schema: Mapping[str, Any]) -> str:
    examples = {
        "schema_version": "schema_version: 1",
        "version": 'version: "1.0"',
        "on": "on: [claim]",
        "level": "level: nominal",
    }
    if schema.get("type") == "array" and name not in examples:
        return f"add a list {name}:"
    return f"add a line {examples.get(name, f'{name}: …')}"


def _is_writable(character: str) -> bool:
    """Neither a control character nor half a surrogate pair, which no file can hold."""
    return character >= " " and not "\x7f" <= character <= "\x9f" and not "\ud800" <= character <= "\udfff"
