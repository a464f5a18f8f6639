"""`jupyter annotator reanchor`: carry the readings of many notebooks over to a changed article."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from annotator.cli.printing import as_json, as_options, complain, say
from annotator.plain import Json, is_object, member

UNSURE = ("changed", "orphan")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "reanchor",
        help="carry annotations over to a changed article",
        description="Find the annotations of notebooks again in an article that has changed since. Without --yes nothing "
        "is written: look at the list first. With it each notebook gets a reading on the changed article beside "
        "the one it has, which stays as it is; what was not found is kept in it as an orphan, to be attached by hand. "
        "Close the notebooks in JupyterLab before. Exit status 1 if something changed or was not found.",
    )
    parser.add_argument("notebooks", nargs="+", metavar="NOTEBOOK", help="notebooks, folders or patterns")
    parser.add_argument("article", metavar="ARTICLE", help="the article as it is now")
    parser.add_argument(
        "--before", metavar="FILE", help="the article as it was, if the notebooks do not show it any more"
    )
    parser.add_argument("--encoding", help="encoding of these files, such as windows-1252")
    parser.add_argument("--reader", metavar="NAME", help="only the readings of this reader")
    parser.add_argument(
        "--document", metavar="ID", help="the document that the readings are on (doc-…), whatever its title"
    )
    parser.add_argument("--yes", action="store_true", help="write what was found into the notebooks")
    parser.add_argument("--json", action="store_true", help="print the result for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Carry over, or say what would become of each annotation."""
    from annotator.anchoring import carry_over, revived
    from annotator.articles import open_article
    from annotator.document import DocumentError
    from annotator.finding import files_in
    from annotator.notebook import load, write_reading

    try:
        document = open_article(arguments.article, encoding=arguments.encoding)
        texts = [open_article(arguments.before, encoding=arguments.encoding)] if arguments.before else []
    except DocumentError as error:
        raise DocumentError(as_options(str(error))) from None
    known = {before.id: before for before in texts}
    found: list[Json] = []
    problems: list[str] = []
    is_failed = False
    for file in files_in(arguments.notebooks):
        path = file.name
        # Folders hold other things than notebooks; who names a file hears why it is not taken.
        if file.suffix != ".ipynb" and path not in arguments.notebooks:
            continue
        try:
            notebook = load(path)
            shown = {**_shown(notebook), **known}
            readings = list(_readings(notebook, document, arguments))
            if not readings:
                problems.append(f"{path}: {_nothing(notebook, document)}")
            for reader, raw, there in readings:
                old = raw["document"]["id"]
                text = shown[old].text if old in shown else None
                carried, outcomes = carry_over(raw, document, text)
                here, removed = (_ids(there, section) for section in ("annotations", "removed"))
                # Where everything is gone the carrying over itself was taken back: this time it counts.
                if not here and removed.issuperset(one.annotation for one in outcomes):
                    carried, removed = revived(carried, member(there, "removed")), set()
                new = [one for one in outcomes if one.annotation not in here | removed]
                if new and arguments.yes:
                    write_reading(path, carried)
                found.append(_result(path, reader, old, text is not None, new))
        except (OSError, ValueError) as error:
            is_failed = True
            problems.append(str(error) if path in str(error) else f"{path}: {error}")
    _tell(arguments, document, found, problems)
    is_unsure = bool(problems) or any(
        one["outcome"] in UNSURE for result in found for one in result["annotations"]
    )
    return 2 if is_failed else int(is_unsure)


def _shown(notebook: Json) -> dict[str, Any]:
    """The articles that the outputs of a notebook show, by id; damaged ones are passed over."""
    from annotator.document import Document, DocumentError
    from annotator.notebook import payloads

    shown = {}
    for payload in payloads(notebook):
        try:
            document = Document.from_dict(payload.get("document"))
        except (DocumentError, TypeError, ValueError):
            continue
        shown[document.id] = document
    return shown


def _readings(
    notebook: Json, document: Any, arguments: argparse.Namespace
) -> Iterator[tuple[str, Json, Any]]:
    """Reader and reading on an earlier version, with the reading that the reader has on this one, whatever it is."""
    from annotator import json_files
    from annotator.merge import named_in
    from annotator.notebook import readings_in
    from annotator.reading import metadata_key, parse_key

    readings = dict(readings_in(notebook))
    for key, value in readings.items():
        named = parse_key(key)
        raw, _ = json_files.tidy(value) if is_object(value) else (None, [])
        if named is None or raw is None or named[0] == document.id:
            continue
        old, reader = named
        if arguments.reader not in (None, reader):
            continue
        reference = raw.get("document")
        is_same = old == arguments.document if arguments.document else _is_same_article(reference, document)
        # Carried over from this very text: what is there is later, not earlier.
        if not is_same or document.id in named_in(raw.get("carried_from")):
            continue
        # The key says whose it is, and on what, as for everybody who reads it.
        reference = {**(reference if is_object(reference) else {}), "id": old}
        yield (
            reader,
            {**raw, "reader": reader, "document": reference},
            readings.get(metadata_key(document.id, reader)),
        )


def _ids(reading: object, section: str) -> set[str]:
    records = member(reading, section)
    return set(records) if is_object(records) else set()


def _is_same_article(reference: object, document: Any) -> bool:
    title, source = member(reference, "title"), member(reference, "source")
    if isinstance(title, str) and title and title == document.title:
        return True
    return isinstance(source, str) and bool(source) and _name(source) == _name(document.source)


def _name(source: str) -> str:
    return PureWindowsPath(PurePosixPath(source).name).name


def _nothing(notebook: Json, document: Any) -> str:
    from annotator.notebook import readings_in
    from annotator.reading import parse_key

    ids = sorted({named[0] for key, _ in readings_in(notebook) if (named := parse_key(key))} - {document.id})
    if not ids:
        return "It holds no reading of another version. Give notebooks that were tagged before the article changed."
    return (
        f"It holds no reading of an earlier version of {document.title or document.source!r}. If the title and the file "
        f"have another name now, say which document is meant: --document {' or '.join(ids[:5])}"
    )


def _result(file: str, reader: str, old: str, is_known: bool, outcomes: list[Any]) -> Json:
    from annotator.anchoring import OUTCOMES

    return {
        "file": file,
        "reader": reader,
        "document": old,
        "text_known": is_known,
        "counts": {name: sum(one.outcome == name for one in outcomes) for name in OUTCOMES},
        "annotations": [
            {
                "annotation": one.annotation,
                "outcome": one.outcome,
                "start": one.spans[0][0] if one.spans else None,
                "end": one.spans[-1][1] if one.spans else None,
                "quote": one.quote,
                "was": one.was,
            }
            for one in outcomes
        ],
    }


def _tell(arguments: argparse.Namespace, document: Any, found: list[Json], problems: list[str]) -> None:
    is_written = arguments.yes and any(result["annotations"] for result in found)
    if arguments.json:
        article = {"document": document.id, "title": document.title, "source": document.source}
        as_json({"article": article, "written": is_written, "readings": found, "problems": problems})
        return
    for problem in problems:
        complain(problem)
    for result in found:
        where = f"{result['file']}: {result['reader']}"
        if not result["annotations"]:
            say(f"{where}: everything was carried over before, or deleted there since")
            continue
        counts = ", ".join(f"{count} {name}" for name, count in result["counts"].items() if count)
        how = (
            ""
            if result["text_known"]
            else " (by quotes and contexts: the text before is not known, see --before)"
        )
        say(f"{where}: {counts}{how}")
        for one in result["annotations"]:
            place = "" if one["start"] is None else f"{one['start']}–{one['end']} "
            now = f" → “{_short(one['quote'])}”" if one["outcome"] == "changed" else ""
            say(f"  {one['outcome']:8}{one['annotation']}  {place}“{_short(one['was'])}”{now}")
    if is_written:
        say("Written. Run the cells that show the article again to see it as it is now.")
    elif any(result["annotations"] for result in found):
        say("Nothing was written. Add --yes to write this into the notebooks.")


def _short(quote: str) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= 70 else f"{line[:69]}…"
