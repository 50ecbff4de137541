"""The line graph: snapping, ways along lines, both ways round, gaps, and points that nothing joins."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from missions.atlas import Atlas
from missions.atlas.line_graph import (
    LineNet,
    Snap,
    Way,
    border_net,
    coast_net,
    net_of_lines,
    snap,
    way_round,
    ways_between,
)
from missions.errors import LineError
from planner.brief import GroundLine, LineKind
from planner.geodesy import GeoPoint, distance_m, path_length_m
from planner.strip.values import Side
from tests.strategies import examples

DURRES = GeoPoint(lat_deg=41.3246, lon_deg=19.4565)
VLORE = GeoPoint(lat_deg=40.4661, lon_deg=19.4914)
CORFU = GeoPoint(lat_deg=39.6, lon_deg=19.9)


@pytest.fixture(scope="session")
def coasts(atlas: Atlas) -> LineNet:
    return coast_net(atlas)


@pytest.fixture(scope="session")
def borders(atlas: Atlas) -> LineNet:
    return border_net(atlas)


def snapped(net: LineNet, near: GeoPoint, *, within_m: float = 20_000.0) -> Snap:
    found = snap(net, near, within_m=within_m)
    assert found is not None
    return found


def line_of(*places: tuple[float, float], name: str = "L", kind: LineKind = LineKind.BORDER) -> GroundLine:
    path = tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in places)
    return GroundLine(line_id=name, kind=kind, path=path)


adriatic = st.builds(GeoPoint, lat_deg=st.floats(39, 45), lon_deg=st.floats(13, 20))


@given(adriatic)
def test_nothing_is_nearer_than_a_snapped_point(coasts: LineNet, near: GeoPoint) -> None:
    found = snap(coasts, near, within_m=60_000)

    assume(found is not None)
    assert found is not None
    away_deg = coasts.layer.lon_lat_deg - (near.lon_deg, near.lat_deg)
    away_m = 111_000 * np.hypot(away_deg[:, 0] * np.cos(np.radians(near.lat_deg)), away_deg[:, 1])
    assert found.away_m <= away_m.min() * 1.01 + 1


def test_there_is_nothing_to_snap_to_far_out(coasts: LineNet) -> None:
    assert snap(coasts, GeoPoint(lat_deg=35.0, lon_deg=-40.0), within_m=50_000) is None


def test_a_snap_across_the_antimeridian_finds_the_line() -> None:
    net = net_of_lines([line_of((179.9, -17.0), (-179.9, -17.0))])

    found = snapped(net, GeoPoint(lat_deg=-17.01, lon_deg=-179.95))

    assert found.at.lon_deg == pytest.approx(-179.95)
    assert found.away_m == pytest.approx(1_106, abs=5)


def test_the_coast_from_durres_to_vlore_keeps_to_the_sea(coasts: LineNet) -> None:
    (way,) = ways_between(coasts, snapped(coasts, DURRES), snapped(coasts, VLORE))

    assert way.length_m == pytest.approx(path_length_m(way.path), rel=1e-3)
    assert 100_000 < way.length_m < 160_000  # 239 km with every lagoon
    assert way.water_on is Side.RIGHT
    assert all(jump.length_m <= 500 for jump in way.jumps)


def test_without_gaps_a_coast_is_followed_into_every_mouth(coasts: LineNet) -> None:
    (way,) = ways_between(coasts, snapped(coasts, DURRES), snapped(coasts, VLORE), gap_m=0)

    assert way.jumps == ()
    assert way.length_m > 200_000


@settings(max_examples=examples(30))
@given(adriatic, adriatic)
def test_ways_lead_from_point_to_point_and_the_shortest_comes_first(
    coasts: LineNet, near_start: GeoPoint, near_end: GeoPoint
) -> None:
    start, end = snap(coasts, near_start, within_m=60_000), snap(coasts, near_end, within_m=60_000)
    assume(start is not None and end is not None)
    assert start is not None
    assert end is not None

    try:
        ways = ways_between(coasts, start, end)
    except LineError:
        return

    assert [way.length_m for way in ways] == sorted(way.length_m for way in ways)
    for way in ways:
        assert distance_m(way.path[0], start.at) < 0.1
        assert distance_m(way.path[-1], end.at) < 0.1
        assert [stretch.first for stretch in way.stretches[1:]] == [s.last for s in way.stretches[:-1]]
        assert all(one != other for one, other in pairwise(way.path))


@settings(max_examples=examples(30))
@given(st.floats(0, 1), st.floats(0, 1))
def test_both_ways_round_an_island_make_its_whole_shore(coasts: LineNet, one: float, other: float) -> None:
    ring = way_round(coasts, snapped(coasts, CORFU), gap_m=0)
    start = snapped(coasts, ring.path[int(one * (len(ring.path) - 1))])
    end = snapped(coasts, ring.path[int(other * (len(ring.path) - 1))])
    assume(distance_m(start.at, end.at) > 10)

    ways = ways_between(coasts, start, end, gap_m=0)

    assert len(ways) == 2
    assert ways[0].length_m + ways[1].length_m == pytest.approx(ring.length_m, abs=1)
    assert {way.water_on for way in ways} == set(Side)


def test_a_way_round_ends_where_it_begins(coasts: LineNet) -> None:
    way = way_round(coasts, snapped(coasts, CORFU))

    assert way.is_round
    assert way.path[0] == way.path[-1]


def test_a_line_that_does_not_close_has_no_way_round() -> None:
    net = net_of_lines([line_of((19.0, 41.0), (19.1, 41.0))])

    with pytest.raises(LineError, match="does not lead back"):
        way_round(net, snapped(net, GeoPoint(lat_deg=41.0, lon_deg=19.05)))


def test_a_border_is_followed_past_a_point_where_three_meet(borders: LineNet) -> None:
    start = snapped(borders, GeoPoint(lat_deg=41.1, lon_deg=20.6))
    end = snapped(borders, GeoPoint(lat_deg=42.3, lon_deg=20.2))

    shortest, *longer = ways_between(borders, start, end)

    codes = dict.fromkeys(stretch.facts.codes for stretch in shortest.stretches)
    assert list(codes) == [("ALB", "MKD"), ("ALB", "XKX")]
    assert any(("SRB", "XKX") in [stretch.facts.codes for stretch in way.stretches] for way in longer)
    assert shortest.accuracy_m == max(stretch.facts.accuracy_m or 0 for stretch in shortest.stretches)


def test_equal_points_are_refused(coasts: LineNet) -> None:
    here = snapped(coasts, DURRES)

    with pytest.raises(LineError, match="same place"):
        ways_between(coasts, here, here)


def test_points_far_apart_are_refused_with_their_distance(coasts: LineNet) -> None:
    lisbon = snapped(coasts, GeoPoint(lat_deg=38.7, lon_deg=-9.2))

    with pytest.raises(LineError, match=r"2,4\d\d km apart"):
        ways_between(coasts, snapped(coasts, DURRES), lisbon)


def test_points_on_different_islands_are_refused(coasts: LineNet) -> None:
    with pytest.raises(LineError, match="different island or coast"):
        ways_between(coasts, snapped(coasts, DURRES), snapped(coasts, CORFU))


def test_a_lake_and_the_sea_are_told_apart(coasts: LineNet) -> None:
    ohrid = snapped(coasts, GeoPoint(lat_deg=41.1, lon_deg=20.8))

    with pytest.raises(LineError, match="lake shore"):
        ways_between(coasts, snapped(coasts, DURRES), ohrid)


def test_imported_lines_are_followed_and_a_gap_between_them_is_crossed_when_it_may_be() -> None:
    net = net_of_lines([line_of((19.0, 41.0), (19.1, 41.0)), line_of((19.101, 41.0), (19.2, 41.0), name="M")])
    start, end = (snapped(net, GeoPoint(lat_deg=41.001, lon_deg=lon)) for lon in (19.05, 19.15))

    (way,) = ways_between(net, start, end, gap_m=100)

    assert [round(jump.length_m) for jump in way.jumps] == [84]
    assert way.length_m == pytest.approx(distance_m(start.at, end.at), rel=1e-4)
    with pytest.raises(LineError, match="wider than 80 m"):
        ways_between(net, start, end, gap_m=80)


def test_a_channel_between_lines_that_pass_each_other_is_crossed() -> None:
    net = net_of_lines([line_of((19.0, 41.0), (19.2, 41.0)), line_of((19.1, 41.001), (19.3, 41.2), name="M")])
    start, end = (
        snapped(net, GeoPoint(lat_deg=lat, lon_deg=lon)) for lon, lat in ((19.02, 41.0), (19.3, 41.2))
    )

    way: Way = ways_between(net, start, end, gap_m=200)[0]

    assert [round(jump.length_m) for jump in way.jumps] == [111]
    assert way.stretches[0].facts.name == "L"
    assert way.stretches[-1].facts.name == "M"
