"""What a vehicle says in words (STATUSTEXT), put together and made safe to show."""

from collections import deque
from typing import Any

from missions.link.state import StatusText

_KEPT = 50
_CHUNK = 50  # characters of one STATUSTEXT
_GREATEST = 400  # characters of one text; a longer one is cut
_UNFINISHED = 8  # texts that may wait for their rest


class Texts:
    """The last texts. Long ones come in numbered chunks (MAVLink STATUSTEXT `id`, `chunk_seq`)."""

    def __init__(self) -> None:
        self._last: deque[StatusText] = deque(maxlen=_KEPT)
        self._parts: dict[int, dict[int, str]] = {}

    @property
    def last(self) -> tuple[StatusText, ...]:
        """The last 50, oldest first."""
        return tuple(self._last)

    def take(self, message: Any, *, now_s: float) -> None:
        """Keep a STATUSTEXT, or hold it until its other chunks have come."""
        raw = message.text if isinstance(message.text, str) else ""
        chunk = raw.partition("\0")[0]
        text = self._whole(getattr(message, "id", 0), getattr(message, "chunk_seq", 0), chunk)
        shown = "".join(letter if letter.isprintable() else " " for letter in text or "").strip()
        if shown:
            severity = min(7, max(0, message.severity))
            self._last.append(StatusText(severity=severity, text=shown[:_GREATEST], at_s=now_s))

    def _whole(self, text_id: int, number: int, chunk: str) -> str | None:
        if text_id == 0:
            return chunk
        parts = self._parts.setdefault(text_id, {})
        parts[number] = chunk
        while len(self._parts) > _UNFINISHED:
            self._parts.pop(next(iter(self._parts)))
        if len(chunk) == _CHUNK and sum(map(len, parts.values())) < _GREATEST:
            return None
        self._parts.pop(text_id, None)
        return "".join(part for _, part in sorted(parts.items()))
