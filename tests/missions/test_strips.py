"""Strips on the built-in lines: the cases that operators ask for, and what is said when it cannot be."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.atlas import Atlas, load_atlas
from missions.atlas.line_graph import (
    LineNet,
    Way,
    border_net,
    coast_net,
    net_of_lines,
    side_of,
    snap,
    states_along,
)
from missions.errors import LineError
from missions.strips import Asked, chosen_way, moved, snapped, strip_around, strip_line, widened
from planner.brief import GroundLine, LineKind, PatrolBrief
from planner.errors import PatrolError
from planner.geodesy import GeoPoint, LocalFrame
from planner.strip.linked import restripped
from planner.strip.values import Side, SideWidth, StripSettings, WayChoice
from tests.strategies import examples

Place = tuple[float, float]  # longitude, latitude

DURRES, VLORE = (19.4565, 41.3246), (19.4914, 40.4661)
OHRID, POGRADEC = (20.8016, 41.1171), (20.6525, 40.9025)
CORFU, CORFU_WEST = (19.9197, 39.6243), (19.70, 39.70)
MACEDONIAN_BORDER = ((20.62, 41.08), (20.53, 41.55))
SHKODER_BORDER = ((19.40, 41.90), (19.75, 42.55))
TRIPOINT_BORDER = ((20.5, 41.6), (20.5, 42.1))


albanian = st.tuples(st.floats(19.0, 20.1), st.floats(39.6, 42.4))


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.fixture(scope="module")
def coasts(atlas: Atlas) -> LineNet:
    return coast_net(atlas)


@pytest.fixture(scope="module")
def borders(atlas: Atlas) -> LineNet:
    return border_net(atlas)


def at(place: Place) -> GeoPoint:
    return GeoPoint(lat_deg=place[1], lon_deg=place[0])


def way(net: LineNet, start: Place, end: Place, choice: WayChoice = WayChoice.SHORT) -> Way:
    return chosen_way(net, snapped(net, at(start)), snapped(net, at(end)), choice)


def strip(
    atlas: Atlas, borders: LineNet, along: Way, widths: StripSettings
) -> tuple[PatrolBrief, LocalFrame]:
    asked = Asked(start=along.path[0], end=along.path[-1])
    line = strip_line(along, widths, asked, line_id="S1")
    brief = restripped(PatrolBrief(), line, strip_around(atlas, borders, along, reach_m=widths.reach_m))
    return brief, LocalFrame.around(along.path)


def ground(brief: PatrolBrief, frame: LocalFrame) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([frame.polygon(area.outline, area.holes) for area in brief.areas])


def test_the_sea_off_durres_to_vlore_keeps_its_distance_from_the_shore(
    atlas: Atlas, coasts: LineNet, borders: LineNet
) -> None:
    along = way(coasts, DURRES, VLORE)

    brief, frame = strip(atlas, borders, along, widened(SideWidth.even(600, 3_600), along.water_on))

    whole = ground(brief, frame)
    assert whole.is_valid
    assert whole.area == pytest.approx(345e6, rel=0.05)
    assert whole.distance(frame.line(along.path)) >= 600 - 0.5
    (line,) = brief.strips
    assert line.kind is LineKind.COASTLINE
    assert "GSHHG" in line.source
    assert line.accuracy_m == along.accuracy_m is not None


@pytest.mark.parametrize("choice", [WayChoice.SHORT, WayChoice.LONG, WayChoice.ROUND])
def test_a_lake_is_patrolled_on_its_water(
    atlas: Atlas, coasts: LineNet, borders: LineNet, choice: WayChoice
) -> None:
    along = way(coasts, OHRID, POGRADEC, choice)

    brief, frame = strip(atlas, borders, along, widened(SideWidth.even(0, 1_500), along.water_on))

    middle = frame.to_local([GeoPoint(lat_deg=41.03, lon_deg=20.72)])[0]
    whole = ground(brief, frame)
    assert whole.area == pytest.approx(1_450 * along.length_m, rel=0.1)
    assert not whole.contains(shapely.Point(middle))
    assert shapely.box(*frame.line(along.path).buffer(1).bounds).buffer(1_500).covers(whole)


def test_an_island_is_patrolled_all_round(atlas: Atlas, coasts: LineNet, borders: LineNet) -> None:
    along = way(coasts, CORFU, CORFU_WEST, WayChoice.ROUND)

    brief, frame = strip(atlas, borders, along, widened(SideWidth.even(300, 2_000), along.water_on))

    inland = shapely.Point(frame.to_local([GeoPoint(lat_deg=39.6, lon_deg=19.83)])[0])
    whole = ground(brief, frame)
    assert not whole.contains(inland)
    assert shapely.Polygon(max(whole.geoms, key=lambda part: part.area).exterior).contains(inland)


@pytest.mark.parametrize(
    ("ends", "states"),
    [
        (MACEDONIAN_BORDER, ("ALB", "MKD")),
        (SHKODER_BORDER, ("ALB", "MNE")),
        (((20.55, 41.9), (20.1, 42.5)), ("ALB", "XKX")),
        (((20.8, 42.0), (21.5, 42.2)), ("MKD", "XKX")),
    ],
)
def test_the_side_of_a_border_is_a_state(
    borders: LineNet, ends: tuple[Place, Place], states: tuple[str, str]
) -> None:
    inside = {"ALB": (20.0, 41.3), "MKD": (21.5, 41.5), "MNE": (19.2, 42.8), "XKX": (21.0, 42.6)}
    for start, end in (ends, ends[::-1]):
        along = way(borders, start, end)
        frame = LocalFrame.around(along.path)
        path = frame.line(along.path)

        sides = {state: side_of(state, along, borders) for state in states}

        assert states_along(along) == states
        assert sides[states[0]] is not sides[states[1]]
        # The line closed round a place well inside the state has it on the state's side.
        place = shapely.Point(frame.to_local([at(inside[states[0]])])[0])
        x, y = np.array([*path.coords, place.coords[0]]).T
        is_anticlockwise = (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0
        assert (sides[states[0]] is Side.LEFT) == is_anticlockwise


def test_a_strip_stays_in_its_state_past_a_point_where_three_meet(atlas: Atlas, borders: LineNet) -> None:
    along = way(borders, *TRIPOINT_BORDER)
    side = side_of("ALB", along, borders)

    brief, frame = strip(atlas, borders, along, widened(SideWidth.even(0, 2_000), side))
    other, _ = strip(atlas, borders, along, widened(SideWidth.even(0, 2_000), side.other))

    assert [stretch.facts.codes for stretch in along.stretches] == [("ALB", "MKD"), ("ALB", "XKX")]
    tripoint = frame.to_local([along.path[along.stretches[0].last]])[0]
    beyond = shapely.Point(frame.to_local([GeoPoint(lat_deg=41.88, lon_deg=20.62)])[0])
    assert not ground(brief, frame).contains(beyond)
    # On the other side the border between the two neighbours divides the strip.
    assert len(other.areas) >= 2
    assert ground(other, frame).distance(shapely.Point(tripoint)) < 100


def test_no_strip_reaches_across_another_border(atlas: Atlas, borders: LineNet) -> None:
    along = way(borders, *MACEDONIAN_BORDER)
    wide = widened(SideWidth.even(0, 5_000), side_of("ALB", along, borders))

    brief, frame = strip(atlas, borders, along, wide)

    core = shapely.buffer(ground(brief, frame), -0.5)
    around = strip_around(atlas, borders, along, reach_m=5_000)
    assert around.barriers
    assert not any(core.intersects(frame.line(path)) for path in around.barriers)


def test_a_strip_at_sea_ends_at_the_neighbours_waters(
    atlas: Atlas, coasts: LineNet, borders: LineNet
) -> None:
    along = way(coasts, CORFU, CORFU_WEST, WayChoice.ROUND)

    brief, frame = strip(atlas, borders, along, widened(SideWidth.even(0, 3_000), along.water_on))

    (north_of_corfu,) = frame.to_local([GeoPoint(lat_deg=39.79, lon_deg=19.985)])
    assert frame.line(along.path).distance(shapely.Point(north_of_corfu)) < 4_000
    assert not ground(brief, frame).contains(shapely.Point(north_of_corfu))


def test_a_shore_of_two_states_gives_an_area_to_each(atlas: Atlas, coasts: LineNet, borders: LineNet) -> None:
    along = way(coasts, OHRID, POGRADEC)

    brief, _ = strip(atlas, borders, along, widened(SideWidth.even(0, 1_000), along.water_on))

    assert [area.area_id for area in brief.areas] == ["S1", "S1.2"]


def test_a_state_that_is_not_there_is_refused_with_those_that_are(borders: LineNet) -> None:
    with pytest.raises(LineError, match="GRC does not lie along") as refused:
        side_of("GRC", way(borders, *MACEDONIAN_BORDER), borders)

    assert "ALB or MKD" in refused.value.remedy


def test_the_compass_is_for_lines_whose_states_are_not_known(borders: LineNet) -> None:
    path = (at((19.0, 41.0)), at((19.2, 41.0)))
    net = net_of_lines([GroundLine(line_id="B1", kind=LineKind.BORDER, path=path)])
    along = way(net, (19.02, 41.0), (19.18, 41.0))

    assert side_of("north", along, net) is Side.LEFT
    assert side_of("south", along, net) is Side.RIGHT
    with pytest.raises(LineError, match="runs to the east"):
        side_of("east", along, net)
    with pytest.raises(LineError, match="ALB and MKD"):
        side_of("west", way(borders, *MACEDONIAN_BORDER), borders)


def test_positions_say_which_state_lies_where(borders: LineNet) -> None:
    along = way(borders, *MACEDONIAN_BORDER)
    by_run = side_of("ALB", along, replace(borders, state_at=None))
    assert side_of("ALB", along, borders) is by_run

    def swapped(place: GeoPoint) -> str | None:
        """Everything west of the line, as far as it goes, is North Macedonia here."""
        nearest = snap(borders, place)
        assert nearest is not None
        return "MKD" if place.lon_deg < nearest.at.lon_deg else "ALB"

    assert side_of("ALB", along, replace(borders, state_at=swapped)) is by_run.other


def test_a_second_point_off_the_ring_is_refused(coasts: LineNet) -> None:
    with pytest.raises(LineError, match="second point does not lie"):
        way(coasts, CORFU, DURRES, WayChoice.ROUND)


def test_a_coast_that_goes_on_for_ever_has_no_long_way(borders: LineNet) -> None:
    path = tuple(at((19.0 + step / 100, 41.0)) for step in range(10))
    net = net_of_lines([GroundLine(line_id="B1", kind=LineKind.BORDER, path=path)])

    with pytest.raises(LineError, match="only one way"):
        way(net, (19.01, 41.0), (19.05, 41.0), WayChoice.LONG)
    assert len(borders.layer) > len(net.layer)


def test_a_width_that_swallows_the_country_is_cut_at_its_borders(atlas: Atlas, borders: LineNet) -> None:
    along = way(borders, (20.55, 41.9), (20.1, 42.5))
    wide = widened(SideWidth.even(0, 90_000), side_of("XKX", along, borders))

    brief, frame = strip(atlas, borders, along, wide)

    kosovo_m2 = 10_900e6
    assert 0 < ground(brief, frame).area < kosovo_m2


@settings(max_examples=examples(15))
@given(st.tuples(albanian, albanian), st.sampled_from([SideWidth.even(0, 500), SideWidth.even(600, 3_600)]))
def test_any_two_points_give_a_strip_at_sea_or_say_why_not(
    atlas: Atlas, coasts: LineNet, borders: LineNet, places: tuple[Place, Place], width: SideWidth
) -> None:
    ends = [snap(coasts, at(place), within_m=50_000) for place in places]
    if ends[0] is None or ends[1] is None:
        return
    try:
        along = chosen_way(coasts, ends[0], ends[1], WayChoice.SHORT)
        brief, frame = strip(atlas, borders, along, widened(width, along.water_on))
    except PatrolError:
        return

    whole = ground(brief, frame)
    assert all(part.is_valid for part in whole.geoms)
    assert whole.distance(frame.line(along.path)) >= width.places[0].from_m - 0.5


def test_an_end_that_moves_takes_the_line_along_and_keeps_the_water_side(coasts: LineNet) -> None:
    along = way(coasts, CORFU, CORFU_WEST)
    asked = Asked(start=at(CORFU), end=at(CORFU_WEST), name="Corfu")
    line = strip_line(along, widened(SideWidth.even(0, 500), along.water_on), asked, line_id="S1")
    assert line.strip is not None
    opposite = GeoPoint(lat_deg=39.40, lon_deg=20.10)

    other, found = moved(coasts, line, start=at(CORFU), end=opposite)

    assert other.strip is not None
    assert found.water_on is not along.water_on
    assert other.strip.settings == line.strip.settings.mirrored
    assert (other.line_id, other.name, other.strip.end) == ("S1", "Corfu", opposite)
    assert moved(coasts, other, start=at(CORFU), end=at(CORFU_WEST))[0] == line


def test_a_border_strip_stays_with_its_state_when_its_ends_change_places(borders: LineNet) -> None:
    start, end = map(at, MACEDONIAN_BORDER)
    along = way(borders, *MACEDONIAN_BORDER)
    widths = widened(SideWidth.even(0, 500), side_of("ALB", along, borders))
    line = strip_line(along, widths, Asked(start=start, end=end, state="ALB"), line_id="S1")

    other, _ = moved(borders, line, start=end, end=start)

    assert other.path == line.path[::-1]
    assert other.strip is not None
    assert other.strip.settings == widths.mirrored


def test_a_line_without_a_strip_cannot_be_moved(borders: LineNet) -> None:
    start, end = map(at, MACEDONIAN_BORDER)
    line = GroundLine(line_id="B1", kind=LineKind.BORDER, path=(start, end))

    with pytest.raises(LineError, match="is no strip's"):
        moved(borders, line, start=start, end=end)


def test_a_point_far_from_any_line_is_said_with_its_position(borders: LineNet) -> None:
    with pytest.raises(LineError, match="no border within 50 km of -40"):
        snapped(borders, GeoPoint(lat_deg=35.0, lon_deg=-40.0))
