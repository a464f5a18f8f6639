"""Fetching the page of an article, when a person asks for it, from public addresses only.

Whoever names an address must not get at what only this machine can reach: a router, a database, the metadata service of
a cloud. So the name is resolved here, every address that it has must be public, and the connection goes to the very
address that was checked: a name that means something else a moment later (DNS rebinding) gains nothing. Each redirect
is checked in the same way.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from annotator.document import DocumentError

MOST_BYTES = 20_000_000
MOST_SECONDS = 30.0
MOST_REDIRECTS = 5
LONGEST_ADDRESS = 4000
AGENT = "jupyter-annotator (opens one article that its reader asked for)"

# By the type that the server names: module of the opener.
TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "plain_text",
    "text/markdown": "markdown",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
COPY = "Open it in a browser, save the page, and open the file."

# Of the inside or of nobody, whatever the table of this Python says: site-local, local translation of IPv4, IPv4
# translated, segment routing, documentation.
INSIDE = tuple(
    map(ipaddress.ip_network, ("fec0::/10", "64:ff9b:1::/48", "::ffff:0:0:0/96", "5f00::/16", "3fff::/20"))
)

Resolver = Callable[..., list[Any]]


class Page(NamedTuple):
    """What a server gave."""

    data: bytes
    opener: str
    encoding: str | None
    address: str


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also behind the disguises that IPv6 has for IPv4.

    Examples:
        >>> is_public("8.8.8.8"), is_public("192.168.0.1"), is_public("::ffff:127.0.0.1"), is_public("169.254.169.254")
        (True, False, False, False)
    """
    try:
        given = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(given, ipaddress.IPv6Address):
        if given.ipv4_mapped:
            return is_public(str(given.ipv4_mapped))
        hidden = given.sixtofour or (given.teredo[1] if given.teredo else None)
        if hidden is None and given in ipaddress.ip_network("64:ff9b::/96"):
            hidden = ipaddress.IPv4Address(int(given) & 0xFFFFFFFF)
        if hidden is None and int(given) < 1 << 32:  # the old way to write IPv4 in IPv6
            hidden = ipaddress.IPv4Address(int(given))
        if hidden is not None and not is_public(str(hidden)):
            return False
        if any(given in network for network in INSIDE):
            return False
    return given.is_global and not given.is_multicast and not given.is_reserved and not given.is_unspecified


def fetch(
    address: str,
    *,
    resolve: Resolver = socket.getaddrinfo,
    permit: Callable[[str], bool] = is_public,
    seconds: float = MOST_SECONDS,
) -> Page:
    """Fetch one page.

    Args:
        address: http or https.
        resolve: Finds the IP addresses of a name, as `socket.getaddrinfo` does.
        permit: Whether an IP address may be connected to.
        seconds: Time for everything.

    Returns:
        Its content, what kind it is, and the address that it came from in the end.

    Raises:
        DocumentError: If it is not public, cannot be reached in time, is too large, or is no article.
    """
    until = time.monotonic() + seconds
    here = address
    for _ in range(MOST_REDIRECTS + 1):
        parts = _parts(here)
        hosts = _hosts(parts, resolve, permit, until, here)
        with _asked(parts, hosts, until, here) as answer:
            if answer.status in (301, 302, 303, 307, 308):
                target = answer.getheader("Location")
                if not target:
                    raise DocumentError(f"{here}: the server redirects to nowhere. {COPY}")
                here = urljoin(here, target)
                continue
            if answer.status != 200:
                raise DocumentError(
                    f"{here}: the server answers {answer.status} {answer.reason[:80]}. {COPY}"
                )
            opener, encoding = _kind(answer.getheader("Content-Type") or "", here)
            data = _unpacked(answer, until, here)
            if not data:
                raise DocumentError(f"{here}: the server sent nothing. {COPY}")
            return Page(data, opener, encoding, here)
    raise DocumentError(f"{address}: more than {MOST_REDIRECTS} redirects, one after the other. {COPY}")


def _parts(address: str) -> SplitResult:
    if len(address) > LONGEST_ADDRESS or re.search(r"[\x00-\x20\x7f]", address):
        raise DocumentError(
            f"{address[:200]!r}: this is no address: it is too long or has blanks in it. Copy it again."
        )
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise DocumentError(f"{address[:200]}: this is no address ({error}). Copy it again.") from None
    if parts.scheme not in ("http", "https"):
        raise DocumentError(
            f"{address[:200]}: only http and https addresses are opened, not {parts.scheme!r}. {COPY}"
        )
    if not parts.hostname or parts.username is not None or parts.password is not None or port == 0:
        raise DocumentError(
            f"{address[:200]}: this address has no host, or a name and password in it. Copy it again."
        )
    return parts


def _hosts(
    parts: SplitResult, resolve: Resolver, permit: Callable[[str], bool], until: float, here: str
) -> list[tuple[Any, ...]]:
    name = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        name = name.encode("idna").decode("ascii") if not name.isascii() else name
        found = _in_time(lambda: resolve(name, port, type=socket.SOCK_STREAM), until, here)
    except (OSError, UnicodeError) as error:
        raise DocumentError(f"{here}: there is no such host ({name}: {error}). Check the address.") from None
    # All of them: one private address among public ones is how a name is made to mean two things.
    inside = [entry[4][0] for entry in found if not permit(str(entry[4][0]))]
    if inside or not found:
        raise DocumentError(
            f"{here}: {name} is {', '.join(map(str, inside[:3])) or 'nothing'}, no public address. Pages inside of a "
            f"network are not fetched. {COPY}"
        )
    return [(entry[0], entry[4][0], port) for entry in found]


def _in_time(job: Callable[[], Any], until: float, here: str) -> Any:
    """The result of something that cannot be interrupted; after the time it is left to itself."""
    result: list[Any] = []

    def run() -> None:
        try:
            result.append((job(), None))
        except Exception as error:
            result.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(max(until - time.monotonic(), 0.01))
    if not result:
        raise _late(here)
    value, error = result[0]
    if error is not None:
        raise error
    return value


def _late(here: str) -> DocumentError:
    return DocumentError(
        f"{here}: the server does not answer to the end in time. Try again later, or: {COPY}"
    )


@contextlib.contextmanager
def _asked(
    parts: SplitResult, hosts: list[tuple[Any, ...]], until: float, here: str
) -> Iterator[http.client.HTTPResponse]:
    """Ask the first of the hosts that answers; whatever happens, it ends when the time is over."""
    sock = _connected(hosts, until, here)
    # A server may send a byte now and then for ever: no timeout of a single read ends that, closing does.
    watch = threading.Timer(max(until - time.monotonic(), 0.01), _shut, [sock])
    watch.daemon = True
    watch.start()
    try:
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=parts.hostname)
            watch.args = [sock]
        connection = http.client.HTTPConnection(parts.netloc)
        connection.sock = sock
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        connection.request(
            "GET",
            path if path.isascii() else _quoted(path),
            headers={
                "Host": parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc,
                "User-Agent": AGENT,
                "Accept": ", ".join(TYPES),
                "Accept-Encoding": "gzip",
                "Connection": "close",
            },
        )
        answer = connection.getresponse()
        if time.monotonic() >= until:  # the end of the head may be ours and not the server's
            raise _late(here)
        yield answer
    except ssl.SSLError as error:
        raise (
            _late(here)
            if time.monotonic() >= until
            else DocumentError(f"{here}: no secure connection ({error.reason or error}). {COPY}")
        ) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        raise (
            _late(here)
            if time.monotonic() >= until
            else DocumentError(
                f"{here}: the connection broke off ({type(error).__name__}: {str(error)[:200]}). Try again, or: {COPY}"
            )
        ) from None
    finally:
        watch.cancel()
        sock.close()


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/%?&=+$,;:@!~*'()-._#")


def _connected(hosts: list[tuple[Any, ...]], until: float, here: str) -> socket.socket:
    problem: OSError | None = None
    for family, ip, port in hosts[:4]:
        left = until - time.monotonic()
        if left <= 0:
            break
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(left)
            sock.connect((ip, port))
            return sock
        except OSError as error:
            problem = error
            sock.close()
    if problem is None or isinstance(problem, TimeoutError):
        raise _late(here)
    raise DocumentError(
        f"{here}: the server cannot be reached ({problem}). Check the address and the connection."
    )


def _shut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _kind(content_type: str, here: str) -> tuple[str, str | None]:
    type_, _, rest = content_type.partition(";")
    opener = TYPES.get(type_.strip().lower())
    if opener is None:
        raise DocumentError(f"{here}: this is {type_.strip()[:80] or 'of no known type'}, no article. {COPY}")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", rest, re.IGNORECASE)
    return opener, charset[1].lower() if charset and opener in ("html", "plain_text", "markdown") else None


def _unpacked(answer: http.client.HTTPResponse, until: float, here: str) -> bytes:
    packing = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip"):
        raise DocumentError(
            f"{here}: the server packs the page in a way that was not asked for ({packing[:40]}). {COPY}"
        )
    unpack = zlib.decompressobj(wbits=31) if packing != "identity" else None
    data = bytearray()
    while True:
        if time.monotonic() >= until:
            raise _late(here)
        part = answer.read(65_536)
        if not part:
            break
        if unpack is None:
            data += part
        else:
            try:
                data += unpack.decompress(part, MOST_BYTES + 1)
            except zlib.error as error:
                raise DocumentError(
                    f"{here}: the page arrived damaged ({error}). Try again, or: {COPY}"
                ) from None
        if len(data) > MOST_BYTES:
            raise DocumentError(f"{here}: the page has more than {MOST_BYTES / 1e6:.0f} MB. {COPY}")
    if time.monotonic() >= until:
        raise _late(here)
    wanted = answer.getheader("Content-Length")
    if unpack is None and wanted and wanted.isdigit() and len(data) < int(wanted):
        raise DocumentError(
            f"{here}: only {len(data):,} of {int(wanted):,} bytes arrived. Try again, or: {COPY}"
        )
    if unpack is not None and not unpack.eof:
        raise DocumentError(f"{here}: the page arrived cut off. Try again, or: {COPY}")
    return bytes(data)
