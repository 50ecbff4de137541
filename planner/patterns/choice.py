"""The choice among drafts: all laid and estimated, the most promising finished, the quickest taken."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.flight import Ways
from planner.lanes import Cell, Lane, LaneSettings, reachable_ground
from planner.patterns.bare import APART_TURNS, APART_WAYS, Bare, left_s
from planner.patterns.draft import Draft, Kind
from planner.patterns.edges import Bared, Seen, with_edge_passes
from planner.patterns.flight_time import careful_flight_time_s, flight_time_s, lanes_time_s
from planner.shapes import coordinates
from planner.unseen import left_bare, roughly_left_bare
from planner.watch import Watch
from planner.ways.transit import Passages
from planner.wing.lanes import wing_lanes

#: Lanes that leave more of a cell bare than this are flown only when no others leave less.
MAY_STAY_BARE = 0.0009

#: Bare ground narrower than twice this share of half a swath is taken for seen until lanes are chosen.
HAIR_SHARE = 0.002

#: What a draft takes is estimated from its lanes and what they leave bare. Fitted by least squares over 98
#: drafts of 13 benchmark areas, flown 0.95 to 1.13 times as long as estimated, 1.6 % about the mean. A join
#: between two lanes takes so many times two whole turns and a track spacing,
JOIN_SHARE = 1.14

#: a bare piece beside the end of a lane, which is drawn on, so many times the way along it, and one that is
#: not a pass of its own (see `bare`).
BESIDE_WAYS = 1.38

#: A piece is beside an end that is no farther than so many half swaths.
BESIDE_REACHES = 1.5

#: The best draft of another kind is finished when it is estimated to take up to this many times the least,
#: any other draft when up to this many times: the estimate is that rough.
KIND_WORTH_FINISHING = 1.05
WORTH_FINISHING = 1.012

#: For wings, whose passes depend on what room for turns there is, the estimate is rougher still.
WING_KIND_WORTH_FINISHING = 1.2

#: No more drafts than this are finished: of eight as promising as one another the best after four is quicker
#: by 0.05 % on the mean, and finishing them took half of the time for areas of thirty corners.
MOST_DRAFTS = 4

#: So many drafts of a kind are laid in any case, others only when the best of them is worth finishing.
LAID_ANYHOW = 3

#: Kinds of drafts are not looked for any further beyond one estimated to take so many times the very least.
GOOD_ENOUGH = 1.1

#: Of drafts that are about as quick as the quickest those of few lanes are ordered again, with care: without,
#: the time of a draft is this uncertain.
ABOUT_AS_QUICK = 1.02
FEW_LANES = 40
MOST_CAREFULLY = 3
CAREFUL_KICKS = 150

#: So much may be finished in all, in lanes, corners of lanes counting a part each; the first draft always is.
MOST_FINISHED = 2500.0
CORNER_SHARE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    lanes: tuple[Lane, ...]
    estimated_s: float
    effort: float  # to finish, in lanes


def quickest(
    kinds: Sequence[Kind], cell: Cell, settings: LaneSettings, ways: Ways, watch: Watch
) -> tuple[Lane, ...]:
    """The lanes of the draft that is quickest flown with its edge passes; none when no draft has any.

    Kinds of drafts are laid one after another until one is as good as could be; of each the most promising
    draft is finished, and others that come near the best of all.
    """
    to_reach = reachable_ground(cell, settings.swath)
    scene = _Scene(cell=cell, to_reach=to_reach, settings=settings, near=ways.near)
    best = _quickest_finished(_worth_finishing(_laid_kinds(kinds, scene, watch), scene), scene, ways, watch)
    if not best.lanes:
        return best.lanes
    bare = left_bare(scene.to_reach, best.lanes, settings.swath)
    if bare.area <= MAY_STAY_BARE * cell.to_see.area:
        return best.lanes
    # Each hair is nothing, all of them together are too much.
    laid = Bared(cell=cell, lanes=best.lanes, bare=bare)
    more = scene.flight_of(with_edge_passes(laid, settings, ways.near, watch).lanes)
    if scene.is_winged and _takes_s(more, scene, ways, watch) >= _takes_s(best, scene, ways, watch):
        return best.lanes
    return more.lanes


def _takes_s(
    flight: "_Flight", scene: "_Scene", ways: Ways, watch: Watch, *, give_up_s: float | None = None
) -> float:
    """Seconds to fly lanes, and of a wing what it counts for that they leave ground bare."""
    return flight_time_s(flight.flown, scene.settings, ways, watch, give_up_s=give_up_s) + flight.left_s


def _quickest_finished(candidates: Sequence["_Laid"], scene: "_Scene", ways: Ways, watch: Watch) -> "_Flight":
    finished: list[_Finished] = []
    for seen in _seen_to(candidates, scene, ways, watch):
        flight = scene.flight_of(seen.lanes)
        if len(candidates) == 1 and not scene.is_winged:
            return flight
        worth = ABOUT_AS_QUICK if len(seen.lanes) <= FEW_LANES else 1.0
        falls_short = not scene.is_winged and seen.bare_share > MAY_STAY_BARE
        least_s = min(
            (other.seconds_s for other in finished if other.falls_short <= falls_short), default=None
        )
        give_up_s = None if least_s is None else worth * least_s
        seconds_s = _takes_s(flight, scene, ways, watch, give_up_s=give_up_s)
        finished.append(_Finished(falls_short=falls_short, seconds_s=seconds_s, flight=flight))
    return _quickest_of(finished, scene, ways, watch)


def _seen_to(candidates: Sequence["_Laid"], scene: "_Scene", ways: Ways, watch: Watch) -> Iterator[Seen]:
    """The candidates with their edge passes; for a wing with turns spared, then without."""
    for each in candidates:
        bare = left_bare(scene.to_reach, each.lanes, scene.settings.swath, hair_share=HAIR_SHARE)
        bared = Bared(cell=scene.cell, lanes=each.lanes, bare=bare)
        for spares_turns in (True, False) if scene.is_winged else (False,):
            yield with_edge_passes(bared, scene.settings, ways.near, watch, spares_turns=spares_turns)


def passes_alone(cell: Cell, settings: LaneSettings, ways: Ways, watch: Watch) -> tuple[Lane, ...]:
    """Edge passes where no lane has room: ground that is seen from a small space at its side."""
    bared = Bared(cell=cell, lanes=(), bare=reachable_ground(cell, settings.swath))
    return with_edge_passes(bared, settings, ways.near, watch).lanes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flight:
    """Lanes, how the aircraft flies them, and what it counts for in seconds that they leave ground bare."""

    lanes: tuple[Lane, ...]
    flown: tuple[Lane, ...]
    left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finished:
    falls_short: bool
    seconds_s: float
    flight: _Flight


def _quickest_of(finished: Sequence[_Finished], scene: "_Scene", ways: Ways, watch: Watch) -> _Flight:
    """The lanes of the quickest; those of few lanes are ordered with care first where there is a choice."""
    in_order = sorted(finished, key=lambda each: (each.falls_short, each.seconds_s))
    near = [
        each
        for each in in_order
        if each.falls_short == in_order[0].falls_short
        and each.seconds_s <= ABOUT_AS_QUICK * in_order[0].seconds_s
    ][:MOST_CAREFULLY]
    if len(near) < 2 or max(len(each.flight.lanes) for each in near) > FEW_LANES:
        return in_order[0].flight if in_order else _Flight(lanes=(), flown=(), left_s=0.0)
    flights: list[_Flight] = []
    for each in near:  # a wing's draft is the same twice where no turn could be spared
        flights += [each.flight] if all(each.flight.lanes != other.lanes for other in flights) else []
    if len(flights) == 1:
        return flights[0]
    times_s = [
        careful_flight_time_s(each.flown, scene.settings, ways, watch, kicks=CAREFUL_KICKS) + each.left_s
        for each in flights
    ]
    return flights[times_s.index(min(times_s))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    cell: Cell
    to_reach: BaseGeometry
    settings: LaneSettings
    near: Passages

    @property
    def is_winged(self) -> bool:
        """Whether a wing flies the lanes: drafts are finished twice then, with turns spared and without."""
        return self.settings.pace.wings is not None

    @property
    def kind_worth_finishing(self) -> float:
        """Up to how many times the least estimate the best draft of a kind is finished."""
        return WING_KIND_WORTH_FINISHING if self.is_winged else KIND_WORTH_FINISHING

    def flight_of(self, lanes: tuple[Lane, ...]) -> _Flight:
        """How the aircraft flies the lanes, and what they leave bare; reckoned once, for both take long."""
        flown = self.as_flown(lanes)
        return _Flight(lanes=lanes, flown=flown, left_s=self.left_s(flown))

    def as_flown(self, lanes: tuple[Lane, ...]) -> tuple[Lane, ...]:
        """The lanes as the aircraft flies them: by a wing rounded, and parted at corners too sharp for it."""
        wings = self.settings.pace.wings
        if wings is None:
            return lanes
        spacing_m = self.settings.swath.track_spacing_m
        return tuple(wing_lanes(lanes, wings, self.near, track_spacing_m=spacing_m)) or lanes

    def left_s(self, flown: tuple[Lane, ...]) -> float:
        """What it counts for, in seconds, that a wing leaves bare what these lanes do; nothing for others."""
        if not self.is_winged:
            return 0.0
        bare = left_bare(self.to_reach, flown, self.settings.swath, hair_share=HAIR_SHARE)
        return left_s(float(bare.area), self.settings)

    @property
    def least_s(self) -> float:
        """Seconds along lanes that see nothing twice."""
        lanes_m = self.to_reach.area / self.settings.swath.track_spacing_m
        return float(lanes_m / self.settings.pace.ground_speed_mps)


def _laid_kinds(kinds: Sequence[Kind], scene: _Scene, watch: Watch) -> list[list[_Laid]]:
    laid: list[list[_Laid]] = []
    for kind in kinds:
        best_s = min((drafts[0].estimated_s for drafts in laid if drafts), default=math.inf)
        laid.append(_all_laid(kind(), scene, watch, give_up_s=scene.kind_worth_finishing * best_s))
        if laid[-1] and laid[-1][0].estimated_s < GOOD_ENOUGH * scene.least_s:
            break
    return laid


def _worth_finishing(kinds: Sequence[Sequence[_Laid]], scene: _Scene) -> list[_Laid]:
    """The drafts to finish, the most promising first, so many that their lanes are not too many."""
    best = sorted((kind[0] for kind in kinds if kind), key=lambda each: each.estimated_s)
    others = sorted((each for kind in kinds for each in kind[1:]), key=lambda each: each.estimated_s)
    chosen: list[_Laid] = []
    effort = 0.0
    for each, worth in [
        *((each, scene.kind_worth_finishing) for each in best),
        *((each, WORTH_FINISHING) for each in others),
    ]:
        effort += each.effort
        if len(chosen) == MOST_DRAFTS:
            break
        if not chosen or (effort <= MOST_FINISHED and each.estimated_s <= worth * best[0].estimated_s):
            chosen.append(each)
    return chosen


def most_promising(
    drafts: Sequence[Draft], cell: Cell, settings: LaneSettings, near: Passages, watch: Watch
) -> tuple[Lane, ...]:
    """The lanes of the draft that is estimated to be quickest flown, without edge passes."""
    to_reach = reachable_ground(cell, settings.swath)
    scene = _Scene(cell=cell, to_reach=to_reach, settings=settings, near=near)
    laid = _all_laid(drafts, scene, watch)
    return laid[0].lanes if laid else ()


def _all_laid(
    drafts: Sequence[Draft], scene: _Scene, watch: Watch, *, give_up_s: float = math.inf
) -> list[_Laid]:
    """All drafts that have lanes, the most promising first; of a kind that takes longer than that a few."""
    laid: list[_Laid] = []
    for number, draft in enumerate(drafts):
        if number >= LAID_ANYHOW and all(each.estimated_s > give_up_s for each in laid):
            break
        each = _laid(draft(), scene, watch)
        laid += [each] if each.lanes else []
    return sorted(laid, key=lambda each: each.estimated_s)


def _laid(lanes: tuple[Lane, ...], scene: _Scene, watch: Watch) -> _Laid:
    watch.check()
    settings, pace = scene.settings, scene.settings.pace
    flown = scene.as_flown(lanes)
    join_s = 2 * pace.turn_cost_s + settings.swath.track_spacing_m / pace.ground_speed_mps
    return _Laid(
        lanes=lanes,
        effort=len(lanes) + CORNER_SHARE * sum(len(lane.line.coords) for lane in lanes),
        estimated_s=lanes_time_s(flown, settings)
        + JOIN_SHARE * join_s * len(flown)
        + _seen_to_s(flown, scene),
    )


def _seen_to_s(lanes: tuple[Lane, ...], scene: _Scene) -> float:
    """Seconds that seeing to what these lanes leave bare is estimated to take."""
    swath, pace = scene.settings.swath, scene.settings.pace
    bare = roughly_left_bare(scene.to_reach, lanes, swath) if lanes else scene.to_reach
    found = Bare.of(bare, scene.cell, scene.settings, spares_turns=scene.is_winged)
    pieces = found.worth_flying()
    beside = np.zeros(len(pieces), dtype=bool)
    if pieces and lanes and not swath.one_way:
        tips = shapely.points(np.vstack([coordinates(lane.line)[[0, -1]] for lane in lanes]))
        away_m = BESIDE_REACHES * swath.reach_m
        near, _ = shapely.STRtree(tips).query(pieces, predicate="dwithin", distance=away_m)
        beside[near] = True
    ways_s = shapely.length(np.array(pieces, dtype=object)) / 2 / pace.ground_speed_mps
    return float(
        BESIDE_WAYS * ways_s[beside].sum()
        + APART_WAYS * ways_s[~beside].sum()
        + APART_TURNS * pace.turn_cost_s * np.count_nonzero(~beside)
        + left_s(found.area_m2 - sum(piece.area for piece in pieces), scene.settings)
    )
