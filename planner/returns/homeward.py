"""Sorties together with their ways home: shorter ones where a board or a battery would not hold both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from planner.errors import PlanningError
from planner.flight import Crew, Flight
from planner.returns.reserve import SPARE_FILL, within_reserve
from planner.returns.return_path import WaysHome
from planner.returns.safe_row import CutAgain, SafeRow
from planner.sharing.sorties import Share, by_take_off

#: Mission items kept for ways home when those kept at first do not do.
MORE_RETURN_ITEMS = (240, 360, 460)

#: Where sorties made shorter one by one do not do, lanes are shared out anew so often, for fuller batteries.
SHARED_ANEW = 4

#: Shares the lanes out among the aircraft of a crew.
ShareOut = Callable[[Crew], Sequence[Share]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outing:
    """Sorties in the order of their take-offs, and ways home from everywhere on each."""

    flights: tuple[Flight, ...]
    homes: tuple[WaysHome, ...]


def safe_outing(share: ShareOut, again: CutAgain, crew: Crew, *, keeps_reserve: bool = True) -> Outing:
    """Sorties whose ways home go on board with them and, where that can be, never touch the reserve.

    Where jumps home fail for want of items, an aircraft flies shorter sorties, at last such as leave room for
    their own path once more, which always does as a way home (see `find_ways_home`). That holds of every plan
    whose lanes can be cut so short. Sorties from which going home would touch the reserve are made shorter,
    too (see `within_reserve`). What each aircraft flies stays as it was shared out, unless that does not do.

    Raises:
        PlanningError: no sorties can be made.
    """
    rows, need = _safe_rows(share(crew), again, crew, keeps_reserve=keeps_reserve)
    for _ in range(SHARED_ANEW):
        if need <= 1.0:
            break
        crew = replace(crew, greatest_fill=crew.greatest_fill / need - SPARE_FILL)
        try:
            others, other_need = _safe_rows(share(crew), again, crew, keeps_reserve=True)
        except PlanningError:  # some lane by itself is too long for what is left
            break
        if other_need < need and _exposed(others) <= _exposed(rows):
            rows, need = others, other_need
    order = by_take_off([row.flights for row in rows])
    return Outing(
        flights=tuple(rows[number].flights[place] for number, place in order),
        homes=tuple(rows[number].homes[place] for number, place in order),
    )


def _safe_rows(
    shares: Sequence[Share], again: CutAgain, crew: Crew, *, keeps_reserve: bool
) -> tuple[list[SafeRow], float]:
    """The sorties of each aircraft, and the greatest share of what one may use that is gone once home."""
    rows: list[SafeRow] = []
    need = 0.0
    for share in shares:
        row, roomy = _with_room_for_ways(share, again, crew)
        if keeps_reserve:
            row, row_need = within_reserve(row, again, roomy)
            need = max(need, row_need)
        rows.append(row)
    return rows, need


def _exposed(rows: Sequence[SafeRow]) -> int:
    return sum(row.exposed for row in rows)


def _with_room_for_ways(share: Share, again: CutAgain, crew: Crew) -> tuple[SafeRow, Crew]:
    """An aircraft's sorties, and the crew that they are cut for."""
    row = SafeRow.of(share.row, crew.watch)
    for return_items in MORE_RETURN_ITEMS:
        if not any(home.short_of_items for home in row.homes):
            break
        roomier = replace(crew, return_items=return_items)
        try:
            shorter = SafeRow.of(again(share, roomier).row, crew.watch)
        except PlanningError:  # some lane by itself is too long for what is left
            break
        if shorter.faults < row.faults:
            row, crew = shorter, roomier
    return row, crew
