"""Random stretches of the built-in lines, kept inside a state: sides, areas, and distances to every limit.

Distances are those of tests/geodesics.py, which knows nothing of the planner's flat map.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from missions.atlas import Atlas, load_atlas
from missions.atlas.line_graph import LineNet, Way, border_net, coast_net, side_of, snap, states_along
from missions.errors import LineError
from missions.strips import Asked, chosen_way, strip_around, strip_line, widened
from missions.territories import guard_in, guarded, states_around
from planner.brief import LineKind, PatrolBrief
from planner.errors import PatrolError, PlanningError
from planner.fleet import Aircraft, Vehicle
from planner.geodesy import GeoPoint, LocalFrame, point_at
from planner.plan import plan_patrol
from planner.profiles import CALLISTO, DELTAQUAD
from planner.route import PatrolPlan
from planner.strip.linked import restripped
from planner.strip.values import Side, SideWidth, StripSettings, WayChoice
from tests.geodesics import Floats, degrees, densified, least_distance_m, length_m, side_of_line
from tests.strategies import examples

#: Where points are drawn: Albania and its neighbours, the Ionian islands, Kent, the Adriatic's other side.
REGIONS = (
    (19.2, 39.5, 21.6, 43.3),
    (19.5, 38.0, 21.0, 39.8),
    (0.8, 50.9, 1.5, 51.4),
    (13.0, 43.0, 18.0, 45.5),
)
LONGEST_M = 40_000.0

#: Legs are drawn so that any idea of a straight line agrees to within this (SAFETY 5); more is never lost.
STRAIGHT_M = 0.5

#: A line is smooth for a strip so narrow that its bends can change the area by no more than this.
SMOOTH_SHARE = 0.015

#: Of a strip no wider than this share of its length the ends, cut square to the line's run, do not matter.
SLIM_SHARE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A way along a coast or border, with the side that is to be patrolled."""

    way: Way
    side: Side
    state: str  # to stay in
    settings: StripSettings
    brief: PatrolBrief


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.fixture(scope="module")
def borders(atlas: Atlas) -> LineNet:
    return border_net(atlas)


@pytest.fixture(scope="module")
def coasts(atlas: Atlas) -> LineNet:
    return coast_net(atlas)


@dataclass(frozen=True, slots=True)
class Wish:
    """Numbers to make a stretch of."""

    region: tuple[float, float, float, float]
    at: tuple[float, float]
    bearing_deg: float
    away_m: float
    on_border: bool
    other_side: bool
    from_m: float
    width_m: float


wishes = st.builds(
    Wish,
    st.sampled_from(REGIONS),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.floats(0, 360),
    st.floats(3_000, 15_000),
    st.booleans(),
    st.booleans(),
    st.floats(0, 1_500),
    st.floats(300, 2_000),
)


def way_of(wish: Wish, net: LineNet) -> Way:
    west, south, east, north = wish.region
    near = GeoPoint(lon_deg=west + wish.at[0] * (east - west), lat_deg=south + wish.at[1] * (north - south))
    start = snap(net, near, within_m=60_000)
    assume(start is not None)
    assert start is not None
    beyond = point_at(start.at, bearing_deg=wish.bearing_deg, distance_m=wish.away_m)
    end = snap(net, beyond, within_m=20_000)
    assume(end is not None)
    assert end is not None
    try:
        way = chosen_way(net, start, end, WayChoice.SHORT)
    except LineError:
        assume(False)  # on different lines, or one point: said clearly, and tried elsewhere
        raise
    assume(1_000 < way.length_m < LONGEST_M)
    return way


def side_and_state(wish: Wish, way: Way, net: LineNet, atlas: Atlas) -> tuple[Side, str]:
    if wish.on_border:
        states = [code for code in states_along(way) if len(code) == 3]
        assume(bool(states))
        state = states[-1] if wish.other_side else states[0]
        return side_of(state, way, net), state
    assume(way.water_on is not None)
    assert way.water_on is not None
    side = way.water_on.other if wish.other_side else way.water_on
    near = states_around(atlas, way.path)
    assume(bool(near))
    return side, near[0].facts.code


def stretch_of(
    wish: Wish, net: LineNet, borders: LineNet, atlas: Atlas, width: SideWidth | None = None
) -> Stretch:
    way = way_of(wish, net)
    try:
        side, state = side_and_state(wish, way, net, atlas)
        chosen = widened(width or SideWidth.even(wish.from_m, wish.from_m + wish.width_m), side)
        asked = Asked(start=way.path[0], end=way.path[-1])
        line = strip_line(way, chosen, asked, line_id="S1")
        around = strip_around(atlas, borders, way, reach_m=chosen.reach_m)
        brief = restripped(PatrolBrief(), line, around)
    except PatrolError:
        assume(False)  # nothing is left of the strip: said clearly
        raise
    return Stretch(way=way, side=side, state=state, settings=chosen, brief=brief)


def outlines(brief: PatrolBrief) -> list[Floats]:
    return [degrees(ring, closed=True) for area in brief.areas for ring in (area.outline, *area.holes)]


def on_other_side(stretch: Stretch, lines: Sequence[Floats], *, every_m: float) -> float:
    """How far positions of lines lie on the side that was not chosen, at most."""
    line = degrees(stretch.way.path)
    at = np.vstack([densified(each, every_m=every_m) for each in lines])
    away_m, sides = side_of_line(line, at)
    wrong = sides == (-1 if stretch.side is Side.LEFT else 1)
    return float(away_m[wrong].max(initial=0.0))


@given(wishes)
@settings(max_examples=examples(4))
def test_a_strip_lies_on_the_chosen_side_between_its_distances(
    atlas: Atlas, borders: LineNet, coasts: LineNet, wish: Wish
) -> None:
    stretch = stretch_of(wish, borders if wish.on_border else coasts, borders, atlas)

    edges = outlines(stretch.brief)

    assert on_other_side(stretch, edges, every_m=100.0) <= STRAIGHT_M
    line = degrees(stretch.way.path)
    away_m, _ = side_of_line(line, np.vstack([densified(each, every_m=100.0) for each in edges]))
    assert away_m.min() >= wish.from_m - STRAIGHT_M
    # Square ends reach as far along as across, where the line's run turns away from its end.
    assert away_m.max() <= (wish.from_m + wish.width_m) * 1.001 + STRAIGHT_M


@given(wishes)
@settings(max_examples=examples(4))
def test_where_its_line_is_smooth_a_strip_has_the_area_of_a_rectangle(
    atlas: Atlas, borders: LineNet, coasts: LineNet, wish: Wish
) -> None:
    net = borders if wish.on_border else coasts
    way = way_of(wish, net)
    assume(not way.jumps)  # over an inlet there is no land, and behind it no sea
    line = degrees(way.path)
    long_m = length_m(line)
    width_m = min(SMOOTH_SHARE * long_m / max(lost_in_bends(line), 0.1), SLIM_SHARE * long_m)
    assume(width_m >= 1.5)

    stretch = stretch_of(wish, net, borders, atlas, SideWidth.even(0, width_m))

    frame = LocalFrame.around(stretch.way.path)
    area_m2 = sum(frame.polygon(each.outline, each.holes).area for each in stretch.brief.areas)
    assert area_m2 == pytest.approx(long_m * width_m, rel=0.02)


def lost_in_bends(line: Floats) -> float:
    """What a strip of 1 m loses, or gains, at all bends together, in square metres.

    On the inner side of a bend of angle t the strips of both edges share width squared times tan(t/2); on the
    outer side a sector of less is gained.
    """
    points = [GeoPoint(lon_deg=lon, lat_deg=lat) for lon, lat in line.tolist()]
    steps = np.diff(LocalFrame.around(points).to_local(points), axis=0)
    headings = np.arctan2(*steps[np.hypot(*steps.T) > 0.01].T)
    turns = np.abs((np.diff(headings) + np.pi) % (2 * np.pi) - np.pi)
    return float(np.tan(np.minimum(turns, 3.1) / 2).sum())


def launched(stretch: Stretch, atlas: Atlas) -> PatrolBrief:
    """Kept inside the state, with a launch well inside the strip."""
    try:
        brief = guarded(stretch.brief, guard_in(atlas, stretch.brief.points(), stretch.state))
    except PatrolError:
        assume(False)  # all its ground here is claimed by another, too
        raise
    frame = LocalFrame.around(brief.points())
    whole = shapely.union_all([frame.polygon(area.outline, area.holes) for area in brief.areas])
    inner = whole
    for line in brief.lines:
        if line.kind is LineKind.BORDER:
            kept_m = 190.0 + (line.accuracy_m or 0.0)
            inner = shapely.difference(inner, shapely.buffer(frame.line(line.path), kept_m))
    own = shapely.union_all(
        [shapely.make_valid(frame.polygon(each.outline, each.holes)) for each in brief.territories]
    )
    inner = shapely.intersection(inner, shapely.buffer(own, -190.0))
    assume(inner.area > 20_000)
    spot = shapely.get_parts(inner)[
        int(np.argmax(shapely.area(shapely.get_parts(inner))))
    ].representative_point()
    launch = frame.to_geo([[spot.x, spot.y]])[0]
    asked = replace(brief.settings, swath_width_m=300.0, endurance_s=30_000.0)
    return replace(
        brief, aircraft=(Aircraft(aircraft_id="A1", vehicle=CALLISTO, launch=launch),), settings=asked
    )


@pytest.mark.slow
@given(wishes)
@settings(max_examples=examples(2))
def test_the_whole_flight_keeps_its_distance_from_every_limit(
    atlas: Atlas, borders: LineNet, coasts: LineNet, wish: Wish
) -> None:
    stretch = small_stretch_of(wish, borders if wish.on_border else coasts, borders, atlas)

    plan = planned(launched(stretch, atlas))

    assert_kept(plan, stretch)


@pytest.mark.soak
@pytest.mark.parametrize("vehicle", [CALLISTO, DELTAQUAD], ids=["rotors", "wing"])
@given(wish=wishes)
@settings(max_examples=examples(4))
def test_whatever_flies_keeps_its_distance_from_every_limit(
    atlas: Atlas, borders: LineNet, coasts: LineNet, vehicle: Vehicle, wish: Wish
) -> None:
    stretch = small_stretch_of(wish, borders if wish.on_border else coasts, borders, atlas)
    asked = launched(stretch, atlas)

    plan = planned(replace(asked, aircraft=(replace(asked.aircraft[0], vehicle=vehicle),)))

    assert_kept(plan, stretch)


def small_stretch_of(wish: Wish, net: LineNet, borders: LineNet, atlas: Atlas) -> Stretch:
    stretch = stretch_of(wish, net, borders, atlas)
    assume(sum(frame_area_m2(stretch.brief)) < 25e6)
    return stretch


def planned(asked: PatrolBrief) -> PatrolPlan:
    try:
        return plan_patrol(asked)
    except PlanningError:
        assume(False)  # too narrow for its stand-off, or for a wing's turns: said clearly
        raise


def assert_kept(plan: PatrolPlan, stretch: Stretch) -> None:
    """Everything flown and every way home keeps what is to be kept from every limit, on the chosen side."""
    flown = [degrees(sortie.path) for sortie in plan.sorties]
    home = [degrees(path.path) for sortie in plan.sorties for path in sortie.return_paths]
    for limit, kept_m in limits_of(plan):
        for line in (*flown, *home):
            assert least_distance_m(line, limit) >= kept_m - STRAIGHT_M
    assert inside_states(plan, flown + home)
    assert on_other_side(stretch, [degrees(lane.path) for lane in plan.lanes], every_m=300.0) <= STRAIGHT_M
    assert "return-outside" not in {finding.code for finding in plan.findings}


def frame_area_m2(brief: PatrolBrief) -> list[float]:
    frame = LocalFrame.around(brief.points())
    return [frame.polygon(area.outline, area.holes).area for area in brief.areas]


def limits_of(plan: PatrolPlan) -> list[tuple[Floats, float]]:
    """Every limit that is a line, and what is to be kept from it."""
    brief = plan.brief
    lines = [
        (degrees(line.path), plan.standoff_m + (line.accuracy_m or 0.0))
        for line in brief.lines
        if line.kind is LineKind.BORDER
    ]
    edge_m = plan.standoff_m + max((each.accuracy_m or 0.0 for each in brief.territories), default=0.0)
    rings = [ring for each in brief.territories for ring in (each.outline, *each.holes)]
    return lines + [(degrees(ring, closed=True), edge_m) for ring in rings]


def inside_states(plan: PatrolPlan, lines: Sequence[Floats]) -> bool:
    """Whether every corner of some lines lies in the territory, in degrees."""
    parts = [
        shapely.Polygon(degrees(each.outline), [degrees(h) for h in each.holes])
        for each in plan.brief.territories
    ]
    ground = shapely.union_all([shapely.make_valid(each) for each in parts])
    return bool(shapely.covers(ground, shapely.points(np.vstack(lines))).all())
