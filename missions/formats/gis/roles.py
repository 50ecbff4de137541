"""What a layer's shapes are to a patrol: as they say, as was asked, or as a chart's object class implies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from missions.formats.gis.hours import HOUR_FIELDS
from missions.own_wish import LINE_ROLES, POINT_ROLES, POLYGON_ROLES
from planner.own_layers import BASE

#: Object classes of S-57 (IHO S-57 appendix A) that mean something to a patrol. Areas that restrict ships
#: alone are only drawn: to keep an aircraft out of a traffic scheme is the operator's choice, not ours.
S57_ROLES = {
    "COALNE": "coastline",  # coastline
    "SLCONS": "coastline",  # shoreline construction: what of the shore is built
    "RESARE": "zone",  # restricted area
    "MIPARE": "zone",  # military practice area
    "OSPARE": "zone",  # offshore production area
    "AIRARE": "zone",  # airport
    "LNDARE": BASE,  # land
    "DEPARE": BASE,  # depth area
    "DEPCNT": BASE,  # depth contour
    "LAKARE": BASE,  # lake
    "RIVERS": BASE,  # river
    "TSEZNE": BASE,  # traffic separation zone
    "TSSLPT": BASE,  # lane of a traffic separation scheme
    "TSSBND": BASE,  # its boundary
    "TSELNE": BASE,  # traffic separation line
    "PRCARE": BASE,  # precautionary area
    "ACHARE": BASE,  # anchorage
    "FAIRWY": BASE,  # fairway
    "CTNARE": BASE,  # caution area
    "EXEZNE": BASE,  # exclusive economic zone
    "TESARE": BASE,  # territorial sea
    "CONZNE": BASE,  # contiguous zone
    "COSARE": BASE,  # continental shelf
    "FSHZNE": BASE,  # fishery zone
    "STSLNE": BASE,  # straight territorial sea baseline
    "CUSZNE": BASE,  # customs zone
    "ADMARE": BASE,  # administration area
    "BUAARE": BASE,  # built-up area
    "BRIDGE": BASE,
    "HRBARE": BASE,  # harbour area
    "OFSPLF": BASE,  # offshore platform
    "LIGHTS": BASE,
    "BCNLAT": BASE,
    "BOYLAT": BASE,
}

#: Words in the names of layers and files, for a first suggestion in the window.
_WORDS = (
    ("territor", "territory"),
    ("no_fly", "zone"),
    ("nofly", "zone"),
    ("airspace", "zone"),
    ("restrict", "zone"),
    ("zone", "zone"),
    ("exclu", "exclusion"),
    ("coast", "coastline"),
    ("shore", "coastline"),
    ("border", "border"),
    ("bound", "border"),
    ("frontier", "border"),
    ("kufi", "border"),
    ("area", "area"),
    ("patrol", "area"),
)

_ROLES_OF = {0: POINT_ROLES, 1: LINE_ROLES, 3: POLYGON_ROLES}  # by shapely's type numbers

#: Fields that are read, by the names that people and S-57 give them.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "role": ("role",),
    "id": ("id",),
    "name": ("name", "objnam", "title", "label", "nobjnm", "naam", "emri", "naziv"),
    "accuracy_m": ("accuracy_m", "accuracy"),
    "width_m": ("width_m",),
    "radius_m": ("radius_m",),
    "source": ("source", "sorind"),
    "date": ("date", "sordat", "updated"),
    "floor": ("floor", "lower_limit", "lowerlimit", "lower"),
    "ceiling": ("ceiling", "upper_limit", "upperlimit", "upper"),
    **HOUR_FIELDS,
}


def columns_of(fields: Iterable[str]) -> dict[str, str]:
    """Which of a layer's columns says what: ours by theirs."""
    by_lower = {field.lower(): field for field in reversed(tuple(fields))}
    found = {}
    for ours, theirs in FIELDS.items():
        known = next((by_lower[name] for name in theirs if name in by_lower), None)
        if known is not None:
            found[ours] = known
    return found


def suggested_role(names: Iterable[str], kinds: Iterable[int]) -> str:
    """A role that the name of a layer or file suggests and all its kinds of shapes may have; empty: none."""
    for name in names:
        for word, role in _WORDS:
            fitting = {3} if role == "zone" else {kind for kind in _ROLES_OF if role in _ROLES_OF[kind]}
            if word in name.lower() and fitting.issuperset(kinds):  # a line as a zone would need its width
                return role
    return ""


def fits(role: str, kind: int) -> bool:
    """Whether shapes of a kind (0 points, 1 lines, 3 polygons) may have a role."""
    return role in _ROLES_OF[kind]


def roles_for(kind: int) -> tuple[str, ...]:
    """The roles that shapes of a kind may have."""
    return _ROLES_OF[kind]


def text(value: Any) -> str:
    """A field as text; nothing for what is missing."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is how GDAL says NULL in a column of numbers
        return ""
    return str(value).strip()[:500]


def metres(value: Any) -> float | None:
    """A field as metres; None where it is no number that could be meant."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number <= 100_000 else None
