"""The borders: where they are known to be, whole, marked, and not along the coast."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from pyproj import Geod

from missions.atlas import Atlas, BorderKind, BorderPiece
from tests.missions.atlas.ground import Box, shown_at

GEOD = Geod(ellps="WGS84")
BALKANS: Box = {"west_deg": 18.0, "south_deg": 39.0, "east_deg": 23.5, "north_deg": 44.0}

# Where three states meet, to about a kilometre, as maps of the boundary commissions give it.
TRIPOINTS = {
    ("ALB", "MKD", "XKX"): (41.877, 20.594), ("ALB", "MNE", "XKX"): (42.556, 20.076),
    ("ALB", "GRC", "MKD"): (40.852, 20.980), ("BGR", "GRC", "MKD"): (41.338, 22.928),
    ("BIH", "HRV", "MNE"): (42.558, 18.437),
}  # fmt: skip


def pieces_between(atlas: Atlas, one: str, other: str, box: Box = BALKANS) -> list[BorderPiece]:
    return [piece for piece in atlas.borders_within(**box) if set(piece.facts.codes) == {one, other}]


def distance_m(pieces: list[BorderPiece], lat_deg: float, lon_deg: float) -> float:
    scale = np.array([np.cos(np.radians(lat_deg)), 1.0]) * 111_195
    lines = shapely.union_all([shapely.linestrings(piece.lon_lat_deg * scale) for piece in pieces])
    return float(shapely.distance(lines, shapely.points(np.array([lon_deg, lat_deg]) * scale)))


@pytest.mark.parametrize("states", TRIPOINTS, ids="-".join)
def test_three_borders_meet_at_each_tripoint(atlas: Atlas, states: tuple[str, str, str]) -> None:
    lat_deg, lon_deg = TRIPOINTS[states]

    for one, other in (states[:2], states[1:], states[::2]):
        assert distance_m(pieces_between(atlas, one, other), lat_deg, lon_deg) < 1_000


# Land borders in km as the states give them; rivers, lakes and detail make them vary.
LENGTHS_KM = {
    ("ALB", "XKX"): 114, ("ALB", "MKD"): 181, ("MKD", "XKX"): 159, ("ALB", "GRC"): 282, ("ALB", "MNE"): 173,
}  # fmt: skip


@pytest.mark.parametrize("states", LENGTHS_KM, ids="-".join)
def test_land_borders_have_about_the_known_length(atlas: Atlas, states: tuple[str, str]) -> None:
    pieces = [piece for piece in pieces_between(atlas, *states) if not piece.facts.at_sea]

    total_km = sum(GEOD.line_length(*piece.lon_lat_deg.T) for piece in pieces) / 1_000
    assert total_km == pytest.approx(LENGTHS_KM[states], rel=0.2)


def test_kosovo_has_a_closed_border_all_round(atlas: Atlas) -> None:
    pieces = [piece for piece in atlas.borders_within(**BALKANS) if "XKX" in piece.facts.codes]

    (ring,) = shapely.get_parts(
        shapely.polygonize([shapely.linestrings(piece.lon_lat_deg) for piece in pieces])
    )
    area_km2 = abs(GEOD.geometry_area_perimeter(ring)[0]) / 1e6
    assert area_km2 == pytest.approx(10_900, rel=0.02)
    assert shapely.contains_xy(ring, 21.1655, 42.6629)


def test_the_line_between_kosovo_and_serbia_is_whole_and_marked(atlas: Atlas) -> None:
    (piece,) = pieces_between(atlas, "SRB", "XKX")

    assert piece.facts.kind is BorderKind.DISPUTED
    assert set(piece.facts.names) == {"Kosovo", "Serbia"}
    gaps_m = GEOD.inv(*piece.lon_lat_deg[:-1].T, *piece.lon_lat_deg[1:].T)[2]
    assert gaps_m.max() < 3_000


@pytest.mark.parametrize("level", range(5))
def test_the_line_between_kosovo_and_serbia_is_marked_at_every_level(atlas: Atlas, level: int) -> None:
    layer = atlas.borders(level)

    kinds = {
        layer.facts[int(index)].kind
        for index in layer.linework.kind
        if set(layer.facts[int(index)].codes) == {"SRB", "XKX"}
    }
    assert kinds == {BorderKind.DISPUTED}


def test_no_border_follows_the_open_coast(atlas: Atlas) -> None:
    albania_and_montenegro: Box = {"west_deg": 18.5, "south_deg": 39.5, "east_deg": 20.0, "north_deg": 42.4}
    channel: Box = {"west_deg": -2.5, "south_deg": 49.2, "east_deg": 3.0, "north_deg": 52.5}
    aegean: Box = {"west_deg": 24.1, "south_deg": 35.0, "east_deg": 28.5, "north_deg": 41.5}
    for box in (albania_and_montenegro, channel, aegean):
        coast = shapely.union_all([shapely.linestrings(line) for line in atlas.coast_within(**box)])
        shapely.prepare(coast)
        for piece in atlas.borders_within(**box):
            points = shapely.get_coordinates(
                shapely.segmentize(shapely.linestrings(piece.lon_lat_deg), 0.002)
            )
            near = shapely.dwithin(shapely.points(points), coast, 0.002)
            ends = np.flatnonzero(np.diff(np.concatenate(([0], near, [0]))))
            for start, end in zip(ends[::2], ends[1::2], strict=True):
                # A border may reach the shore and follow a river's mouth for a stretch; not more.
                assert GEOD.line_length(*points[start:end].T) < 6_000, piece.facts.codes


def test_borders_at_sea_are_marked(atlas: Atlas) -> None:
    strait = {"west_deg": 1.0, "south_deg": 50.7, "east_deg": 1.9, "north_deg": 51.2}
    pieces = atlas.borders_within(**strait)

    assert {frozenset(piece.facts.codes) for piece in pieces} == {frozenset(("FRA", "GBR"))}
    assert all(piece.facts.at_sea for piece in pieces)


def test_land_borders_of_albania_lie_on_land_or_lakes(atlas: Atlas) -> None:
    pieces = [p for p in atlas.borders_within(**BALKANS) if "ALB" in p.facts.codes and not p.facts.at_sea]

    points = np.concatenate([piece.lon_lat_deg[::25] for piece in pieces])
    dry = [shown_at(atlas, level=4, lat_deg=lat, lon_deg=lon) is not None for lon, lat in points.tolist()]
    assert np.mean(dry) > 0.98


def test_the_border_crosses_the_lakes(atlas: Atlas) -> None:
    ohrid = pieces_between(atlas, "ALB", "MKD")
    shkoder = pieces_between(atlas, "ALB", "MNE")

    assert distance_m(ohrid, 41.0, 20.69) < 2_000
    assert distance_m(shkoder, 42.15, 19.36) < 5_000


def test_every_line_says_how_well_it_is_known(atlas: Atlas) -> None:
    for piece in atlas.borders_within(west_deg=12, south_deg=38, east_deg=29, north_deg=47):
        assert 50 <= piece.facts.accuracy_m <= 5_000
        assert piece.facts.attribution
        assert all(piece.facts.names)
        assert all(piece.facts.codes)
        assert piece.facts.source in {"borders", "borders_world"}


def test_what_cannot_be_compared_is_not_called_measured(atlas: Atlas) -> None:
    measured = {piece.facts.is_measured for piece in pieces_between(atlas, "SRB", "XKX")}

    assert measured == {False}
    assert any(piece.facts.is_measured for piece in pieces_between(atlas, "ALB", "GRC"))


def test_accuracy_is_told_stretch_by_stretch(atlas: Atlas) -> None:
    said_m = {piece.facts.accuracy_m for piece in pieces_between(atlas, "ALB", "MKD")}

    assert min(said_m) < max(said_m)


def test_enclaves_have_a_border_all_round(atlas: Atlas) -> None:
    pieces = atlas.borders_within(west_deg=19.38, south_deg=43.5, east_deg=19.45, north_deg=43.6)

    sastavci = [p.lon_lat_deg for p in pieces if p.facts.codes == ("BIH", "SRB")]
    assert any(np.array_equal(line[0], line[-1]) for line in sastavci)


def test_inside_a_region_only_the_fine_pack_draws(atlas: Atlas) -> None:
    sources = {piece.facts.source for piece in atlas.borders_within(**BALKANS)}

    assert sources == {"borders"}


def test_world_lines_lead_to_the_fine_ones_at_a_regions_edge(atlas: Atlas) -> None:
    danube = pieces_between(
        atlas, "BGR", "ROU", {"west_deg": 23.5, "south_deg": 43.4, "east_deg": 24.5, "north_deg": 44.2}
    )

    lines = sorted(
        (piece.lon_lat_deg[piece.lon_lat_deg[:, 0].argsort()] for piece in danube),
        key=lambda line: line[0, 0],
    )
    assert len(lines) >= 2
    assert all(np.hypot(*(after[0] - before[-1])) < 1e-3 for before, after in pairwise(lines))


def test_known_states_stand_on_both_sides_round_the_world(atlas: Atlas) -> None:
    layer = atlas.borders(2)
    pairs = {frozenset(fact.codes) for fact in layer.facts}

    for pair in ("USA-CAN", "USA-MEX", "IND-PAK", "NOR-SWE", "ARG-CHL", "EGY-LBY", "ESP-PRT"):
        assert frozenset(pair.split("-")) in pairs
