"""Reading time-zone outlines: blocks of packed bits, written here as the package's documentation has them."""

import io
import struct
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt
import pytest

from missions.atlas.making.osm import STATE_OF_ZONE, read_zones

BLOCK = 128
Steps = npt.NDArray[np.int64]  # (n, 2) in the source's steps of a millionth of a degree


def packed(values: Steps, bits: int) -> bytes:
    stream = ((values[:, np.newaxis] >> np.arange(bits)) & 1).astype(np.uint8).ravel()
    whole_words = np.concatenate((stream, np.zeros(-len(stream) % 32, dtype=np.uint8)))
    return np.packbits(whole_words, bitorder="little").tobytes()


def in_blocks(ring: Steps) -> tuple[bytes, list[tuple[Steps, list[int]]]]:
    """The ring's payload, and each block's least point and bit widths."""
    payload, blocks = b"", []
    for start in range(0, len(ring), BLOCK):
        index = np.arange(start, min(start + BLOCK, len(ring)) + 1) % len(ring)
        least = ring[index].min(axis=0)
        rest = ring[index] - least
        bits = [int(column.max()).bit_length() for column in rest.T]
        payload += b"".join(
            packed(column, width) for column, width in zip(rest.T, bits, strict=True) if width
        )
        blocks.append((least, bits))
    return payload + bytes(8), blocks


def flat_buffer(payloads: list[bytes]) -> bytes:
    """A table holding a vector of tables that each hold a vector of words; all share one vtable."""
    head = struct.pack("<IHHHHiII", 12, 6, 8, 4, 0, 8, 4, len(payloads))
    begin = len(head) + 4 * len(payloads)
    offsets, body = b"", b""
    for index, payload in enumerate(payloads):
        table = begin + len(body)
        offsets += struct.pack("<I", table - len(head) - 4 * index)
        body += struct.pack("<iII", table - 4, 4, len(payload) // 4) + payload
    return head + offsets + body


def wheel_of(path: Path, rings: list[Steps]) -> Path:
    coded = [in_blocks(ring) for ring in rings]
    blocks = [block for _, parts in coded for block in parts]
    arrays = {
        "zone_ids": np.arange(len(rings)),
        "boundaries/nr_vertices": np.array([len(ring) for ring in rings]),
        "boundaries/block_offsets": np.cumsum([0, *(len(parts) for _, parts in coded)]),
        "boundaries/block_bases": np.array([least[0] * 10 for least, _ in blocks]),
        "boundaries/block_ranges": np.array([[least[1] * 10, 0] for least, _ in blocks]),
        "boundaries/block_widths": np.array([bits for _, bits in blocks]),
    }
    with ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.save(content, array)
            archive.writestr(f"timezonefinder_data/data/{name}.npy", content.getvalue())
        names = "\n".join(f"Europe/{zone}" for zone in STATE_OF_ZONE)
        archive.writestr("timezonefinder_data/data/timezone_names.txt", names)
        archive.writestr(
            "timezonefinder_data/data/boundaries/coordinates.bin", flat_buffer([p for p, _ in coded])
        )
    return path


@pytest.mark.parametrize("points", [3, 127, 128, 129, 700])
def test_rings_of_any_length_come_back_to_the_last_step(tmp_path: Path, points: int) -> None:
    angle = np.arange(points) * 2 * np.pi / points
    circle = np.column_stack((np.cos(angle), np.sin(angle))) * 1_000_000
    centres = [np.array([index * 3_000_000 - 20_000_000, 41_500_000]) for index in range(len(STATE_OF_ZONE))]
    rings = [np.rint(circle + centre).astype(np.int64) for centre in centres]

    zones = read_zones(wheel_of(tmp_path / "a.whl", rings))

    for state, ring in zip(STATE_OF_ZONE.values(), rings, strict=True):
        (polygon,) = zones[state].geoms
        read = np.asarray(polygon.exterior.coords)[:-1]
        assert np.rint(read * 1e6).astype(np.int64).tolist() == ring.tolist()
