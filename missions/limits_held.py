"""The derived limits of a brief: put there as zones or lines, found again, taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from missions.atlas import Atlas
from missions.derived_limits import DerivedLimit
from planner.brief import GroundLine, LineKind, PatrolBrief
from planner.geodesy import GeoPoint
from planner.zones import NOT_THE_LEGAL_LIMIT, Zone, ZoneOrigin


class LimitUse(Enum):
    """What a derived limit is to a patrol."""

    LINE = "line to look at"
    ZONE = "zone to keep out of"
    BORDER = "border never to cross"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitHeld:
    """What a brief holds of one derived limit."""

    name: str
    use: LimitUse
    source: str
    accuracy_m: float | None
    zones: tuple[Zone, ...] = ()
    lines: tuple[GroundLine, ...] = ()

    @property
    def title(self) -> str:
        """Its name without the label, for lists whose heading is the label."""
        return self.name.removesuffix(f" ({NOT_THE_LEGAL_LIMIT})")

    @property
    def points(self) -> tuple[GeoPoint, ...]:
        """Where it lies."""
        rings = (*(zone.shape.corners for zone in self.zones), *(line.path for line in self.lines))
        return tuple(point for ring in rings for point in ring)


#: States that come so near are offered before the others.
_NEAR_M = 100_000.0


def states_offered(atlas: Atlas, at: GeoPoint | None) -> tuple[tuple[str, str], ...]:
    """Codes and names of all states: those near a place first, nearest first, the others by name."""
    names = atlas.state_names()
    near = () if at is None else atlas.states_near(at, reach_m=_NEAR_M)
    first = dict.fromkeys(each.facts.code for each in near)
    rest = sorted((code for code in names if code not in first), key=lambda code: (names[code], code))
    return tuple((code, names[code]) for code in (*first, *rest))


def with_limit(brief: PatrolBrief, derived: DerivedLimit, use: LimitUse, *, prefix: str) -> PatrolBrief:
    """The brief with a derived limit; identities begin with the prefix.

    What it held of the same limit to the same use is replaced.
    """
    label = f"{derived.name} ({NOT_THE_LEGAL_LIMIT})"
    before = next((one for one in limits_in(brief) if one.name == label and one.use is use), None)
    kept = brief if before is None else without_limit(brief, before)
    if use is LimitUse.ZONE:
        return replace(kept, zones=(*kept.zones, *derived.zones(prefix=_free(kept, prefix))))
    kind = LineKind.BORDER if use is LimitUse.BORDER else LineKind.LINE
    return replace(kept, lines=(*kept.lines, *derived.lines(prefix=_free(kept, prefix), kind=kind)))


def limits_in(brief: PatrolBrief) -> tuple[LimitHeld, ...]:
    """The derived limits of a brief, in its order, each with all its parts."""
    found: dict[tuple[str, LimitUse], LimitHeld] = {}
    for part in _parts(brief):
        known = found.get((part.name, part.use), replace(part, zones=(), lines=()))
        found[part.name, part.use] = replace(
            known, zones=(*known.zones, *part.zones), lines=(*known.lines, *part.lines)
        )
    return tuple(found.values())


def without_limit(brief: PatrolBrief, limit: LimitHeld) -> PatrolBrief:
    """The brief without a limit that it held."""
    zone_ids = {zone.zone_id for zone in limit.zones}
    line_ids = {line.line_id for line in limit.lines}
    return replace(
        brief,
        zones=tuple(zone for zone in brief.zones if zone.zone_id not in zone_ids),
        lines=tuple(line for line in brief.lines if line.line_id not in line_ids),
    )


def is_derived(line: GroundLine) -> bool:
    """Whether a line is a derived limit: it says so in its name, wherever it is kept."""
    return line.name.endswith(f"({NOT_THE_LEGAL_LIMIT})")


def _parts(brief: PatrolBrief) -> Iterator[LimitHeld]:
    for zone in brief.zones:
        if zone.origin is ZoneOrigin.DERIVED:
            yield LimitHeld(
                name=f"{zone.title} ({NOT_THE_LEGAL_LIMIT})",
                use=LimitUse.ZONE,
                source=zone.source,
                accuracy_m=zone.accuracy_m,
                zones=(zone,),
            )
    for line in brief.lines:
        if is_derived(line):
            yield LimitHeld(
                name=line.name,
                use=LimitUse.BORDER if line.kind is LineKind.BORDER else LimitUse.LINE,
                source=line.source,
                accuracy_m=line.accuracy_m,
                lines=(line,),
            )


def _free(brief: PatrolBrief, prefix: str) -> str:
    """The prefix, or the first one like it by which nothing goes."""
    taken = {*(zone.zone_id for zone in brief.zones), *(line.line_id for line in brief.lines)}
    tries = (prefix if number == 1 else f"{prefix}.{number}" for number in range(1, len(taken) + 2))
    return next(each for each in tries if not any(name.startswith(f"{each}-") for name in taken))
