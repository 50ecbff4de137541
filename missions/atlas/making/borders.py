"""Make the two border packs: fine lines for the regions, coarse ones for the rest of the world."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, product

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiPolygon, Polygon

from missions.atlas.clipping import OUTSIDE, Box, split_at_boxes
from missions.atlas.layers import LEVEL_TOLERANCES_M, WORLD_LEVEL, BorderFacts, Degrees
from missions.atlas.making.accuracy import Reference, measured_stretches
from missions.atlas.making.generalise import METRES_PER_DEGREE, Piece
from missions.atlas.making.names import NAME_OF, kind_between
from missions.atlas.making.notices import BORDERS
from missions.atlas.making.osm import shared_line

# Where there is nothing to compare with: through lakes, between territorial seas, Kosovo and Serbia.
_UNMEASURED_ACCURACY_M = 500.0
_ON_EDGE_DEG = 1e-9
_LEAD_DEG = (
    0.06  # the world's lines are up to 3 km, and at the edges of regions a little more, off the fine ones
)
_NOBODYS_LAND_DEG = 0.1  # no wider is what two neighbours leave between them
_LEAST_RUN_M = 2_500.0  # shorter stretches of a border over water (a river's mouth) are not "at sea"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BorderLine:
    """One border line before it is simplified."""

    facts: BorderFacts
    lon_lat_deg: Degrees


class LandMask:
    """Where GSHHG has land (lakes count as land: a border through a lake is not at sea)."""

    def __init__(self, rings: Sequence[Degrees]) -> None:
        self._tree = shapely.STRtree([Polygon(ring) for ring in rings])

    def covers(self, points: Degrees) -> npt.NDArray[np.bool_]:
        """Which points lie on land."""
        on_land = np.zeros(len(points), dtype=np.bool_)
        on_land[self._tree.query(shapely.points(points), predicate="within")[0]] = True
        return on_land


def fine_borders(
    whole: Iterable[tuple[tuple[str, str], Degrees]],
    older: dict[str, MultiPolygon],
    *,
    regions: Sequence[Box],
    land: LandMask,
    lakes: LandMask,
) -> Iterator[BorderLine]:
    """The lines in the regions, in stretches, with what is known of each."""
    in_regions = (
        (codes, piece)
        for codes, line in whole
        for region, piece in split_at_boxes(line, regions)
        if region != OUTSIDE
    )
    reference = Reference(
        shapely.get_coordinates(ring)
        for outline in older.values()
        for ring in shapely.get_parts(shapely.boundary(outline))
    )
    for codes, line in in_regions:
        for at_sea, piece in _sea_and_land(line, land):
            left_out = lakes.covers(piece) if not at_sea else np.ones(len(piece), dtype=np.bool_)
            if codes == ("SRB", "XKX"):
                left_out[:] = True  # it comes from the older edition itself
            for accuracy_m, stretch in measured_stretches(piece, reference, left_out):
                yield BorderLine(
                    facts=_facts(codes, at_sea=at_sea, accuracy_m=accuracy_m), lon_lat_deg=stretch
                )


def _facts(codes: tuple[str, str], *, at_sea: bool, accuracy_m: float | None) -> BorderFacts:
    return BorderFacts(
        codes=codes,
        names=(NAME_OF[codes[0]], NAME_OF[codes[1]]),
        kind=kind_between(codes, at_sea=at_sea),
        at_sea=at_sea,
        accuracy_m=accuracy_m or _UNMEASURED_ACCURACY_M,
        is_measured=accuracy_m is not None,
        source=BORDERS.name,
        attribution=BORDERS.attribution,
    )


def border_lines(
    zones: dict[str, MultiPolygon], kosovo: MultiPolygon, *, land: LandMask, regions: Sequence[Box]
) -> tuple[tuple[tuple[str, str], Degrees], ...]:
    """Every line between two states, whole: those they agree on, then those that only one of them draws."""
    shared = tuple(_with_kosovo(zones, kosovo))
    drawn = shapely.union_all([LineString(line) for _, line in shared])
    return (*shared, *_one_sided(zones, drawn, land, regions))


def ring_of(code: str, lines: Iterable[BorderLine]) -> MultiPolygon:
    """What a state's lines enclose, where they do so all round."""
    own = [LineString(line.lon_lat_deg) for line in lines if code in line.facts.codes]
    return MultiPolygon(list(shapely.get_parts(shapely.polygonize(own))))


def _one_sided(
    zones: dict[str, MultiPolygon], drawn: shapely.Geometry, land: LandMask, regions: Sequence[Box]
) -> Iterator[tuple[tuple[str, str], Degrees]]:
    """What bounds one state alone: round enclaves, round what two claim, and on land what none claims."""
    boxes = shapely.union_all([shapely.box(*region) for region in regions])
    near = {code: shapely.intersection(zones[code], boxes) for code in sorted(zones)}
    for code, outline in sorted(zones.items()):
        alone = shapely.intersection(shapely.difference(shapely.boundary(outline), drawn), boxes)
        others = {other: ground for other, ground in near.items() if other != code}
        for other, ground in others.items():
            if ground.intersects(alone):
                inside = shapely.intersection(alone, ground)
                alone = shapely.difference(alone, inside)
                yield from ((_in_order(code, other), line) for line in _lines_of(inside))
        for line in _lines_of(alone):
            for at_sea, piece in _sea_and_land(line, land):
                if at_sea:
                    continue  # where the waters end, and none begin
                away = {other: _distance(piece, ground) for other, ground in others.items()}
                nearest = min(away, key=lambda other: away[other])
                if away[nearest] < _NOBODYS_LAND_DEG:
                    yield _in_order(code, nearest), piece


def _lines_of(geometry: shapely.Geometry) -> Iterator[Degrees]:
    lines = [part for part in shapely.get_parts(geometry) if isinstance(part, LineString) and part.length > 0]
    for part in shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines))):
        yield np.asarray(part.coords)


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _with_kosovo(
    zones: dict[str, MultiPolygon], kosovo: MultiPolygon
) -> Iterator[tuple[tuple[str, str], Degrees]]:
    shared = {
        (one, other): shared_line(zones[one], zones[other])
        for one, other in combinations(sorted(zones), 2)
        if zones[one].intersects(zones[other])
    }
    inner = _line_inside(kosovo, zones["SRB"])
    for codes, lines in shared.items():
        if codes == ("ALB", "SRB"):
            yield from ((("ALB", "XKX"), line) for line in lines)
        elif codes in (("MKD", "SRB"), ("MNE", "SRB")):
            neighbour = codes[0]
            line = max(lines, key=len)
            cut = _nearest_vertex(line, inner)
            for part in (line[: cut + 1], line[cut:]):
                of_kosovo = _distance(part, zones["ALB"]) < 1e-9
                yield ((neighbour, "XKX" if of_kosovo else "SRB"), part)
        else:
            yield from ((codes, line) for line in lines)
    ends = [
        line[_nearest_vertex(line, inner)]
        for line in (max(shared[n, "SRB"], key=len) for n in ("MKD", "MNE"))
    ]
    if np.hypot(*(inner[0] - ends[0])) > np.hypot(*(inner[-1] - ends[0])):
        inner = inner[::-1]
    yield ("SRB", "XKX"), np.concatenate((ends[:1], inner, ends[1:]))


def _line_inside(kosovo: MultiPolygon, serbian_zone: MultiPolygon) -> Degrees:
    """The part of Kosovo's ring that is no edge of the zone: the line to Serbia."""
    ring = shapely.boundary(max(shapely.get_parts(kosovo), key=shapely.area))
    # Two editions of the same line differ by metres; 55 m leaves the line to Serbia in one long piece.
    rest = shapely.line_merge(shapely.difference(ring, shapely.buffer(shapely.boundary(serbian_zone), 5e-4)))
    return np.asarray(max(shapely.get_parts(rest), key=shapely.length).coords)


def _nearest_vertex(line: Degrees, to: Degrees) -> int:
    ends = to[[0, -1]]
    gaps = np.hypot(*(line[:, np.newaxis, :] - ends[np.newaxis]).transpose(2, 0, 1)).min(axis=1)
    return int(gaps.argmin())


def _distance(line: Degrees, to: MultiPolygon) -> float:
    return float(shapely.distance(LineString(line), to))


def _sea_and_land(line: Degrees, land: LandMask) -> Iterator[tuple[bool, Degrees]]:
    middles = (line[:-1] + line[1:]) / 2
    lengths_m = (
        np.hypot(*(np.diff(line, axis=0) * (np.cos(np.radians(middles[:, 1])).mean(), 1)).T)
        * METRES_PER_DEGREE
    )
    runs: list[tuple[bool, int, int]] = []
    at = 0
    for at_sea, group in groupby((~land.covers(middles)).tolist()):
        end = at + len(tuple(group))
        short = lengths_m[at:end].sum() < _LEAST_RUN_M
        if runs and (short or runs[-1][0] == at_sea):
            runs[-1] = (runs[-1][0], runs[-1][1], end)
        else:
            runs.append((bool(at_sea), at, end))
        at = end
    for at_sea, start, end in runs:
        yield at_sea, line[start : end + 1]


def levels_of(
    lines: Sequence[BorderLine],
    *,
    levels: Collection[int],
    regions: Sequence[Box],
    around: Sequence[BorderLine] | None = None,
) -> tuple[tuple[BorderFacts, ...], dict[int, list[Piece]]]:
    """Simplify and cut for each level; the second number of a piece counts into the facts.

    Args:
        lines: whole lines.
        levels: which levels to make.
        regions: boxes where fine lines are used from WORLD_LEVEL on.
        around: the regions' fine lines, when the lines are the world's: from WORLD_LEVEL on only what
            lies outside the regions is kept, and its ends are led to the fine lines'.
    """
    facts = tuple(dict.fromkeys(line.facts for line in lines))
    made: dict[int, list[Piece]] = {level: [] for level in levels}
    for level, line in product(levels, lines):
        tolerance_deg = LEVEL_TOLERANCES_M[level] / METRES_PER_DEGREE
        simple = shapely.simplify(LineString(line.lon_lat_deg), tolerance_deg, preserve_topology=False)
        for region, piece in split_at_boxes(shapely.get_coordinates(simple), regions):
            if level >= WORLD_LEVEL and (region == OUTSIDE) != (around is not None):
                continue
            whole = piece
            if level >= WORLD_LEVEL and around is not None:
                whole = _led_to(piece, [other for other in around if _same_sides(other, line)], regions)
            made[level].append((whole, facts.index(line.facts), region))
    return facts, made


def _same_sides(one: BorderLine, other: BorderLine) -> bool:
    return set(one.facts.codes) == set(other.facts.codes)


def _led_to(piece: Degrees, fine: Sequence[BorderLine], regions: Sequence[Box]) -> Degrees:
    """Lengthen a coarse line whose end lies on a region's edge to the fine line's end near by."""
    ends = np.array([end for line in fine for end in line.lon_lat_deg[[0, -1]] if _on_edge(end, regions)])
    if len(ends):
        head, tail = ends[_nearest(ends, piece[0])], ends[_nearest(ends, piece[-1])]
        if _on_edge(piece[0], regions) and np.hypot(*(head - piece[0])) < _LEAD_DEG:
            piece = np.concatenate((head[np.newaxis], piece))
        if _on_edge(piece[-1], regions) and np.hypot(*(tail - piece[-1])) < _LEAD_DEG:
            piece = np.concatenate((piece, tail[np.newaxis]))
    return piece


def _nearest(points: Degrees, to: Degrees) -> int:
    return int(np.hypot(*(points - to).T).argmin())


def _on_edge(point: Degrees, regions: Sequence[Box]) -> bool:
    x, y = float(point[0]), float(point[1])
    return any(
        (min(abs(x - w), abs(x - e)) < _ON_EDGE_DEG and s <= y <= n)
        or (min(abs(y - s), abs(y - n)) < _ON_EDGE_DEG and w <= x <= e)
        for w, s, e, n in regions
    )
