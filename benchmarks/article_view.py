"""How fast an annotated article is shown, changed and scrolled: ours, the bare text, and the best-known library.

Run with `.venv/bin/python benchmarks/article_view.py` after `make test` has installed what it needs; the library
(@recogito/text-annotator) is installed by npm into benchmarks/article_view. All ways show the same article in one Chromium,
each in a page of its own: paragraphs of about 600 characters, annotations of 20 to 200 characters that overlap, 8 kinds.

Figures are milliseconds from the call to the end of the frame that shows it; 17 is the floor of all but the first, which
is one frame. `whole` is when the whole text is on the page, also where nobody sees it yet: ours builds what is out of view
while the page is idle. `settle` is the longest frame after a jump back to the top, until six in a row are in time.
`dropped` is the share of the 120 frames after that which took longer than 25 ms while 90 px were scrolled in each. `heap`
is the page's JavaScript heap after garbage collection, in MB. `> 120 s` did not end in time. Two bare texts are the limits:
with and without `content-visibility`.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, sync_playwright

HERE = Path(__file__).parent / "article_view"
ROOT = Path(__file__).parents[1]
WORDS = "river council ferry bridge grain harbour price winter report ledger letter office vote budget storm".split()
WAYS = (
    "bare text",
    "bare text, contained",
    "jupyter-annotator",
    "recogito spans",
    "recogito CSS highlights",
)
LENGTHS = (10_000, 100_000, 1_000_000)
COUNTS = (100, 1_000, 10_000, 50_000)
COLUMNS = ("first", "whole", "add", "hover", "filter", "jump", "settle", "frame", "dropped", "heap")
LIMIT = 120_000


def material(length: int, count: int) -> dict[str, Any]:
    random.seed(length + count)
    paragraphs: list[tuple[int, int]] = []
    parts: list[str] = []
    at = 0
    while at < length:
        size = random.randint(400, 800)
        text = ""
        while len(text) < size:
            text += random.choice(WORDS) + random.choice([" ", " ", " ", ", ", ". "])
        text = text.strip()
        parts.append(text)
        paragraphs.append((at, at + len(text)))
        at += len(text) + 2
    text = "\n\n".join(parts)
    annotations = []
    for number in range(count):
        start = random.randrange(0, len(text) - 220)
        end = start + random.randint(20, 200)
        annotations.append(
            {"id": f"a-{number:08d}", "kind": f"k{random.randrange(8)}", "start": start, "end": end}
        )
    annotations.sort(key=lambda annotation: annotation["start"])
    return {"text": text, "paragraphs": paragraphs, "annotations": annotations}


def bundle() -> str:
    """The page as one HTML text."""
    if not (HERE / "node_modules").exists():
        npm = ["npm", "--prefix", str(HERE), "install", "--no-fund", "--no-audit", "--no-package-lock"]
        subprocess.run(npm, check=True)
    out = HERE / "node_modules" / ".bundle"
    subprocess.run(
        [
            str(ROOT / "labextension/node_modules/.bin/esbuild"),
            str(HERE / "page.ts"),
            "--bundle",
            "--format=iife",
            "--minify",
            f"--outfile={out / 'page.js'}",
            f"--tsconfig-raw={json.dumps({'compilerOptions': {'target': 'ES2022'}})}",
            "--log-level=error",
        ],
        check=True,
    )
    script = (out / "page.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    theirs = (HERE / "node_modules/@recogito/text-annotator/dist/text-annotator.css").read_text(
        encoding="utf-8"
    )
    style = (ROOT / "src/annotator/static/anywidget.css").read_text(encoding="utf-8")
    own = "body { margin: 0 } .scroller { height: 800px; overflow: auto; position: relative; width: 900px }"
    return f"<!doctype html><style>{style}{theirs}{own}</style><div id=root class=jp-Annotator style='display:block'></div><script>{script}</script>"


def heap(page: Page) -> float:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {
        metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]
    }
    return float(metrics["JSHeapUsedSize"]) / 1e6


def measure(browser: Any, html: str, way: str, case: dict[str, Any]) -> dict[str, float] | None:
    page = browser.new_page(viewport={"width": 1000, "height": 860})
    page.set_default_timeout(LIMIT)
    try:
        page.set_content(html)
        # A race in the page would not end a loop that never yields: the page is closed from outside.
        handle = "([way, material]) => Promise.race([measure(way, material), new Promise((_, no) => setTimeout(no, 120000))])"
        found: dict[str, float] = page.evaluate(handle, [way, case])
        found["heap"] = heap(page)
    except Error as error:
        print(f"  {way}: {str(error).splitlines()[0]}", file=sys.stderr)
        return None
    finally:
        page.close()
    return found


def shown(column: str, value: float | None) -> str:
    if value is None:
        return "–"
    if column == "dropped":
        return f"{value:.0%}"
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--repeats", type=int, default=3, help="runs of each case, of which the median is shown"
    )
    parser.add_argument("--lengths", type=int, nargs="*", default=LENGTHS)
    parser.add_argument("--counts", type=int, nargs="*", default=COUNTS)
    parser.add_argument("--ways", nargs="*", default=WAYS)
    options = parser.parse_args()
    html = bundle()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        print("| article | annotations | way |", " | ".join(COLUMNS), "|")
        print("|" + "---|" * (3 + len(COLUMNS)))
        for length in options.lengths:
            for count in options.counts:
                case = material(length, count)
                for way in options.ways:
                    runs: list[dict[str, float]] = []
                    for _ in range(options.repeats):
                        run = measure(browser, html, way, case)
                        if run is None:
                            break
                        runs.append(run)
                        # What takes seconds does not need a median.
                        if run["first"] > 5_000:
                            break
                    row = [f"{length // 1000} kB", f"{count:,}", way]
                    for column in COLUMNS:
                        values = [run[column] for run in runs if column in run]
                        row.append(
                            shown(column, statistics.median(values) if values else None)
                            if runs
                            else "> 120 s"
                        )
                    print("|", " | ".join(row), "|", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
