"""The words of the command line: options, and the places and numbers they hold."""

import argparse
import math
import re
from collections.abc import Sequence

from missions.own_wish import ROLES, OwnWish
from planner.brief import Pattern
from planner.errors import BriefError
from planner.geodesy import GeoPoint
from planner.heights import HeightReference
from planner.times import Instant, TimeWindow

_STARTS_LIKE_A_NUMBER = re.compile(r"^-[\d.]")


def joined_negatives(words: Sequence[str]) -> list[str]:
    """`--home -70.1,-33.2` as `--home=-70.1,-33.2`: argparse takes a leading minus for an option.

    Where no option takes it, a space before it keeps it from being one.
    """
    joined: list[str] = []
    for word in words:
        takes_it = joined and joined[-1].startswith("--") and "=" not in joined[-1]
        if takes_it and _STARTS_LIKE_A_NUMBER.match(word):
            joined[-1] = f"{joined[-1]}={word}"
        elif "," in word and _STARTS_LIKE_A_NUMBER.match(word):
            joined.append(f" {word}")
        else:
            joined.append(word)
    return joined


def place(text: str) -> GeoPoint:
    """LON,LAT in degrees."""
    lon_deg, lat_deg = _numbers(text, count=2, form="LON,LAT")
    if not (-180 <= lon_deg <= 180 and -90 <= lat_deg <= 90):
        raise argparse.ArgumentTypeError(f"{text!r} is no place: LON,LAT is -180 to 180, -90 to 90")
    return GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)


def wind(text: str) -> tuple[float, float]:
    """MPS,FROM_DEG."""
    speed_mps, from_deg = _numbers(text, count=2, form="MPS,FROM_DEG")
    return speed_mps, from_deg


def window(text: str) -> TimeWindow:
    """OPENS,CLOSES as instants."""
    try:
        opens, closes = (Instant.from_iso(part.strip()) for part in text.split(","))
        return TimeWindow(opens=opens, closes=closes)
    except BriefError as error:
        raise argparse.ArgumentTypeError(f"{error.problem} {error.remedy}") from error
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not OPENS,CLOSES") from error


def number(text: str) -> float:
    """A finite number."""
    (value,) = _numbers(text, count=1, form="a number")
    return value


def system_id(text: str) -> int:
    """A vehicle's MAVLink system id."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 250):
        raise argparse.ArgumentTypeError(f"{text!r} is no system id of a vehicle: 1 to 250")
    return int(text)


def _numbers(text: str, *, count: int, form: str) -> list[float]:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != count or not all(math.isfinite(value) for value in values):
        raise argparse.ArgumentTypeError(f"{text!r} is not {form}")
    return values


def add_settings(parser: argparse.ArgumentParser) -> None:
    """The settings of `plan`, each also a field of the brief."""
    group = parser.add_argument_group("settings")
    patterns = [pattern.value for pattern in Pattern]
    group.add_argument("--pattern", choices=patterns, help="how lanes are laid (default: the best)")
    seen = group.add_mutually_exclusive_group()
    seen.add_argument("--swath", type=number, metavar="M", help="width of the ground seen")
    seen.add_argument("--sensor", metavar="NAME", help="a built-in sensor; sees by --altitude")
    group.add_argument("--sidelap", type=number, metavar="SHARE", help="share of each swath seen twice")
    group.add_argument("--altitude", type=number, metavar="M", help="patrol height above launch")
    group.add_argument("--speed", type=number, metavar="MPS", help="speed over ground")
    group.add_argument("--bearing", type=number, metavar="DEG", help="of the lanes (default: the best)")
    group.add_argument(
        "--standoff", type=number, metavar="M", help="from exclusions and the territory's edge"
    )
    group.add_argument("--standoff-reason", metavar="TEXT", help="why less than usual is kept")
    group.add_argument("--state", metavar="CODE", help="stay inside this state (ALB, XKX …)")
    group.add_argument("--launch", type=place, metavar="LON,LAT")
    group.add_argument(
        "--launch-elevation", type=number, metavar="M", help="of the launch above sea, for heights of zones"
    )
    group.add_argument(
        "--take-off", type=window, metavar="OPENS,CLOSES", help="in UTC: 2026-11-23T05:30Z,2026-11-23T07:00Z"
    )
    group.add_argument("--recovery", type=place, metavar="LON,LAT", help="default: the launch")
    group.add_argument("--vehicle", metavar="NAME", help="a built-in vehicle")
    group.add_argument("--aircraft", type=int, metavar="N", help="how many of them")
    group.add_argument("--endurance", type=number, metavar="MIN", help="from full to empty")
    group.add_argument("--reserve", type=number, metavar="SHARE", help="share never planned away")
    group.add_argument("--wind", type=wind, metavar="MPS,FROM_DEG")
    group.add_argument("--turn-time", type=number, metavar="S", help="what a turn over 45° costs")
    group.add_argument("--free-overshoot", type=number, metavar="M", help="all edges free by so much")
    group.add_argument("--one-path", action="store_true", help="ignore endurance and item limits")


def near(text: str) -> tuple[float, float, float, float]:
    """WEST,SOUTH,EAST,NORTH in degrees; west above east crosses 180°."""
    west, south, east, north = _numbers(text, count=4, form="WEST,SOUTH,EAST,NORTH")
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90):
        raise argparse.ArgumentTypeError(f"{text!r} is no box: WEST,SOUTH,EAST,NORTH in degrees")
    return west, south, east, north


def add_own_data(parser: argparse.ArgumentParser) -> None:
    """How a file of one's own data is to be read: of any format that holds layers of shapes."""
    group = parser.add_argument_group("own data (every format but .vedette, GeoJSON and missions)")
    group.add_argument("--layer", action="append", metavar="NAME", help="only this one; may be repeated")
    group.add_argument("--role", choices=ROLES, help="of what does not say its own")
    group.add_argument("--crs", metavar="CODE", help="the reference system, such as EPSG:32634")
    group.add_argument("--swap-axes", action="store_true", help="it has the two numbers the wrong way round")
    group.add_argument("--accuracy", type=number, metavar="M", help="of its lines, 95 %% within")
    group.add_argument(
        "--heights-above",
        choices=[reference.value for reference in HeightReference],
        help="what floors and ceilings are above that do not say it (default: unknown)",
    )
    group.add_argument("--near", type=near, metavar="W,S,E,N", help="only what reaches into this box")


def own_wish(given: argparse.Namespace) -> OwnWish:
    """What was asked of a file of one's own data."""
    return OwnWish(
        layers=tuple(given.layer or ()),
        role=given.role or "",
        crs=given.crs or "",
        swap_axes=given.swap_axes,
        accuracy_m=given.accuracy,
        heights_above=HeightReference(given.heights_above) if given.heights_above else None,
        near=given.near,
    )
