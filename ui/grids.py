"""Positions on the grids of maps: UTM (34T 371234 E 4573210 N) and MGRS (34T CL 71234 73210)."""

import functools
import re

import mgrs
import pyproj

from planner.errors import BriefError
from planner.geodesy import GeoPoint
from ui.units import number_text

_SOUTH_DEG, _NORTH_DEG = -80.0, 84.0  # what lies beyond has grids of its own (UPS)
_BANDS = "CDEFGHJKLMNPQRSTUVWX"  # 8° each from 80° S; the last is 12° high
_BAND_DEG, _LAST_BAND_DEG = 8.0, 12.0
_BAND_SLACK_DEG = 0.5  # a grid may be carried on a little into the next band
_UTM = re.compile(
    r"(?P<zone>\d{1,2})\s*(?P<band>[C-HJ-NP-X])[\s,]+(?P<east>\d{6}(?:\.\d+)?)\s*(?:ME|M\s*E|E)?[\s,]+"
    r"(?P<north>\d{1,8}(?:\.\d+)?)\s*(?:MN|M\s*N|N)?"
)
_MGRS = re.compile(r"(?P<square>\d{1,2}\s*[C-HJ-NP-X]\s*[A-HJ-NP-Z]{2})(?P<place>(?:\s*\d+){0,2})")
_MOST_FIGURES = 5  # of an easting or northing: a metre


def utm_text(point: GeoPoint) -> str | None:
    """The position in UTM, to the metre; None near the poles, where there is none."""
    square = _mgrs_square(point)
    if square is None:
        return None
    zone, band = int(square[:-3]), square[-3]
    east_m, north_m = _to_utm(zone, is_north=band >= "N").transform(point.lon_deg, point.lat_deg)
    return f"{zone}{band} {number_text(east_m)} E {number_text(north_m)} N"


def mgrs_text(point: GeoPoint) -> str | None:
    """The square metre that holds the position, in MGRS; None near the poles."""
    square = _mgrs_square(point)
    if square is None:
        return None
    figures = _in_mgrs(point)[len(square) :]
    half = len(figures) // 2
    return f"{square[:-2]} {square[-2:]} {figures[:half]} {figures[half:]}"


def grid_position(text: str) -> GeoPoint | None:
    """The position that a text in UTM or MGRS names; None when it is neither.

    Of an MGRS square it is the corner in the south-west, as maps count.

    Raises:
        BriefError: it is one of them and names no place.
    """
    plain = " ".join(text.upper().split())
    found = _UTM.fullmatch(plain)
    if found is not None:
        return _of_utm(found, text)
    found = _MGRS.fullmatch(plain)
    return None if found is None else _of_mgrs(found, text)


def _of_utm(found: re.Match[str], text: str) -> GeoPoint:
    zone, band = int(found["zone"]), found["band"]
    if not 1 <= zone <= 60:
        raise _no_place(text, f"UTM has zones 1 to 60, not {zone}")
    to_utm = _to_utm(zone, is_north=band >= "N")
    lon_deg, lat_deg = to_utm.transform(
        float(found["east"]), float(found["north"]), direction=pyproj.enums.TransformDirection.INVERSE
    )
    low_deg = _SOUTH_DEG + _BAND_DEG * _BANDS.index(band)
    high_deg = low_deg + (_LAST_BAND_DEG if band == _BANDS[-1] else _BAND_DEG)
    if not low_deg - _BAND_SLACK_DEG <= lat_deg <= high_deg + _BAND_SLACK_DEG:
        raise _no_place(
            text,
            f"band {band} lies between {low_deg:g}° and {high_deg:g}°, this northing at {lat_deg:.1f}°; the "
            "letter is the band, not north or south",
        )
    return GeoPoint(lat_deg=round(lat_deg, 7), lon_deg=round(lon_deg, 7))


def _of_mgrs(found: re.Match[str], text: str) -> GeoPoint:
    parts = found["place"].split()
    figures = "".join(parts)
    if len(figures) % 2 or len(figures) > 2 * _MOST_FIGURES or len({len(part) for part in parts}) > 1:
        raise _no_place(text, "easting and northing have as many figures each, at most five")
    try:
        lat_deg, lon_deg = mgrs.MGRS().toLatLon("".join(found["square"].split()) + figures)
    except mgrs.core.MGRSError as error:
        raise _no_place(text, "there is no such square") from error
    return GeoPoint(lat_deg=round(lat_deg, 7), lon_deg=round(lon_deg, 7))


def _no_place(text: str, why: str) -> BriefError:
    return BriefError(
        f"{text.strip()!r} names no place: {why}.",
        remedy="Type it as 34T 371234 E 4573210 N (UTM) or 34T CL 71234 73210 (MGRS).",
    )


def _mgrs_square(point: GeoPoint) -> str | None:
    """Zone, band and square, such as 34TCL."""
    if not _SOUTH_DEG <= point.lat_deg < _NORTH_DEG:
        return None
    return _in_mgrs(point)[: -2 * _MOST_FIGURES]


def _in_mgrs(point: GeoPoint) -> str:
    return str(mgrs.MGRS().toMGRS(point.lat_deg, point.lon_deg, MGRSPrecision=_MOST_FIGURES))


@functools.lru_cache(maxsize=8)
def _to_utm(zone: int, *, is_north: bool) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4326, (32_600 if is_north else 32_700) + zone, always_xy=True)
