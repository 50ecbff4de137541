"""The packs as files: small, complete with licence and source, and honest when damaged."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import missions.atlas
from missions.atlas import Atlas, PackNotice, load_atlas
from missions.atlas.packfile import linework_of, read_pack, write_pack
from missions.errors import MissionFileError

FOLDER = Path(missions.atlas.__file__).parent
PACKS = ("coast.npz", "borders.npz", "borders_world.npz", "places.npz")
NOTICE = PackNotice(
    name="trial", title="Trial", licence="CC0-1.0", attribution="Nobody", source="A test", version="1",
    date="2026-01-01", accuracy_m=10, accuracy_note="As drawn.",
)  # fmt: skip

steps = st.integers(min_value=-18_000_000, max_value=18_000_000)
lines_in_steps = st.lists(st.lists(st.tuples(steps, steps), min_size=1, max_size=8), max_size=6)


@pytest.fixture
def copied_packs(tmp_path: Path) -> Path:
    for name in PACKS:
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path


def test_all_packs_together_stay_under_nine_megabytes() -> None:
    assert sum((FOLDER / name).stat().st_size for name in PACKS) < 9_000_000


def test_every_pack_says_its_licence_source_date_and_accuracy(atlas: Atlas) -> None:
    assert {notice.licence for notice in atlas.packs} == {
        "LGPL-3.0-or-later",
        "ODbL-1.0",
        "LicenseRef-public-domain",
        "CC-BY-4.0",
    }
    for notice in atlas.packs:
        assert all((notice.source, notice.version, notice.attribution, notice.accuracy_note))
        assert notice.date.startswith("20")
        assert notice.accuracy_m > 0


def test_a_notice_with_the_same_words_lies_beside_every_pack(atlas: Atlas) -> None:
    for notice in atlas.packs:
        text = " ".join((FOLDER / f"{notice.name}.NOTICE.txt").read_text(encoding="utf-8").split())
        for words in (notice.licence, notice.attribution, notice.source, notice.date, notice.accuracy_note):
            assert words in text


def test_openstreetmap_is_credited(atlas: Atlas) -> None:
    assert any("© OpenStreetMap contributors" in notice.attribution for notice in atlas.packs)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    pieces = [
        (np.array([[19.5, 41.5], [19.51, 41.49], [-180.0, 85.05]]), 300),
        (np.array([[0.0, 0.0]]), 2),
    ]

    path = tmp_path / "trial.npz"
    write_pack(path, notice=NOTICE, facts={"x": [1]}, layers={"line0": (linework_of(pieces), 1e-5)})
    pack = read_pack(path)
    layer = pack.layer("line0")

    assert pack.notice == NOTICE
    assert pack.facts == {"x": [1]}
    assert layer.lon_lat_deg.tolist() == [[19.5, 41.5], [19.51, 41.49], [-180.0, 85.05], [0.0, 0.0]]
    assert layer.starts.tolist() == [0, 3, 4]
    assert layer.kind.tolist() == [300, 2]


@given(lines_in_steps)
def test_any_lines_on_the_grid_survive_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[tuple[int, int]]]
) -> None:
    path = tmp_path_factory.mktemp("pack") / "trial.npz"
    pieces = [(np.array(line, dtype=np.float64) / 100_000, index) for index, line in enumerate(lines)]

    write_pack(path, notice=NOTICE, facts={}, layers={"line0": (linework_of(pieces), 1e-5)})
    layer = read_pack(path).layer("line0")

    assert layer.lon_lat_deg.tolist() == [[x / 100_000, y / 100_000] for line in lines for x, y in line]
    assert np.diff(layer.starts).tolist() == [len(line) for line in lines]


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    layers = {"line0": (linework_of([(np.array([[1.0, 2.0], [3.0, 4.0]]), 1)]), 1e-3)}

    for name in ("one.npz", "two.npz"):
        write_pack(tmp_path / name, notice=NOTICE, facts={}, layers=layers)

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


@pytest.mark.parametrize("name", PACKS)
def test_a_missing_file_is_named(copied_packs: Path, name: str) -> None:
    (copied_packs / name).unlink()

    with pytest.raises(MissionFileError, match=name) as caught:
        load_atlas(copied_packs)

    assert caught.value.remedy


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and then nothing", b"{}"])
def test_a_file_of_nonsense_is_named(copied_packs: Path, name: str, content: bytes) -> None:
    (copied_packs / name).write_bytes(content)

    with pytest.raises(MissionFileError, match=name):
        load_atlas(copied_packs)


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("keep_share", [0.2, 0.7, 0.999])
def test_a_file_that_was_cut_short_is_named(copied_packs: Path, name: str, keep_share: float) -> None:
    content = (FOLDER / name).read_bytes()
    (copied_packs / name).write_bytes(content[: int(len(content) * keep_share)])

    with pytest.raises(MissionFileError, match=name):
        load_atlas(copied_packs)


def test_a_damaged_layer_is_named_when_it_is_asked_for(copied_packs: Path) -> None:
    content = bytearray((FOLDER / "coast.npz").read_bytes())
    at = content.index(b"outside.d0.npy") + 100_000
    content[at : at + 64] = bytes(64)
    (copied_packs / "coast.npz").write_bytes(content)
    atlas = load_atlas(copied_packs)

    with pytest.raises(MissionFileError, match=r"coast\.npz.*outside"):
        atlas.land(2)


def test_a_pack_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trial.npz"
    write_pack(path, notice=NOTICE, facts={}, layers={})
    with np.load(path) as archive:
        meta = json.loads(archive["meta"].tobytes())
    np.savez(path, meta=np.frombuffer(json.dumps(meta | {"format": 99}).encode(), dtype=np.uint8))

    with pytest.raises(MissionFileError, match="format 99"):
        read_pack(path)
