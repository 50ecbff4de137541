"""Numbers in sentences for the operator."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # values word what is wrong with them, positions among them
    from collections.abc import Iterable

    from planner.geodesy import GeoPoint


def counted(number: int, noun: str) -> str:
    """How many of something: "1 part", "2 parts", "12,000 parts"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(things: "Iterable[object]") -> str:
    """Several in a sentence: "1", "1 and 2", "1, 2 and 3"."""
    *before, last = map(str, things)
    return f"{', '.join(before)} and {last}" if before else last


def square(area_m2: float) -> str:
    """An area as people say it: square metres below a tenth of a square kilometre."""
    if area_m2 >= 100_000:
        return f"{area_m2 / 1e6:,.3g} km²" if area_m2 < 1e9 else f"{area_m2 / 1e6:,.0f} km²"
    return f"{area_m2:,.0f} m²" if area_m2 >= 10 else f"{area_m2:.2g} m²"


def place(point: "GeoPoint") -> str:
    """A position to within a metre, latitude first, as the search box reads it."""
    return f"{point.lat_deg:.5f}, {point.lon_deg:.5f}"
