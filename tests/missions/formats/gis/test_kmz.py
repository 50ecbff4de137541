"""KMZ: the right file of an archive is read, and archives that are damaged or hold too much are refused."""

import struct
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from missions.errors import MissionFileError
from missions.formats import read_brief
from planner.brief import PatrolBrief
from tests.missions.formats.gis.kml_texts import document, packed, placemark, polygon
from tests.missions.formats.gis.shapes import SQUARE


def test_of_an_archive_doc_kml_is_read_else_the_first(tmp_path: Path) -> None:
    first, other = (document(placemark(name, polygon(SQUARE))) for name in ("first", "other"))
    plain = packed(tmp_path / "a.kmz", files__first=first, files__other=other)
    marked = packed(tmp_path / "b.kmz", files__first=first, doc=other)

    assert [area.name for area in read_brief(plain, PatrolBrief()).brief.areas] == ["first"]
    imported = read_brief(marked, PatrolBrief())
    assert [area.name for area in imported.brief.areas] == ["other"]
    assert any("1 other .kml file(s)" in note for note in imported.notes)
    assert imported.brief.own_layers[0].file == str(marked)


def test_archives_that_hold_more_than_they_may_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.kmz"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b" " * 64_000_001)
    with pytest.raises(MissionFileError, match=r"bomb.kmz: doc.kml unpacks to 64 MB"):
        read_brief(path, PatrolBrief())
    assert path.stat().st_size < 100_000

    lying = path.read_bytes().replace((64_000_001).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    path.write_bytes(lying)
    with pytest.raises(MissionFileError, match=r"bomb\.kmz"):
        read_brief(path, PatrolBrief())

    with ZipFile(path, "w") as archive:
        for number in range(10_001):
            archive.writestr(f"{number}.kml", b"")
    with pytest.raises(MissionFileError, match="holds 10,001 files"):
        read_brief(path, PatrolBrief())

    path.write_bytes(b"PK\x05\x06" + bytes(8) + (900_000_000).to_bytes(4, "little") + bytes(6))
    with pytest.raises(MissionFileError, match="lists its files in 900,000,000 bytes"):
        read_brief(path, PatrolBrief())

    with ZipFile(path, "w") as archive:
        archive.writestr("picture.png", b"")
    with pytest.raises(MissionFileError, match=r"holds no \.kml file"):
        read_brief(path, PatrolBrief())


def test_an_archive_that_leads_to_before_its_beginning_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.kmz", doc=document(placemark("R-1", polygon(SQUARE))))
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x05\x06") + 16  # where its list of files begins
    (begins,) = struct.unpack_from("<L", content, at)
    struct.pack_into("<L", content, at, begins + 5)
    path.write_bytes(content)

    with pytest.raises(MissionFileError, match=r"a\.kmz is no archive that can be unpacked"):
        read_brief(path, PatrolBrief())
