"""One run: a session of 200 edits, in which something breaks, and what is left of it."""

from __future__ import annotations

import json
import os
import random
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from check import Lost, lost, reading_in, records, stamp, unsound
from machine import Machine, Post
from playwright.sync_api import Error
from session import Log, ReaderPage, write_notebook

EDITS = 200
# A page that is dead is noticed at the next key; this many gestures may change nothing before that is a fault of ours.
PATIENCE = 60
# How long to wait for drafts, in seconds, before what is missing is taken for lost.
RECOVERY = 5


@dataclass
class Result:
    fault: str
    seed: int
    edits: int = 0
    acknowledged: int = 0
    lost: list[Lost] = field(default_factory=list)
    unkept: int = 0
    """Edits at the end that were not acknowledged yet and did not come back, at the worst of the reopenings."""
    overruled: int = 0
    unsound: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    problem: str = ""
    seconds: float = 0

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.unsound or self.problem)


class Run:
    """What a fault needs: readers that edit, and a machine that breaks."""

    def __init__(self, machine: Machine, fault: str, seed: int, edits: int = EDITS) -> None:
        self.machine, self.edits_wanted = machine, edits
        # Of the name's letters too: faults with the same seed differ in more than the fault.
        self.rng = random.Random(f"{fault} {seed}")
        self.result = Result(fault, seed)
        self.folder = machine.disk.folder / f"{fault.replace(' ', '-')}-{seed}"
        self.path: Path = write_notebook(self.folder)
        self.readers: list[ReaderPage] = []
        self.logs: list[Log] = []
        self._timers: list[threading.Timer] = []

    @property
    def post(self) -> Post:
        return self.machine.posts[0]

    @property
    def reader(self) -> ReaderPage:
        return self.readers[0]

    def open(self, post: int = 0) -> ReaderPage:
        """A page of its own for another reader at the same reading."""
        office = self.machine.post(post)
        reader = ReaderPage(
            self.machine.page(), office.server, office.proxy.url, self.path, self.rng, f"w{len(self.readers)}"
        )
        reader.open()
        self.readers.append(reader)
        self.logs.append(reader.log)
        return reader

    def reopen(self) -> None:
        """All readers open the notebook again; what they were told is kept must be there."""
        readers, self.readers = self.readers, []
        for old in readers:
            old.page.close() if not old.page.is_closed() else None
            self.open(0 if old.origin == self.post.proxy.url else 1)
        # What the browser kept comes back a moment after the notebook.
        until = time.monotonic() + RECOVERY
        while missing := lost(self.reader.reading(), self.logs, kept_only=False):
            if time.monotonic() > until:
                break
            self.reader.page.wait_for_timeout(50)
        now = lost(self.reader.reading(), self.logs)
        self.result.lost += now
        self.result.unkept = max(self.result.unkept, len({one.edit for one in missing}) - len(now))

    @property
    def edits(self) -> int:
        return sum(log.edits for log in self.logs)

    def edit(self, least: int, most: int | None = None, readers: list[ReaderPage] | None = None) -> None:
        """So many edits, by readers in turn; now and then one of them waits until what she did is kept."""
        readers = readers or self.readers
        # The numbers are for a session of 200.
        count = -(-self.rng.randint(least, most or least) * self.edits_wanted // EDITS)
        until = min(self.edits + count, self.edits_wanted)
        idle = 0
        while self.edits < until:
            reader = self.rng.choice(readers)
            idle = 0 if reader.edit(first_look=len(self.readers) > 1) else idle + 1
            if idle > PATIENCE:
                raise AssertionError(
                    f"{PATIENCE} gestures changed nothing: {reader.view.status.inner_text()}"
                )

    def kept(self) -> None:
        for reader in self.readers:
            reader.wait_until_kept()

    def rest(self) -> None:
        self.edit(EDITS)

    def soon(self, do: Callable[[], object], within: float = 0.4) -> None:
        """Does it at a moment that has nothing to do with what the page is doing."""
        timer = threading.Timer(self.rng.uniform(0, within), do)
        self._timers.append(timer)
        timer.start()

    def at_next_save(self, do: Callable[[], object], within: float = 0) -> threading.Event:
        """Does it soon after the browser asks to write the file; gives what is set as soon as it is done."""
        done = threading.Event()

        def then() -> None:
            do()
            done.set()

        self.post.proxy.at_next_save(lambda: self.soon(then, within))
        return done

    def settle(self) -> None:
        """Nothing breaks any more."""
        for post in self.machine.posts:
            post.proxy.at_next_save(None)
        for timer in self._timers:
            timer.join()

    def edit_until_dead(self, readers: list[ReaderPage] | None = None) -> None:
        """Edits until the browser is gone under the reader's hands."""
        try:
            while True:
                self.rng.choice(readers or self.readers).edit()
        except Error:
            self.machine.forget_browser()

    def elsewhere(self, log: Log) -> None:
        """What was written by somebody else, and must be there in the end like all that is kept."""
        log.acknowledge()
        self.logs.append(log)

    def finish(self) -> None:
        """All is well again: the pages save; then everything is closed and opened again."""
        self.settle()
        self.machine.heal()
        for reader in self.readers:
            reader.wait_until_saved()
        self.machine.close_pages()
        self.readers = self.readers[:1]
        self.reopen()
        self.reader.wait_until_saved()
        on_page, on_disk = records(self.reader.reading()), records(reading_in(self.path))
        if on_page != on_disk:
            self.result.problem = "page and file differ"
        self.result.lost += lost(reading_in(self.path), self.logs)
        self.result.unsound = unsound(self.path)
        shown = sum(section == "annotations" for section, _ in on_page.values())
        listed = self.reader.listed()
        if shown != listed:
            self.result.problem = f"{shown} annotations, {listed} listed"

    def keep(self) -> None:
        """What was written when and what is there now, for whoever looks into a run that went wrong."""
        if folder := os.environ.get("FAULTS_PICTURES"):
            written = [log.written for log in self.logs]
            found = {"written": written, "file": reading_in(self.path)}
            name = f"{self.result.fault}-{self.result.seed}.json".replace(" ", "-")
            (Path(folder) / name).write_text(json.dumps(found, indent=1))

    def close(self) -> None:
        self.settle()
        self.machine.heal()
        self.machine.close_pages()
        self.machine.end_kernels()
        shutil.rmtree(self.folder, ignore_errors=True)

    def summary(self) -> Result:
        result = self.result
        result.edits = self.edits
        result.acknowledged = sum(log.acknowledged for log in self.logs)
        result.dialogs = [title for log in self.logs for title in log.dialogs]
        result.overruled = overruled(self.logs)
        asked = [title for title in result.dialogs if "File Changed" in title]
        result.problem = result.problem or (f"asked: {asked[0]}" if asked else "")
        unique = {(one.id, one.why): one for one in result.lost}
        result.lost = list(unique.values())
        return result


def overruled(logs: list[Log]) -> int:
    """Records that two pages changed without knowing of each other: the merge rule decided, as it must."""
    made: dict[tuple[str, int], set[str]] = {}
    for log in logs:
        for _, id, _, record in log.written:
            rev, by = stamp(record)
            made.setdefault((id, rev), set()).add(by)
    return sum(len(writers) > 1 for writers in made.values())


def play(machine: Machine, name: str, fault: Callable[[Run], None], seed: int, edits: int = EDITS) -> Result:
    """Play one run to its end."""
    began = time.monotonic()
    machine.post()
    run = Run(machine, name, seed, edits)
    try:
        run.open()
        fault(run)
        run.rest()
        run.finish()
    except (Error, AssertionError, OSError) as error:
        run.result.problem = str(error).split("\n")[0][:300]
        for number, reader in enumerate(run.readers):
            reader.picture(f"{name}-{seed}-{number}")
    finally:
        if run.result.unsound or run.result.lost:
            run.keep()
        run.close()
    result = run.summary()
    result.seconds = time.monotonic() - began
    return result
