"""`jupyter annotator doctor`: what is wrong in notebooks, and repairs that can be tried dry."""

from __future__ import annotations

import argparse

from annotator.cli.printing import as_json, say


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "doctor",
        help="find what is wrong in notebooks and readings, and repair it",
        description="Find what is wrong in notebooks and readings, and say what a repair would do. Without --repair nothing "
        "is written. Repairs never destroy: what is taken out is put aside in a file beside the notebook. Close the "
        "notebooks in JupyterLab before a repair. Exit status 1 if something is wrong that is not repaired.",
        epilog="Examples:\n  jupyter annotator doctor readers/              # look only\n"
        "  jupyter annotator doctor readers/ --repair\n"
        "  jupyter annotator doctor n.ipynb --check dangling-relations --repair\n"
        "  jupyter annotator doctor --list                # all checks",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="notebooks, *.reading.json, folders or patterns"
    )
    parser.add_argument("--repair", action="store_true", help="write the repaired files")
    parser.add_argument(
        "--check", action="append", metavar="NAME", help="make this check only; may be repeated"
    )
    parser.add_argument(
        "--codebook", action="append", default=[], metavar="NAME", help="newer codebook: a name or file"
    )
    parser.add_argument(
        "--articles", metavar="PATH", action="append", default=[], help="an article that readings are of"
    )
    parser.add_argument("--list", action="store_true", help="list the checks")
    parser.add_argument("--json", action="store_true", help="print for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Examine, and repair if that is wanted; 1 if something is wrong and stays so."""
    from annotator.doctor import CHECKS

    if arguments.list:
        for name, text in CHECKS.items():
            say(f"{name:20} {text}")
        return 0
    unknown = [name for name in arguments.check or () if name not in CHECKS]
    if unknown:
        raise ValueError(f"There is no check {unknown[0]!r}. `jupyter annotator doctor --list` lists them.")
    if not arguments.paths:
        raise ValueError("Give a path: a notebook, a reading, or a folder of them.")
    return _examine(arguments)


def _examine(arguments: argparse.Namespace) -> int:
    from annotator.articles import open_article
    from annotator.codebook import Codebook
    from annotator.doctor import examine, repair
    from annotator.finding import files_in
    from annotator.progress import track

    files = track(files_in(arguments.paths), "Examining", "files")
    articles = [open_article(path) for path in arguments.articles]
    codebooks = [Codebook.load(name) for name in arguments.codebook]
    found = examine(files, articles=articles, codebooks=codebooks, only=arguments.check)
    findings = [finding for one in found for finding in one.findings]
    written: dict[str, list[str]] = {}
    if arguments.repair:
        written = {one.file.name: repair(one) for one in found if one.repaired is not None}
    left = [finding for finding in findings if not (arguments.repair and finding.repairable)]
    if arguments.json:
        as_json(
            {"files": len(found), "findings": [vars(finding) for finding in findings], "written": written}
        )
        return 1 if left else 0
    for finding in findings:
        say(
            f"{finding.file}: {finding.place + ': ' if finding.place else ''}{finding.what} [{finding.check}]"
        )
        mark = (
            "repaired"
            if arguments.repair and finding.repairable
            else "repair"
            if finding.repairable
            else "no repair"
        )
        say(f"    {mark}: {finding.remedy}")
    for name, files_written in written.items():
        say(f"{name}: written: {', '.join(files_written)}")
    can = sum(finding.repairable for finding in left)
    advice = f"; {can} can be repaired: --repair" if can else ""
    number = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}" if findings else "nothing wrong"
    say(f"{len(found)} file{'' if len(found) == 1 else 's'} examined, {number}{advice}")
    return 1 if left else 0
