"""From the bytes of a file to text, or to a message that says why not, where, and what to do."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from annotator.document import DocumentError

MAX_BYTES = 50_000_000
BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
AS_TEXT = "Save the article as plain text."
SIGNATURES = (
    (b"%PDF-", "a PDF", "Give the file the suffix .pdf, or save the article as plain text."),
    (
        b"PK\x03\x04",
        "a Word document or another zip file",
        "If it is a Word document, give the file the suffix .docx.",
    ),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "Save the article as .docx or as plain text."),
    (b"{\\rtf", "a rich text file (RTF)", "Save the article as .docx or as plain text."),
    (b"\x1f\x8b", "a gzip file", "Unpack it first."),
    (b"\x89PNG", "a picture", "Recognise its text first (OCR)."),
    (b"\xff\xd8\xff", "a picture", "Recognise its text first (OCR)."),
    (b"GIF8", "a picture", "Recognise its text first (OCR)."),
)
# On the web these names mean the larger Windows encodings (WHATWG Encoding Standard).
WEB_ENCODINGS = {
    "iso-8859-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252", "ascii": "windows-1252",
    "iso-8859-9": "windows-1254", "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "utf8": "utf-8", "unicode": "utf-8", "utf-16": "utf-8",
}  # fmt: skip
NOT_UTF8 = re.compile("[\udc80-\udcff]")


def read_bytes(path: Path) -> bytes:
    """Read a file.

    Raises:
        DocumentError: If it is empty, larger than `MAX_BYTES`, or unreadable.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(
                f"{path}: the file has {size / 1e6:,.1f} MB; articles of up to {MAX_BYTES / 1e6:,.0f} MB are opened. "
                "Split it into articles."
            )
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror}). Check the permissions.") from error
    if not data:
        raise DocumentError(f"{path}: the file is empty. Put the text of the article into it.")
    return data


def to_text(data: bytes, encoding: str | None = None) -> str:
    """Decode the content of a text file.

    Args:
        data: The content.
        encoding: Its encoding; None for UTF-8, or UTF-16 and UTF-32 with a byte order mark.

    Returns:
        The text, without a byte order mark; line ends as they are.

    Raises:
        DocumentError: If it is binary, or not in the encoding.
    """
    for signature, name, remedy in SIGNATURES:
        if data.startswith(signature):
            raise DocumentError(f"byte 0: this is {name}, not text. {remedy}")
    chosen = encoding or next((name for mark, name in BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(chosen)
    except LookupError:
        raise DocumentError(
            f"there is no encoding {chosen!r}. Examples: 'utf-8', 'windows-1252', 'iso-8859-1', 'utf-16'."
        ) from None
    except UnicodeDecodeError as error:
        raise DocumentError(_undecodable(data, error, chosen, guessed=encoding is None)) from None
    except (
        UnicodeError,
        TypeError,
        AttributeError,
        ValueError,
    ) as error:  # codecs such as 'idna', 'hex', 'rot13'
        raise DocumentError(f"cannot be decoded as {chosen!r} ({error}). Name another encoding.") from None
    text = text.removeprefix("\ufeff")
    nul = text.find("\0")
    if nul >= 0:
        raise DocumentError(_not_text(data, nul, chosen))
    return text


def _undecodable(data: bytes, error: UnicodeDecodeError, encoding: str, *, guessed: bool) -> str:
    byte = f"0x{data[error.start]:02x}"
    place = _place(data, error.start)
    if b"\0" in data[:4096] and guessed and encoding == "utf-8":
        return _not_text(data, data.index(b"\0"), encoding)
    if encoding.startswith(("utf-16", "utf-32")):
        return (
            f"{place}: {byte} does not belong to {encoding.upper()} text; the file is damaged or cut off. "
            "Open it in an editor and save it as UTF-8."
        )
    if encoding != "utf-8" and encoding != "utf-8-sig":
        return (
            f"{place}: {byte} does not exist in {encoding}. Name another encoding, or save the file as UTF-8."
        )
    lenient = data.decode("utf-8", "surrogateescape")
    bad = len(NOT_UTF8.findall(lenient))
    good = sum(1 for character in lenient if ord(character) > 127) - bad
    if good > bad:
        return (
            f"{place}: {byte} is not UTF-8, although the file holds {good:,} correct UTF-8 characters ({bad:,} bytes "
            "are wrong): it mixes encodings. Repair these places in an editor and save the file as UTF-8."
        )
    return (
        f"{place}: {byte} is not UTF-8. If the file comes from an older Windows program, try "
        "open_article(…, encoding='windows-1252'); else save it as UTF-8."
    )


def _not_text(data: bytes, nul: int, encoding: str) -> str:
    start = data[:4096]
    if encoding == "utf-8" and len(start) >= 4:
        for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            half = start[offset::2]
            other = start[1 - offset :: 2]
            if half.count(0) > 0.6 * len(half) and other.count(0) < 0.1 * len(other):
                return (
                    f"{_place(data, data.index(0))}: a NUL byte; the file looks like UTF-16 without a byte order mark. "
                    f"Try open_article(…, encoding='{name}')."
                )
    return (
        f"{_place(data, nul) if encoding.startswith('utf-8') else f'character {nul}'}: a NUL, which no text has; the "
        "file is binary or damaged. Save the article as plain text."
    )


def _place(data: bytes, position: int) -> str:
    return f"byte {position} (line {data.count(10, 0, position) + 1})"


def web_encoding(name: str | None) -> str | None:
    """What pages and servers mean by the name of an encoding."""
    if name is None:
        return None
    return WEB_ENCODINGS.get(name.lower(), name.lower())
