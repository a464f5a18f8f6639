"""Addresses: only when asked, only public ones, within time and size. The servers here are local, on purpose."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import annotator as an
from annotator.articles import web
from annotator.document import DocumentError

ARTICLE = (
    "<html lang=en><head><title>The toll is gone</title></head><body><article><h1>The toll is gone</h1>"
    "<p>The toll on the old bridge is gone since Monday, but the queue is as long as ever, the Bote says.</p>"
    "<p>The lights are due to be changed in the autumn — of which year the town hall would not say.</p></article></body></html>"
).encode()


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: list[str]

    def do_GET(self) -> None:
        kind = self.path.partition("?")[0].strip("/")
        self.server.seen.append(self.path)  # type: ignore[attr-defined]
        getattr(self, kind.replace("-", "_"), self.article)()

    def log_message(self, *_: object) -> None: ...

    def send(self, data: bytes, type_: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", type_)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def to(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def article(self) -> None:
        self.send(ARTICLE)

    def packed(self) -> None:
        self.send(gzip.compress(ARTICLE), Content_Encoding="gzip")

    def latin(self) -> None:
        self.send(
            "Fähre\n\nDie Fähre fährt „wieder“.".encode("windows-1252"), "text/plain; charset=ISO-8859-1"
        )

    def bomb(self) -> None:
        self.send(gzip.compress(b"\0" * 60_000_000, 1), Content_Encoding="gzip")

    def large(self) -> None:
        with contextlib.suppress(OSError):  # the client hangs up
            self.send(b"<p>words</p>" * 2_000_000)

    def picture(self) -> None:
        self.send(b"\x89PNG", "image/png")

    def missing(self) -> None:
        self.send_error(404)

    def moved(self) -> None:
        self.to("/article?moved")

    def inside(self) -> None:
        self.to("http://private.example/latest/meta-data/")

    def to_a_file(self) -> None:
        self.to("file:///etc/passwd")

    def round(self) -> None:
        self.to("/round")

    def cut(self) -> None:
        self.send(ARTICLE[:100], Content_Length=str(len(ARTICLE)), Connection="close")
        self.close_connection = True

    def endless(self) -> None:
        self.drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>")

    def endless_head(self) -> None:
        self.drip(b"HTTP/1.1 200 OK\r\nX-")

    def silent(self) -> None:
        self.drip(b"", b"")

    def drip(self, first: bytes, drop: bytes = b"a") -> None:
        self.wfile.write(first)
        try:
            while not self.server.over.wait(0.02):  # type: ignore[attr-defined]
                self.wfile.write(drop)
        except OSError:
            pass
        self.close_connection = True


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    made.daemon_threads = True
    made.seen = []  # type: ignore[attr-defined]
    made.over = threading.Event()  # type: ignore[attr-defined]
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.over.set()  # type: ignore[attr-defined]
    made.shutdown()


def resolver(**names: str) -> Callable[..., list[Any]]:
    """A resolver that knows these names (with `_` for the dot), and numbers."""
    known = {name.replace("_", "."): ip for name, ip in names.items()}

    def resolve(host: str, port: int, **_: object) -> list[Any]:
        ip = known.get(host, host)
        return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    return resolve


def fetch(server: Any, path: str, seconds: float = 5, host: str = "paper.example") -> web.Page:
    """Fetch from our server, as if its address were public; other local addresses stay what they are."""
    resolve = resolver(paper_example="127.0.0.1", private_example="169.254.169.254")
    address = f"http://{host}:{server.server_port}/{path}"
    return web.fetch(
        address, resolve=resolve, permit=lambda ip: ip == "127.0.0.1" or web.is_public(ip), seconds=seconds
    )


def test_nothing_is_fetched_unasked(server: Any) -> None:
    with pytest.raises(DocumentError, match=r"nothing is fetched unasked.*fetch=True"):
        an.open_article(f"http://127.0.0.1:{server.server_port}/unasked")
    assert "/unasked" not in server.seen


def test_a_page(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = fetch(server, "moved")
    assert (page.data, page.opener, page.encoding) == (ARTICLE, "html", "utf-8")
    monkeypatch.setattr(web, "fetch", lambda address: page)
    document = an.open_article("http://paper.example/moved", fetch=True)
    assert document.title == "The toll is gone"
    assert document.source == document.metadata["address"] == page.address
    assert page.address.endswith("/article?moved")


def test_a_page_that_was_packed(server: Any) -> None:
    assert fetch(server, "packed").data == ARTICLE


def test_the_encoding_that_the_server_declares(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = fetch(server, "latin")
    monkeypatch.setattr(web, "fetch", lambda address: page)
    assert "Die Fähre fährt „wieder“." in an.open_article("http://paper.example/latin", fetch=True).text


PRIVATE = """127.0.0.1 127.1.2.3 0.0.0.0 10.0.0.7 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
192.0.0.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1
::ffff:127.0.0.1 ::ffff:10.0.0.7 ::ffff:a9fe:a9fe ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2002:7f00:1::
2002:a9fe:a9fe::1 2001:0:0:0:0:0:80ff:fffe 2001:db8::1 localhost 127.1 0x7f.1 1""".split()


@pytest.mark.parametrize("ip", PRIVATE)
def test_private_addresses_are_refused(ip: str) -> None:
    assert not web.is_public(ip)
    with pytest.raises(DocumentError, match=r"no public address.*Open it in a browser"):
        web.fetch("http://paper.example/", resolve=resolver(paper_example=ip))


@pytest.mark.parametrize("ip", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_not(ip: str) -> None:
    assert web.is_public(ip)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_refused_in_every_way_to_write_it(server: Any, host: str) -> None:
    before = len(server.seen)
    with pytest.raises(DocumentError, match=r"no public address|no such host"):
        an.open_article(f"http://{host}:{server.server_port}/article", fetch=True)
    assert len(server.seen) == before


def test_one_private_address_among_public_ones_is_enough() -> None:
    def resolve(host: str, port: int, **_: object) -> list[Any]:
        return [(socket.AF_INET, 1, 6, "", (ip, port)) for ip in ("8.8.8.8", "10.0.0.7")]

    with pytest.raises(DocumentError, match=r"10\.0\.0\.7, no public address"):
        web.fetch("http://paper.example/", resolve=resolve)


def test_a_name_that_means_something_else_a_moment_later(server: Any) -> None:
    """DNS rebinding: the name is asked once, and the connection goes to the address that was checked."""
    asked: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[Any]:
        asked.append(host)
        return resolver(paper_example="127.0.0.1" if len(asked) == 1 else "10.0.0.7")(host, port)

    page = web.fetch(
        f"http://paper.example:{server.server_port}/article",
        resolve=resolve,
        permit=lambda ip: ip == "127.0.0.1",
    )
    assert page.data == ARTICLE
    assert asked == ["paper.example"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("inside", r"private\.example is 169\.254\.169\.254, no public address"),
        ("to-a-file", "only http and https addresses are opened, not 'file'"),
        ("round", "more than 5 redirects"),
        ("missing", "the server answers 404"),
        ("picture", "this is image/png, no article"),
        ("large", "more than 20 MB"),
        ("bomb", "more than 20 MB"),
        ("cut", "bytes arrived"),
    ],
)
def test_what_servers_do(server: Any, path: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        fetch(server, path, seconds=30)


@pytest.mark.parametrize("path", ["endless", "endless-head", "silent"])
def test_a_server_that_never_ends(server: Any, path: str) -> None:
    start = time.monotonic()
    with pytest.raises(DocumentError, match="does not answer to the end in time"):
        fetch(server, path, seconds=0.5)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "address",
    [
        "https://user:secret@paper.example/",
        "http:///nothing",
        "http://paper.example:99999/",
        "http://a b/",
        "http://" + "a" * 5000,
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(DocumentError, match="Copy it again"):
        web.fetch(address, resolve=resolver())
