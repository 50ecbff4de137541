"""Sorties together with their ways home: shorter ones where a board or a battery would not hold both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from planner.errors import PlanningError
from planner.flight import Crew, Flight
from planner.returns.return_need import greatest_need
from planner.returns.return_path import WaysHome, ways_home

#: Mission items kept for ways home when those kept at first do not do.
MORE_RETURN_ITEMS = (240, 360, 460)

#: Where going home would touch the reserve, sorties are made shorter by so much more than that takes.
SPARE_FILL = 0.002

#: So often, for shorter sorties have other ways home.
SHORTENINGS = 4

#: Cuts the lanes into the sorties of a crew.
Split = Callable[[Crew], tuple[Flight, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outing:
    """Sorties, and ways home from everywhere on each."""

    flights: tuple[Flight, ...]
    homes: tuple[WaysHome, ...]

    @property
    def exposed(self) -> int:
        """Jumps tried that leave the flyable space, from places that no way home leads through."""
        return sum(home.exposed for home in self.homes)

    @property
    def faults(self) -> tuple[int, int]:
        """What is wrong with the ways home, the worse first (see `WaysHome.faults`)."""
        return (self.exposed, sum(home.failing for home in self.homes))


def safe_outing(split: Split, crew: Crew, *, keeps_reserve: bool = True) -> Outing:
    """Sorties whose ways home go on board with them and, where that can be, never touch the reserve.

    Where jumps home fail for want of items, shorter sorties are tried, at last such as leave room for their
    own path once more, which always does as a way home (see `find_ways_home`). That holds of every plan whose
    lanes can be cut so short. Shorter sorties are tried, too, where going home would touch the reserve.

    Raises:
        PlanningError: no sorties can be made.
    """
    outing = _outing(split, crew)
    for return_items in MORE_RETURN_ITEMS:
        if not any(home.short_of_items for home in outing.homes):
            break
        roomier = replace(crew, return_items=return_items)
        shorter = _tried(split, roomier)
        if shorter is None:
            break
        if shorter.faults < outing.faults:
            outing, crew = shorter, roomier
    return _within_reserve(outing, split, crew) if keeps_reserve else outing


def _within_reserve(outing: Outing, split: Split, crew: Crew) -> Outing:
    need = _need(outing, crew)
    for _ in range(SHORTENINGS):
        if need <= 1.0:
            break
        crew = replace(crew, greatest_fill=crew.greatest_fill / need - SPARE_FILL)
        shorter = _tried(split, crew)
        if shorter is None:
            break
        shorter_need = _need(shorter, crew)
        if shorter_need < need and shorter.exposed <= outing.exposed:
            outing, need = shorter, shorter_need
    return outing


def _outing(split: Split, crew: Crew) -> Outing:
    flights = split(crew)
    return Outing(flights=flights, homes=ways_home(flights, crew.watch))


def _tried(split: Split, crew: Crew) -> Outing | None:
    """None where some lane by itself is too long for what is left."""
    try:
        return _outing(split, crew)
    except PlanningError:
        return None


def _need(outing: Outing, crew: Crew) -> float:
    needs: Sequence[float] = [
        greatest_need(flight, home.paths, crew.watch)
        for flight, home in zip(outing.flights, outing.homes, strict=True)
    ]
    return max(needs, default=0.0)
