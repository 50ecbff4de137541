"""What a reader finds in a file, gathered by layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from missions.errors import MissionFileError
from missions.formats.gis.layers import HeldLayer, LayerInfo, RawLayer
from missions.formats.gis.roles import FIELDS
from missions.own_wish import Box

WGS84 = "EPSG:4326"

#: More are no zones round a patrol.
MOST_FEATURES = 200_000
_NAMED = 5  # of those that something was left out of
#: Columns that nobody asks for are not kept: descriptions are most of many files.
_READ = frozenset(name for names in FIELDS.values() for name in names)


@dataclass(slots=True)
class Gathered:
    """A layer in the making."""

    name: str
    crs: str = WGS84
    role: str = ""
    same_as: str = ""
    geometries: list[bytes | None] = field(default_factory=list)
    attributes: list[Mapping[str, object]] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, geometry: bytes | None, attributes: Mapping[str, object]) -> None:
        """Take a feature."""
        self.geometries.append(geometry)
        lower = {name.strip().lower(): value for name, value in attributes.items()}
        self.attributes.append({name: value for name, value in lower.items() if name in _READ})

    def bounds(self) -> Box | None:
        """Round all of it; None: there is nothing that has a place."""
        with np.errstate(invalid="ignore"):
            bounds = shapely.bounds(shapely.from_wkb(self.geometries, on_invalid="ignore"))
        finite = bounds[np.isfinite(bounds).all(axis=1)]
        if not len(finite):
            return None
        west, south = finite[:, :2].min(axis=0).tolist()
        east, north = finite[:, 2:].max(axis=0).tolist()
        return west, south, east, north

    def held(self) -> HeldLayer:
        """The layer as it is handed on."""
        wkb = np.empty(len(self.geometries), dtype=object)
        wkb[:] = self.geometries
        columns = {}
        for name in dict.fromkeys(name for each in self.attributes for name in each):
            columns[name] = values = np.empty(len(wkb), dtype=object)
            values[:] = [each.get(name) for each in self.attributes]
        info = LayerInfo(
            name=self.name,
            features=len(wkb),
            crs=self.crs,
            bounds=self.bounds(),
            fields=tuple(columns),
            has_geometry=True,
            role=self.role,
            same_as=self.same_as,
            notes=tuple(f"{text} ({count}×)" if count > 1 else text for text, count in self.notes.items()),
        )
        return HeldLayer(info=info, raw=RawLayer(wkb=wkb, columns=columns))


@dataclass(slots=True)
class LeftOut:
    """Parts that are no shapes, left out so that the rest of what they belong to is kept."""

    _owners: dict[str, list[str]] = field(default_factory=dict)

    def add(self, part: str, *, of: str) -> None:
        """Remember a part, such as "A line of one position", and the name of what it belongs to."""
        self._owners.setdefault(part, []).append(of[:60] or "something without a name")

    def notes(self) -> Iterator[str]:
        """What was left out, and of what."""
        for part, owners in self._owners.items():
            named = list(dict.fromkeys(owners))
            more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
            yield f"{part} was left out of {', '.join(named[:_NAMED])}{more}"


def too_many(name: str) -> MissionFileError:
    """That a file holds more features than can be read."""
    return MissionFileError(
        f"{name} holds more than {MOST_FEATURES:,} shapes.",
        remedy="Cut it down to the ground round the patrol.",
    )


def held_layers(layers: Sequence[Gathered], *, name: str) -> tuple[HeldLayer, ...]:
    """The layers that hold something, under names that differ.

    Raises:
        MissionFileError: there is more in them than anybody plans with.
    """
    if sum(len(layer.geometries) for layer in layers) > MOST_FEATURES:
        raise too_many(name)
    seen: Counter[str] = Counter()
    for layer in layers:
        layer.name = " ".join(layer.name.split())[:120] or "shapes"
        seen[layer.name] += 1
        if seen[layer.name] > 1:
            layer.name = f"{layer.name} ({seen[layer.name]})"
    return tuple(layer.held() for layer in layers if layer.geometries)
