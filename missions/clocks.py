"""Which clocks a place goes by: those of the state that holds it, as the time zone database lists them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from missions.atlas import Atlas
from planner.geodesy import GeoPoint, distance_m

#: States that the database's list calls by other names than the atlas does; Kosovo it does not list.
_OTHER_NAMES = {"BIH": "BA", "GBR": "GB", "TUR": "TR", "USA": "US", "XKX": "RS"}

_POSITION = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?$")


def clock_at(atlas: Atlas, point: GeoPoint) -> str | None:
    """IANA's name of the time that is kept at a place; None where no one state's is known.

    A state with several keeps the one whose chief town is nearest.
    """
    code = atlas.state_at(point)
    if code is None:
        return None
    alpha2 = _OTHER_NAMES.get(code) or _codes_by_name().get(atlas.state_names()[code], "")
    towns = [(distance_m(point, town), name) for state, town, name in _towns() if state == alpha2]
    return min(towns)[1] if towns else None


@cache
def _codes_by_name() -> dict[str, str]:
    rows = (line.split("\t") for line in _lines("iso3166.tab"))
    return {name: alpha2 for alpha2, name, *_ in rows}


@cache
def _towns() -> tuple[tuple[str, GeoPoint, str], ...]:
    rows = (line.split("\t") for line in _lines("zone.tab"))
    return tuple((alpha2, _position(at), name) for alpha2, at, name, *_ in rows)


def _lines(name: str) -> list[str]:
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _position(text: str) -> GeoPoint:
    """ISO 6709, such as +4120+01950: degrees, minutes, and perhaps seconds."""
    found = _POSITION.match(text)
    if found is None:
        raise ValueError(f"{text!r} is no position of the time zone database")
    values = found.groups(default="0")
    lat_deg, lon_deg = (
        (-1 if sign == "-" else 1) * (int(degrees) + int(minutes) / 60 + int(seconds) / 3600)
        for sign, degrees, minutes, seconds in (values[:4], values[4:])
    )
    return GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)
