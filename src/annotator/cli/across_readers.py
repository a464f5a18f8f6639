"""`jupyter annotator agreement`, `disagreements` and `consensus`: many readers' notebooks held against each other."""

from __future__ import annotations

import argparse
import json
import math
import textwrap
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from annotator.cli.printing import as_json, complain, lines, plain, say

if TYPE_CHECKING:
    import pandas as pd

    from annotator.dataset import Dataset

MEASURES = ("percent", "cohen", "weighted_kappa", "fleiss", "scott", "ac1", "ac2", "all")
METHODS = ("majority", "strict", "median", "dawid_skene", "mace")
WIDTH = 110
STATUS = "Exit status 1 if something could not be read or was set aside; the rest is computed all the same."


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands."""
    agreement = _command(
        commands, "agreement", run_agreement, "how far readers agree, with intervals and in plain words",
        "How far readers agree: where passages are marked, what they are, and both. " + STATUS,
        """
        jupyter annotator agreement readers/
        jupyter annotator agreement readers/*.ipynb --by pair
        jupyter annotator agreement readers/ --measure ac1 --measure percent
        jupyter annotator agreement readers/ --width 0.2          how many more documents for intervals this narrow
        jupyter annotator agreement readers/ --json > agreement.json
        """,
    )  # fmt: skip
    agreement.add_argument(
        "--by",
        metavar="GROUP",
        help="pair, document, or a column of the documents or readings, such as source",
    )
    agreement.add_argument(
        "--measure",
        action="append",
        default=[],
        choices=MEASURES,
        help="a further coefficient; may be repeated",
    )
    agreement.add_argument(
        "--width", type=float, metavar="W", help="plan: how many documents for an interval this wide"
    )
    agreement.add_argument("-o", "--output", metavar="FILE.csv", help="write the table as CSV")
    disagreements = _command(
        commands, "disagreements", run_disagreements, "where readers disagree, the most rewarding first",
        "Where readers disagree, sorted by how much the coefficients would rise if they agreed there. "
        "Exit status 1 if they disagree anywhere, or something could not be read.",
        """
        jupyter annotator disagreements readers/ --first 20
        jupyter annotator disagreements readers/ --json
        """,
    )  # fmt: skip
    disagreements.add_argument("--first", type=int, metavar="N", help="only the first N")
    consensus = _command(
        commands, "consensus", run_consensus, "one reading of each document, made of all readers' readings",
        "One reading of each document: what most readers said, or what a model of the readers finds most probable. "
        "Ties are told and left open. " + STATUS,
        """
        jupyter annotator consensus readers/ -o consensus.csv
        jupyter annotator consensus readers/ --method dawid_skene -o consensus.parquet
        """,
    )  # fmt: skip
    consensus.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="ends in .csv, .parquet, .xlsx or .jsonl"
    )
    consensus.add_argument(
        "--method", choices=METHODS, default="majority", help="how an answer is found (majority if not given)"
    )


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str,
    run: Callable[[argparse.Namespace], int], short: str, long: str, examples: str,
) -> argparse.ArgumentParser:  # fmt: skip
    parser = commands.add_parser(
        name, help=short, description=long, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="examples:\n" + textwrap.indent(textwrap.dedent(examples).strip(), "  "),
    )  # fmt: skip
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="notebooks, *.reading.json, tables, folders or patterns"
    )
    parser.add_argument("--reader", action="append", metavar="NAME", help="only this reader; may be repeated")
    parser.add_argument("--kind", action="append", metavar="KIND", help="only this kind; may be repeated")
    parser.add_argument(
        "--threshold", type=float, default=0.0, metavar="T",
        help="spans are the same passage if their intersection over union is above this (0: any overlap)",
    )  # fmt: skip
    parser.add_argument(
        "--done-only", action="store_true", help="leave out readings that are not marked as done"
    )
    parser.add_argument("--json", action="store_true", help="print for programs")
    parser.set_defaults(run=run)
    return parser


def run_agreement(arguments: argparse.Namespace) -> int:
    """Print the table of agreement; 1 if there were problems."""
    from annotator.reliability import agreement, plan

    dataset = _read(arguments)
    measures = "all" if "all" in arguments.measure else arguments.measure
    table = agreement(dataset, by=arguments.by, measures=measures, **_options(arguments))
    plans = None if arguments.width is None else plan(table, arguments.width)
    if arguments.output:
        table.to_csv(arguments.output, index=False)
    if arguments.json:
        made: dict[str, Any] = {"rows": records(table), "notes": table.attrs["notes"]}
        if plans is not None:
            made["plan"] = records(plans)
        as_json({**made, "problems": plain(dataset.problem_list)})
        return _status(dataset)
    _notes(dataset, table)
    groups = list(table.columns[: list(table.columns).index("kind")])
    heading = None
    for row in table.to_dict("records"):
        label = ", ".join(str(row[name]) for name in groups)
        if label != heading and groups:
            say(f"\n{label}")
        heading = label
        _wrapped(row["meaning"])
    if plans is not None:
        say("")
        for meaning in plans["meaning"]:
            _wrapped(meaning)
    if not len(table):
        say("Nothing to compare: it takes two readers of one document.")
    return _status(dataset)


def run_disagreements(arguments: argparse.Namespace) -> int:
    """Print the disagreements; 1 if there are any."""
    from annotator.reliability import disagreements

    dataset = _read(arguments)
    table = disagreements(dataset, **_options(arguments))
    shown = table if arguments.first is None else table.head(max(arguments.first, 0))
    if arguments.json:
        as_json({"rows": records(shown), "all": len(table), "notes": table.attrs["notes"],
                 "problems": plain(dataset.problem_list)})  # fmt: skip
    else:
        _notes(dataset, table)
        for number, row in enumerate(shown.to_dict("records"), start=1):
            quote = row["quote"] if isinstance(row["quote"], str) else ""
            _wrapped(
                f"{number}. {row['what']}, {row['title']}, {row['start']} to {row['end']}: {row['summary']}"
            )
            if quote:
                say(textwrap.indent("“" + textwrap.shorten(quote, 200, placeholder=" …") + "”", "    "))
        rest = len(table) - len(shown)
        say(f"{len(table)} disagreements" + (f", {rest} of them not shown" if rest else ""))
    return 1 if len(table) else _status(dataset)


def run_consensus(arguments: argparse.Namespace) -> int:
    """Write the consensus; 1 if there were problems."""
    from annotator.reliability import consensus

    dataset = _read(arguments)
    found = consensus(dataset, arguments.method, **_options(arguments))
    path = found.to(arguments.output)
    counts = {str(name): int(count) for name, count in found.provenance["provenance"].value_counts().items()}
    if arguments.json:
        as_json({
            "file": str(path), "method": found.method, "readings": len(found), "annotations": len(found.annotations),
            "answers": counts, "notes": found.notes, "problems": plain(dataset.problem_list),
        })  # fmt: skip
    else:
        _notes(dataset, found.provenance)
        say(f"{path}: {found!r}")
        say("Answers: " + (", ".join(f"{count} {name}" for name, count in counts.items()) or "none"))
    return _status(dataset)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON values; what is missing is null."""
    return [{name: _value(value) for name, value in row.items()} for row in table.to_dict("records")]


def _value(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, Mapping):
        return {str(name): _value(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_value(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    item = value.item() if hasattr(value, "item") else value
    try:
        json.dumps(item)
    except TypeError:
        return str(item)
    return item


def _read(arguments: argparse.Namespace) -> Dataset:
    from annotator.dataset import read

    return read(arguments.paths)


def _options(arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "readers": arguments.reader, "kinds": arguments.kind, "threshold": arguments.threshold,
        "done_only": arguments.done_only,
    }  # fmt: skip


def _notes(dataset: Dataset, table: pd.DataFrame) -> None:
    for line in lines(dataset.problem_list):
        complain(line)
    for note in table.attrs.get("notes", ()):
        complain(f"Note: {note}")


def _wrapped(text: str) -> None:
    say(
        textwrap.fill(
            str(text), WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )
    )


def _status(dataset: Dataset) -> int:
    return 1 if dataset.problem_list else 0
