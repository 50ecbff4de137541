"""Shores with what is known of them, and the word of who made a line in every file that carries it."""

from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from missions.atlas import Atlas, BorderPiece, ShoreKind, ShorePiece, cited, ground_line
from missions.atlas.citing import ORIENTATION
from missions.formats.geojson import write_brief
from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.brief import LineKind, PatrolBrief, TaskArea, Territory
from planner.geodesy import GeoPoint
from tests.missions.atlas.ground import Box

GEOD = Geod(ellps="WGS84")
LALZI: Box = {"west_deg": 19.4, "south_deg": 41.5, "east_deg": 19.499, "north_deg": 41.599}

#: Length of shore in km and mean distance of points in metres, as the lakes are described and as GSHHG is.
LAKES: dict[str, tuple[Box, float]] = {
    "Lake Ohrid": ({"west_deg": 20.55, "south_deg": 40.85, "east_deg": 20.85, "north_deg": 41.2}, 87.5),
    "Lake Prespa": ({"west_deg": 20.85, "south_deg": 40.7, "east_deg": 21.2, "north_deg": 41.05}, 100),
    "Lake Shkodër": ({"west_deg": 19.0, "south_deg": 42.0, "east_deg": 19.6, "north_deg": 42.45}, 168),
}


@pytest.mark.parametrize("name", LAKES)
def test_border_lakes_are_there_by_name_in_full_detail(atlas: Atlas, name: str) -> None:
    box, length_km = LAKES[name]

    found = {piece.facts.name: piece for piece in atlas.shores_within(**box, kind=ShoreKind.LAKE)}

    shore = found[name].lon_lat_deg
    assert np.array_equal(shore[0], shore[-1])
    steps_m = GEOD.inv(*shore[:-1].T, *shore[1:].T)[2]
    assert steps_m.sum() / 1_000 == pytest.approx(length_km, rel=0.35)
    assert steps_m.mean() < 700


def test_small_prespa_is_a_lake_of_its_own(atlas: Atlas) -> None:
    box, _ = LAKES["Lake Prespa"]

    assert "Small Prespa" in {p.facts.name for p in atlas.shores_within(**box, kind=ShoreKind.LAKE)}


def test_shores_are_the_same_lines_with_facts(atlas: Atlas) -> None:
    pieces, lines = atlas.shores_within(**LALZI), atlas.coast_within(**LALZI)

    assert len(pieces) == len(lines)
    assert all(np.array_equal(p.lon_lat_deg, line) for p, line in zip(pieces, lines, strict=True))


def test_a_measured_coast_says_so(atlas: Atlas) -> None:
    for piece in atlas.shores_within(**LALZI):
        assert piece.facts.is_measured
        assert piece.facts.accuracy_m == 200


def test_a_delta_is_known_less_well_than_a_beach(atlas: Atlas) -> None:
    drin = atlas.shores_within(west_deg=19.55, south_deg=41.7, east_deg=19.7, north_deg=41.85)

    assert max(piece.facts.accuracy_m for piece in drin) >= 1_000


def test_a_line_is_as_good_as_where_it_is_worst(atlas: Atlas) -> None:
    wide: Box = {"west_deg": 19.3, "south_deg": 41.1, "east_deg": 19.8, "north_deg": 41.9}

    coast = max(atlas.shores_within(**wide), key=lambda piece: len(piece.lon_lat_deg))

    assert coast.facts.accuracy_m >= max(piece.facts.accuracy_m for piece in atlas.shores_within(**LALZI))


def test_what_was_not_measured_is_not_called_so(atlas: Atlas) -> None:
    gran_canaria = atlas.shores_within(west_deg=-16.0, south_deg=28.0, east_deg=-15.2, north_deg=28.3)
    ohrid = atlas.shores_within(**LAKES["Lake Ohrid"][0], kind=ShoreKind.LAKE)

    for piece in (*gran_canaria, *ohrid):
        assert not piece.facts.is_measured
        assert piece.facts.accuracy_m >= 1_600


def test_each_regions_coast_was_measured(atlas: Atlas) -> None:
    said_m = {region.name: region.coast_accuracy_m for region in atlas.regions}

    assert all(100 < accuracy_m < 3_000 for accuracy_m in said_m.values())
    assert said_m["Channel"] == max(said_m.values())


def test_a_border_in_a_saved_patrol_carries_its_attribution(atlas: Atlas, tmp_path: Path) -> None:
    border = atlas.borders_within(west_deg=20.5, south_deg=41.8, east_deg=20.7, north_deg=42.0)[0]
    brief = PatrolBrief(lines=(ground_line(border, line_id="L1"),))
    patrol, export = tmp_path / "a.geojson", tmp_path / "b.geojson"

    save_patrol(Patrol(brief=brief), patrol)
    write_brief(brief, export)

    for path in (patrol, export):
        text = path.read_text(encoding="utf-8")
        assert "© OpenStreetMap contributors" in text
        assert ORIENTATION in text
    (line,) = open_patrol(patrol).brief.lines
    assert line.accuracy_m == border.facts.accuracy_m
    assert line.kind is LineKind.BORDER


def test_every_line_of_the_atlas_can_be_cited(atlas: Atlas) -> None:
    wide: Box = {"west_deg": 19.0, "south_deg": 41.0, "east_deg": 21.2, "north_deg": 42.3}
    shores = [p for kind in ShoreKind for p in atlas.shores_within(**wide, kind=kind)]
    sources = {notice.name: notice.attribution for notice in atlas.packs}

    pieces: list[BorderPiece | ShorePiece] = [*shores, *atlas.borders_within(**wide)]
    for piece in pieces:
        line = ground_line(piece, line_id="L1")
        assert sources[piece.facts.source] in line.source
        assert line.name
        assert (line.kind is LineKind.COASTLINE) == isinstance(piece, ShorePiece)


def test_one_word_of_thanks_for_each_source() -> None:
    assert cited("A", "B", "A", "") == f"A. B. {ORIENTATION}."


def test_ground_cut_from_the_atlas_can_say_so_in_a_saved_patrol(atlas: Atlas, tmp_path: Path) -> None:
    outline = tuple(
        GeoPoint(lat_deg=lat, lon_deg=lon) for lat, lon in ((41.5, 19.4), (41.5, 19.5), (41.6, 19.5))
    )
    said = cited(*(facts.attribution for facts in atlas.state("ALB").facts))
    brief = PatrolBrief(
        areas=(TaskArea(area_id="A1", outline=outline, source=said), TaskArea(area_id="A2", outline=outline)),
        territories=(Territory(territory_id="T1", outline=outline, source=said),),
    )

    save_patrol(Patrol(brief=brief), tmp_path / "a.geojson")

    saved = open_patrol(tmp_path / "a.geojson").brief
    assert (saved.areas[0].source, saved.areas[1].source, saved.territories[0].source) == (said, "", said)
    assert "© OpenStreetMap contributors" in (tmp_path / "a.geojson").read_text(encoding="utf-8")
