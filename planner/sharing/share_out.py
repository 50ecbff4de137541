"""A course shared out among aircraft that fly at the same time, a stretch each, so that all are done soon."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.sharing.split import Sorties, Stretch

#: Up to so many aircraft every order of their stretches is tried; of more, who gets farthest is next.
ALL_ORDERS = 6

#: The time until all are done is found to within this share.
CLOSE_ENOUGH = 0.003

#: Nobody waits longer for a patrol than this, and no search begins below the first.
SHORTEST_S, LONGEST_S = 10.0, 1e7


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one aircraft flies of a course; aircraft by their number in the crew."""

    aircraft: int
    over: Stretch
    time_s: float  # until it is done, changes of batteries included


Shares = tuple[Part, ...]


def shared_out(
    fleet: Sequence[Sorties], taking_part: Sequence[int], slower: Sequence[float]
) -> Shares | None:
    """A course shared out so that the last aircraft is done as early as possible; None when none can fly it.

    Args:
        fleet: What the sorties of each aircraft take.
        taking_part: Who may fly; some may be left without a part.
        slower: Of each aircraft, how much more time it takes than its sorties say.
    """
    paced = tuple(_Paced(sorties=each, slower=more) for each, more in zip(fleet, slower, strict=True))
    return _soonest(paced, taking_part)


def ever_fewer(fleet: Sequence[Sorties]) -> tuple[Shares, ...]:
    """Shares with whoever helps, and further ones with always one less: the one that is missed least."""
    as_said = [1.0] * len(fleet)
    found: list[Shares] = []
    shares = shared_out(fleet, range(len(fleet)), as_said)
    while shares is not None:
        found.append(shares)
        taking_part = [part.aircraft for part in shares]
        if len(taking_part) < 2:
            break
        fewer = [
            shared_out(fleet, [one for one in taking_part if one != left], as_said) for left in taking_part
        ]
        shares = min(fewer, key=done_s)
    return tuple(found)


def done_s(shares: Shares | None) -> float:
    """When the last aircraft is done."""
    return max((part.time_s for part in shares), default=0.0) if shares is not None else math.inf


def worth_s(times_s: Sequence[float], *, aircraft: int) -> float:
    """What is made small: when the last one is done, and the share of each in the time flown by all.

    With loads perfectly even both are the same; so one more minute for all is worth one minute less to wait.
    """
    return max(times_s, default=0.0) + sum(times_s) / aircraft


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paced:
    sorties: Sorties
    slower: float

    @property
    def places(self) -> int:
        return self.sorties.places

    def reach(self, start: int, limit_s: float) -> tuple[int, float]:
        end, time_s = self.sorties.reach(start, limit_s / self.slower)
        return end, time_s * self.slower


def _soonest(fleet: Sequence[_Paced], taking_part: Sequence[int]) -> Shares | None:
    """The least time by bisection, and who flies what in it."""
    low_s, high_s = SHORTEST_S, SHORTEST_S
    best: Shares | None = None
    while best is None:
        low_s, high_s = high_s, high_s * 2
        if high_s > LONGEST_S:
            return None
        best = _within(fleet, taking_part, high_s)
    high_s = done_s(best)
    while high_s - low_s > CLOSE_ENOUGH * high_s:
        middle_s = (low_s + high_s) / 2
        shares = _within(fleet, taking_part, middle_s)
        if shares is None:
            low_s = middle_s
        else:
            best, high_s = shares, done_s(shares)
    return best


def _within(fleet: Sequence[_Paced], taking_part: Sequence[int], limit_s: float) -> Shares | None:
    """Stretches one after another, each within the limit, that reach the end; None when none do."""
    search = _farthest_of_all if len(taking_part) <= ALL_ORDERS else _farthest_first
    shares = search(fleet, taking_part, limit_s)
    return shares if shares and shares[-1].over.end == fleet[0].places else None


def _farthest_of_all(fleet: Sequence[_Paced], taking_part: Sequence[int], limit_s: float) -> Shares:
    """Of every set of aircraft the order that gets farthest: from those of the sets with one less."""
    best: dict[frozenset[int], Shares] = {frozenset(): ()}
    for size in range(1, len(taking_part) + 1):
        grown: dict[frozenset[int], Shares] = {}
        for members, shares in best.items():
            for part in _next_parts(fleet, taking_part, members, shares, limit_s):
                key = members | {part.aircraft}
                if key not in grown or _is_farther(part, grown[key][-1]):
                    grown[key] = (*shares, part)
        ends = [shares for shares in grown.values() if shares[-1].over.end == fleet[0].places]
        if ends or not grown:
            return min(ends, key=done_s) if ends else ()
        best = grown
        if size == len(taking_part):
            break
    return max(best.values(), key=lambda shares: shares[-1].over.end if shares else 0)


def _farthest_first(fleet: Sequence[_Paced], taking_part: Sequence[int], limit_s: float) -> Shares:
    shares: Shares = ()
    while True:
        members = frozenset(part.aircraft for part in shares)
        parts = list(_next_parts(fleet, taking_part, members, shares, limit_s))
        if not parts:
            return shares
        shares = (*shares, max(parts, key=lambda part: (part.over.end, -part.time_s, -part.aircraft)))


def _next_parts(
    fleet: Sequence[_Paced],
    taking_part: Sequence[int],
    members: frozenset[int],
    shares: Shares,
    limit_s: float,
) -> Iterator[Part]:
    start = shares[-1].over.end if shares else 0
    if start == fleet[0].places:
        return
    for aircraft in taking_part:
        if aircraft not in members:
            end, time_s = fleet[aircraft].reach(start, limit_s)
            if end > start:
                yield Part(aircraft=aircraft, over=Stretch(first=start, end=end), time_s=time_s)


def _is_farther(part: Part, other: Part) -> bool:
    return (part.over.end, -part.time_s) > (other.over.end, -other.time_s)
