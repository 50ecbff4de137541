"""Limits at sea derived from the coast: as far off as they say, by geodesics, and labelled everywhere."""

import json
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

from missions.atlas import Atlas, load_atlas
from missions.derived_limits import NAUTICAL_MILE_M, DerivedLimit, SeaLimit, derived_limit
from missions.formats import read_brief, write_brief
from planner.brief import LineKind, PatrolBrief
from planner.errors import BriefError
from planner.geodesy import FloatArray, GeoPoint
from planner.zones import NOT_THE_LEGAL_LIMIT, ZoneOrigin
from ui.cli import main

VLORE = GeoPoint(lat_deg=40.45, lon_deg=19.48)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.fixture(scope="module")
def territorial(atlas: Atlas) -> DerivedLimit:
    return derived_limit(atlas, "ALB", SeaLimit.TERRITORIAL_SEA, near=(VLORE,))


def albanian_coast(atlas: Atlas) -> FloatArray:
    outline = atlas.state("ALB").outline
    lines = atlas.coast_within(west_deg=18.8, south_deg=39.4, east_deg=20.3, north_deg=41.6)
    dense = shapely.get_coordinates([shapely.segmentize(shapely.LineString(line), 0.001) for line in lines])
    own: FloatArray = dense[shapely.contains_xy(shapely.buffer(outline, 0.003), *dense.T)]
    return own


@pytest.mark.parametrize("limit", SeaLimit)
def test_the_edge_lies_so_many_miles_off_the_coast(atlas: Atlas, limit: SeaLimit) -> None:
    derived = derived_limit(atlas, "ALB", limit, near=(VLORE,))

    coast = albanian_coast(atlas)
    geod = pyproj.Geod(ellps="WGS84")
    tried = [point for edge in derived.edges for point in edge[:: max(1, len(edge) // 25)]]
    assert len(tried) > 20
    for point in tried:
        here = np.full(len(coast), point.lon_deg), np.full(len(coast), point.lat_deg)
        away_m = float(np.min(geod.inv(*here, *coast.T)[2]))
        assert away_m == pytest.approx(limit.nautical_miles * NAUTICAL_MILE_M, abs=150)


def test_it_is_called_derived_in_the_program_and_in_every_file(
    territorial: DerivedLimit, tmp_path: Path
) -> None:
    zones, lines = territorial.zones(prefix="D"), territorial.lines(prefix="L", kind=LineKind.BORDER)
    path = tmp_path / "limit.geojson"
    write_brief(PatrolBrief(zones=zones, lines=lines), path)

    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert all(NOT_THE_LEGAL_LIMIT in feature["properties"]["source"] for feature in features)
    assert all(f["properties"]["origin"] == "derived" for f in features if f["properties"]["role"] == "zone")
    again = read_brief(path, PatrolBrief()).brief
    assert again.zones == zones
    assert again.zones[0].origin is ZoneOrigin.DERIVED
    assert NOT_THE_LEGAL_LIMIT in again.lines[0].name
    assert "GSHHG" in again.zones[0].source
    assert territorial.accuracy_m > 50


def test_a_neighbour_s_land_is_no_part_of_it(atlas: Atlas, territorial: DerivedLimit) -> None:
    whole = shapely.union_all(
        [shapely.Polygon([(p.lon_deg, p.lat_deg) for p in outline]) for outline in territorial.outlines]
    )

    corfu, saseno, at_sea = (19.85, 39.62), (19.28, 40.49), (19.2, 40.6)
    assert not shapely.contains_xy(whole, *corfu)
    assert shapely.contains_xy(whole, *saseno)
    assert shapely.contains_xy(whole, *at_sea)
    assert shapely.contains_xy(whole, VLORE.lon_deg, VLORE.lat_deg)


@pytest.mark.parametrize("code", ["XKX", "MKD"])
def test_a_state_without_a_coast_has_no_limit_at_sea(atlas: Atlas, code: str) -> None:
    with pytest.raises(BriefError, match="no coast"):
        derived_limit(atlas, code, SeaLimit.TERRITORIAL_SEA)


def test_the_command_line_writes_it_with_its_label(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sea.geojson"

    asked = ["limit", "mne", "--miles", "24", "--near", "18.9,42.0", "--as", "line"]
    code = main([*asked, "-o", str(out), "--json"])

    answer = json.loads(capsys.readouterr().out)
    assert code == 0
    assert answer["label"] == NOT_THE_LEGAL_LIMIT
    assert answer["lines"] > 0
    assert NOT_THE_LEGAL_LIMIT in out.read_text(encoding="utf-8")
