"""Strips in a brief: areas that follow their line, and files that keep the two together."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.formats import read_brief, write_brief
from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.brief import GroundLine, LineKind, PatrolBrief, TaskArea
from planner.errors import BriefError
from planner.geodesy import GeoPoint, LocalFrame, distance_m
from planner.strip.linked import StripAround, fresh_line_id, owns, restripped, strip_of, without_strip
from planner.strip.values import Pieces, Side, SideWidth, Strip, StripSettings

HERE = GeoPoint(lat_deg=41.0, lon_deg=19.4)


def east_of(start: GeoPoint, *away_m: tuple[float, float]) -> tuple[GeoPoint, ...]:
    return LocalFrame(origin=start).to_geo(np.array(away_m, dtype=float))


def strip_line(
    *away_m: tuple[float, float], line_id: str = "S1", at: GeoPoint = HERE, pieces: Pieces = Pieces.ALL
) -> GroundLine:
    """A coast with a strip of 200 to 1,200 m on its left."""
    path = east_of(at, *away_m)
    settings = StripSettings(left=SideWidth.even(200, 1_200), pieces=pieces)
    strip = Strip(settings=settings, start=path[0], end=path[-1], water_on=Side.LEFT, gap_m=500)
    return GroundLine(
        line_id=line_id,
        kind=LineKind.COASTLINE,
        path=path,
        name="Beach",
        accuracy_m=150,
        source="Survey",
        strip=strip,
    )


TEN_KM = strip_line((0, 0), (10_000, 0))
OTHER = TaskArea(area_id="A1", outline=east_of(HERE, (0, -100), (10, -100), (10, -90)))


def area_km2(brief: PatrolBrief) -> float:
    frame = LocalFrame.around(brief.points())
    return math.fsum(frame.polygon(area.outline, area.holes).area for area in brief.areas) / 1e6


def test_a_strip_brings_its_line_and_its_area() -> None:
    brief = restripped(PatrolBrief(areas=(OTHER,)), TEN_KM)

    assert [area.area_id for area in brief.areas] == ["A1", "S1"]
    assert brief.strips == (TEN_KM,)
    assert area_km2(brief) == pytest.approx(10, rel=0.005)
    assert strip_of(brief, "S1") == TEN_KM
    assert strip_of(brief, "A1") is None


def test_moving_an_end_makes_the_area_anew_in_its_place() -> None:
    brief = restripped(restripped(PatrolBrief(), TEN_KM), strip_line((0, 0), (5_000, 9_000), line_id="S2"))

    moved = restripped(brief, strip_line((0, 0), (20_000, 0)))

    assert [area.area_id for area in moved.areas] == ["S1", "S2"]
    assert [line.line_id for line in moved.lines] == ["S1", "S2"]
    assert area_km2(moved) - area_km2(brief) == pytest.approx(10, rel=0.005)


def test_a_divided_strip_owns_each_of_its_pieces() -> None:
    sound = (east_of(HERE, (4_000, -50), (6_000, -50), (6_000, 3_000), (4_000, 3_000)), ())
    around = StripAround(land=(sound,))

    brief = restripped(PatrolBrief(), TEN_KM, around)
    whole = restripped(brief, TEN_KM)

    assert [area.area_id for area in brief.areas] == ["S1", "S1.2"]
    assert brief.areas[1].name == "Beach (2)"
    assert [area.area_id for area in whole.areas] == ["S1"]


def test_a_strip_goes_with_all_that_is_its_own() -> None:
    brief = restripped(PatrolBrief(areas=(OTHER,)), TEN_KM)

    assert without_strip(brief, "S1") == PatrolBrief(areas=(OTHER,))
    assert without_strip(brief, "A1") == brief


def test_identities_of_strips_keep_clear_of_all_others() -> None:
    brief = PatrolBrief(areas=(replace(OTHER, area_id="S1"),))

    assert fresh_line_id(brief) == "S2"
    assert not owns(TEN_KM, "S10")
    assert not owns(TEN_KM, "S1.x")
    assert not owns(replace(TEN_KM, strip=None), "S1")


def test_a_line_without_a_strip_makes_no_areas() -> None:
    with pytest.raises(BriefError, match="is no strip's"):
        restripped(PatrolBrief(), replace(TEN_KM, strip=None))


def test_a_line_too_long_for_one_map_is_refused() -> None:
    path = (GeoPoint(lat_deg=0.0, lon_deg=0.0), GeoPoint(lat_deg=40.0, lon_deg=90.0))

    with pytest.raises(BriefError, match="km apart"):
        restripped(PatrolBrief(), replace(TEN_KM, path=path))


@given(st.floats(-60, 60), st.floats(-180, 180), st.floats(-3, 3))
def test_distances_are_those_on_the_ground_wherever_the_line_lies(
    lat: float, lon: float, slope: float
) -> None:
    line = strip_line((0, 0), (8_000, 8_000 * slope), at=GeoPoint(lat_deg=lat, lon_deg=lon))

    (area,) = restripped(PatrolBrief(), line).areas

    nearest_m = min(distance_m(corner, end) for corner in area.outline for end in line.path)
    assert nearest_m == pytest.approx(200, abs=1.5)


@given(st.floats(-60, 60), st.floats(-180, 180))
def test_the_same_strip_gives_the_same_brief(lat: float, lon: float) -> None:
    line = strip_line((0, 0), (3_000, 500), (7_000, -300), at=GeoPoint(lat_deg=lat, lon_deg=lon))

    once = restripped(PatrolBrief(), line)

    assert restripped(once, line) == once


def test_a_saved_patrol_keeps_line_and_strip_together(tmp_path: Path) -> None:
    brief = restripped(PatrolBrief(areas=(OTHER,)), TEN_KM)

    save_patrol(Patrol(brief=brief), tmp_path / "strip.vedette")

    assert open_patrol(tmp_path / "strip.vedette").brief == brief


def test_geojson_keeps_line_and_strip_together(tmp_path: Path) -> None:
    brief = restripped(PatrolBrief(), TEN_KM)

    write_brief(brief, tmp_path / "strip.geojson")

    read = read_brief(tmp_path / "strip.geojson", PatrolBrief()).brief
    assert read.strips == (TEN_KM,)
    assert read.areas == brief.areas


def test_a_strip_whose_identity_is_taken_is_read_as_a_line_and_an_area(tmp_path: Path) -> None:
    brief = restripped(PatrolBrief(), TEN_KM)
    write_brief(brief, tmp_path / "strip.geojson")

    imported = read_brief(tmp_path / "strip.geojson", brief)

    assert imported.brief.strips == (TEN_KM,)
    assert len(imported.brief.areas) == len(imported.brief.lines) == 2
    assert "A strip came apart from its line, whose identity was taken." in imported.notes


def test_what_others_call_a_strip_does_not_keep_a_line_from_being_read(tmp_path: Path) -> None:
    path = tmp_path / "line.geojson"
    write_brief(PatrolBrief(lines=(replace(TEN_KM, strip=None),)), path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"source"', '"strip": "north", "source"'), encoding="utf-8")

    assert read_brief(path, PatrolBrief()).brief.strips == ()
