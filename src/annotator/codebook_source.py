"""From a YAML or JSON file to plain data that still knows its lines. Nothing in the file can run or multiply itself."""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, Final

import yaml
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from annotator.codebook_problems import CodebookError, CodebookProblem, Path, shown

LARGEST: Final = 2_000_000  # bytes; our longest codebook has 21 kB
DEEPEST: Final = 20  # levels; a codebook has 6
MOST_EVENTS: Final = 100_000  # of the YAML parser, about 2 seconds; our longest codebook makes 944


class _Unreadable:
    """Stands for a value that was complained of already."""

    def __repr__(self) -> str:
        return "UNREADABLE"


UNREADABLE: Final = _Unreadable()


@dataclass
class Source:
    """Plain data and where it stood.

    Attributes:
        name: The file as the user named it.
        data: Dicts, lists and scalars; `UNREADABLE` where a problem was told.
        lines: Line of each member, counted from 1; empty if the data are not from a file.
        plain: What stands in a YAML file where YAML makes something else than text of it: `{("kinds", 0, "id"): "NO"}`.
        problems: What was wrong with the file itself.
    """

    name: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    plain: dict[Path, str] = field(default_factory=dict)
    problems: list[CodebookProblem] = field(default_factory=list)

    def problem(self, path: Path, what: str, remedy: str, line: int | None = None) -> CodebookProblem:
        """A problem with the member at `path`; its line is that of the nearest member that has one."""
        known = path
        while line is None and self.lines:
            line = self.lines.get(known)
            if not known:
                break
            known = known[:-1]
        return CodebookProblem(self.name, line, "/".join(map(str, path)), what, remedy)

    def complain(self, path: Path, what: str, remedy: str, line: int | None = None) -> None:
        """Note a problem of the file itself."""
        self.problems.append(self.problem(path, what, remedy, line))


class _GaveUp(Exception):
    """The rest of the file cannot be read; the problem has been noted."""


def parse(content: bytes, name: str) -> Source:
    """Read the content of a codebook file.

    Args:
        content: The whole file, UTF-8. It is read as JSON if `name` ends in `.json`, as YAML otherwise.
        name: The file as the user named it, for messages.

    Returns:
        The data with their lines. `problems` lists what is wrong with single members.

    Raises:
        CodebookError: If the file as a whole cannot be read.
    """
    source = Source(name)
    try:
        text = _decoded(content, source)
        if name.lower().endswith(".json"):
            _JSONText(text, source).read()
        else:
            _YAMLText(text, source).read()
    except _GaveUp:
        raise CodebookError(source.problems) from None
    return source


def _decoded(content: bytes, source: Source) -> str:
    if len(content) > LARGEST:
        source.complain(
            (),
            f"the file has more than {LARGEST // 1_000_000} MB",
            "a codebook is a short text: is this the right file?",
        )
        raise _GaveUp
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        source.complain(
            (), f"the byte 0x{content[error.start]:02x} is not UTF-8", "save the file as UTF-8", line
        )
        raise _GaveUp from None
    if not text.strip():
        source.complain((), "the file is empty", "write a codebook into it, or name another file")
        raise _GaveUp
    return text


class _YAMLText:
    """YAML, event by event: PyYAML's own composer would follow aliases and recurse as deep as the file likes."""

    def __init__(self, text: str, source: Source) -> None:
        self.text, self.source = text, source
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.SafeLoader))
        self.line = 1
        self.events_seen = 0
        self.resolver = Resolver()
        self.constructor = SafeConstructor()

    def read(self) -> None:
        event = self.next()
        while isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
            event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            self.source.complain(
                (), "the file has only comments", "write a codebook into it, or name another file"
            )
            raise _GaveUp
        self.source.data = self.value(event, ())
        self.next()  # the end of the document
        if not isinstance(self.next(), yaml.StreamEndEvent):
            self.source.complain(
                (),
                "a second document starts here",
                'keep one codebook in a file: delete from "---" on',
                self.line,
            )
            raise _GaveUp

    def next(self) -> Any:
        try:
            event = next(self.events)
        except yaml.reader.ReaderError as error:
            line = self.text.count("\n", 0, error.position) + 1
            what = f"the character U+{error.character:04X} is not allowed in YAML"
            self.source.complain((), what, "delete it; it may be invisible", line)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else self.line
            near = self.text.splitlines()[max(0, line - 3) : line]
            self.source.complain(
                (), f"this is not YAML: {shown(error.problem or str(error), 120)}", _remedy(error, near), line
            )
        except (
            yaml.YAMLError,
            ValueError,
            OverflowError,
        ) as error:  # escapes and directives with absurd numbers
            self.source.complain(
                (), f"this is not YAML: {shown(str(error), 120)}", "correct it or put it in quotes", self.line
            )
        else:
            self.line = event.start_mark.line + 1
            self.events_seen += 1
            if self.events_seen <= MOST_EVENTS:
                return event
            what, remedy = (
                "the file has too many members",
                "a codebook is a short text: is this the right file?",
            )
            self.source.complain((), what, remedy)
        raise _GaveUp from None

    def value(self, event: Any, path: Path) -> Any:
        """The value that starts with `event`; all its events are used up."""
        source, line = self.source, self.line
        source.lines.setdefault(path, line)
        if isinstance(event, yaml.AliasEvent):
            what = f"the alias *{shown(event.anchor)} is not allowed in a codebook"
            source.complain(path, what, "write out what it stands for", line)
            return UNREADABLE
        if len(path) >= DEEPEST and not isinstance(event, yaml.ScalarEvent):
            source.complain(
                path,
                f"this is nested more than {DEEPEST} levels deep",
                "a codebook has 6 levels: check the brackets",
                line,
            )
            raise _GaveUp
        tagged = event.tag is not None
        if tagged:
            what = f"the tag {shown(event.tag)} is not allowed in a codebook"
            source.complain(path, what, "delete it; to make text of a number, write quotes around it", line)
        value = self.untagged(event, path)
        return UNREADABLE if tagged else value

    def untagged(self, event: Any, path: Path) -> Any:
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := self.next(), yaml.SequenceEndEvent):
                items.append(self.value(event, (*path, len(items))))
            return items
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        return self.scalar(event, path)

    def mapping(self, path: Path) -> dict[str, Any]:
        source = self.source
        members: dict[str, Any] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            line = self.line
            # Whatever YAML 1.1 would make of a plain `on:` or `no:`, the name of a member is its text.
            name = event.value if isinstance(event, yaml.ScalarEvent) else None
            if name is None or event.tag is not None or (name == "<<" and event.style is None):
                self.value(event, (*path, "?"))
                what = "the name of a member must be plain text, and << (merge) is not allowed"
                source.complain(path, what, "write the members out, one `name: value` a line", line)
                self.value(self.next(), (*path, "?"))
                continue
            member = (*path, name)
            if name in members:
                what = f'"{shown(name)}" stands here a second time (first in line {source.lines[member]})'
                source.complain(path, what, "delete one of the two", line)
                self.value(self.next(), (*path, "?"))
                continue
            source.lines[member] = line
            members[name] = self.value(self.next(), member)
        return members

    def scalar(self, event: Any, path: Path) -> Any:
        if event.style is not None:
            return event.value
        tag = self.resolver.resolve(yaml.ScalarNode, event.value, (True, False))
        kind = tag.rpartition(":")[2]
        if kind not in ("null", "bool", "int", "float", "timestamp"):
            return event.value
        self.source.plain[path] = event.value
        try:
            return self.constructor.construct_object(yaml.ScalarNode(tag, event.value))
        except ValueError:  # 2024-13-45, or an integer of thousands of digits
            return None


def _remedy(error: Any, near: Iterable[str]) -> str:
    problem = str(error.problem)
    if any(re.search(r"[:,{[-]\s+#\S", line) for line in near):
        return "write quotes around what begins with #: without them it starts a comment"
    if "mapping values are not allowed" in problem:
        return "put the text in quotes: a colon and a blank inside it start a new member"
    if "'\\t'" in problem:
        return "indent with blanks, not with tabs"
    if "cannot start any token" in problem or "alias" in str(error.context):
        return "put the text in quotes"
    return "check quotes, brackets and the indentation in this line and the one before it"


class _JSONText:
    """JSON with lines. The standard decoder tells whether it is JSON; a second walk finds where everything stood."""

    def __init__(self, text: str, source: Source) -> None:
        self.text, self.source = text, source
        self.breaks = [found.start() for found in re.finditer("\n", text)]
        self.blank = re.compile(r"[ \t\n\r,:]*")
        self.scalars = re.compile(r"true|false|null|NaN|-?Infinity|-?[0-9][0-9.eE+-]*")

    def line(self, position: int) -> int:
        return bisect.bisect_left(self.breaks, position) + 1

    def read(self) -> None:
        source = self.source
        try:
            json.loads(self.text, parse_int=float)
        except json.JSONDecodeError as error:
            what = f"this is not JSON: {shown(error.msg, 120)} (column {error.colno})"
            source.complain(
                (), what, "check quotes, commas and brackets in this line and the one before it", error.lineno
            )
            raise _GaveUp from None
        except RecursionError:
            source.complain(
                (),
                f"this is nested more than {DEEPEST} levels deep",
                "a codebook has 6 levels: check the brackets",
            )
            raise _GaveUp from None
        source.data, _ = self.value(0, ())

    def value(self, at: int, path: Path) -> tuple[Any, int]:
        """The value from position `at` on, and the position behind it. The text is known to be JSON."""
        at = self.skip(at)
        self.source.lines.setdefault(path, self.line(at))
        first = self.text[at]
        if first in "{[" and len(path) >= DEEPEST:
            what = f"this is nested more than {DEEPEST} levels deep"
            self.source.complain(path, what, "a codebook has 6 levels: check the brackets", self.line(at))
            raise _GaveUp
        if first == "{":
            return self.members(at + 1, path)
        if first == "[":
            return self.items(at + 1, path)
        if first == '"':
            return scanstring(self.text, at + 1, True)  # type: ignore[no-any-return]
        found = self.scalars.match(self.text, at)
        assert found is not None
        if found[0].lstrip("-") in ("NaN", "Infinity"):  # Python's decoder takes them
            self.source.complain(path, f"{found[0]} is not JSON", "write a number", self.line(at))
            return UNREADABLE, found.end()
        return self.number(found[0]), found.end()

    def members(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        members: dict[str, Any] = {}
        while self.text[at := self.skip(at)] != "}":
            line = self.line(at)
            name, at = scanstring(self.text, at + 1, True)
            member = (*path, name)
            if name in members:
                what = (
                    f'"{shown(name)}" stands here a second time (first in line {self.source.lines[member]})'
                )
                self.source.complain(path, what, "delete one of the two", line)
                _, at = self.value(at, (*path, "?"))
                continue
            self.source.lines[member] = line
            members[name], at = self.value(at, member)
        return members, at + 1

    def items(self, at: int, path: Path) -> tuple[list[Any], int]:
        items: list[Any] = []
        while self.text[at := self.skip(at)] != "]":
            item, at = self.value(at, (*path, len(items)))
            items.append(item)
        return items, at + 1

    def skip(self, at: int) -> int:
        found = self.blank.match(self.text, at)
        assert found is not None
        return found.end()

    @staticmethod
    def number(word: str) -> Any:
        if word in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[word]
        return int(word) if re.fullmatch(r"-?\d{1,300}", word) else float(word)
