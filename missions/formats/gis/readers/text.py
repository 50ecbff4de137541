"""Text of unknown origin: its bytes under a limit, and its letters whatever they were written in."""

from __future__ import annotations

from pathlib import Path

from missions.errors import MissionFileError
from missions.storage import read_bytes

GREATEST_TEXT_MB = 64

NOT_UTF8 = "Its letters are not UTF-8: they were read as Western European, and names may look odd"

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def content_of(path: Path, *, greatest_mb: int = GREATEST_TEXT_MB) -> bytes:
    """The bytes of a file of text.

    Raises:
        MissionFileError: there is none, or it is too large.
    """
    return read_bytes(path, greatest_mb=greatest_mb)


def decoded(content: bytes, *, name: str) -> tuple[str, tuple[str, ...]]:
    """The text with line feeds alone at the ends of its lines, and what is to be said of how it was found.

    Raises:
        MissionFileError: it is no text.
    """
    by_mark = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(by_mark)
        notes: tuple[str, ...] = ()
    except UnicodeDecodeError:
        text, notes = content.decode("cp1252", errors="replace"), (NOT_UTF8,)
    if "\0" in text:
        raise MissionFileError(
            f"{name} is no text: it holds the byte 0.", remedy="It may be damaged: use another copy."
        )
    if "\r" in text:  # of Windows, or of old Macs
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, notes


def glimpse(head: bytes) -> str:
    """The beginning of a text, to see what it is; nothing of what is no text."""
    by_mark = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "latin-1")
    text = head.decode(by_mark, errors="ignore")
    return "" if "\0" in text else text
