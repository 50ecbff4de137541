"""Which item of a mission comes after which: one by one, but for jumps.

Source: ArduPilot 4.6.3, AP_Mission::get_next_cmd.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from missions.flight_words import JUMPS
from missions.items import Command, MissionItem

_FOREVER = -1  # repeats of a jump without end


@dataclass(slots=True)
class ItemOrder:
    """The order of one flight's items, which remembers how often each jump was taken."""

    items: Sequence[MissionItem]
    is_endless: bool = False  # a jump without end was taken
    _taken: dict[int, int] = field(default_factory=dict)  # never counted anew, within other jumps neither

    def after(self, number: int) -> int | None:
        """The number of the item that follows one, counted from 1; None: it jumps to where there is none."""
        item = self.items[number - 1]
        if item.command not in JUMPS:
            return number + 1
        target = self._target(item)
        if target is None:
            return None
        if item.params[1] == _FOREVER:
            self.is_endless = True
            return target
        taken = self._taken.get(number, 0)
        if taken >= item.params[1]:
            return number + 1
        self._taken[number] = taken + 1
        return target

    def beyond(self, number: int, *, most: int) -> Iterator[int]:
        """The numbers of the items to come, so many at most, without going to them."""
        ahead = replace(self, _taken=dict(self._taken))
        for _ in range(most):
            following = ahead.after(number)
            if following is None or following > len(self.items):
                return
            yield following
            number = following

    def _target(self, item: MissionItem) -> int | None:
        wanted = item.params[0]
        if item.command == Command.DO_JUMP:
            return int(wanted) if 1 <= wanted <= len(self.items) else None
        tags = (n for n, one in enumerate(self.items, 1) if (one.command, one.params[0]) == (600, wanted))
        return next(tags, None)
