"""The table of faults: what breaks, when, and what the reader does about it. Moments are drawn from the run's seed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import nbformat
from machine import kill
from run import Run
from session import CODEBOOK, DOCUMENT, KEY, READER, Log

import annotator as an


def browser_killed(run: Run) -> None:
    for _ in range(2):
        run.edit(30, 70)
        if run.rng.random() < 0.5:
            run.kept()
        run.soon(run.machine.killer_of_browser())
        run.edit_until_dead()
        run.reopen()


def browser_killed_while_saving(run: Run) -> None:
    run.edit(30, 120)
    run.at_next_save(run.machine.killer_of_browser(), 0.05)
    run.edit_until_dead()
    run.reopen()


def tab_closed(run: Run) -> None:
    for _ in range(2):
        run.edit(20, 60)
        run.reader.page.close(run_before_unload=run.rng.random() < 0.3)
        run.reopen()


def kernel_killed(run: Run) -> None:
    run.reader.run_cells()
    for _ in range(2):
        run.edit(20, 50)
        before = len(run.reader.log.dialogs)
        run.soon(lambda: kill(run.post.kernels()))
        run.edit(10, 30)
        run.reader.restarted(before)
        run.reader.run_cells()
    run.rest()
    kept = {id for id, found in run.reader.reading()["annotations"].items() if found}
    known = run.reader.when(f"set(w.reading.to_dict()['annotations']) == set({sorted(kept)!r})", "True")
    assert known is True


def server_killed(run: Run) -> None:
    for _ in range(2):
        run.edit(20, 50)
        run.soon(run.post.kill)
        run.edit(10, 40)
        run.settle()
        run.post.ready()
        run.edit(5, 20)


def server_killed_while_saving(run: Run) -> None:
    for _ in range(2):
        run.edit(20, 50)
        killed = run.at_next_save(run.post.kill, 0.06)
        run.edit(10, 40)
        assert killed.wait(30), "nothing was saved"
        run.post.ready()


def everything_killed(run: Run) -> None:
    """The power is cut."""
    run.edit(30, 120)
    if run.rng.random() < 0.5:
        run.kept()
    browser = run.machine.killer_of_browser()

    def cut() -> None:
        run.post.kill()
        browser()

    if run.rng.random() < 0.5:
        run.soon(cut)
    else:
        run.at_next_save(cut, 0.06)
    run.edit_until_dead()
    run.post.ready()
    run.reopen()


def disk_full(run: Run) -> None:
    run.edit(20, 60)
    run.machine.disk.fill(run.post.pid)
    run.edit(10, 60)
    run.machine.heal()


def disk_full_and_browser_killed(run: Run) -> None:
    run.edit(20, 60)
    run.machine.disk.fill(run.post.pid)
    run.edit(10, 40)
    run.soon(run.machine.killer_of_browser())
    run.edit_until_dead()
    run.machine.heal()
    run.reopen()


def disk_read_only(run: Run) -> None:
    run.edit(20, 60)
    run.machine.disk.lock()
    run.edit(10, 60)
    run.machine.heal()


def network_cut(run: Run) -> None:
    for _ in range(2):
        run.edit(20, 50)
        run.soon(lambda: run.post.proxy.set("cut"))
        run.edit(10, 40)
        run.settle()
        run.post.proxy.set("open")


def network_cut_and_browser_killed(run: Run) -> None:
    run.edit(20, 60)
    run.post.proxy.set("cut")
    run.edit(10, 40)
    run.soon(run.machine.killer_of_browser())
    run.edit_until_dead()
    run.post.proxy.set("open")
    run.reopen()


def network_slow(run: Run) -> None:
    run.edit(20, 60)
    run.post.proxy.delay = run.rng.uniform(0.1, 0.8)
    run.post.proxy.set("slow")
    run.edit(80, 120)
    if run.rng.random() < 0.5:
        run.soon(run.machine.killer_of_browser())
        run.edit_until_dead()
        run.post.proxy.set("open")
        run.reopen()


def answers_lost(run: Run) -> None:
    """The server does what it is asked, and the page does not hear of it."""
    for _ in range(2):
        run.edit(20, 50)
        run.post.proxy.at_next_save(lambda: run.post.proxy.set("deaf"))
        run.edit(20, 40)
        run.post.proxy.set("open")


def git_checkout(run: Run) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments]
        subprocess.run(command, cwd=run.folder, check=True, capture_output=True)

    git("init", "-q")
    run.edit(20, 60)
    run.reader.wait_until_saved()
    git("add", run.path.name)
    git("commit", "-qm", "so far")
    run.edit(20, 50)
    if run.rng.random() < 0.5:
        run.reader.wait_until_saved()
    git("checkout", "-q", "--", run.path.name)
    run.edit(10, 30)


def _rewrite(run: Run, change: Callable[[dict[str, Any]], None], indent: int = 1) -> None:
    """The file as another program reads and writes it."""
    notebook = nbformat.read(run.path, as_version=4)
    change(notebook)
    partial = run.path.with_suffix(".partial")
    partial.write_text(json.dumps(notebook, ensure_ascii=False, indent=indent), encoding="utf-8")
    partial.replace(run.path)


def colleagues_copy(run: Run) -> None:
    """Comes back by mail, with an annotation that ada made on another machine, and with ben's reading."""
    run.edit(20, 60)
    run.reader.wait_until_saved()
    log = Log()
    start = DOCUMENT.text.index("late letters")
    record = {
        "kind": "claim",
        "spans": [{"start": start, "end": start + 12}],
        "quote": "late letters",
        "prefix": "",
        "suffix": "",
        "values": {},
        "note": "from the train",
        "status": "open",
        "origin": "reader",
        "created": "2026-05-01T10:00:00Z",
        "modified": "2026-05-01T10:00:00Z",
        "rev": 1,
        "by": "train",
    }
    ben = {**an.Reading.new(DOCUMENT, CODEBOOK, "ben").to_dict(), "annotations": {"a-ben": record}}

    def change(notebook: dict[str, Any]) -> None:
        notebook["metadata"][KEY]["annotations"]["a-train"] = record
        notebook["metadata"][KEY.replace(READER, "ben")] = ben

    _rewrite(run, change)
    log.add({"a-train": {"section": "annotations", "record": record}})
    log.edits = 0
    run.elsewhere(log)
    run.edit(10, 60)
    run.reader.wait_until_saved()
    kept = json.loads(run.path.read_text(encoding="utf-8"))["metadata"].get(KEY.replace(READER, "ben"))
    assert kept == ben, "ben's reading is not what it was"


def paired_file(run: Run) -> None:
    """A paired text file is written back without our keys, as jupytext does by default."""
    for _ in range(2):
        run.edit(20, 60)
        if run.rng.random() < 0.5:
            run.reader.wait_until_saved()
        _rewrite(run, lambda notebook: notebook["metadata"].pop(KEY, None), indent=2)
    run.edit(10, 30)


def other_cells_changed(run: Run) -> None:
    """A colleague changed a cell: JupyterLab must ask, and the reader takes the colleague's version."""
    run.edit(20, 60)
    run.reader.wait_until_saved()

    def change(notebook: dict[str, Any]) -> None:
        notebook["cells"][1]["source"] = "2 + 2"

    _rewrite(run, change)
    run.edit(10, 40)
    run.reader.revert()
    run.edit(10, 20)
    run.reader.wait_until_saved()
    cells = json.loads(run.path.read_text(encoding="utf-8"))["cells"]
    assert "".join(cells[1]["source"]) == "2 + 2", "the colleague's cell is gone"


def _save_by_hand(run: Run) -> None:
    """Nobody is asked about what another window saved: a dialog that asks is a fault of the run."""
    for reader in run.readers:
        run.edit(3, 6)
        reader.press("Control+s")
        reader.wait_until_saved()


def two_pages(run: Run) -> None:
    run.open()
    run.edit(60, 120)
    _save_by_hand(run)
    if run.rng.random() < 0.5:
        run.soon(run.machine.killer_of_browser())
        run.edit_until_dead()
        run.reopen()


def two_servers(run: Run) -> None:
    run.open(post=1)
    run.edit(60, 120)
    _save_by_hand(run)
    if run.rng.random() < 0.5:
        run.soon(run.post.kill)
        run.edit(10, 40)
        run.settle()
        run.post.ready()


FAULTS: dict[str, Callable[[Run], None]] = {
    "browser killed": browser_killed,
    "browser killed while saving": browser_killed_while_saving,
    "tab closed": tab_closed,
    "kernel killed": kernel_killed,
    "server killed": server_killed,
    "server killed while saving": server_killed_while_saving,
    "everything killed": everything_killed,
    "disk full": disk_full,
    "disk full, browser killed": disk_full_and_browser_killed,
    "disk read-only": disk_read_only,
    "network cut": network_cut,
    "network cut, browser killed": network_cut_and_browser_killed,
    "network slow": network_slow,
    "answers lost": answers_lost,
    "git checkout": git_checkout,
    "colleague's copy": colleagues_copy,
    "paired file": paired_file,
    "other cells changed": other_cells_changed,
    "two pages": two_pages,
    "two servers": two_servers,
}
