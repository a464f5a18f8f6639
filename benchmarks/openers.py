"""Each opener against its library alone on the same document: time and peak memory, as ratios. Goal: at most 1.3.

    python benchmarks/openers.py [--kilobytes 200] [--repeats 5]

The library alone does what anybody would call to get the same: trafilatura's `bare_extraction` with formatting, links,
pictures and tables; pdfminer's `extract_text`; mammoth's `convert_to_html`; markdown-it-py's `parse` and `render`; for
plain text the decoding and NFC. Each measurement runs in a process of its own, so that peaks do not mix; the two take
turns, and the median of the repeats is compared, because other work on the machine comes and goes. Memory is the peak of
the process above what it has when the libraries are loaded and warm; it is measured on Linux.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import statistics
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

SENTENCES = (
    "The harbour board wants to dredge the lagoon to a depth of nine metres (, July 25). "
    "“We don’t have a choice,” said its head – the cost, some €14 million, would be shared. "
    "Nobody at the board could say who had counted the third of 2019–2025, and nobody has been asked. "
)


def paragraphs(kilobytes: int) -> list[str]:
    return [SENTENCES * 3 for _ in range(max(kilobytes * 1000 // (len(SENTENCES) * 3), 1))]


def text(kilobytes: int) -> bytes:
    return ("Dredging the lagoon\n\n" + "\n\n".join(paragraphs(kilobytes))).encode()


def markdown(kilobytes: int) -> bytes:
    made = [
        f"## Part {at}\n\n{words} **bold** and [a link](https://paper.example/{at}).\n\n- one\n- two"
        for at, words in enumerate(paragraphs(kilobytes))
    ]
    return ("# Dredging\n\n" + "\n\n".join(made)).encode()


def html(kilobytes: int) -> bytes:
    made = [
        f"<h2>Part {at}</h2><p>{words} <b>bold</b> and <a href='https://paper.example/{at}'>a link</a>.</p><ul><li>one<li>two</ul>"
        for at, words in enumerate(paragraphs(kilobytes))
    ]
    around = "<nav>" + "<a href='/x'>More</a> " * 40 + "</nav>"
    return f"<html lang=en><head><title>Dredging</title></head><body>{around}<article><h1>Dredging</h1>{''.join(made)}</article><footer>{around}</footer></body></html>".encode()


def pdf(kilobytes: int) -> bytes:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    styles = getSampleStyleSheet()
    buffer = io.BytesIO()
    story = [Paragraph("Dredging the lagoon", styles["Title"])]
    for at, words in enumerate(paragraphs(kilobytes)):
        if at % 6 == 0:
            story.append(Paragraph(f"Part {at}", styles["Heading2"]))
        story.append(Paragraph(words, styles["BodyText"]))
    SimpleDocTemplate(buffer, invariant=1).build(story)
    return buffer.getvalue()


def docx(kilobytes: int) -> bytes:
    from articles.make_docx import file, p, run

    body = [p("Dredging the lagoon", style="Title")]
    for at, words in enumerate(paragraphs(kilobytes)):
        body += [
            p(f"Part {at}", style="Heading1"),
            p(words, run(" bold", "b"), "."),
            p("one", numbered=(1, 0)),
        ]
    return file(*body)


def alone_txt(data: bytes) -> object:
    return unicodedata.normalize("NFC", data.decode())


def alone_md(data: bytes) -> object:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").render(data.decode())


def alone_html(data: bytes) -> object:
    from trafilatura import bare_extraction

    return bare_extraction(
        data.decode(),
        include_comments=False,
        include_formatting=True,
        include_links=True,
        include_images=True,
        include_tables=True,
    )


def alone_pdf(data: bytes) -> object:
    from pdfminer.high_level import extract_text

    return extract_text(io.BytesIO(data))


def alone_docx(data: bytes) -> object:
    import mammoth

    return mammoth.convert_to_html(io.BytesIO(data)).value


MAKERS: dict[str, Callable[[int], bytes]] = {
    "txt": text,
    "md": markdown,
    "html": html,
    "pdf": pdf,
    "docx": docx,
}
ALONE: dict[str, Callable[[bytes], object]] = {
    "txt": alone_txt,
    "md": alone_md,
    "html": alone_html,
    "pdf": alone_pdf,
    "docx": alone_docx,
}


def memory(name: str) -> int:
    """Kilobytes of this process: `VmRSS` now, `VmHWM` at the most."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{name}:")[1].split()[0])


def measure(who: str, path: Path, small: Path, suffix: str) -> dict[str, float]:
    """Seconds and peak of one run in this process, which has opened a small article before."""
    import annotator as an

    def run(file: Path) -> object:
        return an.open_article(file) if who == "ours" else ALONE[suffix](file.read_bytes())

    run(small)
    gc.collect()
    # Linux: forget the peak of what was loaded so far, or a run that needs less than that would seem to need nothing.
    Path("/proc/self/clear_refs").write_text("5")
    before = memory("VmRSS")
    start = time.process_time()
    kept = run(path)
    seconds = time.process_time() - start
    assert kept is not None
    return {
        "seconds": seconds,
        "megabytes": (memory("VmHWM") - before) / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kilobytes", type=int, default=200, help="words of the article")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--formats", nargs="*", default=list(MAKERS))
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        who, path, small, suffix = given.one
        print(json.dumps(measure(who, Path(path), Path(small), suffix)))
        return
    print(f"{given.kilobytes} kB of words, median of {given.repeats}\n")
    print(
        "| format | library, s | opener, s | ratio | library, MB | opener, MB | ratio |\n|---|---|---|---|---|---|---|"
    )
    with TemporaryDirectory() as folder:
        for suffix in given.formats:
            path, small = Path(folder) / f"large.{suffix}", Path(folder) / f"small.{suffix}"
            path.write_bytes(MAKERS[suffix](given.kilobytes))
            small.write_bytes(MAKERS[suffix](2))
            found: dict[str, list[dict[str, float]]] = {"library": [], "ours": []}
            for _ in range(given.repeats):
                for who, results in found.items():
                    command = [sys.executable, __file__, "--one", who, str(path), str(small), suffix]
                    results.append(
                        json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                    )
            middle = {
                (who, what): statistics.median(one[what] for one in results)
                for who, results in found.items()
                for what in ("seconds", "megabytes")
            }
            cells = [suffix]
            for what in ("seconds", "megabytes"):
                library, ours = middle["library", what], middle["ours", what]
                cells += [f"{library:.3f}", f"{ours:.3f}", f"{ours / library:.2f}" if library > 0 else "–"]
            print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
