"""Places by name: towns and waters of the pack, found whatever way their names are written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyproj

from missions.atlas.folding import folded
from missions.atlas.layers import Degrees, PackNotice, Place, PlaceKind
from missions.atlas.near_names import KEY_BYTES, Match, NearNames
from missions.atlas.packfile import Pack, damaged
from planner.errors import BriefError
from planner.geodesy import GeoPoint

PLACE_KINDS = tuple(PlaceKind)  # the pack counts into it
#: Of places of one name the nearest is meant when it is nearer than this share of the way to the next.
_CLEARLY_NEARER = 0.2

#: Of two places of one name the larger is meant when it has this many times the people.
_CLEARLY_LARGER = 20
#: A hamlet counts as if it had this many people, so that near ones come before a city far off.
_LEAST_WEIGHT = 500
_WATER_WEIGHT = 20_000
_WHOLE = (2 * Match.WHOLE, 2 * Match.WHOLE + 1)  # a place's own name, another of its names
_MOST_NAMED = 6  # candidates in a message

_METRES_PER_DEGREE = 110_500.0  # of latitude, at least
_WGS84 = pyproj.Geod(ellps="WGS84")


class Gazetteer:
    """The places of a pack, most important first; names are decoded when first asked for and kept."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        layer = pack.layer("places")
        self.lon_lat_deg: Degrees = layer.lon_lat_deg  # (n, 2)
        self._country = layer.kind
        self.rank: npt.NDArray[np.uint8] = self._numbers("rank").astype(np.uint8)  # ascending
        self._population = self._numbers("population")
        self._kind = self._numbers("kind")
        self._extent_km = self._numbers("extent_km")
        if not len(self.rank) == len(self._kind) == len(self.lon_lat_deg):
            raise damaged(pack.path, f"{len(self.rank)} ranks for {len(self.lon_lat_deg)} places")
        self._check()

    def __len__(self) -> int:
        return len(self.rank)

    @property
    def notice(self) -> PackNotice:
        """Where the names come from and under which licence."""
        return self._pack.notice

    @property
    def is_water(self) -> npt.NDArray[np.bool_]:
        """Which places are waters."""
        return np.asarray(self._kind >= PLACE_KINDS.index(PlaceKind.SEA))

    @cached_property
    def waters(self) -> tuple[Place, ...]:
        """Seas, straits, bays and lakes with a name."""
        return tuple(self.place(int(index)) for index in np.flatnonzero(self.is_water))

    def place(self, index: int) -> Place:
        """One place; 0 is the most important."""
        others = self._other_names[index]
        return Place(
            name=self._names[index],
            country=self._codes[int(self._country[index])],
            kind=PLACE_KINDS[int(self._kind[index])],
            lat_deg=float(self.lon_lat_deg[index, 1]),
            lon_deg=float(self.lon_lat_deg[index, 0]),
            rank=int(self.rank[index]),
            population=int(self._population[index]),
            extent_km=float(self._extent_km[index]),
            other_names=tuple(others.split("\t")) if others else (),
        )

    def search(self, text: str, *, near: GeoPoint | None = None, limit: int = 10) -> tuple[Place, ...]:
        """Places whose name, or another name of theirs, begins with the text; the likeliest first.

        Case, marks, alphabet (Latin, Greek, Cyrillic) and one slip of the finger do not matter. Whole names
        come before beginnings, and those before names with a slip; a place's own name before others of its
        names. Within each the larger come first; with `near` distance counts against size: four times the
        people make up for twice the way.

        Args:
            text: what was typed; a state may follow after a comma: "Kalamaki, Greece" or "Kalamaki, GRC".
            near: where the operator is looking.
            limit: how many at most.
        """
        index, fit = self._found(text, limit=limit)
        weight = self._weight(index)
        if near is not None:
            weight = np.sqrt(weight) / (self._away_m(index, near) + 1_000.0)
        order = np.lexsort((index, -weight, fit))[:limit]
        return tuple(self.place(int(found)) for found in index[order])

    def town_near(self, near: GeoPoint, *, within_m: float) -> Place | None:
        """The settlement by which people would name a position; None where none lies so near."""
        apart_deg = np.abs(self.lon_lat_deg - (near.lon_deg, near.lat_deg))
        apart_deg[:, 0] *= max(float(np.cos(np.radians(near.lat_deg))), 0.01)
        close = (apart_deg < within_m / _METRES_PER_DEGREE).all(axis=1)
        index = np.flatnonzero(close & (self._kind < PLACE_KINDS.index(PlaceKind.SEA)))
        away_m = self._away_m(index, near)
        index, away_m = index[away_m <= within_m], away_m[away_m <= within_m]
        if not len(index):
            return None
        best = np.argmax(np.sqrt(self._weight(index)) / (away_m + 1_000.0))
        return self.place(int(index[best]))

    def place_named(self, text: str, *, near: GeoPoint | None = None) -> Place:
        """The one place of that name, for the command line; the far larger one where there are several.

        Args:
            text: The name, perhaps with a state after a comma.
            near: Where it is thought to be: of several, the one that is by far nearest is meant.

        Raises:
            BriefError: no place has that name, or several do; the message names those that may be meant.
        """
        index, fit = self._found(text, limit=_MOST_NAMED)
        same = index[(fit == fit.min(initial=_WHOLE[-1])) & (fit <= _WHOLE[-1])]
        same = same[np.lexsort((same, -self._weight(same)))]
        if not len(same):
            raise _unknown(text, self.search(text, limit=_MOST_NAMED))
        if near is not None and len(same) > 1:
            away_m = self._away_m(same, near)
            nearest_m, next_m = np.sort(away_m)[:2]
            if nearest_m < _CLEARLY_NEARER * next_m:
                return self.place(int(same[away_m.argmin()]))
        weight = self._weight(same)
        if len(same) > 1 and weight[0] < _CLEARLY_LARGER * weight[1]:
            raise _ambiguous(text, [self.place(int(found)) for found in same[:_MOST_NAMED]], count=len(same))
        return self.place(int(same[0]))

    def country_name(self, code: str) -> str:
        """A state's name in English; the code itself where there is none."""
        return self._country_names.get(code, code)

    def _found(self, text: str, *, limit: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Each place that fits, once, with how well it does."""
        name, _, state = text.partition(",")
        word = folded(name).encode("ascii", "ignore")
        if not word:
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
        key, fit = self._near_names.beginning_with(word)
        place, fit = self._of_state(key, fit, state)
        if len(place) < limit:
            key, near_fit = self._near_names.nearly_beginning_with(word)
            more, near_fit = self._of_state(key, near_fit, state)
            place, fit = np.concatenate((place, more)), np.concatenate((fit, near_fit))
        best = np.lexsort((fit, place))
        place, first = np.unique(place[best], return_index=True)
        return place.astype(np.intp), fit[best][first]

    def _of_state(
        self, key: npt.NDArray[np.intp], fit: npt.NDArray[np.intp], state: str
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        owner = self._owner[key]
        place, fit = owner // 2, 2 * fit + owner % 2
        wanted = folded(state)
        if not wanted:
            return place, fit
        numbers = [
            number
            for number, code in enumerate(self._codes)
            if code and (code.casefold() == wanted or folded(self._country_names[code]).startswith(wanted))
        ]
        kept = np.isin(self._country[place], numbers)
        return place[kept], fit[kept]

    def _away_m(self, index: npt.NDArray[np.intp], near: GeoPoint) -> npt.NDArray[np.float64]:
        lon_deg, lat_deg = self.lon_lat_deg[index].T
        here = np.full(len(index), near.lon_deg), np.full(len(index), near.lat_deg)
        return np.asarray(_WGS84.inv(*here, lon_deg, lat_deg)[2], dtype=float)

    def _weight(self, index: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
        return np.where(self.is_water[index], _WATER_WEIGHT, self._population[index] + float(_LEAST_WEIGHT))

    def _numbers(self, table: str) -> npt.NDArray[np.int64]:
        return self._pack.table(table).astype(np.int64)

    def _check(self) -> None:
        try:
            self._codes = tuple(str(code) for code, _ in self._pack.facts["countries"])
            self._country_names = {str(code): str(name) for code, name in self._pack.facts["countries"]}
        except (KeyError, TypeError, ValueError) as error:
            raise damaged(self._pack.path, f"countries: {error}") from error
        if int(self._country.max(initial=0)) >= len(self._codes) or int(self._kind.max(initial=0)) >= len(
            PLACE_KINDS
        ):
            raise damaged(self._pack.path, "a place of an unknown country or kind")

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return self._texts("names")

    @cached_property
    def _other_names(self) -> tuple[str, ...]:
        return self._texts("other_names")

    def _texts(self, table: str) -> tuple[str, ...]:
        texts = self._pack.texts(table)
        if len(texts) != len(self):
            raise damaged(self._pack.path, f"{len(texts)} {table} for {len(self)} places")
        return texts

    @cached_property
    def _near_names(self) -> NearNames:
        return NearNames(self._pack.table("keys").astype(f"S{KEY_BYTES}"))

    @cached_property
    def _owner(self) -> npt.NDArray[np.intp]:
        """Twice the place, and one more where the key is not its own name."""
        return self._pack.table("owners").astype(np.intp)


def _unknown(text: str, near: Sequence[Place]) -> BriefError:
    names = ", ".join(dict.fromkeys(_said(place) for place in near))
    remedy = f"Perhaps: {names}." if names else "Check the spelling, or give the position in degrees."
    return BriefError(f"No place is called “{text}”.", remedy=remedy)


def _ambiguous(text: str, found: Sequence[Place], *, count: int) -> BriefError:
    listed = "; ".join(f"{_said(place)} ({place.lat_deg:.4f}, {place.lon_deg:.4f})" for place in found)
    more = f"; and {count - len(found)} more" if count > len(found) else ""
    name = text.partition(",")[0].strip()
    state = next((place.country for place in found if place.country), "")
    return BriefError(
        f"{count} places are called “{text}”: {listed}{more}.",
        remedy=f"Add the state, as in “{name}, {state}”, or give the position in degrees.",
    )


def _said(place: Place) -> str:
    return f"{place.name}, {place.country}" if place.country else place.name
