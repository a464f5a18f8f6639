"""Every fault many times, with fixed seeds, in several processes; and the table of figures."""

from __future__ import annotations

import argparse
import contextlib
import time
from collections import Counter
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty

from collaborate import FAULT as TOGETHER
from collaborate import soak
from machine import Machine, chromium
from playwright.sync_api import sync_playwright
from run import EDITS, Result, play
from servers import collaboration

from faults import FAULTS

# Edits of ten pages together.
SOAK = 400

COLUMNS = (
    "runs",
    "edits",
    "acknowledged",
    "lost",
    "corrupted",
    "stuck",
    "not kept yet",
    "overruled",
    "dialogs",
    "s/run",
)


def row(results: list[Result]) -> list[str]:
    figures = [
        len(results),
        sum(one.edits for one in results),
        sum(one.acknowledged for one in results),
        sum(len(one.lost) for one in results),
        sum(bool(one.unsound) for one in results),
        sum(bool(one.problem) for one in results),
        sum(one.unkept for one in results),
        sum(one.overruled for one in results),
        sum(len(one.dialogs) for one in results),
    ]
    return [*map(str, figures), f"{sum(one.seconds for one in results) / max(len(results), 1):.1f}"]


def table(results: list[Result]) -> str:
    names = [name for name in [*FAULTS, TOGETHER] if any(one.fault == name for one in results)]
    rows = [["fault", *COLUMNS], ["---", *["--:"] * len(COLUMNS)]]
    rows += [[name, *row([one for one in results if one.fault == name])] for name in names]
    rows += [["**all**", *row(results)]]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows)


def complaints(results: list[Result]) -> str:
    lines = []
    for one in results:
        what = [one.problem] * bool(one.problem) + one.unsound
        what += [f"lost edit {lost.edit} of {lost.id}: {lost.why}" for lost in one.lost]
        lines += [f"{one.fault}, seed {one.seed}: {text}" for text in what]
    return "\n".join(lines)


def tell(number: int, last: Result) -> None:
    state = "good" if last.is_good else complaints([last])
    dialogs = ", ".join(f"{count} × {title}" for title, count in Counter(last.dialogs).items())
    figures = f"{last.edits} edits, {last.acknowledged} kept, {last.seconds:.0f} s"
    print(
        f"{number:4} {last.fault}, seed {last.seed}: {figures}; {dialogs or 'no dialog'}; {state}", flush=True
    )


def work(todo: Queue[tuple[str, int] | None], done: Queue[Result], edits: int) -> None:
    """Play runs, one after the other, on a machine of one's own; the pages together have a server of another kind."""
    with sync_playwright() as playwright, contextlib.ExitStack() as stack:
        machines: dict[bool, Machine] = {}
        while task := todo.get():
            name, seed = task
            together = name == TOGETHER
            if together not in machines:
                more = collaboration() if together else None
                machines[together] = stack.enter_context(Machine(playwright, chromium(), more))
            machine = machines[together]
            done.put(
                soak(machine, seed, SOAK) if together else play(machine, name, FAULTS[name], seed, edits)
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=126, help="in all, the same number of each fault")
    parser.add_argument("--edits", type=int, default=EDITS, help="in each run")
    parser.add_argument("--only", action="append", help="a fault by its name; may be repeated")
    parser.add_argument("--seed", type=int, default=1, help="of the first run of each fault")
    parser.add_argument("-j", "--jobs", type=int, default=1, help="runs at the same time")
    parser.add_argument("--out", type=Path, help="file for the table")
    arguments = parser.parse_args()
    names = arguments.only or [*FAULTS, TOGETHER]
    each = -(-arguments.runs // len(names))
    tasks = [(name, seed) for seed in range(arguments.seed, arguments.seed + each) for name in names]
    began = time.monotonic()
    context = get_context("spawn")
    todo: Queue[tuple[str, int] | None] = context.Queue()
    done: Queue[Result] = context.Queue()
    for task in [*tasks, *[None] * arguments.jobs]:
        todo.put(task)
    workers = [
        context.Process(target=work, args=(todo, done, arguments.edits)) for _ in range(arguments.jobs)
    ]
    for worker in workers:
        worker.start()
    results: list[Result] = []
    while len(results) < len(tasks) and any(worker.is_alive() for worker in workers):
        with contextlib.suppress(Empty):
            results.append(done.get(timeout=1))
            tell(len(results), results[-1])
            write(results, time.monotonic() - began, arguments.out)
    for worker in workers:
        worker.join()
    print("\n" + write(results, time.monotonic() - began, arguments.out))
    return 0 if len(results) == len(tasks) and all(one.is_good for one in results) else 1


def write(results: list[Result], seconds: float, path: Path | None) -> str:
    """The figures so far, also into a file."""
    text = "\n\n".join(filter(None, [table(results), f"{seconds / 60:.1f} minutes.", complaints(results)]))
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    return text
