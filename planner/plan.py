"""The whole pipeline, from top to bottom: a brief becomes a plan."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from planner.bases import check_aircraft, notes_on, ready
from planner.brief import PatrolBrief
from planner.errors import BriefError, PlanningError
from planner.findings import Finding
from planner.fleet import Aircraft
from planner.flight import Base, Crew, Flight, Ways, flown_lanes, longest_step_m
from planner.garbage import seldom_collected
from planner.ground.area import Ground, prepare_ground
from planner.ground.cells import cut_into_cells
from planner.ground.standoff import usual_standoff_m
from planner.ground.zones_met import ZonesMet, zones_met
from planner.judge.checks import Verdict, verdict_on
from planner.judge.coverage import coverage_on
from planner.judge.yardstick import Yardstick
from planner.lanes import Lane, LaneSettings, Swath, swath_of
from planner.patterns import lay_lanes
from planner.returns.homeward import Outing, safe_outing
from planner.route import Coverage, PatrolPlan, PlannedLane, Sortie
from planner.shapes import polygonal, polygons_of
from planner.sharing.sorties import Share, cut_again, left_on_the_ground, shared_among
from planner.tours.joins import Joins
from planner.tours.order import order_lanes
from planner.tours.splice import closed, opened
from planner.tours.tour import Depot, Tour
from planner.tours.trim import trimmed
from planner.watch import Cancelled, Progress, Watch
from planner.ways.transit import Passages
from planner.wing.cross_lanes import cross_lanes
from planner.wing.joins import WingJoins
from planner.wing.lanes import flyable_lanes, joinable_lanes, left_out
from planner.write_up import written_up

#: More lanes than this no fleet flies, and laying or ordering them takes minutes: their length, and how many
#: lie side by side in a square as large.
_MOST_LANES_M = 150_000_000.0
_MOST_LANES = 6_000


@seldom_collected()
def plan_patrol(
    brief: PatrolBrief, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> PatrolPlan:
    """Plan a patrol: lanes that see the areas, and sorties that fly them and come home.

    The same brief gives the same plan to the bit. `progress` is told each step and the share of the work done
    before it; `cancelled` is asked often.

    Raises:
        BriefError: what is asked for cannot be meant.
        PlanningError: no plan satisfies the brief; says why, with the number.
        PlanningCancelled: `cancelled()` turned true.
    """
    watch = Watch(progress=progress, cancelled=cancelled)
    if not brief.areas:
        raise BriefError("The brief has 0 areas.", remedy="Draw the area that is to be seen.")
    watch.step("Laying out the ground", 0.0)
    aircraft = check_aircraft(brief)
    draft = _clear_of_zones(brief, aircraft, watch)
    ground, crew, outing = draft.ground, draft.crew, draft.outing

    watch.step("Writing the plan up", 0.8)
    planned_lanes, sorties = written_up(outing.flights, outing.homes, ground, brief)

    coverage, verdict = _judged(brief, ground, planned_lanes, sorties, watch)
    watch.step("Planned", 1.0)
    return PatrolPlan(
        brief=brief,
        lanes=planned_lanes,
        sorties=sorties,
        coverage=coverage,
        standoff_m=ground.standoff_m,
        usual_standoff_m=usual_standoff_m(brief),
        outside_m=verdict.outside_m,
        limit_violation_m=verdict.limit_violation_m,
        distances=verdict.distances,
        margins=verdict.margins,
        findings=(*ground.findings, *_notes(brief, ground, crew, outing), *draft.left_out, *verdict.findings),
    )


@dataclass(frozen=True)
class _Draft:
    """Sorties on flat ground, and who flies them where."""

    ground: Ground
    crew: Crew
    outing: Outing
    left_out: tuple[Finding, ...]


def _clear_of_zones(brief: PatrolBrief, aircraft: Sequence[Aircraft], watch: Watch) -> _Draft:
    """A draft that keeps out of every zone that comes into force before it is over.

    How long it takes is known when it is drafted; with every round more zones are kept out of.
    """
    met = zones_met(brief)
    draft = _drafted(brief, aircraft, met, watch)
    while True:
        flown = [(flight.base.aircraft, flight.duration_s) for flight in draft.outing.flights]
        longer = met.with_more(zones_met(brief, flown), brief)
        if longer == met:
            return draft
        met = longer
        watch.step("Planning again, clear of zones that come into force meanwhile", 0.1)
        draft = _drafted(brief, aircraft, met, watch)


def _drafted(brief: PatrolBrief, aircraft: Sequence[Aircraft], met: ZonesMet, watch: Watch) -> _Draft:
    ground = prepare_ground(brief, met)
    swath = swath_of(brief.settings)
    far = Passages(ground.flyable)
    about_sites = far if met.about_sites == met.aloft else Passages(ground.site_space)
    bases = tuple(ready(each, brief, ground, about_sites) for each in aircraft)
    space = _reachable_space(ground, bases)
    near = Passages(space)
    crew = Crew(
        bases=bases,
        ways=Ways(near=near, far=far, longest_step_m=longest_step_m(ground.frame.origin.lat_deg)),
        track_spacing_m=swath.track_spacing_m,
        watch=watch,
    )

    watch.step("Laying lanes", 0.1)
    laid = _lay(brief, ground, space, crew)
    lanes = flyable_lanes(laid, crew)
    across = cross_lanes(lanes, ground.to_see, swath, crew)

    watch.step("Ordering lanes", 0.4)
    in_order = _ordered([*lanes, *across], bases[0], crew, one_way=swath.one_way)
    in_order = _as_flown(in_order, ground, swath, crew)

    watch.step("Filling sorties", 0.6)
    outing = _outing(brief, in_order, crew, one_way=swath.one_way)
    return _Draft(ground, crew, outing, left_out([*laid, *across], in_order, crew))


def _judged(
    brief: PatrolBrief, ground: Ground, lanes: Sequence[PlannedLane], sorties: Sequence[Sortie], watch: Watch
) -> tuple[Coverage, Verdict]:
    """What the finished plan sees, and what the checks find."""
    watch.step("Measuring coverage", 0.85)
    yardstick = Yardstick.of(
        brief,
        standoff_m=ground.standoff_m,
        usual_standoff_m=usual_standoff_m(brief),
        sorties=sorties,
    )
    coverage = coverage_on(yardstick, brief, lanes, sorties)

    watch.step("Checking every leg", 0.95)
    return coverage, verdict_on(yardstick, brief, sorties, coverage)


def _reachable_space(ground: Ground, bases: Sequence[Base]) -> BaseGeometry:
    """Where lanes may be and can be got to: from the first launch, or else the largest connected part.

    Raises:
        PlanningError: nothing of the areas can be reached.
    """
    parts = polygons_of(ground.flyable)
    launch = bases[0].launch
    if launch is not None:
        sites = [site for base in bases for site in (base.launch, base.recovery) if site is not None]
        home = [part for part in parts if all(part.dwithin(shapely.Point(site), 0.01) for site in sites)]
        space = (
            polygonal(shapely.intersection(ground.lane_space, home[0])) if home else shapely.MultiPolygon()
        )
    else:
        spaces = [polygonal(shapely.intersection(ground.lane_space, part)) for part in parts]
        space = max(spaces, key=lambda each: each.area)
    if space.is_empty:
        raise PlanningError(
            f"No way leads from the launch to the areas with {ground.standoff_m:.0f} m kept to each limit.",
            remedy="Move the launch, widen the territory, or lower the stand-off with a reason.",
        )
    return space


def _lay(brief: PatrolBrief, ground: Ground, space: BaseGeometry, crew: Crew) -> list[Lane]:
    settings = LaneSettings(
        swath=swath_of(brief.settings),
        bearing_deg=brief.settings.bearing_deg,
        pace=crew.bases[0].pace,
        pattern=brief.settings.pattern,
        is_shared=len(brief.aircraft) > 1 and crew.wings is None,
    )
    _check_size(space, settings.swath.track_spacing_m)
    overshoot_m = brief.settings.free_overshoot_m
    if overshoot_m is None:
        overshoot_m = max((area.free_overshoot_m for area in brief.areas), default=0.0)
    reach_m = settings.swath.reach_m
    cells = cut_into_cells(ground, space, overshoot_m=overshoot_m, reach_m=reach_m)
    lanes = [lane for cell in cells for lane in lay_lanes(cell, settings, crew.ways, crew.watch)]
    if not lanes:
        raise PlanningError(
            f"No lane finds room: {ground.standoff_m:.0f} m are kept from every limit.",
            remedy="Lower the stand-off with a reason, or widen the area.",
        )
    return lanes


def _check_size(space: BaseGeometry, spacing_m: float) -> None:
    lanes_m, lanes = space.area / spacing_m, space.area**0.5 / spacing_m
    if lanes_m <= _MOST_LANES_M and lanes <= _MOST_LANES:
        return
    raise PlanningError(
        f"Lanes {spacing_m:,.4g} m apart over {space.area / 1e6:,.1f} km² are {lanes_m / 1000:,.0f} km long, "
        f"some {lanes:,.0f} lanes; {_MOST_LANES_M / 1000:,.0f} km and {_MOST_LANES:,} lanes can be planned.",
        remedy="Widen the swath, or make the area smaller.",
    )


def _ordered(lanes: Sequence[Lane], base: Base, crew: Crew, *, one_way: bool) -> list[Lane]:
    depot = Depot(launch=base.launch, recovery=base.recovery)
    near, far, known = crew.ways.near, crew.ways.far, crew.joins_of(base.pace)
    if base.pace.wings is None:
        pieces = opened(lanes, track_spacing_m=crew.track_spacing_m)
        joins = Joins(pieces, near=near, far=far, pace=base.pace, known=known)
        entries = order_lanes(Tour(joins, one_way=one_way, depot=depot), crew.watch)
        return list(closed(flown_lanes(pieces, entries)))
    arcs = WingJoins(lanes, near=near, far=far, pace=base.pace, known=known)
    return list(flown_lanes(lanes, order_lanes(Tour(arcs, one_way=one_way, depot=depot), crew.watch)))


def _as_flown(in_order: list[Lane], ground: Ground, swath: Swath, crew: Crew) -> list[Lane]:
    """The lanes without ends, or without whole lanes, that their order makes useless or out of reach."""
    if crew.wings is None:
        return list(trimmed(in_order, ground.to_see, swath, crew.ways.near, crew.watch))
    return joinable_lanes(in_order, crew)  # trimmed, its turns would be as wide as before


def _outing(brief: PatrolBrief, lanes: list[Lane], crew: Crew, *, one_way: bool) -> Outing:
    if brief.settings.one_path:
        whole = Share(base=crew.bases[0], lanes=tuple(lanes), row=(_one_path(lanes, crew),))
        return safe_outing(lambda _: [whole], lambda share, _: share, crew, keeps_reserve=False)

    def arranged(some: Sequence[Lane], base: Base) -> Flight:
        return crew.flight(base, _ordered(some, base, crew, one_way=one_way))

    def again(share: Share, other: Crew) -> Share:
        return cut_again(share, other, arranged)

    return safe_outing(lambda other: shared_among(lanes, other, arranged), again, crew)


def _one_path(lanes: list[Lane], crew: Crew) -> Flight:
    flight = crew.flight(crew.bases[0], lanes)
    if not flight.exists:
        raise PlanningError(
            f"No way joins all {len(lanes)} lanes inside the flyable space.",
            remedy="Open a way through exclusions and territory, or plan the parts one by one.",
        )
    return flight


def _notes(brief: PatrolBrief, ground: Ground, crew: Crew, outing: Outing) -> tuple[Finding, ...]:
    return (*notes_on(crew.bases, brief, ground), *left_on_the_ground(crew, outing.flights))
