"""The vehicle's parameters: ArduPilot's names, types and defaults."""

import math
from dataclasses import dataclass
from pathlib import Path

from sitl.dialect import mavlink

_TYPES = {
    "i8": int(mavlink.MAV_PARAM_TYPE_INT8),
    "i16": int(mavlink.MAV_PARAM_TYPE_INT16),
    "i32": int(mavlink.MAV_PARAM_TYPE_INT32),
    "f32": int(mavlink.MAV_PARAM_TYPE_REAL32),
}
_BITS = {"i8": 8, "i16": 16, "i32": 32}
_TABLES = {"quadplane": ("plane", "quadplane")}  # later ones say what differs, and what is there besides
READ_ONLY = frozenset({"MIS_TOTAL", "FENCE_TOTAL", "RALLY_TOTAL", "STAT_BOOTCNT", "STAT_RUNTIME"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter as it goes over the wire."""

    name: str
    kind: str
    value: float
    index: int

    @property
    def mav_type(self) -> int:
        """MAV_PARAM_TYPE of the value."""
        return _TYPES[self.kind]


def load_defaults(vehicle: str = "copter") -> tuple[Parameter, ...]:
    """The table of defaults of a copter, a plane or a quadplane that comes with the package."""
    rows: dict[str, tuple[str, float]] = {}
    for table in _TABLES.get(vehicle, (vehicle,)):
        text = Path(__file__).with_name(f"{table}_defaults.txt").read_text(encoding="ascii")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, kind, value = line.split()
                rows[name] = (kind, float(value))
    return tuple(
        Parameter(name=name, kind=kind, value=value, index=index)
        for index, (name, (kind, value)) in enumerate(rows.items())
    )


class ParameterSet:
    """Names to values, in a fixed order, each value kept as its type can hold it."""

    def __init__(self, changes: dict[str, float] | None = None, *, vehicle: str = "copter") -> None:
        self._order = load_defaults(vehicle)
        self._kinds = {parameter.name: parameter for parameter in self._order}
        self._values = {parameter.name: parameter.value for parameter in self._order}
        for name, value in (changes or {}).items():
            self.force(name, value)

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def number(self, name: str) -> int:
        """A parameter that is a choice or a count."""
        return int(self._values[name])

    def set(self, name: str, value: float) -> bool:
        """Take a value from a ground station; returns whether it was taken."""
        if name not in self._values or name in READ_ONLY or not math.isfinite(value):
            return False
        return self.force(name, value)

    def force(self, name: str, value: float) -> bool:
        """Take a value, read-only ones too; KeyError when there is no such parameter."""
        kind = self._kinds[name].kind
        if kind in _BITS:
            half = 1 << (_BITS[kind] - 1)
            value = float(min(max(math.floor(abs(value) + 0.5) * math.copysign(1, value), -half), half - 1))
        self._values[name] = value
        return True

    def by_index(self, index: int) -> Parameter | None:
        """The parameter at a place in the list."""
        if not 0 <= index < len(self._order):
            return None
        return self.by_name(self._order[index].name)

    def by_name(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        row = self._kinds.get(name)
        if row is None:
            return None
        return Parameter(name=name, kind=row.kind, value=self._values[name], index=row.index)
