"""A network of ours between browser and server: it can be cut, made slow, or lose the answers to what was asked."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Literal

Mode = Literal["open", "slow", "deaf", "cut"]
SAVES = b"PUT /api/contents/"


class Proxy:
    """Listens on a port of this machine and passes everything on to `target`, another port of it.

    `open` passes on, `slow` waits before each piece, `deaf` passes on what the browser says and loses what the server
    answers, `cut` ends all connections and accepts no other.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.mode: Mode = "open"
        self.delay = 0.3
        self._asked_to_save: Callable[[], None] | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        self.port: int = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def set(self, mode: Mode) -> None:
        """Change the weather. What was lost in a deaf network stays lost: its connections end."""
        ends = mode == "cut" or self.mode == "deaf"
        self.mode = mode
        if ends:
            self._loop.call_soon_threadsafe(self._end_all)

    def at_next_save(self, do: Callable[[], None] | None) -> None:
        """Call `do`, in the proxy's thread, as soon as the browser asks the server to write a file."""
        self._asked_to_save = do

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._end_all)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    def _end_all(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.mode == "cut":
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        await asyncio.gather(
            self._pass(reader, far_writer, asks=True), self._pass(far_reader, writer, asks=False)
        )
        self._open -= {writer, far_writer}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asks: bool) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                if self.mode == "slow":
                    await asyncio.sleep(self.delay)
                if self.mode == "deaf" and not asks:
                    continue
                if asks and SAVES in data and self._asked_to_save:
                    do, self._asked_to_save = self._asked_to_save, None
                    do()
                writer.write(data)
                await writer.drain()
        writer.close()
