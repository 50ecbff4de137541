"""Damaged, cut-off and invented files are refused in words; nothing else is ever raised."""

import contextlib
import random
from pathlib import Path
from zipfile import ZipFile

import pytest
import shapely

from missions.errors import MissionFileError
from missions.formats import read_brief
from missions.formats.gis import OwnWish, open_own_file
from planner.brief import PatrolBrief
from tests.missions.formats.gis.charts import ChartObject, write_chart
from tests.missions.formats.gis.own_files import COAST, write_layer

KINDS = ("gpkg", "shp", "fgb", "000", "zip")
FULL_SIZE = 200


def genuine(folder: Path, kind: str) -> Path:
    line = shapely.LineString(COAST)
    match kind:
        case "000":
            return write_chart(folder / "a.000", [ChartObject(of="COALNE", path=COAST)])
        case "zip":
            path = write_layer(folder / "a.shp", [line, line], fields={"role": ["border", "coastline"]})
            with ZipFile(folder / "a.zip", "w") as packed:
                for part in sorted(folder.glob("a.*")):
                    if part.suffix != ".zip":
                        packed.write(part, part.name)
            return path.with_suffix(".zip")
        case _:
            return write_layer(folder / f"a.{kind}", [line, line], fields={"role": ["border", "coastline"]})


def spoiled(content: bytes, chance: random.Random) -> bytes:
    """Cut off, overwritten here and there, or with a stretch doubled or dropped."""
    if chance.random() < 0.25:
        return content[: chance.randrange(len(content))]
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        at = chance.randrange(len(changed))
        match chance.randrange(3):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at : at + 8] = chance.choice((b"\xff" * 8, bytes(8), b"\x7f\xf0" + bytes(6)))
            case _:
                length = chance.randrange(1, 64)
                changed[at:at] = changed[at : at + length] if chance.random() < 0.5 else b""
                del changed[at : at + (length if chance.random() < 0.5 else 0)]
    return bytes(changed)


@pytest.mark.parametrize("kind", KINDS)
def test_a_spoiled_file_answers_or_says_what_is_wrong(tmp_path: Path, kind: str) -> None:
    spoil(tmp_path, kind, seeds=range(25))


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_a_thousand_spoiled_files_answer_or_say_what_is_wrong(tmp_path: Path, kind: str) -> None:
    spoil(tmp_path, kind, seeds=range(1_000, 2_000))


def spoil(folder: Path, kind: str, seeds: range) -> None:
    path = genuine(folder, kind)
    content = path.read_bytes()
    for seed in seeds:
        path.write_bytes(spoiled(content, random.Random(seed)))
        with contextlib.suppress(MissionFileError):
            read_brief(path, PatrolBrief(), OwnWish(role="coastline"))
        with contextlib.suppress(MissionFileError), open_own_file(path) as file:
            file.survey(OwnWish())


@pytest.mark.parametrize("part", [".shx", ".dbf", ".prj"])
def test_a_spoiled_companion_of_a_shapefile_is_no_worse(tmp_path: Path, part: str) -> None:
    path = genuine(tmp_path, "shp")
    content = path.with_suffix(part).read_bytes()
    for seed in range(15):
        path.with_suffix(part).write_bytes(spoiled(content, random.Random(seed)))
        with contextlib.suppress(MissionFileError):
            read_brief(path, PatrolBrief(), OwnWish(role="coastline"))


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(b"")

    with pytest.raises(MissionFileError, match=r"a\."):
        read_brief(path, PatrolBrief())


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MissionFileError, match="cannot be read"):
        read_brief(tmp_path / "a.gpkg", PatrolBrief())
    (tmp_path / "b.gpkg").mkdir()
    with pytest.raises(MissionFileError, match="is not a file"):
        read_brief(tmp_path / "b.gpkg", PatrolBrief())
