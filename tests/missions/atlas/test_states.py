"""States as ground: the same lines as the map's, whole, and honest where two claim the same."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from missions.atlas import Atlas, BorderKind, StateNear, WatersEdge
from planner.errors import BriefError
from planner.geodesy import GeoPoint
from tests.missions.atlas.ground import Box

GEOD = Geod(ellps="WGS84")
BALKANS: Box = {"west_deg": 18.0, "south_deg": 39.0, "east_deg": 23.5, "north_deg": 44.0}
#: Lines are simplified by 5 m each and put on a grid of 1 m: where two of them met, slivers were dropped.
AGREE_M = 20.0

PLACES = {
    "Tirana": (41.33, 19.82, "ALB"), "Pristina": (42.66, 21.17, "XKX"), "Belgrade": (44.82, 20.46, "SRB"),
    "Lalzi Bay": (41.5, 19.4, "ALB"), "Lake Ohrid, west": (41.0, 20.67, "ALB"),
    "Lake Ohrid, east": (41.05, 20.75, "MKD"), "Corfu": (39.62, 19.83, "GRC"),
    "San Marino": (43.94, 12.45, "SMR"), "Vatican": (41.9029, 12.4534, "VAT"),
    "Italy round it": (41.92, 12.5, "ITA"), "Dover, at sea": (51.08, 1.4, "GBR"),
    "Sastavci": (43.554, 19.412, "BIH"), "Jersey": (49.21, -2.13, "JEY"), "Madrid": (40.4, -3.7, "ESP"),
    "off Gran Canaria": (28.1, -15.2, "ESP"), "Gibraltar": (36.14, -5.35, "GIB"),
    "Chukotka": (67.0, -175.5, "RUS"), "Brasília": (-15.8, -47.9, "BRA"), "Suva": (-17.9, 178.2, "FJI"),
    "mid-Adriatic": (42.75, 15.6, None), "mid-Atlantic": (0.0, -25.0, None),
    "Piran Bay, claimed by two": (45.5418, 13.4799, None),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_a_place_belongs_to_its_state(atlas: Atlas, name: str) -> None:
    lat_deg, lon_deg, code = PLACES[name]

    assert atlas.state_at(GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)) == code


def test_what_two_states_claim_is_told_of_both(atlas: Atlas) -> None:
    assert atlas.claimants_at(GeoPoint(lat_deg=45.5418, lon_deg=13.4799)) == ("HRV", "SVN")
    assert atlas.claimants_at(GeoPoint(lat_deg=45.6552, lon_deg=18.9671)) == ("HRV", "SRB")


def test_kosovo_is_whole_and_its_dispute_is_told(atlas: Atlas) -> None:
    kosovo = atlas.state("XKX")

    assert kosovo.facts[0].name == "Kosovo"
    assert kosovo.facts[0].disputed_with == ("SRB",)
    (ring,) = kosovo.outline.geoms
    assert abs(GEOD.geometry_area_perimeter(ring)[0]) / 1e6 == pytest.approx(10_900, rel=0.02)
    assert shapely.intersection(kosovo.outline, atlas.state("SRB").outline).area < 1e-9


def test_every_drawn_border_is_the_edge_of_both_its_states(atlas: Atlas) -> None:
    for piece in atlas.borders_within(**BALKANS):
        if "HRV" in piece.facts.codes and "SRB" in piece.facts.codes:
            continue  # each claims ground beyond the other's line
        for code in piece.facts.codes:
            assert _farthest_m(piece.lon_lat_deg, atlas, code) < AGREE_M, (piece.facts.codes, code)


def test_a_one_sided_line_is_the_edge_of_one_of_them(atlas: Atlas) -> None:
    danube: Box = {"west_deg": 18.8, "south_deg": 45.2, "east_deg": 19.4, "north_deg": 45.95}
    pieces = [p for p in atlas.borders_within(**danube) if set(p.facts.codes) == {"HRV", "SRB"}]

    assert {piece.facts.kind for piece in pieces} == {BorderKind.DISPUTED}
    edges = shapely.union(*(shapely.boundary(atlas.state(code).outline) for code in ("HRV", "SRB")))
    for piece in pieces:
        assert float(shapely.distance(shapely.points(piece.lon_lat_deg), edges).max()) * 111_195 < AGREE_M


def test_states_share_the_land_of_the_regions_among_them(atlas: Atlas) -> None:
    land = atlas.land_within(**BALKANS, lakes_are_land=True)
    codes = ("ALB", "XKX", "MNE", "MKD", "GRC", "SRB", "BIH", "HRV", "BGR", "ITA", "ROU")

    parts = [shapely.intersection(atlas.state(code).outline, land) for code in codes]

    assert shapely.union_all(parts).area == pytest.approx(land.area, rel=1e-3)
    assert sum(part.area for part in parts) == pytest.approx(land.area, rel=1e-3)


def test_states_within_reach_come_nearest_first_with_their_ground(atlas: Atlas) -> None:
    ohrid = GeoPoint(lat_deg=41.0, lon_deg=20.7)

    found = atlas.states_near(ohrid, reach_m=20_000)

    assert [near.facts.code for near in found] == ["ALB", "MKD"]
    assert found[0].distance_m == 0
    assert 0 < found[1].distance_m < 2_000
    lake_km2 = sum(_area_km2(near.lakes) for near in found)
    assert lake_km2 == pytest.approx(358, rel=0.1)  # Lake Ohrid's surface
    assert all(near.waters.is_empty for near in found)


def test_waters_end_as_drawn_in_the_regions_and_say_so(atlas: Atlas) -> None:
    (albania, montenegro) = atlas.states_near(GeoPoint(lat_deg=41.32, lon_deg=19.45), reach_m=50_000)

    assert albania.facts.waters_edge is WatersEdge.AS_DRAWN
    assert "not the legal limit" in albania.facts.waters_edge
    assert montenegro.facts.code == "MNE"
    assert not albania.waters.is_empty
    off_m = _greatest_distance_m(albania)
    assert off_m == pytest.approx(22_224, rel=0.35)  # off base lines, which cut bays off


def test_elsewhere_waters_are_derived_and_say_so(atlas: Atlas) -> None:
    (malta,) = atlas.states_near(GeoPoint(lat_deg=35.9, lon_deg=14.4), reach_m=60_000)

    assert malta.facts.code == "MLT"
    assert malta.facts.waters_edge is WatersEdge.DERIVED
    assert "derived, 12 nautical miles" in malta.facts.waters_edge
    assert _greatest_distance_m(malta) == pytest.approx(22_224, rel=0.15)  # coasts of two sources


def test_the_parts_of_a_state_do_not_overlap(atlas: Atlas) -> None:
    for near in atlas.states_near(GeoPoint(lat_deg=42.2, lon_deg=19.3), reach_m=40_000):
        parts = (near.land, near.lakes, near.waters)
        assert sum(part.area for part in parts) == pytest.approx(near.whole.area)
        assert all(part.is_valid for part in parts)


@given(lat_deg=st.floats(min_value=39, max_value=44), lon_deg=st.floats(min_value=18, max_value=23.5))
def test_where_a_place_lies_in_a_state_the_state_is_within_reach(
    atlas: Atlas, lat_deg: float, lon_deg: float
) -> None:
    point = GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)

    inside = {near.facts.code for near in atlas.states_near(point, reach_m=1_000) if near.distance_m == 0}

    assert inside == set(atlas.claimants_at(point))


def test_a_distance_to_a_state_is_the_geodesic(atlas: Atlas) -> None:
    point = GeoPoint(lat_deg=41.6, lon_deg=20.0)
    kosovo = next(n for n in atlas.states_near(point, reach_m=80_000) if n.facts.code == "XKX")

    edge = shapely.get_coordinates(shapely.segmentize(atlas.state("XKX").outline, 0.001))
    count = len(edge)
    away_m = GEOD.inv(np.full(count, point.lon_deg), np.full(count, point.lat_deg), *edge.T)[2]
    assert kosovo.distance_m == pytest.approx(away_m.min(), abs=5.0)


def test_every_state_says_where_its_edges_come_from(atlas: Atlas) -> None:
    for code in ("ALB", "ITA", "USA"):
        for facts in atlas.state(code).facts:
            assert facts.attribution
            assert facts.accuracy_m >= 50
            assert ("© OpenStreetMap contributors" in facts.attribution) == (facts.source == "borders")


def test_an_unknown_state_is_named(atlas: Atlas) -> None:
    with pytest.raises(BriefError, match="no state “ZZZ”") as caught:
        atlas.state("ZZZ")

    assert "ALB" in caught.value.remedy


def test_a_reach_round_half_the_world_is_refused(atlas: Atlas) -> None:
    with pytest.raises(BriefError, match="Reach"):
        atlas.states_near(GeoPoint(lat_deg=41, lon_deg=20), reach_m=5_000_000)


def _farthest_m(points: np.ndarray[tuple[int, ...], np.dtype[np.float64]], atlas: Atlas, code: str) -> float:
    edge = shapely.boundary(atlas.state(code).outline)
    return float(shapely.distance(shapely.points(points), edge).max()) * 111_195


def _area_km2(shape: shapely.Geometry) -> float:
    return sum(abs(GEOD.geometry_area_perimeter(part)[0]) for part in shapely.get_parts(shape)) / 1e6


def _greatest_distance_m(near: StateNear) -> float:
    """How far the waters reach off the land, on a plane true to the place."""
    lat_deg = near.land.centroid.y
    land, waters = (
        shapely.transform(part, lambda xy: xy * 111_195 * (np.cos(np.radians(lat_deg)), 1))
        for part in (near.land, near.waters)
    )
    return float(shapely.distance(shapely.points(shapely.get_coordinates(waters)), land).max())
