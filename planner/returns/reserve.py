"""Rows mended where going home would touch the reserve: the sorties that do it, and none of the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import shapely

from planner.errors import PlanningError
from planner.flight import Crew, Flight
from planner.returns.safe_row import CutAgain, SafeRow
from planner.sharing.sorties import Share

#: Where going home would touch the reserve, a sortie is made shorter by so much more than that takes.
SPARE_FILL = 0.002

#: A sortie is made shorter so often, for shorter sorties have other ways home.
SHORTENINGS = 4

#: It is evened out with so many of those beside it, where both together leave this share of two batteries.
EVENED_WITH = 3
LEAST_SPARE = 0.01

#: Where several sorties and more than this share of them touch the reserve, all are cut anew first.
MANY_SHARE = 0.3

#: Sorties mended are at most so many times those that there were.
MOST_MENDED = 2


def within_reserve(row: SafeRow, again: CutAgain, crew: Crew) -> tuple[SafeRow, float]:
    """The sorties of an aircraft such that, where that can be, going home from anywhere leaves the reserve.

    A sortie that touches it is evened out with one beside it that has battery to spare: the two are cut anew.
    Where that does not do, it is cut in two by itself. All others stay as they are, unless many touch it.

    Returns:
        The sorties, and the greatest share of what one may use that is gone once it is home.
    """
    mender = _Mender(again=again, crew=crew)
    needs = row.needs(crew.watch)
    if sum(need > 1.0 for need in needs) > max(1, MANY_SHARE * len(needs)):
        worst_first = tuple(sorted(range(len(needs)), key=lambda place: -needs[place]))
        whole = mender.shortened(row, worst_first, max(needs))
        row, needs = (row, needs) if whole is None else (whole.row, whole.needs)
    hopeless: list[Flight] = []
    for _ in range(MOST_MENDED * len(row.flights)):
        touching = [
            place
            for place, need in enumerate(needs)
            if need > 1.0 and all(row.flights[place] is not each for each in hopeless)
        ]
        if not touching:
            break
        place = max(touching, key=lambda each: needs[each])
        mended = mender.mended(row, place, needs)
        if mended is None:
            hopeless.append(row.flights[place])
            continue
        kept = [each for each in range(len(row.flights)) if each not in mended.instead_of]
        needs = [*(needs[each] for each in kept), *mended.needs]
        row = row.only(kept).with_more(mended.row)
    return row, max(needs, default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mended:
    """Sorties to be flown instead of some of a row."""

    row: SafeRow
    needs: list[float]
    instead_of: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mender:
    again: CutAgain
    crew: Crew

    def mended(self, row: SafeRow, place: int, needs: Sequence[float]) -> _Mended | None:
        """Better sorties over the same lanes; None when there are none."""
        evened = [self.shortened(row, (place, other), needs[place]) for other in self._beside(row, place)]
        good = [each for each in evened if each is not None and max(each.needs) <= 1.0]
        if not any(len(each.needs) == 2 for each in good):
            alone = self.shortened(row, (place,), needs[place])
            good += [] if alone is None else [alone]
        return min(good, key=lambda each: (max(each.needs) > 1.0, self._added_s(row, each)), default=None)

    @staticmethod
    def _added_s(row: SafeRow, mended: _Mended) -> float:
        return mended.row.flown_s - row.only(mended.instead_of).flown_s

    def _beside(self, row: SafeRow, place: int) -> Iterator[int]:
        """The sorties nearest to one that have battery to spare."""
        own = _ground(row.flights[place])
        spare = [
            other
            for other, flight in enumerate(row.flights)
            if other != place and _fill(flight) + _fill(row.flights[place]) < 2 * (1 - LEAST_SPARE)
        ]
        nearest = sorted(spare, key=lambda other: shapely.distance(own, _ground(row.flights[other])))
        yield from nearest[:EVENED_WITH]

    def shortened(self, row: SafeRow, places: tuple[int, ...], need: float) -> _Mended | None:
        """Sorties cut anew, shorter than the first of them; the more so the less that helps."""
        fill, exposed, best_need = _fill(row.flights[places[0]]), row.only(places).exposed, need
        best: _Mended | None = None
        for _ in range(SHORTENINGS):
            fill = fill / best_need - SPARE_FILL
            shorter = self._cut_with(row, places, greatest_fill=fill)
            if shorter is None:
                break
            if max(shorter.needs) < best_need and shorter.row.exposed <= exposed:
                best, best_need = shorter, max(shorter.needs)
            if best_need <= 1.0:
                break
        return best

    def _cut_with(self, row: SafeRow, places: tuple[int, ...], *, greatest_fill: float) -> _Mended | None:
        """The lanes of some sorties cut anew; None where some lane by itself is too long for what is left."""
        before = row.only(places)
        base = before.flights[0].base
        lanes = tuple(lane for flight in before.flights for lane in flight.lanes)
        crew = replace(self.crew, greatest_fill=greatest_fill)
        try:
            cut = self.again(Share(base=base, lanes=lanes, row=()), crew)
        except PlanningError:
            return None
        after = SafeRow.of(cut.row, crew.watch)
        return _Mended(row=after, needs=after.needs(crew.watch), instead_of=places)


def _fill(flight: Flight) -> float:
    return max(flight.duration_s / flight.base.usable_s, flight.energy_wh / flight.base.usable_wh)


def _ground(flight: Flight) -> shapely.MultiLineString:
    return shapely.MultiLineString([lane.line for lane in flight.lanes])
