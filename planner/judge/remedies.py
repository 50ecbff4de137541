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

from planner.brief import LineKind, PatrolBrief
from planner.findings import RallyPoint
from planner.geodesy import FloatArray
from planner.judge.homes import Homes
from planner.judge.yardstick import Yardstick

Bools = npt.NDArray[np.bool_]

#: So many places of a plan are looked at, and so many are tried as rally points.
_LOOKED_AT = 240
_TRIED = 40

#: So far inland of a shore it may be dry.
_SHORE_M = 150.0

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
    best = search.best(search.coasts.ashore_m(), best)
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
        changed = (
            replace(each, rule=replace(each.rule, limit_m=limit_m)) if limit_m != each.rule.limit_m else each
        )
        lines = changed.straight(np.vstack([each.rally_m, held_m]))
        if each.sortie.sortie_id in failing and not any(
            limit.too_near(lines).any() for limit in yardstick.limits
        ):
            cures.add(each.sortie.sortie_id)
    needs_limit = any(each.rule.limit_m != limit_m for each in homes)
    rally = RallyPoint(at=at, limit_m=limit_m if needs_limit else None)
    return Suggestion(rally=rally, cures=frozenset(cures), helps=helps)


@dataclass(frozen=True, slots=True)
class _Flight:
    """Some places of one sortie, those first from which plain RTL fails."""

    homes: Homes
    at_m: FloatArray
    fails: Bools

    @classmethod
    def of(cls, homes: Homes, open_ground: shapely.Geometry) -> "_Flight":
        at_m = homes.places.at_m[:, :2]
        inside = _stays(at_m, homes.rule.targets_m(at_m, homes.home_m, homes.rally_m), open_ground)
        failing, fine = np.flatnonzero(~inside), np.flatnonzero(inside)
        some = np.concatenate([_thinned(failing, _LOOKED_AT // 2), _thinned(fine, _LOOKED_AT // 4)])
        return cls(homes, at_m[some], ~inside[some])

    def fails_with(self, rally_m: FloatArray, limit_m: float, open_ground: shapely.Geometry) -> int:
        """From how many of the places RTL would fail with one more rally point."""
        homes = self.homes
        rule = replace(homes.rule, limit_m=limit_m)
        targets_m = rule.targets_m(self.at_m, homes.home_m, np.vstack([homes.rally_m, rally_m[None, :]]))
        return int((~_stays(self.at_m, targets_m, open_ground)).sum())


@dataclass(frozen=True, slots=True)
class _Coasts:
    """The shores that are patrolled, each with its water to the left."""

    lines: tuple[shapely.LineString, ...]

    @classmethod
    def of(cls, yardstick: Yardstick, brief: PatrolBrief) -> "_Coasts":
        shores = [
            (line.path, line.strip.water_on.value)
            for line in brief.lines
            if line.kind is LineKind.COASTLINE and line.strip is not None and line.strip.water_on is not None
        ]
        return cls(
            tuple(
                yardstick.frame.line(path if water_on == "left" else path[::-1]) for path, water_on in shores
            )
        )

    def ashore_m(self) -> FloatArray:
        """Places a little way inland along the shores."""
        places_m = [np.empty((0, 2))]
        for line in self.lines:
            inland = shapely.offset_curve(line.simplify(_SHORE_M / 5), -_SHORE_M)
            if not inland.is_empty:
                shares = (np.arange(_TRIED) + 0.5) / _TRIED
                along = shapely.line_merge(inland)
                longest = max(shapely.get_parts(along), key=shapely.length)
                places_m.append(
                    shapely.get_coordinates(shapely.line_interpolate_point(longest, shares, normalized=True))
                )
        return np.vstack(places_m)

    def in_water(self, places_m: FloatArray) -> Bools:
        """Which places lie on the water's side of the nearest shore."""
        points = shapely.points(places_m)
        wet = np.zeros(len(places_m), dtype=bool)
        nearest_m = np.full(len(places_m), np.inf)
        for line in self.lines:
            away_m = shapely.distance(line, points)
            at_m = shapely.line_locate_point(line, points)
            before, after = (
                shapely.get_coordinates(
                    shapely.line_interpolate_point(line, np.clip(at_m + by_m, 0, line.length))
                )
                for by_m in (-1.0, 1.0)
            )
            along, aside = after - before, places_m - (before + after) / 2
            to_left = along[:, 0] * aside[:, 1] - along[:, 1] * aside[:, 0] > 0
            wet = np.where(away_m < nearest_m, to_left, wet)
            nearest_m = np.minimum(nearest_m, away_m)
        return wet


@dataclass(frozen=True, slots=True)
class _Search:
    """Tries rally points for all sorties at once: whoever is nearer to one than to home will go there."""

    flights: tuple[_Flight, ...]
    open_ground: shapely.Geometry
    coasts: _Coasts

    @classmethod
    def over(cls, yardstick: Yardstick, brief: PatrolBrief, homes: Sequence[Homes]) -> "_Search":
        coasts = _Coasts.of(yardstick, brief)
        at_m = np.vstack([coasts.ashore_m(), *(each.places.at_m[:, :2] for each in homes)])
        ground = yardstick.left_of(shapely.box(*(at_m.min(axis=0) - 10.0), *(at_m.max(axis=0) + 10.0)))
        shapely.prepare(ground)
        return cls(tuple(_Flight.of(each, ground) for each in homes), ground, coasts)

    def best(self, candidates_m: FloatArray, best: _Tried | None) -> _Tried | None:
        """The best of these and the one known; the first that leaves nothing failing is taken."""
        open_m = candidates_m[shapely.contains_xy(self.open_ground, candidates_m)]
        for at_m in open_m[~self.coasts.in_water(open_m)]:
            if best is not None and not best.failing:
                break
            for limit_m in _limits(self.flights, at_m):
                failing = sum(each.fails_with(at_m, limit_m, self.open_ground) for each in self.flights)
                if best is None or failing < best.failing:
                    best = _Tried(at_m, limit_m, failing)
        return best

    def along_m(self) -> FloatArray:
        """Places along the sorties that fail."""
        failing = [each for each in self.flights if each.fails.any()]
        share = max(_TRIED // max(len(failing), 1), 4)
        some = [each.homes.places.at_m[:, :2] for each in failing]
        return np.vstack([np.empty((0, 2)), *(at_m[_thinned(np.arange(len(at_m)), share)] for at_m in some)])

    def near_m(self, at_m: FloatArray) -> FloatArray:
        """Places of the sorties round one of them, not too near to one another."""
        places_m = np.vstack([each.homes.places.at_m[:, :2] for each in self.flights])
        order = np.argsort(np.hypot(*(places_m - at_m).T), kind="stable")
        return places_m[order[_thinned(np.arange(len(order) // 4), _TRIED)]]


def _stays(at_m: FloatArray, targets_m: FloatArray, open_ground: shapely.Geometry) -> Bools:
    return np.asarray(shapely.covers(open_ground, shapely.linestrings(np.stack([at_m, targets_m], axis=1))))


def _sites_m(yardstick: Yardstick, brief: PatrolBrief) -> FloatArray:
    """Where aircraft land anyway."""
    sites = [site for one in brief.aircraft for site in (one.launch, one.recovery, *one.alternates) if site]
    return yardstick.frame.to_local(sites).reshape(-1, 2)


def _limits(flights: Sequence[_Flight], rally_m: FloatArray) -> Iterator[float]:
    """The limit that the vehicles have, and one that reaches all places where RTL fails."""
    own_m = flights[0].homes.rule.limit_m
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
