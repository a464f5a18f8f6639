"""Real-time collaboration: many pages of one notebook on one server, all edited at once."""

from __future__ import annotations

import json
import random
import shutil
import time
from pathlib import Path
from typing import Any

from check import lost
from machine import Machine
from playwright.sync_api import Error
from run import Result
from session import ReaderPage, write_notebook

FAULT = "ten pages together"
# The last reader has a second window.
READERS = ["ada", "ben", "cleo", "dov", "eve", "finn", "gul", "hana", "ivo", "ivo"]
PATIENCE = 60


def on_disk(path: Path) -> dict[str, Any]:
    """The readings in the file; empty while the server is writing it."""
    try:
        metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    except json.JSONDecodeError:
        return {}
    return {key: reading for key, reading in metadata.items() if key.startswith("annotator:")}


def unequal(readers: list[ReaderPage], path: Path) -> list[str]:
    """The pages that show something else than the file has."""
    file = on_disk(path)
    return [
        f"{reader.workspace}, {key}"
        for reader in readers
        for key in {one.key for one in readers}
        if reader.reading(key) != file.get(key, {})
    ]


def soak(machine: Machine, seed: int, edits: int, names: list[str] = READERS) -> Result:
    """All pages edit in turn, by chance, some of them cut off for a while; then they are compared."""
    began = time.monotonic()
    result = Result(FAULT, seed)
    rng = random.Random(f"{FAULT} {seed}")
    post = machine.post()
    folder = machine.disk.folder / f"together-{seed}"
    path = write_notebook(folder, reader=None)
    readers: list[ReaderPage] = []
    try:
        for number, name in enumerate(names):
            url = machine.post().proxy.url
            reader = ReaderPage(machine.page(), post.server, url, path, rng, f"together-{number}").open()
            reader.is_read_by(name)
            readers.append(reader)
        assert readers[0].is_shared(), "the notebook is not shared"
        logs = [reader.log for reader in readers]
        cut_at = {edits // 3, edits * 2 // 3}
        while (made := sum(log.edits for log in logs)) < edits:
            if made in cut_at:
                cut_at.remove(made)
                post.proxy.set("cut")
            elif post.proxy.mode == "cut" and rng.random() < 0.1:
                post.proxy.set("open")
            rng.choice(readers).edit(first_look=True)
        post.proxy.set("open")
        for reader in readers:
            reader.wait_until_saved()
        until = time.monotonic() + PATIENCE
        while (differ := unequal(readers, path)) and time.monotonic() < until:
            readers[0].page.wait_for_timeout(100)
        result.problem = f"unequal: {differ}" if differ else ""
        file = on_disk(path)
        for key in {reader.key for reader in readers}:
            of_key = [reader.log for reader in readers if reader.key == key]
            result.lost += lost(file.get(key, {}), of_key, kept_only=False)
    except (Error, AssertionError) as error:
        result.problem = str(error).split("\n")[0][:300]
        for reader in readers:
            reader.picture(f"{FAULT}-{seed}-{reader.workspace}")
    finally:
        machine.heal()
        machine.close_pages()
        shutil.rmtree(folder, ignore_errors=True)
    result.edits = sum(reader.log.edits for reader in readers)
    result.acknowledged = sum(reader.log.acknowledged for reader in readers)
    result.dialogs = [title for reader in readers for title in reader.log.dialogs]
    result.seconds = time.monotonic() - began
    return result
