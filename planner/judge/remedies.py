"""What would keep failing returns inside: places tried one by one, the best of them named.

Tried are the sites that aircraft have already, places ashore where a coast is patrolled, and places along the
sorties, which are inside. What the brief knows to be water is left out; whether an aircraft can come down
elsewhere only somebody who has seen the place can say.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from planner.brief import PatrolBrief
from planner.findings import RallyPoint
from planner.geodesy import FloatArray
from planner.judge.bunches import BUNCH, Bunches
from planner.judge.homes import Homes
from planner.judge.rtl import RtlRule
from planner.judge.shores import Shores
from planner.judge.yardstick import Yardstick

Bools = npt.NDArray[np.bool_]

#: So many places of a plan are looked at, and so many are tried as rally points.
_LOOKED_AT = 240
_TRIED = 40

#: Places counted before it is asked whether there are too many already.
_COUNTED_AT_ONCE = 256

#: A rally point that helps fewer of the failing places than this is not worth its place on board.
_WORTH_SHARE = 0.25

#: How limits of rally points are given.
_LIMIT_STEP_M = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A rally point, and what it would do."""

    rally: RallyPoint
    cures: frozenset[str]  # sorties whose plain RTL it keeps inside
    helps: float  # share of the failing places from which RTL would stay inside


def rally_suggestion(
    yardstick: Yardstick, brief: PatrolBrief, homes: Sequence[Homes], failing: frozenset[str]
) -> Suggestion | None:
    """The rally point that keeps plain RTL inside from most places where it fails; None: none is worth it.

    Args:
        yardstick: The brief in metres.
        brief: What is asked for.
        homes: Of all sorties.
        failing: Sorties whose plain RTL leaves the limits.
    """
    search = _Search.over(yardstick, brief, homes)
    before = sum(int(each.fails.sum()) for each in search.flights)
    best = search.best(_sites_m(yardstick, brief), None)
    best = search.best(search.shores.ashore_m(_TRIED), best)
    best = search.best(search.along_m(), best)
    if best is not None and best.failing:
        best = search.best(search.near_m(best.at_m), best)
    if best is None or before - best.failing < _WORTH_SHARE * before:
        return None
    return _suggestion(yardstick, homes, failing, best, helps=(before - best.failing) / before)


@dataclass(frozen=True, slots=True)
class _Tried:
    """A rally point and a limit, and from how many of the places RTL would still fail."""

    at_m: FloatArray
    limit_m: float
    failing: int


def _suggestion(
    yardstick: Yardstick,
    homes: Sequence[Homes],
    failing: frozenset[str],
    best: _Tried,
    *,
    helps: float,
) -> Suggestion:
    """What the best rally point does, tried once more from every place against every limit."""
    limit_m = best.limit_m
    at = yardstick.frame.to_geo([best.at_m])[0]
    held_m = yardstick.frame.to_local([at])
    cures = set()
    for each in homes:
        changed = replace(each, rule=replace(each.rule, limit_m=limit_m))
        with_it_m = np.vstack([each.rally_m, held_m])
        if each.sortie.sortie_id in failing and _all_stay(yardstick, changed, with_it_m):
            cures.add(each.sortie.sortie_id)
    needs_limit = any(each.rule.limit_m != limit_m for each in homes)
    rally = RallyPoint(at=at, limit_m=limit_m if needs_limit else None)
    return Suggestion(rally=rally, cures=frozenset(cures), helps=helps)


def _all_stay(yardstick: Yardstick, homes: Homes, rally_m: FloatArray) -> bool:
    """Whether plain RTL keeps to every limit from everywhere; where it does not, few lines show it mostly."""
    lines = homes.straight(rally_m)
    return not any(
        limit.too_near(some).any() for some in (lines[::BUNCH], lines) for limit in yardstick.limits
    )


@dataclass(frozen=True, slots=True)
class _Flights:
    """Some places of the sorties of aircraft with one rule, those first from which plain RTL fails."""

    rule: RtlRule
    rally_m: FloatArray  # known already
    at_m: FloatArray
    home_m: FloatArray  # of the sortie that each place is on
    fails: Bools
    targets_m: FloatArray  # where plain RTL goes now

    @classmethod
    def of(cls, homes: Homes, open_ground: shapely.Geometry) -> "_Flights":
        """Of one sortie."""
        at_m = homes.places.at_m[:, :2]
        targets_m = homes.rule.targets_m(at_m, homes.home_m, homes.rally_m)
        inside = _stays_each(at_m, targets_m, open_ground)
        failing, fine = np.flatnonzero(~inside), np.flatnonzero(inside)
        some = np.concatenate([_thinned(failing, _LOOKED_AT // 2), _thinned(fine, _LOOKED_AT // 4)])
        home_m = np.broadcast_to(homes.home_m, (len(some), 2))
        return cls(homes.rule, homes.rally_m, at_m[some], home_m, ~inside[some], targets_m[some])

    @classmethod
    def together(cls, flights: Sequence["_Flights"]) -> tuple["_Flights", ...]:
        """All of them, those with the same rule as one."""
        found = []
        for rule in dict.fromkeys(each.rule for each in flights):
            alike = [each for each in flights if each.rule == rule]
            at_m, home_m, targets_m = (
                np.vstack([getattr(each, name) for each in alike]) for name in ("at_m", "home_m", "targets_m")
            )
            fails = np.concatenate([each.fails for each in alike])
            found.append(cls(rule, alike[0].rally_m, at_m, home_m, fails, targets_m))
        return tuple(found)

    def with_rally(self, rally_m: FloatArray, limit_m: float) -> "_Changed":
        """What one more rally point would change."""
        rule = replace(self.rule, limit_m=limit_m)
        targets_m = rule.targets_m(self.at_m, self.home_m, np.vstack([self.rally_m, rally_m[None, :]]))
        elsewhere = (targets_m != self.targets_m).any(axis=1)
        as_before = int(self.fails[~elsewhere].sum())
        return _Changed(self.at_m[elsewhere], targets_m[elsewhere], as_before)


@dataclass(frozen=True, slots=True)
class _Changed:
    """The places from which RTL would go elsewhere; from so many others it fails as before."""

    at_m: FloatArray
    targets_m: FloatArray
    failing_as_before: int

    def failing(self, open_ground: shapely.Geometry) -> Iterator[int]:
        """From how many of the places that go elsewhere RTL would fail, some after some."""
        for start in range(0, len(self.at_m), _COUNTED_AT_ONCE):
            some = slice(start, start + _COUNTED_AT_ONCE)
            yield int((~_stays(self.at_m[some], self.targets_m[some], open_ground)).sum())


@dataclass(frozen=True, slots=True)
class _Search:
    """Tries rally points for all sorties at once: whoever is nearer to one than to home will go there."""

    flights: tuple[_Flights, ...]
    failing: tuple[Homes, ...]  # the sorties that fail somewhere
    places_m: FloatArray  # of all sorties
    open_ground: shapely.Geometry
    shores: Shores

    @classmethod
    def over(cls, yardstick: Yardstick, brief: PatrolBrief, homes: Sequence[Homes]) -> "_Search":
        shores = Shores.of(yardstick, brief)
        places_m = np.vstack([each.places.at_m[:, :2] for each in homes])
        at_m = np.vstack([shores.ashore_m(_TRIED), places_m])
        ground = yardstick.left_of(shapely.box(*(at_m.min(axis=0) - 10.0), *(at_m.max(axis=0) + 10.0)))
        shapely.prepare(ground)
        flights = [_Flights.of(each, ground) for each in homes]
        failing = tuple(each for each, flight in zip(homes, flights, strict=True) if flight.fails.any())
        return cls(_Flights.together(flights), failing, places_m, ground, shores)

    def best(self, candidates_m: FloatArray, best: _Tried | None) -> _Tried | None:
        """The best of these and the one known; the first that leaves nothing failing is taken."""
        open_m = candidates_m[shapely.contains_xy(self.open_ground, candidates_m)]
        for at_m in open_m[~self.shores.in_water(open_m)]:
            if best is not None and not best.failing:
                break
            for limit_m in _limits(self.flights, at_m):
                failing = self._failing(at_m, limit_m, None if best is None else best.failing)
                if best is None or failing < best.failing:
                    best = _Tried(at_m, limit_m, failing)
        return best

    def _failing(self, at_m: FloatArray, limit_m: float, most: int | None) -> int:
        """From how many places RTL would fail with a rally point; at `most` counting stops."""
        changes = [each.with_rally(at_m, limit_m) for each in self.flights]
        failing = sum(each.failing_as_before for each in changes)
        for more in (more for each in changes for more in each.failing(self.open_ground)):
            if most is not None and failing >= most:
                break
            failing += more
        return failing

    def along_m(self) -> FloatArray:
        """Places along the sorties that fail."""
        share = max(_TRIED // max(len(self.failing), 1), 4)
        some = [each.places.at_m[:, :2] for each in self.failing]
        return np.vstack([np.empty((0, 2)), *(at_m[_thinned(np.arange(len(at_m)), share)] for at_m in some)])

    def near_m(self, at_m: FloatArray) -> FloatArray:
        """Places of the sorties round one of them, not too near to one another."""
        order = np.argsort(np.hypot(*(self.places_m - at_m).T), kind="stable")
        return self.places_m[order[_thinned(np.arange(len(order) // 4), _TRIED)]]


def _stays(at_m: FloatArray, targets_m: FloatArray, open_ground: shapely.Geometry) -> Bools:
    return np.asarray(shapely.covers(open_ground, shapely.linestrings(np.stack([at_m, targets_m], axis=1))))


def _stays_each(at_m: FloatArray, targets_m: FloatArray, open_ground: shapely.Geometry) -> Bools:
    """The same of places that follow one another."""
    lines = shapely.linestrings(np.stack([at_m, targets_m], axis=1))
    bunches = Bunches.of_lines(lines)
    stays = np.asarray(shapely.covers(open_ground, bunches.hulls))[bunches.of]
    stays[~stays] = shapely.covers(open_ground, lines[~stays])
    return stays


def _sites_m(yardstick: Yardstick, brief: PatrolBrief) -> FloatArray:
    """Where aircraft land anyway."""
    sites = [site for one in brief.aircraft for site in (one.launch, one.recovery, *one.alternates) if site]
    return yardstick.frame.to_local(sites).reshape(-1, 2)


def _limits(flights: Sequence[_Flights], rally_m: FloatArray) -> Iterator[float]:
    """The limit that the vehicles have, and one that reaches all places where RTL fails."""
    own_m = flights[0].rule.limit_m
    yield own_m
    away_m = [np.hypot(*(each.at_m[each.fails] - rally_m).T).max(initial=0.0) for each in flights]
    needed_m = math.ceil((max(away_m) + 1.0) / _LIMIT_STEP_M) * _LIMIT_STEP_M
    if 0 < own_m < needed_m:
        yield needed_m


def _thinned(numbers: npt.NDArray[np.intp], most: int) -> npt.NDArray[np.intp]:
    """At most so many of them, evenly."""
    if len(numbers) <= most:
        return numbers
    return numbers[np.linspace(0, len(numbers) - 1, most).round().astype(np.intp)]
