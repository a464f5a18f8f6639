"""The kernel's end of the comms that a page of JupyterLab opens: two for each client and reader.

Two, because ipykernel 7.4 routes the messages of a comm to the shell that last sent on it: on the comm `edits` the
kernel sends nothing, so that edits arrive while a cell runs; on the comm `state` it sends.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from annotator.merge import MergeError
from annotator.widgets.host import shell
from annotator.widgets.hub import Change, Hub, known_hub
from annotator.widgets.messages import MessageError, Open, parse, reader_name, sendable

TARGET = "jupyter-annotator"
ROLES = ("state", "edits")
LONGEST_CLIENT = 100

_log = logging.getLogger("annotator")
_links: dict[tuple[str, str, str], Link] = {}
_lock = threading.RLock()


class Link:
    """One client of a page, on one reader's reading.

    Args:
        hub: The readings of its document.
        reader: Whose reading it shows.
        forget: Called when both comms are gone.
    """

    def __init__(self, hub: Hub, reader: str, forget: Callable[[], object]) -> None:
        self.hub = hub
        self.reader = reader
        self._forget = forget
        self._comms: dict[str, Any] = {}
        self._end = hub.listen(self._told)
        hub.touch(reader)

    def attach(self, role: str, comm: Any) -> None:
        """Take a comm that the page opened; one of the same role from before a reload is closed."""
        with _lock:
            stale = self._comms.pop(role, None)
            self._comms[role] = comm
        if stale is not None:
            stale.close()
        comm.on_msg(lambda message: self._received(message["content"].get("data")))
        comm.on_close(lambda message: self._closed(role, comm))
        if role == "state":
            self.hub.page_opened(self, self.reader)
            known = self.hub.reading(self.reader)
            if known is not None:
                self._send({"type": "reading", "reading": sendable(known)})

    def _received(self, data: object) -> None:
        try:
            message = parse(data, self.hub.document)
            if (message.reader or self.reader) != self.reader:
                raise MessageError(f"This connection is about the reading of {self.reader}.")
            self.hub.touch(self.reader)
            if isinstance(message, Open):
                merged = (
                    self.hub.open(self.reader)
                    if message.reading is None
                    else self.hub.receive(self.reader, message.reading, self)
                )
                self._send({"type": "reading", "reading": sendable(merged)})
            else:
                self.hub.receive_delta(self.reader, message.delta, self)
        except (MessageError, MergeError) as error:
            self._send({"type": "error", "what": str(error)})
        except Exception as error:
            _log.exception("A message of a page could not be taken.")
            self._send({"type": "error", "what": f"The kernel could not take the edit in: {error}"})

    def _told(self, change: Change) -> None:
        if change.reader == self.reader and change.origin is not self:
            self._send({"type": "delta", "delta": sendable(change.delta)})

    def _send(self, message: dict[str, Any]) -> None:
        comm = self._comms.get("state")
        # Where the state comm is not open yet nothing is lost: opening it sends the whole reading.
        if comm is None and message["type"] == "error":
            comm = self._comms.get("edits")
        if comm is not None:
            comm.send({**message, "reader": self.reader})

    def _closed(self, role: str, comm: Any) -> None:
        with _lock:
            if self._comms.get(role) is not comm:
                return
            del self._comms[role]
            if role == "state":
                self.hub.page_closed(self)
            if not self._comms:
                self._end()
                self._forget()


def opened(comm: Any, message: dict[str, Any]) -> None:
    """Answer a page that opens a comm. Closes it with an error message if there is nothing to connect to.

    Args:
        comm: The kernel's end.
        message: The opening message; its data are `{"role", "document", "reader", "client"}`.
    """
    try:
        _connect(comm, message["content"].get("data"))
    except MessageError as error:
        comm.close(data={"type": "error", "what": str(error)})
    except Exception as error:
        _log.exception("A page could not be connected.")
        comm.close(data={"type": "error", "what": f"The kernel could not connect: {error}"})


def _connect(comm: Any, data: object) -> None:
    if not isinstance(data, dict):
        raise MessageError("Opening needs an object with role, document, reader and client.")
    role, document, client = (data.get(name) for name in ("role", "document", "client"))
    if role not in ROLES:
        raise MessageError('The role must be "state" or "edits".')
    if not isinstance(client, str) or not 0 < len(client) <= LONGEST_CLIENT:
        raise MessageError(f"The client must be a text of up to {LONGEST_CLIENT} characters.")
    reader = reader_name(data.get("reader"))
    hub = known_hub(document) if isinstance(document, str) else None
    if hub is None:
        raise MessageError("no object in kernel")
    key = (hub.document.id, reader, client)
    with _lock:
        link = _links.get(key)
        if link is None:
            link = _links[key] = Link(hub, reader, lambda: _links.pop(key, None))
        link.attach(role, comm)


def register() -> bool:
    """Register the comm target in the kernel that runs here.

    Returns:
        Whether there is one: outside IPython there is nobody to open a comm.
    """
    if shell() is None:
        return False
    import comm

    comm.get_comm_manager().register_target(TARGET, opened)
    return True
