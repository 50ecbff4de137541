"""From the rings of a level to the lines to stroke, and from pieces to whole lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from missions.atlas.layers import Degrees, LineworkLayer
from missions.atlas.packfile import Linework

_CHUNK = 256  # points; small enough that a map projects little outside its view


def shore_runs(
    lon_lat_deg: Degrees, starts: npt.NDArray[np.intp], cuts_deg: Sequence[Sequence[float]]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Where the shore itself runs in rings that were cut into cells.

    Args:
        lon_lat_deg: points of all rings.
        starts: where each ring begins.
        cuts_deg: longitudes and latitudes of the cells' edges; an edge along one of them is no shore.

    Returns:
        First and last point of each run of shore, as indices into the points.
    """
    is_shore = np.ones(len(lon_lat_deg) - 1, dtype=np.bool_)
    for axis in (0, 1):
        value = lon_lat_deg[:, axis]
        along = np.flatnonzero(value[:-1] == value[1:])
        is_shore[along[_near_any(value[along], np.asarray(cuts_deg[axis]))]] = False
    is_shore[starts[1:-1] - 1] = False  # from one ring's end to the next one's head
    change = np.flatnonzero(np.diff(np.concatenate(([False], is_shore, [False]))))
    first, last = change[::2], change[1::2]
    # Neighbouring rings leave a gap of one segment between them, so runs never join two rings.
    return first, last


def chunks(
    first: npt.NDArray[np.intp], last: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Cut runs into pieces of at most _CHUNK points that share their end points.

    Returns:
        First and last point of each piece, and which run it came from.
    """
    count = np.maximum(1, -(-(last - first) // (_CHUNK - 1)))
    run = np.repeat(np.arange(len(first)), count)
    turn = np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count)
    start = first[run] + turn * (_CHUNK - 1)
    return start, np.minimum(start + _CHUNK - 1, last[run]), run


def gather(
    lon_lat_deg: Degrees, first: npt.NDArray[np.intp], last: npt.NDArray[np.intp]
) -> tuple[Degrees, npt.NDArray[np.intp]]:
    """The points of some pieces one after the other, and where each begins."""
    lengths = last - first + 1
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.intp)
    index = np.arange(starts[-1]) + np.repeat(first - starts[:-1], lengths)
    return lon_lat_deg[index], starts


def in_chunks(lines: Linework) -> Linework:
    """The same lines in pieces that a map can cull."""
    first, last, line = chunks(lines.starts[:-1], lines.starts[1:] - 1)
    points, starts = gather(lines.lon_lat_deg, first, last)
    return Linework(lon_lat_deg=points, starts=starts, kind=lines.kind[line])


def joined(parts: Sequence[Linework]) -> Linework:
    """The lines of several layers as one."""
    begins = np.cumsum([0, *(part.starts[-1] for part in parts)])
    starts = [part.starts[:-1] + begin for part, begin in zip(parts, begins[:-1], strict=True)]
    return Linework(
        lon_lat_deg=np.concatenate([part.lon_lat_deg for part in parts]),
        starts=np.concatenate([*starts, begins[-1:]]).astype(np.intp),
        kind=np.concatenate([part.kind for part in parts]),
    )


def layer_of(lines: Linework, *, tolerance_m: float) -> LineworkLayer:
    """The lines with their bounds, as the map takes them."""
    return LineworkLayer(
        lon_lat_deg=lines.lon_lat_deg,
        starts=lines.starts,
        bounds_deg=bounds_of(lines.lon_lat_deg, lines.starts),
        kind=lines.kind,
        tolerance_m=tolerance_m,
    )


def bounds_of(lon_lat_deg: Degrees, starts: npt.NDArray[np.intp]) -> Degrees:
    """West, south, east and north of each line."""
    if len(starts) < 2:
        return np.empty((0, 4))
    low = np.minimum.reduceat(lon_lat_deg, starts[:-1], axis=0)
    high = np.maximum.reduceat(lon_lat_deg, starts[:-1], axis=0)
    return np.concatenate((low, high), axis=1)


def join_ends(lines: Iterable[Degrees]) -> tuple[Degrees, ...]:
    """Join lines whose end is exactly another's beginning; directions stay."""
    open_lines = list(lines)
    by_start: dict[tuple[float, float], list[int]] = {}
    for index, line in enumerate(open_lines):
        by_start.setdefault(_key(line[0]), []).append(index)
    follows = [_follower(line, index, by_start) for index, line in enumerate(open_lines)]
    led = {index for index in follows if index is not None}
    heads = [index for index in range(len(open_lines)) if index not in led]
    joined, used = [], set[int]()
    for head in (*heads, *range(len(open_lines))):  # what no head reaches is a ring
        chain: list[int] = []
        at: int | None = head
        while at is not None and at not in used:
            used.add(at)
            chain.append(at)
            at = follows[at]
        if chain:
            joined.append(
                np.concatenate([open_lines[chain[0]], *(open_lines[index][1:] for index in chain[1:])])
            )
    return tuple(joined)


def _follower(line: Degrees, index: int, by_start: dict[tuple[float, float], list[int]]) -> int | None:
    if bool((line[0] == line[-1]).all()):
        return None
    candidates = [other for other in by_start.get(_key(line[-1]), []) if other != index]
    return candidates[0] if len(candidates) == 1 else None


def _key(point: Degrees) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def _near_any(values: Degrees, cuts: Degrees) -> npt.NDArray[np.bool_]:
    place = np.searchsorted(cuts, values)
    below, above = cuts[np.maximum(place - 1, 0)], cuts[np.minimum(place, len(cuts) - 1)]
    return np.minimum(np.abs(values - below), np.abs(values - above)) < 1e-9
