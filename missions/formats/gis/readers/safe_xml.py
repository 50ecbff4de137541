"""XML from strangers, walked through once: no entities, nothing from outside, no tree in memory.

expat alone would expand the entities that a file declares; declaring one is refused. Prefixes are dropped, so
that a missing or misspelt namespace does not matter.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from missions.errors import MissionFileError
from missions.formats.gis.readers.text import NOT_UTF8

#: KML in KML in KML stays far below; what is deeper was made to be.
GREATEST_DEPTH = 200
#: A second or so of walking.
MOST_ELEMENTS = 3_000_000

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
#: What expat reads by itself, and what Python turns into UTF-8 for it; other codecs are no alphabets.
_BY_EXPAT = ("utf-8", "utf-16", "ascii", "iso8859-1")
_BY_PYTHON = re.compile(r"iso8859-\d+|cp\d{3,4}|koi8-[rtu]|mac-\w+|gb\w*|big5\w*|shift_jis\w*|euc_\w+")

Started = Callable[[str, Mapping[str, str]], None]  # name of an element, attributes
Ended = Callable[[str, str], None]  # name of an element, its text if it is one whose text is wanted


def walk(
    content: bytes, *, started: Started, ended: Ended, wanted: Callable[[str], object], name: str
) -> tuple[str, ...]:
    """Tell of every element when it starts and when it ends; answers with what is to be said of the letters.

    Args:
        content: The file.
        started: Told of each element that starts.
        ended: Told of each that ends, with its text where that is wanted.
        wanted: Whether an element's text is kept.
        name: Of the file, for messages.

    Raises:
        MissionFileError: it is not well-formed, declares entities, or is deeper or longer than anybody needs.
    """
    content, encoding, notes = _in_known_letters(content, name)
    parser = expat.ParserCreate(encoding)
    walker = _Walker(started, ended, wanted, name=name)
    parser.buffer_text = True
    parser.StartElementHandler = walker.start
    parser.EndElementHandler = walker.end
    parser.CharacterDataHandler = walker.text
    parser.EntityDeclHandler = walker.refuse_entity
    parser.ExternalEntityRefHandler = walker.refuse_entity
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
    except (expat.ExpatError, ValueError) as error:
        line = f"line {parser.ErrorLineNumber}"
        raise MissionFileError(
            f"{name} is not well-formed XML: {line}, {_reason(error)}.",
            remedy="It may be cut off or damaged: use another copy, or export it again.",
        ) from error
    return notes


class _Walker:
    def __init__(self, started: Started, ended: Ended, wanted: Callable[[str], object], *, name: str) -> None:
        self._started, self._ended, self._wanted, self._name = started, ended, wanted, name
        self._depth = self._count = 0
        self._pieces: list[str] | None = None  # of the text of the element that is open, if it is wanted

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > GREATEST_DEPTH or self._count > MOST_ELEMENTS:
            is_deep = self._depth > GREATEST_DEPTH
            has = f"{GREATEST_DEPTH} levels" if is_deep else f"{MOST_ELEMENTS:,} elements"
            raise MissionFileError(
                f"{self._name} holds more than {has} of XML.", remedy="Cut it down to what is needed."
            )
        local = tag.rpartition(":")[2]
        self._pieces = [] if self._wanted(local) else None
        self._started(local, _without_prefixes(attributes) if attributes else attributes)

    def text(self, text: str) -> None:
        if self._pieces is not None:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        pieces, self._pieces = self._pieces, None
        self._ended(tag.rpartition(":")[2], "".join(pieces).strip() if pieces else "")

    def refuse_entity(self, entity: str, *_rest: object) -> int:
        raise MissionFileError(
            f"{self._name} declares the XML entity {str(entity)[:40]!r}.",
            remedy="Vedette reads none, for they can stand for anything: export it again without them.",
        )


def _without_prefixes(attributes: Mapping[str, str]) -> Mapping[str, str]:
    return {key.rpartition(":")[2]: value for key, value in attributes.items()}


def _in_known_letters(content: bytes, name: str) -> tuple[bytes, str | None, tuple[str, ...]]:
    """The content and the encoding that expat is to take for it; None: as it says."""
    content = content.lstrip(b" \t\r\n")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content, None, ()
    found = _DECLARED.search(content[:400])
    encoding = _canonical(found[1].decode("ascii")) if found else "utf-8"
    if encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-8", "ascii", ""):  # 16 bits have their mark
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            return content.decode("cp1252", errors="replace").encode(), "utf-8", (NOT_UTF8,)
        return content, "utf-8", ()
    if encoding in _BY_EXPAT:
        return content, None, ()
    if not _BY_PYTHON.fullmatch(encoding):
        raise MissionFileError(
            f"{name} says that its letters are {encoding[:40]!r}, which Vedette does not know.",
            remedy="Save it as UTF-8.",
        )
    return content.decode(encoding, errors="replace").encode("utf-8", errors="replace"), "utf-8", ()


def _canonical(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return ""


def _reason(error: Exception) -> str:
    if isinstance(error, expat.ExpatError):
        return expat.errors.messages.get(error.code, str(error))
    return str(error)[:100]
