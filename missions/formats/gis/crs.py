"""From a file's reference system to WGS84: the best known way, never a ballpark, and how accurate it is."""

from __future__ import annotations

import functools
import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
from pyproj.exceptions import CRSError, ProjError
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]  # it is public, and not listed
from pyproj.transformer import AreaOfInterest, TransformerGroup

from missions.errors import MissionFileError
from missions.own_wish import Box

Coordinates = npt.NDArray[np.float64]

#: A line of a kilometre bends by 2 cm at 42°, and by 10 cm at 80°.
_SHORT_DEG, _SHORT_M = 0.01, 1_000.0

_WGS84 = pyproj.CRS.from_epsg(4326)
_UNKNOWN_M = -1  # what PROJ calls an accuracy that nobody has stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One way into WGS84 with what is known of it."""

    crs: str  # code and name
    name: str  # of the operation
    accuracy_m: float | None  # None: unknown
    notes: tuple[str, ...]
    is_geographic: bool  # the file holds degrees
    short: float  # a line so long bends too little to matter, in the file's own units
    operation: pyproj.Transformer | None  # None: nothing to do

    def to_degrees(self, xy: Coordinates) -> Coordinates:
        """Longitude and latitude, WGS84; longitudes may go on beyond 180°. What has no place is infinite."""
        if self.operation is None:
            return xy
        x, y = xy.T
        turns = np.floor((x + 180.0) / 360.0) * 360.0 if self.is_geographic else np.zeros(len(x))
        lon_deg, lat_deg = self.operation.transform(x - turns, y)
        return np.column_stack((np.asarray(lon_deg) + turns, lat_deg))

    def box_of(self, box_deg: Box) -> Box:
        """The file's own coordinates that hold a box in degrees."""
        if self.operation is None:
            return box_deg
        return self.operation.transform_bounds(*box_deg, direction="INVERSE", densify_pts=21)


def passage_from(text: str, bounds: Box | None, *, name: str) -> Passage:
    """The best way from a reference system into WGS84 over some ground.

    Args:
        text: A code such as EPSG:32634, or WKT.
        bounds: Of the data, in its own coordinates, easting or longitude first; None: unknown.
        name: What it is of, for messages.

    Raises:
        MissionFileError: the system is none, or only a ballpark leads from it to WGS84.
    """
    crs = _crs_of(text, name)
    called = _called(crs)
    is_geographic = bool(crs.is_geographic)
    unit = crs.axis_info[0].unit_conversion_factor if crs.axis_info and not is_geographic else 1.0
    short = _SHORT_DEG if is_geographic else _SHORT_M / (unit or 1.0)
    if _is_wgs84(crs):
        return Passage(
            crs=called,
            name="none needed",
            accuracy_m=0.0,
            notes=(),
            is_geographic=True,
            short=short,
            operation=None,
        )
    area = _area(crs, bounds)
    operation, missing = _best(crs, area, name)
    accuracy_m = None if operation.accuracy <= _UNKNOWN_M else float(operation.accuracy)
    return Passage(
        crs=called,
        name=_operation_name(operation),
        accuracy_m=accuracy_m,
        notes=(*_unknown(accuracy_m), *_out_of_area(operation, area), *missing),
        is_geographic=is_geographic,
        short=short,
        operation=operation,
    )


def _crs_of(text: str, name: str) -> pyproj.CRS:
    set_network_enabled(active=False)  # a plan must not depend on what a server answers
    try:
        crs = pyproj.CRS.from_user_input(text).to_2d()
    except CRSError as error:
        raise MissionFileError(
            f"{name} names the reference system {text[:80]!r}, which PROJ does not know.",
            remedy="Name it by its code: --crs EPSG:32634.",
        ) from error
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    return crs


def _called(crs: pyproj.CRS) -> str:
    code = _authority(crs)
    return f"{':'.join(code)} {crs.name}" if code else crs.name


@functools.lru_cache(maxsize=64)
def _authority(crs: pyproj.CRS) -> tuple[str, str] | None:
    code: tuple[str, str] | None = crs.to_authority(min_confidence=100)
    return code


def _is_wgs84(crs: pyproj.CRS) -> bool:
    return bool(crs.is_geographic) and (
        _authority(crs) in (("EPSG", "4326"), ("OGC", "CRS84"), ("EPSG", "4979"))
        or crs.equals(_WGS84, ignore_axis_order=True)
    )


def _area(crs: pyproj.CRS, bounds: Box | None) -> AreaOfInterest | None:
    """Where the data lies, in degrees of its own datum: near enough to choose by."""
    if bounds is None or crs.geodetic_crs is None or not np.isfinite(bounds).all():
        return None
    try:
        flat = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        west, south, east, north = flat.transform_bounds(*bounds, densify_pts=21)
    except ProjError:
        return None
    if not np.isfinite((west, south, east, north)).all() or max(abs(south), abs(north)) > 90:
        return None
    return AreaOfInterest(_wrapped(west), south, _wrapped(east), north)


def _wrapped(lon_deg: float) -> float:
    return lon_deg if -180 <= lon_deg <= 180 else (lon_deg + 180.0) % 360.0 - 180.0


def _best(
    crs: pyproj.CRS, area: AreaOfInterest | None, name: str
) -> tuple[pyproj.Transformer, tuple[str, ...]]:
    group = _group(crs, area, ballpark=False)
    if not group.transformers:
        raise _only_ballpark(crs, area, group, name)
    fitting = [one for one in group.transformers if _holds(one, area)]
    best = (fitting or group.transformers)[0]
    return best, _missing(group, best)


def _group(crs: pyproj.CRS, area: AreaOfInterest | None, *, ballpark: bool) -> TransformerGroup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # grids that are not here are told of in our words
        return TransformerGroup(crs, _WGS84, always_xy=True, area_of_interest=area, allow_ballpark=ballpark)


def _holds(operation: pyproj.Transformer, area: AreaOfInterest | None) -> bool:
    use = operation.area_of_use
    if use is None or area is None:
        return True
    is_between = (
        use.west <= area.west_lon_degree and area.east_lon_degree <= use.east
        if use.west <= use.east
        else area.west_lon_degree >= use.west or area.east_lon_degree <= use.east
    )
    return is_between and use.south <= area.south_lat_degree and area.north_lat_degree <= use.north


def _missing(group: TransformerGroup, best: pyproj.Transformer) -> tuple[str, ...]:
    """What better ways there would be, were their grids here."""
    for one in group.unavailable_operations:
        is_better = 0 <= one.accuracy < best.accuracy or best.accuracy <= _UNKNOWN_M
        if is_better:
            grids = ", ".join(grid.short_name for grid in one.grids) or "unknown"
            has = f"{best.accuracy:g} m" if best.accuracy > _UNKNOWN_M else "unknown accuracy"
            text = (
                f"A transformation accurate to {one.accuracy:g} m needs the grid {grids}, which is not on "
                f"this machine: one of {has} was used"
            )
            return (text,)
    return ()


def _only_ballpark(
    crs: pyproj.CRS, area: AreaOfInterest | None, group: TransformerGroup, name: str
) -> MissionFileError:
    rough = len(_group(crs, area, ballpark=True).transformers)
    grids = [grid.short_name for one in group.unavailable_operations for grid in one.grids]
    need = f" Better ones need grids that are not on this machine: {', '.join(grids)}." if grids else ""
    datum = crs.datum.name if crs.datum is not None else "unknown"
    instead = ", ".join(_called(one) for one in _replacements(crs))
    return MissionFileError(
        f"{name} is in {_called(crs)} (datum: {datum}). Of {rough} way(s) from there to WGS84 all {rough} "
        f"are ballparks that pass over the datum: off by 100 to 1,000 m where such datums were used.{need}",
        remedy=(
            f"EPSG has put in its place: {instead}. Name it with --crs if the data is in that. "
            * bool(instead)
        )
        + "Or export it in WGS84 (EPSG:4326) with the transformation of your survey authority.",
    )


def _replacements(crs: pyproj.CRS) -> list[pyproj.CRS]:
    """What the registry has put in place of a system that it withdrew."""
    code = _authority(crs)
    listed = pyproj.CRS.from_authority(*code) if code else crs
    return [pyproj.CRS(one) for one in listed.get_non_deprecated()] if listed.is_deprecated else []


def _operation_name(operation: pyproj.Transformer) -> str:
    steps = operation.description.split(" + ")
    return " + ".join(step for step in steps if not step.startswith("axis order change")) or "itself"


def _unknown(accuracy_m: float | None) -> tuple[str, ...]:
    if accuracy_m is not None:
        return ()
    return ("Nobody has stated how accurate the transformation is: the accuracy of the lines is unknown",)


def _out_of_area(operation: pyproj.Transformer, area: AreaOfInterest | None) -> tuple[str, ...]:
    if _holds(operation, area) or operation.area_of_use is None:
        return ()
    made_for = operation.area_of_use.name[:120]
    return (f"Some of the data lies outside the area that the transformation is made for ({made_for})",)
