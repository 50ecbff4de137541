"""JSON Schemas of our values, led by the same type annotations as their JSON (`value_codec.py`).

What a field means is read where it is written: the value's docstring, and the comment behind the field.
"""

import dataclasses
import enum
import inspect
import io
import re
import tokenize
import types
import typing
from collections.abc import Hashable, Iterable
from datetime import date, time

from missions.json_text import GREATEST_NUMBER, JsonObject
from missions.value_codec import tag_of
from planner.geodesy import GeoPoint
from planner.own_layers import DrawnLines
from planner.times import Instant

#: Units that end a field's name, as the schema spells them out; the longest ending comes first.
UNITS = {
    "_mps2": "m/s²",
    "_mps3": "m/s³",
    "_mps": "m/s",
    "_m2": "m²",
    "_deg": "degrees",
    "_wh": "Wh",
    "_utc": "UTC",
    "_w": "W",
    "_v": "V",
    "_s": "s",
    "_m": "m",
}

_SIMPLE: dict[object, JsonObject] = {
    float: {"type": "number", "minimum": -GREATEST_NUMBER, "maximum": GREATEST_NUMBER},
    int: {"type": "integer", "minimum": -GREATEST_NUMBER, "maximum": GREATEST_NUMBER},
    bool: {"type": "boolean"},
    str: {"type": "string"},
    date: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    time: {"type": "string", "pattern": r"^\d{2}:\d{2}$", "description": "A time of day in UTC."},
}
_POSITION: JsonObject = {
    "description": "A place on Earth (WGS84): longitude, latitude, in degrees.",
    "type": "array",
    "prefixItems": [
        {"type": "number", "minimum": -180, "maximum": 180},
        {"type": "number", "minimum": -90, "maximum": 90},
    ],
    "minItems": 2,
    "maxItems": 2,
}
_INSTANT: JsonObject = {
    "description": "A moment in UTC, ISO 8601 ending in Z.",
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z$",
}
_NAMED: dict[object, tuple[str, JsonObject]] = {
    GeoPoint: ("position", _POSITION),
    Instant: ("instant", _INSTANT),
}


class Definitions:
    """Collects the schemas of the types that a document refers to, each once."""

    def __init__(self) -> None:
        self.by_name: dict[str, JsonObject] = {}

    def schema_of(self, kind: Hashable) -> JsonObject:
        """The schema of a type that `to_json` can write, by reference where it has a name."""
        if kind in _SIMPLE:
            return dict(_SIMPLE[kind])
        if kind in _NAMED:
            name, schema = _NAMED[kind]
            return self.put(name, schema)
        if isinstance(kind, type):
            return self._class(kind)
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin is tuple:
            return self._tuple(arguments)
        if origin in (types.UnionType, typing.Union):
            return self._choice(arguments)
        raise TypeError(f"no schema for {kind!r}")

    def put(self, name: str, schema: JsonObject) -> JsonObject:
        """Keep a schema under a name of its own, and refer to it."""
        if self.by_name.setdefault(name, schema) != schema:
            raise TypeError(f"two schemas are called {name}")
        return {"$ref": f"#/$defs/{name}"}

    def members(self, kind: type, *, apart: Iterable[str] = ()) -> JsonObject:
        """The schema of a value's JSON object, but for some of its members; unknown ones are allowed."""
        hints, said, left_out = typing.get_type_hints(kind), comments_of(kind), set(apart)
        fields = [field for field in dataclasses.fields(kind) if field.name not in left_out]
        properties: JsonObject = {
            field.name: self.schema_of(hints[field.name]) | _described(field.name, said.get(field.name, ""))
            for field in fields
        }
        required = [
            field.name
            for field in fields
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        ]
        schema: JsonObject = {
            "description": _said_of(kind),
            "type": "object",
            "properties": properties,
        }
        return schema | ({"required": required} if required else {})

    def _class(self, kind: type) -> JsonObject:
        name = tag_of(kind)
        if issubclass(kind, enum.Enum):
            words = [str(member.value) for member in kind]
            return self.put(name, {"description": _said_of(kind), "enum": words})
        if kind is DrawnLines:
            return {"type": "array", "items": {"type": "array", "items": self.schema_of(GeoPoint)}}
        if not dataclasses.is_dataclass(kind):
            raise TypeError(f"no schema for {kind!r}")
        if name not in self.by_name:
            self.by_name[name] = {}  # a value that holds its own kind refers to it
            self.by_name[name] = self.members(kind)
        return {"$ref": f"#/$defs/{name}"}

    def _tuple(self, arguments: tuple[Hashable, ...]) -> JsonObject:
        if arguments[1:] == (Ellipsis,):
            return {"type": "array", "items": self.schema_of(arguments[0])}
        return {
            "type": "array",
            "prefixItems": [self.schema_of(one) for one in arguments],
            "minItems": len(arguments),
            "maxItems": len(arguments),
        }

    def _choice(self, kinds: tuple[Hashable, ...]) -> JsonObject:
        none: tuple[JsonObject, ...] = ({"type": "null"},) if any(map(_is_none, kinds)) else ()
        real = [kind for kind in kinds if not _is_none(kind)]
        if len(real) == 1:
            return {"anyOf": [self.schema_of(real[0]), *none]}
        return {"anyOf": [*(self._tagged(kind) for kind in real), *none]}

    def _tagged(self, kind: Hashable) -> JsonObject:
        if not isinstance(kind, type):
            raise TypeError(f"no tag for {kind!r}")
        tag: JsonObject = {"properties": {"kind": {"const": tag_of(kind)}}, "required": ["kind"]}
        return {"allOf": [self.schema_of(kind), tag]}


def comments_of(kind: type) -> dict[str, str]:
    """What is said of each field of a value class, by the comment at the end of its line."""
    said: dict[str, str] = {}
    source = inspect.cleandoc(inspect.getsource(kind))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        field = re.match(r"    (\w+):", token.line)
        if token.type == tokenize.COMMENT and field:
            said.setdefault(field[1], token.string.lstrip("# ").strip())
    return said


def _described(name: str, comment: str) -> JsonObject:
    unit = next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "")
    description = "; ".join(filter(None, (comment, f"in {unit}" if unit else "")))
    return {"description": f"{description[0].upper()}{description[1:]}."} if description else {}


def _is_none(kind: object) -> bool:
    return kind is types.NoneType


def _said_of(kind: type) -> str:
    first, _, _ = (inspect.getdoc(kind) or "").partition("\n\n")
    return " ".join(first.split())
