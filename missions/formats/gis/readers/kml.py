"""KML as Google Earth and everybody else writes it: every folder is a layer.

Source: OGC 07-147r2 (KML 2.2) and Google's extensions (gx).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from missions.errors import MissionFileError
from missions.formats.gis.layers import HeldLayer
from missions.formats.gis.readers import binary
from missions.formats.gis.readers.folders import Folder, layers_of_folders
from missions.formats.gis.readers.gathering import MOST_FEATURES, LeftOut, too_many
from missions.formats.gis.readers.kml_shapes import ABOVE, Drawn, drawn, is_enough, path_of, track_of
from missions.formats.gis.readers.safe_xml import walk
from missions.formats.gis.readers.text import glimpse
from missions.formats.gis.roles import FIELDS

_FOLDERS = ("Document", "Folder")
_SHAPES = ("Polygon", "LineString", "LinearRing", "Point", "Track")
_OVERLAYS = ("GroundOverlay", "PhotoOverlay", "ScreenOverlay")
_UNREAD = {"Model": "A 3D model was left out", **dict.fromkeys(_OVERLAYS, "A picture was left out")}
_TOO_SHORT = dict.fromkeys(("Polygon", "LinearRing"), "An outline of fewer than three positions")
_TEXTS = frozenset(("name", "coordinates", "coord", "altitudeMode", "extrude", "value", "SimpleData", "href"))


def looks_like(head: bytes) -> bool:
    """Whether a file begins as KML does, with its root or without."""
    text = glimpse(head)
    return "<" in text[:200] and any(mark in text for mark in ("<kml", ":kml", "<Placemark", "<Document"))


def layers(content: bytes, *, name: str) -> tuple[HeldLayer, ...]:
    """What the folders of a KML file hold.

    Raises:
        MissionFileError: it is no sound KML, or holds nothing but references to what is elsewhere.
    """
    reader = _Reader(name)
    letters = walk(content, started=reader.started, ended=reader.ended, wanted=_TEXTS.__contains__, name=name)
    reader.notes.update(letters)
    reader.notes.update(reader.left_out.notes())
    held = layers_of_folders(reader.folders, notes=reader.notes, name=name)
    if not held:
        raise reader.nothing_found()
    return held


@dataclass(slots=True)
class _Place:
    """A placemark, or something else with a name, while it is open."""

    name: str = ""
    parts: list[Drawn] = field(default_factory=list)
    attributes: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """A geometry while it is open."""

    kind: str
    mode: str = ""
    is_solid: bool = False
    outer: list[str] = field(default_factory=list)
    holes: list[str] = field(default_factory=list)


class _Reader:
    """Follows the elements, and keeps only those that are open: a file of any length takes little room."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.folders: list[Folder] = [Folder(name=name.rpartition(".")[0])]
        self.notes: Counter[str] = Counter()
        self.left_out = LeftOut()
        self._links: list[str] = []
        self._link = ""  # name of the one that is open, or else where it leads
        self._within: list[str] = []  # the elements that are open
        self._folder = self.folders[0]
        self._place: _Place | None = None
        self._shape: _Open | None = None
        self._count = 0
        self._key = ""  # of the attribute that is open

    def started(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._within.append(tag)
        if tag in _FOLDERS:
            self._folder = Folder(parent=self._folder, is_document=tag == "Document")
            self.folders.append(self._folder)
        elif tag == "Placemark":
            self._place = _Place()
        elif tag == "NetworkLink":
            self._link = ""
        elif tag in _SHAPES and self._place is not None and not (tag == "LinearRing" and self._shape):
            self._shape = _Open(kind=tag)
        elif tag in ("Data", "SimpleData"):
            self._key = attributes.get("name", "")

    def ended(self, tag: str, text: str) -> None:
        self._within.pop()
        if tag in _TEXTS:
            self._take_text(tag, text)
        elif tag in _UNREAD:
            self.notes[_UNREAD[tag]] += 1
        elif tag == "NetworkLink":
            self._links.append(self._link[:60] or "without a name")
            self.notes[f"The link “{self._links[-1]}” to elsewhere was not followed"] += 1
        elif tag in _FOLDERS:
            self._folder = self._folder.parent or self._folder
        elif tag == "TimeSpan" and self._place is not None:
            self.notes["The time in which a place is shown was not taken as hours"] += 1
        elif self._shape is not None and tag == self._shape.kind:
            self._take_shape(self._shape)
            self._shape = None
        elif tag == "Placemark" and self._place is not None:
            self._take_place(self._place)
            self._place = None

    def nothing_found(self) -> MissionFileError:
        if self._links:
            return MissionFileError(
                f"{self._name} holds no shapes, only {len(self._links)} link(s) to elsewhere: "
                f"{', '.join(self._links)[:200]}.",
                remedy="Vedette fetches nothing: open the file in the program it was made for, and save what "
                "the link shows as a file of its own.",
            )
        return MissionFileError(
            f"{self._name} holds 0 shapes.", remedy="Choose a KML file with places, paths or polygons in it."
        )

    def _take_text(self, tag: str, text: str) -> None:
        around = self._within[-1] if self._within else ""
        match tag:
            case "name" if around in _FOLDERS:
                self._folder.name = text
            case "name" if around == "Placemark" and self._place is not None:
                self._place.name = text
            case "name" | "href" if "NetworkLink" in self._within[-2:]:
                self._link = self._link or text
            case "value" | "SimpleData" if self._place is not None and self._key:
                self._place.attributes[self._key] = text
            case "altitudeMode" | "extrude" | "coordinates" | "coord" if self._shape is not None:
                self._take_number(self._shape, tag, text)

    def _take_number(self, shape: _Open, tag: str, text: str) -> None:
        if tag == "altitudeMode":
            shape.mode = text
        elif tag == "extrude":
            shape.is_solid = text in ("1", "true")
        elif "innerBoundaryIs" in self._within[-2:]:
            shape.holes.append(text)
        else:
            shape.outer.append(text)

    def _take_shape(self, shape: _Open) -> None:
        if self._place is None:
            return
        where = f"{self._name}: {self._place.name[:60] or 'a placemark without a name'}"
        if shape.kind == "Track":
            outer = track_of(shape.outer, where=where)
        else:
            outer = path_of(" ".join(shape.outer), where=where)
        holes = [path_of(hole, where=where) for hole in shape.holes]
        if len(outer) and not is_enough(shape.kind, outer):
            self.left_out.add(_TOO_SHORT.get(shape.kind, "A line of one position"), of=self._place.name)
            return
        if any(len(hole) and not binary.is_ring(hole) for hole in holes):
            self.left_out.add("A hole of fewer than three positions", of=self._place.name)
        made = drawn(shape.kind, outer, holes, mode=shape.mode, is_solid=shape.is_solid)
        if made is None:
            self.notes["A shape without positions was left out"] += 1
            return
        self._place.parts.append(made)

    def _take_place(self, place: _Place) -> None:
        if not place.parts:
            return
        self._count += 1
        if self._count > MOST_FEATURES:
            raise too_many(self._name)
        for said in dict.fromkeys(part.height_note for part in place.parts if part.height_note):
            self.notes[said] += 1
        attributes = ({"name": place.name} if place.name else {}) | place.attributes
        ceiling = _said_ceiling(place.attributes) or _ceiling(place.parts)
        if ceiling:
            attributes["ceiling"] = ceiling
        self._folder.layer.add(binary.collection([part.wkb for part in place.parts]), attributes)


def _said_ceiling(attributes: Mapping[str, object]) -> object:
    """What a place says of its ceiling by any of the names for it: under one, for a layer is read by one."""
    given = {key.strip().lower(): value for key, value in attributes.items() if value}
    return next((given[name] for name in FIELDS["ceiling"] if name in given), None)


def _ceiling(parts: list[Drawn]) -> str:
    """The top of what is drawn down to the ground: a height where all parts name the same reference."""
    tops = [part.top_m for part in parts]
    modes = {part.mode for part in parts}
    known = [top for top in tops if top is not None]
    if not known or len(known) < len(tops) or len(modes) > 1:
        return ""
    above = ABOVE.get(modes.pop())
    return json.dumps({"metres": max(known), "above": above}) if above else f"{max(known):.1f} m"
