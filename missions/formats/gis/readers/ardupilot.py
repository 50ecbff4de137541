"""Fences and rally points as ArduPilot's tools wrote them before missions could hold them.

Fence: latitude and longitude a line, first the return point, then the outline, closed by its first corner.
Rally: RALLY latitude longitude height break-height land-direction flags, heights above home.

Source: ArduPilot's fence and rally files of 2014 and after, MAVProxy's modules fence and rally.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from missions.errors import MissionFileError
from missions.formats.gis.layers import HeldLayer
from missions.formats.gis.readers import binary
from missions.formats.gis.readers.corners import as_anything
from missions.formats.gis.readers.gathering import MOST_FEATURES, Gathered, held_layers, too_many
from missions.formats.gis.readers.numbers import number_of
from missions.formats.gis.readers.text import decoded, glimpse
from missions.own_wish import IGNORED

_PAIR = re.compile(r"[+-]?\d+(?:\.\d*)?\s+[+-]?\d+(?:\.\d*)?")
_RALLY = re.compile(r"RALLY\s", re.IGNORECASE)


def looks_like_fence(head: bytes) -> bool:
    """Whether a text holds nothing but pairs of numbers; its last line may be cut off."""
    lines = [line for _, line in _lines(glimpse(head))][:200]
    return len(lines) > 1 and all(_PAIR.fullmatch(line) for line in lines[:-1])


def looks_like_rally(head: bytes) -> bool:
    """Whether a text begins with a rally point."""
    first = next((line for _, line in _lines(glimpse(head))), "")
    return _RALLY.match(first) is not None


def fence_layers(content: bytes, *, name: str) -> tuple[HeldLayer, ...]:
    """A fence and its return point; pairs that no outline closes are positions of whatever they are.

    Raises:
        MissionFileError: a line is no position; names it.
    """
    text, letters = decoded(content, name=name)
    places = [_place(line.split(), f"{name}: line {number}") for number, line in _lines(text)]
    if not places or len(places) > MOST_FEATURES:
        raise too_many(name) if places else _nothing(name)
    if len(places) > 4 and places[1] == places[-1]:
        fence, back = Gathered(name="fence", role="fence"), Gathered(name="return point", role=IGNORED)
        fence.add(binary.polygon([np.array(places[1:])]), {})
        fence.notes[
            "The return point of the fence is a layer of its own, and left out unless it is given a role"
        ] += 1
        back.add(binary.point(np.array(places[0])), {})
        made = [fence, back]
    else:
        made = as_anything({"": [(place, {}) for place in places]})
        for layer in made[:1]:
            layer.notes[
                "No outline is closed as a fence's is: positions were read as latitude, longitude"
            ] += 1
    for layer in made[:1]:
        layer.notes.update(letters)
    return held_layers(made, name=name)


def rally_layers(content: bytes, *, name: str) -> tuple[HeldLayer, ...]:
    """Rally points.

    Raises:
        MissionFileError: a line is none; names it.
    """
    text, letters = decoded(content, name=name)
    layer = Gathered(name="rally points", role="rally")
    layer.notes.update(letters)
    for count, (number, line) in enumerate(_lines(text)):
        where = f"{name}: line {number}"
        if count >= MOST_FEATURES:
            raise too_many(name)
        if not _RALLY.match(line):
            raise _bad(where, line, "RALLY latitude longitude height break-height direction flags")
        cells = line.split()[1:]
        layer.add(binary.point(np.array(_place(cells, where))), {})
        if len(cells) > 2 and number_of(cells[2]) != 0:
            layer.notes[
                "The height of a rally point, above home, was left out: returns fly at the patrol's"
            ] += 1
    held = held_layers([layer], name=name)
    if not held:
        raise _nothing(name)
    return held


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.lstrip("\ufeffï»¿").splitlines(), 1):
        plain = line.partition("#")[0].strip()
        if plain:
            yield number, plain


def _place(cells: list[str], where: str) -> tuple[float, float]:
    lat, lon = (number_of(cells[at]) if len(cells) > at else None for at in (0, 1))
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        raise _bad(where, " ".join(cells), "latitude and longitude, in degrees")
    return lon, lat


def _nothing(name: str) -> MissionFileError:
    return MissionFileError(f"{name} holds 0 positions.", remedy="Choose another file.")


def _bad(where: str, said: str, wanted: str) -> MissionFileError:
    return MissionFileError(f"{where} has {said[:50]!r}.", remedy=f"It must be {wanted}.")
