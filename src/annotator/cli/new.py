"""`jupyter annotator new`: notebooks for readers, one for each article and reader, ready to hand out."""

from __future__ import annotations

import argparse
from pathlib import Path

from annotator.cli.printing import as_json, as_options, complain, lines, plain, say


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "new",
        help="make notebooks for readers, ready to hand out",
        description="Make a folder for each reader, with a notebook for each article. The notebooks open with the article "
        "shown, also where nothing is installed but JupyterLab and this extension. What is there already is never "
        "overwritten. An article that cannot be opened is told, and the rest goes on.",
    )
    parser.add_argument(
        "articles", nargs="+", help="files (.txt, .md, .html, .pdf, .docx), folders, patterns or addresses"
    )
    parser.add_argument(
        "-r", "--reader", action="append", required=True, help="name of a reader; may be repeated"
    )
    parser.add_argument(
        "-c", "--codebook", default="claims", help="built-in name or path of a codebook; default claims"
    )
    parser.add_argument(
        "-o", "--output", default="readers", metavar="FOLDER", help="where to; default ./readers"
    )
    parser.add_argument(
        "--together", action="store_true", help="one notebook with all articles for each reader"
    )
    parser.add_argument("--encoding", help="encoding of text files, such as windows-1252")
    parser.add_argument(
        "--fetch", action="store_true", help="fetch addresses (http, https) that are among the articles"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the articles and write the notebooks."""
    from annotator.articles import Articles, open_articles
    from annotator.articles.batch import Problem
    from annotator.cli import handing_out
    from annotator.document import DocumentError

    found = Articles()
    for given in arguments.articles:
        # One at a time: what a folder or pattern has is opened, whatever is wrong with the next.
        source = (
            [given] if given.lower().startswith(("http://", "https://")) or Path(given).is_file() else given
        )
        try:
            opened = open_articles(
                source, encoding=arguments.encoding, fetch=arguments.fetch, progress=not arguments.json
            )
        except DocumentError as error:
            what, _, remedy = str(error).removeprefix(f"{given}: ").partition(". ")
            found.problem_list.append(Problem(given, "", f"{what}.", remedy))
            continue
        known = {document.id for document in found}
        found.problem_list += opened.problem_list
        found += [document for document in opened if document.id not in known]
    problems = [
        problem._replace(what=as_options(problem.what), remedy=as_options(problem.remedy))
        for problem in found.problem_list
    ]
    files = []
    if found:
        files = handing_out.plan(
            found, arguments.reader, arguments.codebook, arguments.output, together=arguments.together
        )
        handing_out.write(files)
    notebooks = [file.path.as_posix() for file in files if file.path.suffix == ".ipynb"]
    if arguments.json:
        as_json({"notebooks": notebooks, "problems": plain(problems)})
    else:
        for line in lines(problems):
            complain(line)
        if notebooks:
            folders = sorted({str(file.path.parent) for file in files if file.path.suffix == ".ipynb"})
            say(f"{len(notebooks)} notebook{'' if len(notebooks) == 1 else 's'}, {len(found)} articles, in")
            for folder in folders:
                say(f"    {folder}")
            say(
                "Give each reader their folder. Afterwards: jupyter annotator table -o annotations.csv "
                + arguments.output
            )
    if not found:
        return 2
    return 1 if problems else 0
