"""A patrol keeps what it took of a file, knows the file again, and says when it has changed."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from missions.errors import MissionFileError
from missions.formats import read_brief
from missions.formats.gis import OwnWish
from missions.own_layers import SourceState, source_state, sources_news, without_own_layer
from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.brief import PatrolBrief
from planner.errors import BriefError
from planner.own_layers import DrawnLines, OwnLayer
from tests.missions.formats.gis.own_files import COAST, write_layer

LINE = shapely.LineString(COAST)
SQUARE = shapely.box(19.5, 41.3, 19.51, 41.31)


@pytest.fixture
def patrol(tmp_path: Path) -> Patrol:
    (tmp_path / "data").mkdir()
    (tmp_path / "patrols").mkdir()
    coast = write_layer(tmp_path / "data" / "coast.shp", [LINE])
    depths = write_layer(tmp_path / "data" / "depths.gpkg", [SQUARE, LINE], kind="Unknown")
    brief = read_brief(coast, PatrolBrief(), OwnWish(role="coastline")).brief
    return Patrol(brief=read_brief(depths, brief, OwnWish(role="base")).brief)


def test_a_patrol_opens_as_it_was_saved_and_without_its_sources(patrol: Patrol, tmp_path: Path) -> None:
    path = tmp_path / "patrols" / "a.vedette"
    save_patrol(patrol, path)
    for file in (tmp_path / "data").iterdir():
        file.unlink()

    opened = open_patrol(path)

    assert opened == patrol
    assert {news.state for news in sources_news(opened.brief)} == {SourceState.MISSING}


def test_files_are_named_as_seen_from_the_patrol_so_that_both_can_be_moved(
    patrol: Patrol, tmp_path: Path
) -> None:
    save_patrol(patrol, tmp_path / "patrols" / "a.vedette")
    held = json.loads((tmp_path / "patrols" / "a.vedette").read_bytes())
    assert [layer["file"] for layer in held["vedette"]["brief"]["own_layers"]] == [
        "../data/coast.shp",
        "../data/depths.gpkg",
    ]

    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for folder in ("data", "patrols"):
        (tmp_path / folder).rename(moved / folder)
    brief = open_patrol(moved / "patrols" / "a.vedette").brief

    assert [layer.file for layer in brief.own_layers] == [
        str(moved / "data" / "coast.shp"),
        str(moved / "data" / "depths.gpkg"),
    ]
    assert sources_news(brief) == ()


def test_a_file_written_again_with_the_same_content_has_not_changed(patrol: Patrol) -> None:
    layer = patrol.brief.own_layers[1]
    os.utime(layer.file, (1_000_000_000, 1_000_000_000))

    assert source_state(layer) is SourceState.SAME


@pytest.mark.parametrize("part", [".shp", ".dbf", ".prj"])
def test_a_change_in_any_part_of_a_shapefile_is_noticed(patrol: Patrol, part: str) -> None:
    layer = patrol.brief.own_layers[0]
    path = Path(layer.file).with_suffix(part)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    os.utime(path, (2_000_000_000, 2_000_000_000))

    (news,) = sources_news(patrol.brief)

    assert news.state is SourceState.CHANGED
    assert "coast.shp has changed" in news.text


def test_taking_a_layer_away_takes_what_was_made_of_it_and_nothing_else(
    patrol: Patrol, tmp_path: Path
) -> None:
    more = write_layer(tmp_path / "more.gpkg", [SQUARE], fields={"id": ["C1"]})
    brief = read_brief(more, patrol.brief, OwnWish(role="zone")).brief
    assert [zone.zone_id for zone in brief.zones] == [line.line_id for line in brief.lines] == ["C1"]

    without = without_own_layer(brief, brief.own_layers[0].layer_id)

    assert (without.lines, without.zones) == ((), brief.zones)
    assert without.own_layers == brief.own_layers[1:]
    assert without_own_layer(brief, "none") == brief


def test_a_patrol_without_own_layers_says_nothing_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.vedette"
    save_patrol(Patrol(brief=PatrolBrief()), path)

    assert b"own_layers" not in path.read_bytes()


@pytest.mark.parametrize("drawn", [[[[19.0, 91.0]]], [[]], ["x"], [[[1, 2, 3]]], [[[None, 1]]], {}])
def test_a_damaged_base_layer_is_named(patrol: Patrol, tmp_path: Path, drawn: object) -> None:
    path = tmp_path / "patrols" / "a.vedette"
    save_patrol(patrol, path)
    held = json.loads(path.read_bytes())
    held["vedette"]["brief"]["own_layers"][1]["drawn"] = drawn
    path.write_text(json.dumps(held))

    with pytest.raises(MissionFileError, match=r"own_layers\[1\]\.drawn"):
        open_patrol(path)


positions = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(st.lists(positions, min_size=1, max_size=6), max_size=5))
def test_what_is_drawn_is_kept_to_a_centimetre(lines: list[list[tuple[float, float]]]) -> None:
    drawn = DrawnLines.of([np.array(line) for line in lines])

    kept = drawn.lines()

    assert [len(line) for line in kept] == [len(line) for line in lines]
    for line, wanted in zip(kept, lines, strict=True):
        off_deg = np.abs(line - np.array(wanted))
        assert np.minimum(off_deg, 360 - off_deg).max() <= 0.51e-7


def test_drawn_lines_and_layers_refuse_what_makes_no_sense() -> None:
    with pytest.raises(BriefError, match="positions holds"):
        DrawnLines(lengths=(3,), positions=bytes(8))
    layer = OwnLayer(layer_id="O1", name="", file="a", layer="a", role="base", crs="")
    with pytest.raises(BriefError, match="Accuracy"):
        replace(layer, accuracy_m=-1.0)
    with pytest.raises(BriefError, match="2 own layers have the identity"):
        PatrolBrief(own_layers=(layer, layer))
