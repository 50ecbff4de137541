"""What is whole of a damaged patrol's text: each member that stands by itself, up to the last complete one.

Our own layout helps: such members begin a line each, indented as deep as they hang, so that the next one is
found again behind a broken one. In other layouts everything is read up to the first fault.
"""

import json
import re

from missions.errors import MissionFileError
from missions.json_text import JsonObject, refuse_constant, refuse_excess
from planner.wording import counted

#: What may be lost in part without the rest coming to mean something else; all below is whole or lost.
#: Half an outline would be another outline.
_STAND_APART = {
    (),
    ("features",),
    ("vedette",),
    ("vedette", "brief"),
    ("vedette", "brief", "aircraft"),
    ("vedette", "brief", "own_layers"),
    ("vedette", "brief", "settings"),
    ("vedette", "flights"),
    ("vedette", "receipts"),
    ("vedette", "waivers"),
}
_SPACE = re.compile(r"[ \t\r\n]*")
_ROW = re.compile(r"\n( *)(?=\S)")
_KEY = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"\s*:\s*')

Trail = tuple[str, ...]


def torn_object(content: bytes, *, name: str) -> tuple[JsonObject, tuple[str, ...]]:
    """The JSON object in `content` as far as it is whole, and a sentence for each part that is not.

    Raises:
        MissionFileError: not even the beginning of an object is there.
    """
    text = content.decode("utf-8-sig", errors="replace")
    start = text.find("{")
    if start < 0:
        raise MissionFileError(
            f"{name} holds nothing that can be recovered: no JSON object begins in its "
            f"{counted(len(content), 'byte')}.",
            remedy="Use another copy: File > Open a backup lists those that Vedette kept.",
        )
    reader = _TornReader(text, name=name)
    document, end = reader.container(start, ())
    if text[end:].strip():
        line = text.count("\n", 0, end) + 1
        reader.lost.append(f"Line {line}: {counted(len(text) - end, 'letter')} behind the end of the patrol.")
    if "�" in text and "�".encode() not in content:
        reader.lost.append(f"{counted(text.count('�'), 'byte')} of text cannot be read: shown as �.")
    return (document if isinstance(document, dict) else {}), tuple(reader.lost)


class _TornReader:
    """Reads on behind what is broken, and remembers what that was."""

    def __init__(self, text: str, *, name: str) -> None:
        self.lost: list[str] = []
        self._text = text
        self._name = name
        self._decoder = json.JSONDecoder(parse_constant=refuse_constant)
        self._has_ended = False
        self._line = 0, 1  # a place in the text, and its line

    def container(self, at: int, trail: Trail) -> tuple[JsonObject | list[object], int]:
        """An object or a list of members that stand apart, and where the text goes on behind it."""
        members: JsonObject = {}
        is_object, row = self._text[at] == "{", _ROW.match(self._text, at + 1)
        indent, goes_on = len(row[1]) if row else None, True
        at = self._past_space(at + 1)
        while goes_on and not self._is_end(at):
            begins = at
            try:
                key, at = self._key(at) if is_object else (str(len(members)), at)
                members[key], at = self._value(at, (*trail, key))
            except (ValueError, RecursionError, MissionFileError) as error:
                self._lose(begins, trail, error)
                at, goes_on = self._next_row(begins, indent)
            at = self._past_comma(at)
        if at >= len(self._text):
            self._end(trail)
        return (members if is_object else [*members.values()]), at + 1 if self._is_end(at) else at

    def _is_end(self, at: int) -> bool:
        return at >= len(self._text) or self._text[at] in "}]"

    def _key(self, at: int) -> tuple[str, int]:
        match = _KEY.match(self._text, at)
        if match is None:
            raise ValueError("no member begins here")
        key, _ = self._decoder.raw_decode(self._text, at)
        return str(key), match.end()

    def _value(self, at: int, trail: Trail) -> tuple[object, int]:
        if trail in _STAND_APART and self._text[at : at + 1] in ("{", "["):
            return self.container(at, trail)
        value, end = self._decoder.raw_decode(self._text, at)
        refuse_excess(value, name=self._name)
        behind = self._past_space(end)
        if self._text[behind : behind + 1] not in (",", "}", "]", ""):
            raise ValueError("something else follows it")
        return value, end

    def _next_row(self, at: int, indent: int | None) -> tuple[int, bool]:
        """Where to go on behind a broken member, and whether that is still in its container."""
        for row in _ROW.finditer(self._text, at) if indent is not None else ():
            is_end, depth = self._text[row.end()] in "}]", len(row[1])
            if depth < (indent or 0):
                return row.end(), is_end
            if depth == indent:
                return row.end() + is_end, True  # behind the end of the broken one, or at the next
        self._has_ended = True
        return len(self._text), False

    def _lose(self, at: int, trail: Trail, error: Exception) -> None:
        """Note a broken member, with what there is of its own words."""
        line = self._line_at(at)
        words = " ".join(self._text[at : at + 60].split())
        why = error.problem if isinstance(error, MissionFileError) else "It is broken or cut off."
        self.lost.append(f"Line {line}, in {'.'.join(trail) or 'the file'}: {words}… {why}")

    def _line_at(self, at: int) -> int:
        """Counted on from the last one asked for: a text may be broken in every line."""
        known_at, line = self._line
        line += (
            self._text.count("\n", known_at, at) if at >= known_at else -self._text.count("\n", at, known_at)
        )
        self._line = at, line
        return line

    def _end(self, trail: Trail) -> None:
        """Note once that the text ends too early."""
        if not self._has_ended:
            line = self._text.count("\n") + 1
            self.lost.append(f"Line {line}: the text ends in {'.'.join(trail) or 'the file'}.")
        self._has_ended = True

    def _past_space(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        return match.end() if match else at

    def _past_comma(self, at: int) -> int:
        at = self._past_space(at)
        return self._past_space(at + 1) if self._text[at : at + 1] == "," else at
