"""How long the review takes to open and to filter, by number of annotations.

Run with `.venv/bin/python benchmarks/review_table.py [ROWS …]` after `make test` has installed what it needs. The table
is made by the kernel's code, and read, filtered and sorted by the page's code in Node; beside each figure stands the
limit that people feel: 50 ms for what follows a key press, and JSON's own decoding of the same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import annotator as an
from annotator.widgets.review_table import review_table

ROOT = Path(__file__).parents[1]
WORDS = "river council ferry bridge grain harbour price winter report ledger letter office vote budget storm".split()
PAGE = """
import { readFileSync } from 'node:fs';
import { parseTable } from './src/view/review/table';
import { EVERYTHING, Search, toggleValue } from './src/view/review/query';
const bytes = readFileSync(process.env.TABLE);
const time = (run, times = 7) => {
  const taken = Array.from({ length: times }, () => { const start = performance.now(); run(); return performance.now() - start; });
  return taken.sort((a, b) => a - b)[times >> 1];
};
const table = parseTable(bytes);
const search = new Search(table);
const first = time(() => search.ask({ ...EVERYTHING, text: 'ferry' }), 1);
const sorted = time(() => new Search(table).ask({ ...EVERYTHING, sort: { column: 'quote', down: false } }), 3);
console.log(JSON.stringify({
  decode: time(() => JSON.parse(bytes.toString()), 3),
  read: time(() => parseTable(bytes), 3),
  all: time(() => search.ask(EVERYTHING)),
  firstSearch: first,
  search: time(() => search.ask({ ...EVERYTHING, text: 'ferry 12' })),
  facets: time(() => search.ask(toggleValue(toggleValue(EVERYTHING, 'kind', 0), 'reader', 3))),
  sorted
}));
"""


def dataset(rows: int, articles: int = 50) -> an.Dataset:
    """Readings with `rows` annotations in all."""
    readings, documents = [], []
    book = an.Codebook.load("claims")
    for block in range(articles):
        each = [
            f"The {WORDS[at % 15]} of {WORDS[at % 7]} counts {at} sacks."
            for at in range(block, rows, articles)
        ]
        title = f"Article {block}"
        document = an.Document.from_text(f"{title}\n\n" + "\n\n".join(each), title=title)
        raw = an.Reading.new(document, book, f"reader {block % 20}").to_dict()
        start = len(title) + 2
        for number, line in enumerate(each):
            raw["annotations"][f"a-{number}"] = {
                "kind": ("claim", "source", "evidence")[number % 3], "quote": line, "prefix": "", "suffix": "",
                "spans": [{"start": start, "end": start + len(line)}], "note": "", "status": "open",
                "values": {"claim_type": "fact"} if number % 3 == 0 else {}, "origin": "reader",
                "created": "2026-05-01T10:00:00Z", "modified": "2026-05-01T10:00:00Z", "rev": 1, "by": "bench",
            }  # fmt: skip
            start += len(line) + 2
        readings.append(raw)
        documents.append(document)
    return an.Dataset.from_readings(readings, articles=documents)


def measure(rows: int) -> dict[str, float]:
    """Milliseconds of each step."""
    made = dataset(rows)
    sum(reading.annotation_count for reading in made.stored)  # reading and checking is not the review's
    start = time.perf_counter()
    data = review_table(made).to_bytes()
    kernel = (time.perf_counter() - start) * 1000
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "table.json").write_bytes(data)
        bundle = Path(folder) / "page.mjs"
        command = [
            "npx",
            "esbuild",
            "--bundle",
            "--format=esm",
            "--platform=node",
            "--loader=ts",
            f"--outfile={bundle}",
        ]
        where = ROOT / "labextension"
        subprocess.run(command, input=PAGE, text=True, cwd=where, check=True, capture_output=True)
        told = subprocess.run(
            ["node", str(bundle)],
            env={"TABLE": f"{folder}/table.json", "PATH": "/usr/bin:/bin:/usr/local/bin"},
            text=True,
            check=True,
            capture_output=True,
        )
    return {"kernel": kernel, "megabytes": len(data) / 1e6, **json.loads(told.stdout)}


def main() -> None:
    """Print a table."""
    print(
        "rows, then milliseconds: kernel makes the table | page decodes JSON, reads table | filter: none, first"
    )
    print("search, search, two facets | sort by passage anew.  Limit of a filter: 50 ms")
    for rows in map(int, sys.argv[1:] or ["1000", "10000", "100000"]):
        got = measure(rows)
        print(
            f"{rows:>8,}  {got['kernel']:7.0f} ({got['megabytes']:.1f} MB) | {got['decode']:6.1f} {got['read']:6.1f} | "
            f"{got['all']:6.1f} {got['firstSearch']:6.1f} {got['search']:6.1f} {got['facets']:6.1f} | {got['sorted']:6.1f}"
        )


if __name__ == "__main__":
    main()
