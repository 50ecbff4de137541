"""Imported coasts know where their water is, and imported borders whose ground lies beside them."""

from dataclasses import replace

import numpy as np
import pytest

from missions.atlas import Atlas, load_atlas
from missions.atlas.line_graph import border_net, coast_net, path_of, snap, states_along, ways_between
from missions.own_shores import land_on_left, own_nets, states_beside
from planner.brief import GroundLine, LineKind
from planner.geodesy import GeoPoint
from planner.strip.values import Side

DURRES, RODON = GeoPoint(lat_deg=41.315, lon_deg=19.42), GeoPoint(lat_deg=41.585, lon_deg=19.45)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.fixture(scope="module")
def coast(atlas: Atlas) -> GroundLine:
    """A stretch of the built-in coast, 30 m off it as a survey of another year would be."""
    net = coast_net(atlas)
    start, end = (snap(net, at) for at in (DURRES, RODON))
    assert start is not None
    assert end is not None
    path = ways_between(net, start, end)[0].path
    shifted = tuple(
        replace(point, lat_deg=point.lat_deg + 2e-4, lon_deg=point.lon_deg - 2e-4) for point in path
    )
    return GroundLine(line_id="own", kind=LineKind.COASTLINE, path=shifted)


def test_a_coast_is_turned_with_its_land_on_the_left_whichever_way_it_was_drawn(
    atlas: Atlas, coast: GroundLine
) -> None:
    back = replace(coast, path=coast.path[::-1])

    assert land_on_left(coast, atlas) is not land_on_left(back, atlas)
    for line in (coast, back):
        (net,) = own_nets((line,), atlas)
        near_start, near_end = snap(net, DURRES), snap(net, RODON)
        assert net.are_shores
        assert near_start is not None
        assert near_end is not None
        # Northwards along this coast the sea is on the left.
        assert ways_between(net, near_start, near_end)[0].water_on is Side.LEFT


def test_a_line_at_sea_has_no_side_of_its_own(atlas: Atlas) -> None:
    path = tuple(GeoPoint(lat_deg=lat, lon_deg=18.5) for lat in np.linspace(41.0, 41.5, 20).tolist())
    line = GroundLine(line_id="own", kind=LineKind.COASTLINE, path=path)

    (net,) = own_nets((line,), atlas)

    assert land_on_left(line, atlas) is None
    assert not net.are_shores


def test_a_border_knows_the_states_beside_it(atlas: Atlas) -> None:
    built_in = border_net(atlas)
    ends = [snap(built_in, GeoPoint(lat_deg=lat, lon_deg=lon)) for lat, lon in ((41.25, 20.5), (41.50, 20.5))]
    assert ends[0] is not None
    assert ends[1] is not None
    path = ways_between(built_in, ends[0], ends[1])[0].path
    line = GroundLine(line_id="own", kind=LineKind.BORDER, path=path)

    (net,) = own_nets((line,), atlas)

    assert states_beside(line, atlas) == ("ALB", "MKD")  # northwards
    own_ends = [snap(net, at) for at in (path[3], path[-3])]
    assert own_ends[0] is not None
    assert own_ends[1] is not None
    way = ways_between(net, own_ends[0], own_ends[1])[0]
    assert states_along(way) == ("ALB", "MKD")
    assert path_of(net, 0)
    assert net.facts[0].name == "Albania–North Macedonia"


def test_a_dense_coast_is_followed_like_a_sparse_one(atlas: Atlas, coast: GroundLine) -> None:
    """A corner every few metres: the mouths that are crossed, and so the length, stay the same."""
    degrees = np.array([(point.lon_deg, point.lat_deg) for point in coast.path])
    places = np.linspace(0, len(degrees) - 1, 30 * len(degrees))
    dense = np.column_stack([np.interp(places, np.arange(len(degrees)), degrees[:, axis]) for axis in (0, 1)])
    path = tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in dense.tolist())

    ways = []
    for line in (coast, replace(coast, path=path)):
        (net,) = own_nets((line,), atlas)
        start, end = snap(net, DURRES), snap(net, RODON)
        assert start is not None
        assert end is not None
        ways.append(ways_between(net, start, end)[0])

    assert ways[1].length_m == pytest.approx(ways[0].length_m, rel=0.02)
    assert len(ways[1].path) > 5 * len(ways[0].path)
