"""What one edit costs: bytes that travel, time from key press to painted and to written, by number of annotations.

Run with `.venv/bin/python benchmarks/edit_latency.py` after `make test` has installed what it needs. Every figure is a median over
single edits in a real JupyterLab; beside each stands its limit, measured in the same run: a frame of the same page
that paints nothing, and the whole reading, which a tool without deltas would send. `list ms` and `dropped` are the median
frame while the list of annotations is scrolled, and the share of its frames that took longer than 25 ms.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

from lab import NotebookPage, write
from material import code_cell, notebook
from playwright.sync_api import sync_playwright
from servers import start_jupyter

import annotator as an

SIZES = (10, 100, 1_000, 10_000)
WORDS = "river council ferry bridge grain harbour price winter report ledger letter office vote budget storm".split()

# Presses a key as the browser would and notes when the frame after the change was painted and when it was written.
PRESS = """async ({ key, metadataKey }) => {
  const panel = jupyterapp.shell.currentWidget;
  const article = document.querySelector('[role=article]');
  const kernel = panel.sessionContext.session?.kernel;
  let bytes = 0;
  const count = (_, { msg, direction }) => {
    if (direction === 'send' && msg.header.msg_type === 'comm_msg') bytes += JSON.stringify(msg.content).length;
  };
  kernel?.anyMessage.connect(count);
  const written = new Promise(resolve => {
    const note = (_, change) => {
      if (change.key !== metadataKey) return;
      panel.model.sharedModel.metadataChanged.disconnect(note);
      resolve(performance.now());
    };
    panel.model.sharedModel.metadataChanged.connect(note);
  });
  const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0)));
  await frame();
  const idle = performance.now();
  const limit = (await frame()) - idle;
  const start = performance.now();
  article.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  const painted = (await frame()) - start;
  const stored = (await written) - start;
  kernel?.anyMessage.disconnect(count);
  return { limit, painted, stored, bytes };
}"""

# Scrolls the list 60 px in each of 120 frames: the median frame, and the share of those that took over 25 ms.
SCROLL = """async () => {
  let list = document.querySelector('[role=list][aria-label=Annotations], ul[aria-label=Annotations], ol[aria-label=Annotations]');
  while (list && list.scrollHeight <= list.clientHeight + 1) list = list.parentElement;
  const times = [];
  await new Promise(resolve => {
    let before = 0;
    const step = now => {
      if (before) times.push(now - before);
      before = now;
      list.scrollTop += 60;
      if (times.length < 120) requestAnimationFrame(step);
      else resolve();
    };
    requestAnimationFrame(step);
  });
  times.sort((a, b) => a - b);
  return { frame: times[60], dropped: times.filter(time => time > 25).length / times.length };
}"""


def article(rng: random.Random, annotations: int) -> str:
    """Paragraphs of about 600 characters, about 100 characters for each annotation."""
    paragraphs = []
    for _ in range(max(annotations // 6, 4)):
        words = [rng.choice(WORDS) for _ in range(95)]
        paragraphs.append(" ".join(words).capitalize() + ".")
    return "Measured\n\n" + "\n\n".join(paragraphs)


def reading(document: an.Document, count: int, rng: random.Random) -> dict[str, Any]:
    """`count` claims of 20 to 200 characters anywhere in the text; they overlap."""
    raw = an.Reading.new(document, an.Codebook.load("claims"), "ada").to_dict()
    records = {}
    for number in range(count):
        start = rng.randrange(10, document.length - 210)
        end = start + rng.randrange(20, 200)
        # Ends inside of a blank line are allowed: an annotation may run over paragraphs.
        records[f"a-{number:05}"] = {
            "kind": "claim",
            "spans": [{"start": start, "end": end}],
            "quote": document.text[start:end],
            "prefix": document.text[max(0, start - 32) : start],
            "suffix": document.text[end : end + 32],
            "values": {"claim_type": rng.choice(["fact", "prediction"]), "evidence_strength": "thin"},
            "note": "",
            "status": "open",
            "origin": "reader",
            "created": "2026-05-01T10:00:00Z",
            "modified": "2026-05-01T10:00:00Z",
            "rev": 1,
            "by": "bench",
        }
    return {**raw, "annotations": records}


def measured(page: NotebookPage, key: str, edits: int) -> dict[str, float]:
    runs = []
    for number in range(edits):
        # The same answer twice would be taken back: two keys in turn make each press one change.
        pressed = "wr"[number % 2]
        runs.append(page.page.evaluate(PRESS, {"key": pressed, "metadataKey": key}))
        # People read between two answers; the save of one edit must not be billed to the next.
        page.page.get_by_text("Saved", exact=True).wait_for()
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edits", type=int, default=20, help="edits for each size")
    parser.add_argument("--chromium", default="chromium")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    options = parser.parse_args()
    print("annotations  edit B  reading B  frame ms  painted ms  ratio  written ms  list ms  dropped")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home, root = Path(folder, "home"), Path(folder, "root")
        home.mkdir()
        root.mkdir()
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which(options.chromium), args=arguments)
        server = start_jupyter("lab", home, root)
        try:
            for size in options.sizes:
                rng = random.Random(size)
                document = an.Document.from_text(article(rng, size), title="Measured")
                raw = reading(document, size, rng)
                key = f"annotator:{document.id}:ada"
                cell = code_cell(
                    "import annotator as an\n"
                    "w = an.Annotator(an.Document.from_text(open('measured.txt').read(), title='Measured'), reader='ada')\nw"
                )
                path = write(root / str(size), notebook(cell, metadata={key: raw}))
                (path.parent / "measured.txt").write_text(document.text, encoding="utf-8")
                page = NotebookPage(
                    browser.new_page(viewport={"width": 1400, "height": 900}), server, path
                ).goto()
                page.run_all()
                view = page.page.get_by_role("list", name="Annotations").get_by_role("button")
                view.nth(2).click()
                page.page.get_by_text("Python", exact=True).wait_for(timeout=60_000)
                measured(page, key, 4)
                run = measured(page, key, options.edits)
                scrolled = page.page.evaluate(SCROLL)
                whole = len(json.dumps(raw, ensure_ascii=False).encode())
                print(
                    f"{size:11,}  {run['bytes']:6,.0f}  {whole:9,}  {run['limit']:8.1f}  {run['painted']:10.1f}"
                    f"  {run['painted'] / run['limit']:5.1f}  {run['stored']:10.1f}"
                    f"  {scrolled['frame']:7.1f}  {scrolled['dropped']:7.0%}",
                    flush=True,
                )
                page.page.close()
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
