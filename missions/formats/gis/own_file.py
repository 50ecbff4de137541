"""A file of the operator's own, opened: what is in it, and all or part of it onto a brief."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from missions.errors import MissionFileError
from missions.feature_reading import onto_brief
from missions.fingerprints import Fingerprint, fingerprint
from missions.formats.answers import Imported
from missions.formats.gis.contents import CHART, layers_of
from missions.formats.gis.driver import read_layer
from missions.formats.gis.files import Source, opened
from missions.formats.gis.layer import ReadLayer, read_in_degrees
from missions.formats.gis.layers import LayerInfo
from missions.formats.gis.roles import fits, suggested_role, text
from missions.formats.gis.shaping import (
    Meant,
    accuracy_of,
    brief_shapes,
    drawn_lines,
    hours_notes,
    limit_notes,
    meant,
    passage_words,
)
from missions.formats.gis.values import LayerFound, Survey
from missions.geometry_reading import ShapeReader
from missions.own_layers import member_names, without_own_layer
from missions.own_wish import IGNORED, Box, OwnWish
from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint, nearest_m
from planner.own_layers import BASE, DrawnLines, OwnLayer

#: Up to so many corners are kept whole in the patrol; of more, what lies within reach of it.
KEPT_WHOLE = 150_000
REACH_M = 60_000.0

_METRES_PER_DEGREE = 110_500.0  # of latitude, at least
_LOOKS_SWAPPED_M = 500_000.0
_CHART_FACTS, _NOT_SHAPES = "DSID", ("DSID", "SOUNDG", "C_AGGR", "C_ASSO")

Progress = Callable[[float], None]  # share done, 0 to 1


def read_brief(path: Path, base: PatrolBrief, wish: OwnWish = OwnWish()) -> Imported:  # noqa: B008 - frozen
    """`base` with everything added that the file holds and that is wished for.

    Raises:
        MissionFileError: it cannot be read, its reference system is unknown or only a ballpark leads from it
            to WGS84, it is too large, or a line or a point has no role.
    """
    with open_own_file(path) as file:
        return file.onto(base, wish)


@contextmanager
def open_own_file(path: Path) -> Iterator[OwnFile]:
    """A file to look into and to take layers from.

    Raises:
        MissionFileError: it is none that can be read.
        StorageError: there is no room to unpack it.
    """
    with opened(path) as source:
        yield OwnFile(path, source, layers_of(source, name=path.name))


class OwnFile:
    """An open file. What was read of it for one wish is kept for the next."""

    def __init__(self, path: Path, source: Source, infos: tuple[LayerInfo, ...]) -> None:
        self._path, self._source, self._infos = path, source, infos
        self._read: dict[tuple[str, str, bool, Box | None], ReadLayer] = {}
        self._date: str | None = None

    def survey(self, wish: OwnWish, progress: Progress = lambda _share: None) -> Survey:
        """What is in the file, layer by layer; what cannot be used says why."""
        wanted = self._wanted(wish)
        found = []
        for number, info in enumerate(wanted):
            progress(number / len(wanted))
            try:
                found.append(self._found(self._layer(info, wish), wish))
            except MissionFileError as error:
                found.append(_unusable(info, f"{error.problem} {error.remedy}"))
        return Survey(name=self._path.name, format=self._source.format, layers=tuple(found))

    def onto(self, base: PatrolBrief, wish: OwnWish, progress: Progress = lambda _share: None) -> Imported:
        """The brief with the layers that are wished for, in place of what it had of them.

        Raises:
            MissionFileError: a layer cannot be used as it is wished for, or nothing is left of all of them.
        """
        seen, name = fingerprint(self._path), self._path.name
        reader, notes, brief = ShapeReader(name), list[str](), base
        wanted = self._without_repeats(self._wanted(wish), wish)
        for number, info in enumerate(wanted):
            progress(number / len(wanted))
            if (wish.role_of(info.name) or info.role) == IGNORED:
                continue
            layer = self._layer(info, wish)
            one = meant(layer, wish, name=name)
            near = self._near(one, brief, wish)
            own = replace(self._own_layer(one, wish, seen), drawn=_drawn(one, near))
            brief = self._replaced(brief, own, reader)
            shapes = brief_shapes(one, wish, near=near, file_name=name)
            brief = _with_layer(brief, own, onto_brief(shapes, base=brief, name=name, reader=reader))
            notes += _notes(one, base, wish, near)
        if brief == base:
            raise MissionFileError(
                f"{name} holds 0 shapes to plan with.", remedy="Choose a file or layers with shapes in them."
            )
        return Imported(brief=brief, notes=(*(f"{note}." for note in notes), *reader.notes))

    @property
    def _is_chart(self) -> bool:
        return self._source.format == CHART

    def _wanted(self, wish: OwnWish) -> tuple[LayerInfo, ...]:
        placed = tuple(
            info
            for info in self._infos
            if info.has_geometry and info.features and not (self._is_chart and _says_nothing(info.name))
        )
        unknown = [name for name in wish.layers if name not in {info.name for info in self._infos}]
        if unknown:
            raise MissionFileError(
                f"{self._path.name} has no layer {unknown[0]}.",
                remedy=f"Choose from: {', '.join(info.name for info in placed)[:500]}.",
            )
        wanted = tuple(info for info in placed if wish.wants(info.name))
        if not wanted:
            raise MissionFileError(
                f"{self._path.name} holds 0 layers with shapes.", remedy="Choose another file."
            )
        return wanted

    def _without_repeats(self, wanted: tuple[LayerInfo, ...], wish: OwnWish) -> tuple[LayerInfo, ...]:
        """Of layers that are the same positions in another shape, the one that is meant.

        Raises:
            MissionFileError: several could be.
        """
        same = [info for info in wanted if info.same_as]
        fitting = [
            info
            for info in same
            if (role := wish.role_of(info.name)) and all(fits(role, kind) for kind in self._kinds(info, wish))
        ]
        if len(same) > 1 and len(fitting) != 1:
            raise MissionFileError(
                f"{self._path.name} holds the same positions as {', '.join(info.name for info in same)}.",
                remedy="Choose one of them, and what it is: --layer outlines --role area, say.",
            )
        return tuple(info for info in wanted if not info.same_as or len(same) == 1 or info in fitting)

    def _kinds(self, info: LayerInfo, wish: OwnWish) -> set[int]:
        return set(shapely.get_type_id(self._layer(info, wish).shapes.geometries).tolist())

    def _layer(self, info: LayerInfo, wish: OwnWish) -> ReadLayer:
        key = (info.name, wish.crs, wish.swap_axes, wish.near)
        if key not in self._read:
            self._read[key] = read_in_degrees(self._source, info, wish, name=self._path.name)
        return self._read[key]

    def _found(self, layer: ReadLayer, wish: OwnWish) -> LayerFound:
        shapes, info = layer.shapes, layer.info
        kinds = self._kinds(info, wish)
        has_own = "role" in layer.columns and any(text(role) for role in layer.columns["role"])
        return LayerFound(
            name=info.name,
            lines=shapes.count(1),
            polygons=shapes.count(3),
            points=shapes.count(0),
            vertices=shapes.vertices,
            role=wish.role_of(info.name) or info.role,
            suggestion=suggested_role((info.name, self._path.stem), kinds),
            has_own_roles=has_own,
            crs=layer.passage.crs,
            transformation=layer.passage.name,
            transformation_m=layer.passage.accuracy_m,
            bounds_deg=layer.bounds_deg,
            date=self._data_date(layer),
            notes=layer.notes,
            is_mended=bool(shapes.notes),
        )

    def _near(self, one: Meant, brief: PatrolBrief, wish: OwnWish) -> Box | None:
        """To what a layer is cut: what was asked for, else round the patrol where there is too much."""
        if wish.near is not None or one.vertices() <= KEPT_WHOLE:
            return wish.near
        points = brief.points()
        if not points:
            raise MissionFileError(
                f"{self._path.name}: the layer {one.layer.info.name} holds {one.vertices():,} corners, and "
                f"{KEPT_WHOLE:,} can be kept whole.",
                remedy="Draw the patrol's area first: then only what lies near it is kept. Or cut the file.",
            )
        return _round(points)

    def _replaced(self, brief: PatrolBrief, own: OwnLayer, reader: ShapeReader) -> PatrolBrief:
        """The brief without what was taken of the same layer before."""
        for earlier in brief.own_layers:
            if (earlier.file, earlier.layer) == (own.file, own.layer):
                brief = without_own_layer(brief, earlier.layer_id)
                reader.note(f"What was taken from the layer {earlier.layer} before was replaced")
        return brief

    def _own_layer(self, one: Meant, wish: OwnWish, seen: Fingerprint) -> OwnLayer:
        layer, is_only = one.layer, len(self._infos) == 1
        known = {accuracy_of(layer, number, wish) for number in range(len(one.roles))}
        worst = None if None in known else max((each for each in known if each is not None), default=None)
        return OwnLayer(
            layer_id="O",
            name=self._path.stem if is_only else f"{self._path.stem}: {layer.info.name}",
            file=str(self._path.absolute()),
            layer=layer.info.name,
            role=one.used[0] if len(one.used) == 1 else "mixed",
            crs=layer.passage.crs,
            transformation=layer.passage.name,
            transformation_m=layer.passage.accuracy_m,
            accuracy_m=worst,
            epoch=layer.info.epoch,
            date=self._data_date(layer),
            size_bytes=seen.size_bytes,
            modified=seen.modified,
            sha256=seen.sha256,
        )

    def _data_date(self, layer: ReadLayer) -> str:
        """Of the data: the newest that its features say, else a chart's issue date; empty: not said."""
        said = [_dashed(text(date)[:10]) for date in layer.columns.get("date", ())]
        return max(said, default="") or self._chart_date()

    def _chart_date(self) -> str:
        if self._date is None:
            facts = next((info for info in self._infos if info.name == _CHART_FACTS), None)
            if not self._is_chart or facts is None:
                self._date = ""
                return ""
            raw = read_layer(
                self._source.path, facts, columns=("DSID_ISDT",), bounds=None, name=self._path.name
            )
            self._date = _dashed(text(raw.columns["DSID_ISDT"][0])) if len(raw.wkb) else ""
        return self._date


def _dashed(date: str) -> str:
    """20260302 as 2026-03-02."""
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 and date.isdigit() else date


def _says_nothing(layer: str) -> bool:
    """Soundings, and what a chart says of itself."""
    return layer in _NOT_SHAPES or layer.startswith("M_")


def _drawn(one: Meant, near: Box | None) -> DrawnLines | None:
    return drawn_lines(one, near=near) if BASE in one.used else None


def _with_layer(before: PatrolBrief, own: OwnLayer, made: PatrolBrief) -> PatrolBrief:
    """The brief that a layer was put onto, with the layer noted."""
    if made == before and own.drawn is None:
        return before
    known = set(member_names(before))
    members = tuple(member for member in member_names(made) if member not in known)
    noted = replace(own, layer_id=_fresh(before), members=members)
    return replace(made, own_layers=(*made.own_layers, noted))


def _fresh(brief: PatrolBrief) -> str:
    taken = {layer.layer_id for layer in brief.own_layers}
    number = 1
    while f"O{number}" in taken:
        number += 1
    return f"O{number}"


def _unusable(info: LayerInfo, problem: str) -> LayerFound:
    return LayerFound(
        name=info.name,
        lines=0,
        polygons=0,
        points=0,
        vertices=0,
        role=IGNORED,
        suggestion="",
        has_own_roles=False,
        crs=info.crs[:80],
        transformation="",
        transformation_m=None,
        bounds_deg=None,
        date="",
        notes=(),
        problem=problem,
    )


def _notes(one: Meant, base: PatrolBrief, wish: OwnWish, near: Box | None) -> Iterator[str]:
    """What is to be said of a layer that was taken onto a brief."""
    layer, passage = one.layer, one.layer.passage
    if passage.operation is not None:
        known = passage_words(passage.accuracy_m)
        yield f"{layer.info.name}: from {passage.crs} to WGS84 by {passage.name}, {known}"
    yield from (f"{layer.info.name}: {note}" for note in layer.notes)
    yield from (f"{layer.info.name}: {note}" for note in hours_notes(one))
    yield from (f"{layer.info.name}: {note}" for note in limit_notes(one, wish))
    if near is not None:
        yield f"{layer.info.name}: only what lies near was taken of it"
    if passage.is_geographic and _looks_swapped(layer, base):
        yield (
            f"{layer.info.name} lies far from the patrol: latitude and longitude may be swapped in it "
            "(--swap-axes turns them round)"
        )


def _looks_swapped(layer: ReadLayer, base: PatrolBrief) -> bool:
    points, bounds = base.points(), layer.bounds_deg
    if not points or bounds is None:
        return False
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    if not (abs(x) <= 90 and abs(y) <= 90):
        return False
    here, turned = GeoPoint(lat_deg=y, lon_deg=x), GeoPoint(lat_deg=x, lon_deg=y)
    return nearest_m(here, points) > _LOOKS_SWAPPED_M > nearest_m(turned, points)


def _round(points: Sequence[GeoPoint]) -> Box:
    """A box that holds all within reach of some places."""
    lats_deg = np.array([point.lat_deg for point in points])
    first_deg = points[0].lon_deg
    lons_deg = first_deg + (np.array([point.lon_deg for point in points]) - first_deg + 180) % 360 - 180
    high_deg = REACH_M / _METRES_PER_DEGREE
    steepest = min(float(np.abs(lats_deg).max()) + high_deg, 85.0)
    wide_deg = high_deg / math.cos(math.radians(steepest))
    west, east = float(lons_deg.min()) - wide_deg, float(lons_deg.max()) + wide_deg
    return west, float(lats_deg.min()) - high_deg, east, float(lats_deg.max()) + high_deg
