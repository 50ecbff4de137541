"""Frozen values to JSON and back, led by their type annotations.

A field that a value gains reaches the file by itself: reading a file without it gives its default.
Positions become [longitude, latitude], as everywhere in GeoJSON; instants, days and times of day ISO 8601,
all of them UTC; enums their word; one of several types carries its `kind`.
"""

import dataclasses
import enum
import functools
import math
import re
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from datetime import date, time

import numpy as np

from missions.errors import MissionFileError
from missions.json_text import GREATEST_NUMBER
from planner.errors import PatrolError
from planner.geodesy import GeoPoint, geo_points
from planner.own_layers import DrawnLines
from planner.times import Instant

Converter = Callable[[object], object]
T = typing.TypeVar("T")
_LAT_DEG, _LON_DEG = 90.0, 180.0  # that there are


class FieldError(Exception):
    """A field that cannot be read or written; `trail` grows outwards while it rises."""

    def __init__(self, problem: str, *, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy
        self.trail: list[str] = []

    def named(self, file_name: str) -> MissionFileError:
        """The same for the operator, with the name of the file."""
        return MissionFileError(f"{file_name}: {self.where} {self.problem}", remedy=self.remedy)

    @property
    def where(self) -> str:
        """The field, by the members that lead to it."""
        return "".join(reversed(self.trail)).lstrip(".")


def to_json(value: object, kind: Hashable = None) -> object:
    """The JSON of a value of ours, every field in it.

    Raises:
        FieldError: a number is not finite or too large to be meant.
    """
    return _codec(kind or typing.cast("Hashable", type(value))).encode(value)


def from_json(kind: type[T], document: object, *, under: str = "") -> T:
    """The value of type `kind` that `to_json` made `document` from; members it does not know are passed over.

    Args:
        kind: A value type of ours, or a tuple of them.
        document: What JSON held.
        under: Name of the member that held it, for the message.

    Raises:
        FieldError: a member is missing, of the wrong type, or refused by the value itself.
    """
    try:
        return typing.cast("T", _codec(typing.cast("Hashable", kind)).decode(document))
    except FieldError as error:
        error.trail.append(f".{under}" if under else "")
        raise


def tag_of(kind: type) -> str:
    """The word by which one of several types is told from the others."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Codec:
    encode: Converter
    decode: Converter


@functools.cache
def _codec(kind: Hashable) -> _Codec:
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _rows(arguments[0]) if arguments[1:] == (Ellipsis,) else _record(arguments)
    if origin in (types.UnionType, typing.Union):
        return _choice(arguments)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _word(kind)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _members(kind)
    raise TypeError(f"no JSON form for {kind!r}")


def _members(kind: type) -> _Codec:
    hints = typing.get_type_hints(kind)
    fields = tuple(
        (field.name, _codec(hints[field.name]), _may_lack(field)) for field in dataclasses.fields(kind)
    )

    def encode(value: object) -> object:
        document: dict[str, object] = {}
        for name, codec, _ in fields:
            try:
                document[name] = codec.encode(getattr(value, name))
            except FieldError as error:
                error.trail.append(f".{name}")
                raise
        return document

    def decode(document: object) -> object:
        members = _checked(document, dict, "an object")
        given: dict[str, object] = {}
        for name, codec, may_lack in fields:
            try:
                if name in members:
                    given[name] = codec.decode(members[name])
                elif not may_lack:
                    raise FieldError("is missing.", remedy="It may be damaged: use another copy.")
            except FieldError as error:
                error.trail.append(f".{name}")
                raise
        try:
            return kind(**given)
        except PatrolError as error:
            raise FieldError(f"is refused: {error.problem}", remedy=error.remedy) from error

    return _Codec(encode=encode, decode=decode)


def _may_lack(field: "dataclasses.Field[object]") -> bool:
    return not (field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING)


def _rows(kind: Hashable) -> _Codec:
    row = _codec(kind)
    return _Codec(
        encode=lambda value: [_at(row.encode, item, number) for number, item in enumerate(_listed(value))],
        decode=_all_points
        if kind is GeoPoint
        else lambda document: tuple(
            _at(row.decode, item, number) for number, item in enumerate(_checked(document, list, "a list"))
        ),
    )


def _record(kinds: tuple[Hashable, ...]) -> _Codec:
    columns = tuple(_codec(kind) for kind in kinds)

    def decode(document: object) -> object:
        values = _checked(document, list, f"a list of {len(columns)}")
        if len(values) != len(columns):
            raise FieldError(
                f"has {len(values)} entries, not {len(columns)}.", remedy=f"Give it {len(columns)}."
            )
        return tuple(column.decode(value) for column, value in zip(columns, values, strict=True))

    def encode(value: object) -> object:
        return [column.encode(item) for column, item in zip(columns, _listed(value), strict=True)]

    return _Codec(encode=encode, decode=decode)


def _choice(kinds: tuple[Hashable, ...]) -> _Codec:
    real = [kind for kind in kinds if not (isinstance(kind, type) and issubclass(kind, types.NoneType))]
    if len(real) == 1:
        only = _codec(real[0])
        return _Codec(
            encode=lambda value: None if value is None else only.encode(value),
            decode=lambda document: None if document is None else only.decode(document),
        )
    return _tagged({tag_of(kind): kind for kind in real if isinstance(kind, type)})


def _tagged(kinds: Mapping[str, type]) -> _Codec:
    def encode(value: object) -> object:
        members = _codec(typing.cast("Hashable", type(value))).encode(value)
        return {"kind": tag_of(type(value)), **_checked(members, dict, "an object")}

    def decode(document: object) -> object:
        tag = _checked(document, dict, "an object").get("kind")
        if not isinstance(tag, str) or tag not in kinds:
            raise FieldError(f"is of kind {tag!r}.", remedy=f"Use one of: {', '.join(sorted(kinds))}.")
        return _codec(kinds[tag]).decode(document)

    return _Codec(encode=encode, decode=decode)


def _word(kind: type[enum.Enum]) -> _Codec:
    words = {str(member.value): member for member in kind}

    def decode(document: object) -> object:
        if not isinstance(document, str) or document not in words:
            raise FieldError(f"is {_shown(document)}.", remedy=f"Use one of: {', '.join(words)}.")
        return words[document]

    return _Codec(encode=lambda value: getattr(value, "value", value), decode=decode)


def _number(document: object) -> float:
    if isinstance(document, bool) or not isinstance(document, int | float):
        raise FieldError(f"is {_shown(document)}, not a number.", remedy="Give a number.")
    if not math.isfinite(document) or abs(document) > GREATEST_NUMBER:
        raise FieldError(f"is {document:g}.", remedy=f"Give a number within ±{GREATEST_NUMBER:g}.")
    return float(document)


def _whole(document: object) -> int:
    if isinstance(document, bool) or not isinstance(document, int) or abs(document) > GREATEST_NUMBER:
        raise FieldError(f"is {_shown(document)}, not a whole number.", remedy="Give a whole number.")
    return document


def _point(document: object) -> GeoPoint:
    place = _checked(document, list, "a position [longitude, latitude]")
    if len(place) != 2:
        raise FieldError(f"is {_shown(document)}.", remedy="Give a position as [longitude, latitude].")
    try:
        return GeoPoint(lat_deg=_number(place[1]), lon_deg=_number(place[0]))
    except PatrolError as error:
        raise FieldError(f"is {_shown(document)}: {error.problem}", remedy=error.remedy) from error


def _all_points(document: object) -> object:
    """Positions all at once, of which files hold hundreds of thousands; one by one to say what is wrong."""
    rows = _checked(document, list, "a list")
    if rows and all(_is_pair(row) for row in rows):
        lons_deg, lats_deg = np.array(rows).T
        if (np.abs(lats_deg) <= _LAT_DEG).all() and (np.abs(lons_deg) <= _LON_DEG).all():
            return geo_points(lats_deg, lons_deg)
    return tuple(_at(_point, row, number) for number, row in enumerate(rows))


def _is_pair(row: object) -> bool:
    return type(row) is list and len(row) == 2 and type(row[0]) is type(row[1]) is float


def _instant(document: object) -> Instant:
    try:
        return Instant.from_iso(_checked(document, str, "a time"))
    except (PatrolError, OverflowError) as error:
        raise FieldError(
            f"is {_shown(document)}, no time in UTC.", remedy="Write it like 2026-11-23T05:30:00Z."
        ) from error


def _day(document: object) -> date:
    try:
        return date.fromisoformat(_checked(document, str, "a date"))
    except ValueError as error:
        raise FieldError(f"is {_shown(document)}, no date.", remedy="Write it like 2026-11-23.") from error


def _time_of_day(document: object) -> time:
    text = _checked(document, str, "a time of day")
    try:
        moment = time.fromisoformat("00:00" if text == "24:00" else text)
    except ValueError as error:
        raise FieldError(
            f"is {_shown(document)}, no time of day.", remedy="Write it like 07:30, in UTC."
        ) from error
    if moment.tzinfo is not None:
        raise FieldError(
            f"is {_shown(document)}, with an offset from UTC.", remedy="Give it in UTC, without an offset."
        )
    return moment


def _drawn(document: object) -> DrawnLines:
    lines = []
    for number, line in enumerate(_checked(document, list, "a list of lines")):
        try:
            positions = np.array(_checked(line, list, "a list of positions"), dtype=np.float64)
        except ValueError:
            positions = np.empty(0)
        is_list = positions.ndim == 2 and positions.shape[1] == 2
        if not (is_list and (np.abs(positions) <= (180, 90)).all()):
            raise FieldError(
                f"[{number}] is {_shown(line)}.", remedy="Give positions as [longitude, latitude]."
            )
        lines.append(positions)
    return DrawnLines.of(lines)


def _of_drawn(value: object) -> object:
    return [line.tolist() for line in typing.cast("DrawnLines", value).lines()]


def _checked(document: object, kind: type[T], wanted: str) -> T:
    if not isinstance(document, kind):
        raise FieldError(f"is {_shown(document)}, not {wanted}.", remedy=f"Give {wanted}.")
    return document


def _shown(document: object) -> str:
    text = repr(document)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _listed(value: object) -> tuple[object, ...]:
    return typing.cast("tuple[object, ...]", value)


def _at(convert: Converter, item: object, number: int) -> object:
    try:
        return convert(item)
    except FieldError as error:
        error.trail.append(f"[{number}]")
        raise


def _as_is(kind: type, wanted: str) -> _Codec:
    return _Codec(encode=lambda value: value, decode=lambda document: _checked(document, kind, wanted))


def _of_point(value: object) -> object:
    point = typing.cast("GeoPoint", value)
    return [float(point.lon_deg), float(point.lat_deg)]


_SIMPLE: dict[object, _Codec] = {
    float: _Codec(encode=_number, decode=_number),
    int: _Codec(encode=_whole, decode=_whole),
    bool: _as_is(bool, "true or false"),
    str: _as_is(str, "text"),
    GeoPoint: _Codec(encode=_of_point, decode=_point),
    date: _Codec(encode=lambda value: typing.cast("date", value).isoformat(), decode=_day),
    time: _Codec(
        encode=lambda value: typing.cast("time", value).isoformat(timespec="minutes"), decode=_time_of_day
    ),
    DrawnLines: _Codec(encode=_of_drawn, decode=_drawn),
    Instant: _Codec(encode=lambda value: typing.cast("Instant", value).to_iso(), decode=_instant),
}
