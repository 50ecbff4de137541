"""GPX 1.0 and 1.1: waypoints, routes and tracks, each a layer; a closed route or track is an outline.

Source: the schemas of GPX 1.0 and 1.1. What stands in extensions is read as attributes: OpenCPN writes them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from missions.errors import MissionFileError
from missions.formats.gis.layers import HeldLayer
from missions.formats.gis.readers import binary
from missions.formats.gis.readers.gathering import MOST_FEATURES, Gathered, LeftOut, held_layers, too_many
from missions.formats.gis.readers.numbers import number_of
from missions.formats.gis.readers.safe_xml import walk
from missions.formats.gis.readers.text import glimpse

_LAYERS = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}
_POINTS = ("wpt", "rtept", "trkpt")
_NO_HEIGHTS = "Heights (ele) were left out: Vedette takes heights from the settings"
_NO_ATTRIBUTES = ("ele", "time", "lat", "lon")
_BRANCHES = frozenset((*_POINTS, *_LAYERS, "trkseg", "gpx", "extensions", "metadata", "link", "author"))


def looks_like(head: bytes) -> bool:
    """Whether a file begins as GPX does."""
    return re.search(r"<(\w+:)?gpx[\s>]", glimpse(head)) is not None


def layers(content: bytes, *, name: str) -> tuple[HeldLayer, ...]:
    """The waypoints, routes and tracks of a GPX file.

    Raises:
        MissionFileError: it is no sound GPX, or a point has no position.
    """
    reader = _Reader(name)
    letters = walk(content, started=reader.started, ended=reader.ended, wanted=_is_leaf, name=name)
    for layer in [layer for layer in reader.layers.values() if layer.geometries][:1]:
        layer.notes.update([*letters, *reader.left_out.notes()])
    held = held_layers(list(reader.layers.values()), name=name)
    if not held:
        raise MissionFileError(
            f"{name} holds 0 waypoints, routes and tracks.", remedy="Choose a GPX file with some in it."
        )
    return held


@dataclass(slots=True)
class _Open:
    """A waypoint, route or track while it is open."""

    kind: str
    parts: list[list[tuple[float, float]]] = field(default_factory=lambda: [[]])
    attributes: dict[str, object] = field(default_factory=dict)


def _is_leaf(tag: str) -> bool:
    """Any leaf may be an attribute: which names matter is known elsewhere."""
    return tag not in _BRANCHES


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._within: list[str] = []  # the elements that are open
        self._open: _Open | None = None
        self._count = 0
        self.layers = {kind: Gathered(name=called) for kind, called in _LAYERS.items()}
        self.left_out = LeftOut()

    def started(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._within.append(tag)
        if tag in _LAYERS:
            self._open = _Open(kind=tag)
        if self._open is None:
            return
        if tag == "trkseg":
            self._open.parts.append([])
        elif tag in _POINTS:
            self._open.parts[-1].append(self._position(attributes))

    def ended(self, tag: str, text: str) -> None:
        self._within.pop()
        found = self._open
        if found is None:
            return
        if tag == found.kind:
            self._open = None
            self._take(found)
        elif tag == "ele" and text and number_of(text) != 0:
            self.layers[found.kind].notes[_NO_HEIGHTS] = 1
        elif text and tag not in _NO_ATTRIBUTES and not self._is_of_a_point(found):
            found.attributes[tag] = text

    def _is_of_a_point(self, found: _Open) -> bool:
        """Whether what ended stands in a point of the route or track, and not in that itself."""
        return found.kind != "wpt" and any(tag in _POINTS for tag in self._within)

    def _position(self, attributes: Mapping[str, str]) -> tuple[float, float]:
        said = attributes.get("lat", ""), attributes.get("lon", "")
        lat, lon = (number_of(each) for each in said)
        if lat is None or lon is None:
            raise MissionFileError(
                f"{self._name}: a point has the position lat {said[0][:20]!r}, lon {said[1][:20]!r}.",
                remedy="It must be two numbers, in degrees: the file may be damaged.",
            )
        return lon, lat

    def _take(self, found: _Open) -> None:
        self._count += 1
        if self._count > MOST_FEATURES:
            raise too_many(self._name)
        layer = self.layers[found.kind]
        paths = [np.array(part) for part in found.parts if part]
        if not paths:
            layer.notes["What has no positions was left out"] += 1
            return
        if found.kind == "wpt":
            layer.add(binary.point(paths[0][0]), found.attributes)
            return
        lines = [path for path in paths if binary.is_line(path)]
        if len(lines) < len(paths):
            self.left_out.add("A stretch of one position", of=str(found.attributes.get("name", "")))
        is_closed = len(paths) == 1 and len(paths[0]) > 3 and math.dist(paths[0][0], paths[0][-1]) == 0
        if is_closed:
            layer.notes["A closed one was taken as an outline"] += 1
            layer.add(binary.polygon(paths), found.attributes)
        elif lines:
            layer.add(binary.collection([binary.line(path) for path in lines]), found.attributes)
