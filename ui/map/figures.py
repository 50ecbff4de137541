"""Lengths, areas and bearings of what is being drawn, in words."""

from collections.abc import Sequence

from planner.errors import BriefError
from planner.geodesy import GeoPoint, LocalFrame, bearing_deg, distance_m, path_length_m


def length_text(length_m: float) -> str:
    """A length in metres or kilometres, three figures or more."""
    if length_m < 999.5:
        return f"{length_m:.0f} m"
    digits = 2 if length_m < 9_995 else 1 if length_m < 99_950 else 0
    return f"{length_m / 1000:.{digits}f} km"


def area_text(area_m2: float) -> str:
    """An area in hectares or square kilometres."""
    return f"{area_m2 / 1e4:.2f} ha" if area_m2 < 1e6 else f"{area_m2 / 1e6:.2f} km²"


def leg_text(start: GeoPoint, end: GeoPoint) -> str:
    """Length and true bearing from one position to another."""
    return f"{length_text(distance_m(start, end))} · {bearing_deg(start, end):03.0f}° true"


def outline_text(outline: Sequence[GeoPoint]) -> str:
    """Area and perimeter of a closed outline."""
    around_m = path_length_m((*outline, outline[0]))
    try:
        area_m2 = float(LocalFrame.around(outline).polygon(outline).area)
    except BriefError:
        return f"around {length_text(around_m)}"
    return f"{area_text(area_m2)} · around {length_text(around_m)}"
