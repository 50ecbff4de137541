"""Members of a JSON file that somebody else wrote, each taken as what it must be or refused by its name."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from missions.errors import MissionFileError
from missions.json_text import JsonObject
from planner.geodesy import GeoPoint


@dataclass(frozen=True, slots=True)
class Fields:
    """Reads members of one file. Each method raises MissionFileError, which names file, field and value."""

    name: str  # of the file

    def number(self, value: object, where: str) -> float:
        """A finite number."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.bad(where, value, "a number")
        return float(value)

    def positive(self, value: object, where: str) -> float:
        """A number above 0."""
        number = self.number(value, where)
        if number <= 0:
            raise self.bad(where, value, "a number above 0")
        return number

    def whole(self, value: object, where: str) -> int:
        """A whole number."""
        number = self.number(value, where)
        if not number.is_integer():
            raise self.bad(where, value, "a whole number")
        return int(number)

    def flag(self, value: object, where: str) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise self.bad(where, value, "true or false")
        return value

    def numbers(self, value: object, where: str, *, count: int) -> list[float]:
        """At least so many numbers, of which the first so many count."""
        if not isinstance(value, list) or len(value) < count:
            raise self.bad(where, value, f"a list of {count} numbers")
        return [self.number(one, f"{where}[{n}]") for n, one in enumerate(value[:count])]

    def members(self, value: object, where: str) -> JsonObject:
        """The members of an object."""
        if not isinstance(value, dict):
            raise self.bad(where, value, "an object")
        return value

    def list_in(self, holder: JsonObject, key: str, where: str) -> list[object]:
        """A list, empty where there is none."""
        listed = holder.get(key, [])
        if not isinstance(listed, list):
            raise self.bad(f"{where}.{key}", listed, "a list")
        return listed

    def point(self, value: object, where: str, *, numbers: int = 2) -> GeoPoint:
        """A position, latitude first; `numbers` 3 where a height must follow."""
        lat_deg, lon_deg, *_ = self.numbers(value, where, count=numbers)
        if not (abs(lat_deg) <= 90 and abs(lon_deg) <= 180):
            raise self.bad(where, value, "a latitude and a longitude")
        return GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)

    def points(self, values: Sequence[object], where: str, *, least: int) -> tuple[GeoPoint, ...]:
        """An outline or a path of so many positions at least; an outline that is closed is opened."""
        points = tuple(self.point(value, f"{where}[{n}]") for n, value in enumerate(values))
        if least > 2 and len(points) > 1 and points[0] == points[-1]:
            points = points[:-1]
        if len(set(points)) < least:
            raise self.bad(where, values, f"a list of at least {least} different positions")
        return points

    def bad(self, where: str, value: object, wanted: str) -> MissionFileError:
        """What to raise."""
        shown = repr(value)
        return MissionFileError(
            f"{self.name}: {where} is {shown if len(shown) <= 60 else shown[:57] + '…'}.",
            remedy=f"It must be {wanted}; the file may be damaged.",
        )
