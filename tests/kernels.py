"""A real ipykernel, and pages that talk to it as our plugin does in JupyterLab."""

from __future__ import annotations

import ast
import json
import os
import time
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.jsonutil import json_default
from jupyter_client.manager import KernelManager

Message = dict[str, Any]
PATIENCE = 60  # seconds; only a failing test waits so long


class Kernel:
    """A kernel started in `folder`, for the notebook `notebook` there if one is named."""

    def __init__(self, folder: Path, notebook: str | None = None) -> None:
        self.folder = folder
        hidden = ("JPY_SESSION_NAME", "SERVER_SOFTWARE", "SCRIPT_NAME")
        env = {name: value for name, value in os.environ.items() if name not in hidden}
        env["IPYTHONDIR"] = str(folder / ".ipython")
        if notebook is not None:
            env["JPY_SESSION_NAME"] = str(folder / notebook)
        self.env = env
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(cwd=str(folder), env=env)
        self._connect()

    def _connect(self) -> None:
        client = self.manager.client()
        assert isinstance(client, BlockingKernelClient)
        self.client = client
        # As a browser writes JSON: lone surrogates, which Jupyter's own encoder refuses, go out escaped.
        client.session.pack = lambda value: json.dumps(value, default=json_default).encode()
        client.start_channels()
        client.wait_for_ready(timeout=PATIENCE)
        self.seen: list[Message] = []

    def restart(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(cwd=str(self.folder), env=self.env)
        self._connect()

    def stop(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def pump(self, timeout: float) -> bool:
        """Take one message of the iopub channel in; False if none came."""
        try:
            self.seen.append(self.client.get_iopub_msg(timeout=timeout))
        except Empty:
            return False
        return True

    def until(self, found: Any, what: str) -> Any:
        """Wait until `found()` gives something, and give it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            result = found()
            if result:
                return result
            self.pump(0.2)
        raise AssertionError(f"{what} did not come; last: {[m['msg_type'] for m in self.seen[-12:]]}")

    def start(self, code: str) -> str:
        """Begin to run code; gives the id of the request."""
        return str(self.client.execute(code))

    def finish(self, request: str) -> str:
        """Wait for the end of a run; gives what was printed. A Python error fails the test."""

        def of(kind: str) -> list[Message]:
            return [
                m for m in self.seen if m["parent_header"].get("msg_id") == request and m["msg_type"] == kind
            ]

        self.until(
            lambda: any(m["content"]["execution_state"] == "idle" for m in of("status")),
            "The end of the cell",
        )
        errors = of("error")
        assert not errors, "\n".join(errors[0]["content"]["traceback"])
        return "".join(m["content"]["text"] for m in of("stream") if m["content"]["name"] == "stdout")

    def run(self, code: str) -> str:
        """Run code; gives what was printed."""
        return self.finish(self.start(code))

    def value(self, expression: str) -> Any:
        """The value of an expression, through its repr."""
        return ast.literal_eval(self.run(f"print(repr({expression}))"))

    def display(self, expression: str) -> Message:
        """The MIME bundle that the last line of a cell gives."""
        request = self.start(expression)
        self.finish(request)
        [shown] = [
            m
            for m in self.seen
            if m["parent_header"].get("msg_id") == request
            and m["msg_type"] in ("execute_result", "display_data")
        ]
        data: Message = shown["content"]["data"]
        return data

    def subshell(self) -> str:
        """A subshell, as JupyterLab makes one for each comm target."""
        message = self.client.session.msg("create_subshell_request")
        self.client.control_channel.send(message)
        while True:
            reply = self.client.get_control_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return str(reply["content"]["subshell_id"])

    def send(self, kind: str, content: Message, subshell: str | None = None) -> None:
        message = self.client.session.msg(kind, content)
        if subshell is not None:
            message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)

    def comm(self, comm_id: str) -> list[Message]:
        """What the kernel sent on a comm: `{"close": data}` or the data of messages."""
        return [
            {"close": m["content"]["data"]} if m["msg_type"] == "comm_close" else m["content"]["data"]
            for m in self.seen
            if m["msg_type"] in ("comm_msg", "comm_close") and m["content"]["comm_id"] == comm_id
        ]


class LabPage:
    """A page of JupyterLab that shows a reader's reading: two comms, and the store behind them."""

    count = 0

    def __init__(
        self,
        kernel: Kernel,
        document: str,
        reading: Message,
        client: str | None = None,
        subshell: str | None = None,
    ) -> None:
        LabPage.count += 1
        self.kernel = kernel
        self.subshell = subshell
        self.reading = reading
        self.taken = 0
        self.ids = {role: f"page-{LabPage.count}-{role}" for role in ("state", "edits")}
        for role, comm_id in self.ids.items():
            data = {
                "role": role,
                "document": document,
                "reader": reading["reader"],
                "client": client or f"client-{LabPage.count}",
            }
            self._send("comm_open", {"comm_id": comm_id, "target_name": "jupyter-annotator", "data": data})
        self.send({"type": "open", "reading": reading})

    def _send(self, kind: str, content: Message) -> None:
        self.kernel.send(kind, content, self.subshell)

    def send(self, data: Any) -> None:
        self._send("comm_msg", {"comm_id": self.ids["edits"], "data": data})

    def close(self) -> None:
        for comm_id in self.ids.values():
            self._send("comm_close", {"comm_id": comm_id, "data": {}})

    @property
    def told(self) -> list[Message]:
        """All that came on the comm for state."""
        return self.kernel.comm(self.ids["state"])

    def until(self, condition: Any, what: str) -> list[Message]:
        """Wait until what was told meets the condition."""
        self.kernel.until(lambda: condition(self.told), what)
        return self.told

    def until_ids(self, *ids: str) -> None:
        """Wait until the page, merging what it hears as it does, has exactly these annotations."""
        from annotator.merge import merge, merge_delta

        def merged() -> bool:
            for message in self.told[self.taken :]:
                self.taken += 1
                if message.get("type") == "reading":
                    self.reading = merge(self.reading, message["reading"])
                elif message.get("type") == "delta":
                    self.reading = merge_delta(self.reading, message["delta"])
            return set(self.reading["annotations"]) == set(ids)

        self.kernel.until(merged, f"The annotations {ids} on the page")

    def edit(self, edit: Message, by: str = "page") -> None:
        """An edit made on the page: into its store, and to the kernel."""
        from annotator.edits import apply, stamp
        from annotator.merge import delta

        before, self.reading = self.reading, apply(self.reading, edit, stamp(by))
        self.send({"type": "delta", "delta": delta(before, self.reading)})
