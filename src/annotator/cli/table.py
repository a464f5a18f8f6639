"""`jupyter annotator table`: many notebooks as one table."""

from __future__ import annotations

import argparse

from annotator.cli.printing import as_json, complain, lines, plain, say


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "table",
        help="write the annotations of many notebooks to one table",
        description="Write the annotations of many notebooks to one table. Exit status 1 if something could not be "
        "read or was set aside; the table is written all the same.",
        epilog="Examples:\n  jupyter annotator table readers/ -o claims.xlsx\n"
        "  jupyter annotator table 'readers/**/*.ipynb' more.csv -o claims.parquet\n"
        "  jupyter annotator table readers/ -o claims      # a folder of Parquet files, for large ones",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="notebooks, *.reading.json, tables, folders or patterns"
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help="ends in .csv, .parquet, .xlsx or .jsonl; else a folder of Parquet",
    )
    parser.add_argument("--json", action="store_true", help="print a summary for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the table; 1 if there were problems."""
    from annotator.dataset import read

    dataset = read(arguments.paths)
    path = dataset.to(arguments.output)
    problems = dataset.problem_list
    if arguments.json:
        annotations = sum(reading.annotation_count for reading in dataset.stored)
        counts = {"readings": len(dataset), "annotations": annotations}
        as_json({"file": str(path), **counts, "problems": plain(problems)})
    else:
        for line in lines(problems):
            complain(line)
        say(f"{path}: {dataset!r}".replace(", see .problems", ""))
    return 1 if problems else 0
