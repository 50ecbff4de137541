"""OpenAir: airspaces by class, with floor and ceiling.

Source: WinPilot's description (version 1.0, 1999) and Naviter's extended one (2024). Both leave much
open; what is uncertain about a limit is left to `gis/limits.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from missions.errors import MissionFileError
from missions.formats.gis.layers import HeldLayer
from missions.formats.gis.readers import binary
from missions.formats.gis.readers.arcs import Place, between, circle, sector
from missions.formats.gis.readers.gathering import Gathered, LeftOut, held_layers
from missions.formats.gis.readers.numbers import degrees_of, number_of
from missions.formats.gis.readers.text import decoded, glimpse
from planner.own_layers import BASE

_NM_M = 1_852.0
_MOST_LINES = 300_000  # a large country has 50,000
_MOST_CORNERS = 1_000_000  # of arcs and circles; a large country has 200,000
_CLASSES = {"R": "R restricted", "P": "P prohibited", "Q": "Q danger", "GP": "GP no gliders", "W": "W wave"}
#: What no aircraft is kept out of is only drawn; whatever else there is, known or not, is a zone.
_ONLY_DRAWN = frozenset(
    (
        *("E", "F", "G", "W", "GP", "GSEC", "GLIDING_SECTOR", "VFR_SECTOR"),
        "FIR",
        "UIR",
        "FIS_SECTOR",
        "ACC_SECTOR",
    )
)
_UNCLASSIFIED = ("UNC", "UNCLASSIFIED", "UKN", "UNKNOWN", "OTHER")
#: Frequencies, stations, codes, labels, pens, brushes and identities say nothing of where and when.
_SAYS_NOTHING = ("AF", "AG", "AX", "AT", "AI", "SP", "SB", "TX")

_RECORD = re.compile(r"(?P<what>A[A-Z]|D[ABCPY]|V|S[PB]|T[OCX])(?:\s+(?P<value>.*))?$", re.IGNORECASE)
_VARIABLE = re.compile(r"([XDW])\s*=\s*(.+)$", re.IGNORECASE)
_WITHOUT_UNIT = re.compile(r"(?!FL)((?:[A-Z]+\s+)?\d+(?:[.,]\d+)?)(?!\d|\s*(?:F|M(?!SL)))", re.IGNORECASE)
_PLACE = re.compile(r"(?P<lat>[^NSns]+[NSns])(?P<lon>[^EWew]+[EWew])")


def looks_like(head: bytes) -> bool:
    """Whether a text has an airspace class on a line of its own, and points, arcs or circles on others."""
    text = glimpse(head)
    has_class = re.search(r"^[ \t]*AC[ \t]+\w", text, re.IGNORECASE | re.MULTILINE)
    has_shape = re.search(r"^[ \t]*(DP|DB|DA|DC|V)[ \t]+[\w+=-]", text, re.IGNORECASE | re.MULTILINE)
    return bool(has_class and has_shape)


def layers(content: bytes, *, name: str) -> tuple[HeldLayer, ...]:
    """The airspaces of a file, a layer for each class.

    Raises:
        MissionFileError: a line cannot be read where it says how far an airspace reaches; names the line.
    """
    text, letters = decoded(content, name=name)
    reader = _Reader(name)
    for number, line in enumerate(text.splitlines(), 1):
        if number > _MOST_LINES:
            raise MissionFileError(
                f"{name} holds more than {_MOST_LINES:,} lines.",
                remedy="Cut it down to the country of the patrol.",
            )
        reader.take(line, number)
    reader.finish()
    reader.notes.update(reader.left_out.notes())
    found = list(reader.layers.values())
    if found:
        found[0].notes.update(letters)
        found[0].notes.update(reader.notes)
    held = held_layers(found, name=name)
    if not held:
        raise MissionFileError(f"{name} holds 0 airspaces.", remedy="Choose a file with airspaces in it.")
    return held


@dataclass(slots=True)
class _Airspace:
    """One while it is read."""

    kind: str
    kind_said: str = ""  # by AY, which goes before AC
    attributes: dict[str, object] = field(default_factory=dict)
    outline: list[Place] = field(default_factory=list)
    circles: list[list[Place]] = field(default_factory=list)
    airway: list[Place] = field(default_factory=list)


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._where = name
        self._open: _Airspace | None = None
        self._centre: Place | None = None
        self._is_clockwise = True
        self._width_m: float | None = None
        self._terrain = False
        self._corners = 0
        self.left_out = LeftOut()
        self.notes: Counter[str] = Counter()
        self.layers: dict[str, Gathered] = {}
        self._by_record: dict[str, Callable[[_Airspace, str], None]] = {
            "DP": lambda space, value: space.outline.append(self._place(value)),
            "DA": self._sector,
            "DB": self._arc,
            "DC": self._circle,
            "DY": lambda space, value: space.airway.append(self._place(value)),
        }

    def take(self, line: str, number: int) -> None:
        """Read a line."""
        plain = re.split(r"^\s*[*#]|\s\*", line, maxsplit=1)[0].strip()
        if not plain:
            return
        found = _RECORD.match(plain)
        self._where = f"{self._name}: line {number}"
        what, value = (found["what"].upper(), (found["value"] or "").strip()) if found else ("", "")
        if what in ("TO", "TC"):
            self.finish()
            self._terrain = True
        elif what == "AC":
            self.finish()
            self._terrain, self._is_clockwise = False, True
            self._open = _Airspace(kind=value.upper() or "UNKNOWN")
        elif self._terrain or what in _SAYS_NOTHING:
            return
        elif self._open is None:
            self.notes["A line outside any airspace was passed over"] += 1
        elif not what:
            raise self._bad(
                plain, "an airspace begins with AC, and its lines with AN, AL, AH, V, DP, DA, DB or DC"
            )
        elif what == "V":
            self._variable(value)
        elif what in self._by_record:
            self._by_record[what](self._open, value)
        else:
            self._attribute(self._open, what, value)

    def finish(self) -> None:
        """The airspace that is open is whole."""
        space, self._open = self._open, None
        if space is None:
            return
        kind = space.kind_said if space.kind_said and space.kind_said not in _UNCLASSIFIED else space.kind
        role = BASE if kind in _ONLY_DRAWN else "zone"
        layer = self.layers.setdefault(kind, Gathered(name=_CLASSES.get(kind, kind), role=role))
        name = str(space.attributes.get("name", ""))
        rings = [ring for ring in (space.outline, *space.circles) if ring]
        outlines = [np.array([*ring, ring[0]]) for ring in rings]  # they are never closed
        parts = [binary.polygon([outline]) for outline in outlines if binary.is_ring(outline)]
        if len(parts) < len(outlines):
            self.left_out.add("An outline of fewer than three positions", of=name)
        if len(space.airway) == 1:
            self.left_out.add("An airway of one position", of=name)
        if len(space.airway) > 1:
            parts.append(binary.line(np.array(space.airway)))
            if self._width_m:
                space.attributes["width_m"] = self._width_m
        if not parts:
            layer.notes["An airspace without an outline was left out"] += 1
            return
        layer.add(binary.collection(parts), space.attributes)

    def _attribute(self, space: _Airspace, what: str, value: str) -> None:
        match what:
            case "AN":
                space.attributes["name"] = value
            case "AL" | "AH":
                space.attributes["floor" if what == "AL" else "ceiling"] = _with_feet(value)
            case "AY":
                space.kind_said = value.upper()
            case "AA" if value.upper() != "NONE":
                note = "Times of activation (AA) were not read: the airspace is taken as always in force"
                self.notes[note] += 1

    def _variable(self, value: str) -> None:
        found = _VARIABLE.match(value)
        if found is None:
            return  # of later versions, or of no matter here
        match found[1].upper():
            case "X":
                self._centre = self._place(found[2])
            case "D":
                self._is_clockwise = not found[2].strip().startswith("-")
            case "W":
                self._width_m = self._radius_m(found[2])

    def _circle(self, space: _Airspace, value: str) -> None:
        space.circles.append(self._bearable(circle(self._middle(), self._radius_m(value))))

    def _sector(self, space: _Airspace, value: str) -> None:
        numbers = [number_of(part) for part in value.split(",")]
        if len(numbers) != 3 or None in numbers:
            raise self._bad(value, "an arc is DA radius, start, end, in nautical miles and degrees")
        _, start_deg, end_deg = (number or 0.0 for number in numbers)
        radius_m = self._radius_m(value.partition(",")[0])
        arc = sector(
            self._middle(), radius_m, start_deg=start_deg, end_deg=end_deg, is_clockwise=self._is_clockwise
        )
        space.outline += self._bearable(arc)

    def _arc(self, space: _Airspace, value: str) -> None:
        places = [each for each in re.split(r"(?<=[EWew])", value) if each.strip(" ,")]
        if len(places) != 2:
            raise self._bad(value, "an arc is DB from, to, two positions")
        start, end = (self._place(each.strip(" ,")) for each in places)
        arc = between(self._middle(), start, end, is_clockwise=self._is_clockwise)
        space.outline += self._bearable(arc)

    def _bearable(self, arc: list[Place]) -> list[Place]:
        self._corners += len(arc)
        if self._corners > _MOST_CORNERS:
            raise MissionFileError(
                f"{self._where}: the arcs and circles so far take more than {_MOST_CORNERS:,} corners.",
                remedy="Cut the file down to the country of the patrol.",
            )
        return arc

    def _middle(self) -> Place:
        if self._centre is None:
            raise self._bad("no V X=", "arcs and circles need their centre before them")
        return self._centre

    def _radius_m(self, value: str) -> float:
        radius = number_of(value.strip().upper().removesuffix("NM"))
        if radius is None or not 0 < radius <= 500:
            raise self._bad(value, "a radius or width is a number of nautical miles, above 0 and at most 500")
        return radius * _NM_M

    def _place(self, value: str) -> Place:
        found = _PLACE.fullmatch(value.strip())
        lat = degrees_of(found["lat"], "lat") if found else None
        lon = degrees_of(found["lon"].strip(", \t\xa0"), "lon") if found else None
        if lat is None or lon is None or abs(lon) > 180:
            raise self._bad(value, "a position is like 41:19:30 N 019:26:15 E")
        return lon, lat

    def _bad(self, value: str, wanted: str) -> MissionFileError:
        return MissionFileError(
            f"{self._where} has {value[:50]!r}.", remedy=f"It cannot be read: {wanted}. Mend the line."
        )


def _with_feet(value: str) -> str:
    """A height with its unit: OpenAir means feet where it says none."""
    found = _WITHOUT_UNIT.match(value)
    return f"{found[1]} ft {value[found.end() :]}".strip() if found is not None else value
