"""Names of members that are damaged: one that nobody knows, where one of ours is missing.

A reader that passes over what it does not know would take the usual in its place, and say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from missions.feature_reading import DERIVED_ROLES
from missions.json_text import JsonObject
from missions.unknown_members import by_identity, is_derived

#: Members of ours that most patrols lack.
_MAY_LACK: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("vedette",): ("waivers",),
    ("vedette", "brief"): ("own_layers",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Misnamed:
    """A member that stands where one of ours belongs."""

    trail: tuple[str, ...]  # names of members from the root, as in `unknown_members`
    instead_of: str

    @property
    def words(self) -> str:
        """Where it stands, and what belongs there."""
        where = ".".join(self.trail[:-1]).replace(".[", "[")
        return f"{where} has {self.trail[-1][:40]!r} where {self.instead_of!r} belongs"


def misnamed_in(document: JsonObject, *, ours: JsonObject, by_looks: bool = True) -> tuple[Misnamed, ...]:
    """Members of `document` that stand where one is missing that our own writing of it has.

    Args:
        document: As it was read.
        ours: Our own writing of its contents.
        by_looks: Only such as look like what is missing; others may have written the rest.
    """
    found: list[Misnamed] = []
    _Comparison(found=found, by_looks=by_looks).see(by_identity(document), by_identity(ours), ())
    return tuple(found)


def is_nearly_ours(feature: object, *, roles: tuple[str, ...]) -> bool:
    """Whether a feature would be one of ours, with a role and an identity, but for a letter or two."""
    if not isinstance(feature, dict):
        return False
    properties = feature.get("properties", _meant(feature, "properties"))
    if not isinstance(properties, dict):
        return False
    role = properties.get("role", _meant(properties, "role"))
    if not isinstance(role, str) or not isinstance(properties.get("id", _meant(properties, "id")), str):
        return False
    is_whole = all(
        name in of for name, of in (("properties", feature), ("role", properties), ("id", properties))
    )
    is_known = role in roles or role in DERIVED_ROLES
    return role in roles if not is_whole else not is_known and any(_is_alike(role, one) for one in roles)


def _meant(members: JsonObject, ours: str) -> object:
    """What stands under a name that looks like ours; None: nothing does."""
    return next((value for name, value in members.items() if _is_alike(name, ours)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    found: list[Misnamed]
    by_looks: bool

    def see(self, theirs: object, mine: object, trail: tuple[str, ...]) -> None:
        """Compare two values; lists of numbers are passed over, for most of a patrol is positions."""
        if isinstance(theirs, dict) and isinstance(mine, dict):
            self._see_members(theirs, mine, trail)
        elif isinstance(theirs, list) and isinstance(mine, list) and len(theirs) == len(mine):
            for number, (each, known) in enumerate(zip(theirs, mine, strict=True)):
                if not isinstance(each, dict):
                    break
                self.see(each, known, (*trail, f"[{number}]"))

    def _see_members(self, theirs: JsonObject, mine: JsonObject, trail: tuple[str, ...]) -> None:
        for name, value in theirs.items():
            if name in mine and not is_derived((*trail, name)):
                self.see(value, mine[name], (*trail, name))
        if trail == ("features",):
            return  # each has a name of its own
        missing = [name for name in mine if name not in theirs]
        lacked = [name for name in _MAY_LACK.get(trail, ()) if name not in theirs]
        for name in (one for one in theirs if one not in mine):
            alike = [one for one in (*missing, *lacked) if _is_alike(name, one)]
            if alike or (missing and not self.by_looks):
                self.found.append(Misnamed(trail=(*trail, name), instead_of=(alike or missing)[0]))


def _is_alike(name: str, ours: str) -> bool:
    """As long as ours, and but for a letter or two the same: bytes go wrong, and do not come or go."""
    if len(name) != len(ours):
        return False
    wrong = sum(one != other for one, other in zip(name, ours, strict=True))
    return 0 < wrong <= max(1, len(ours) // 4)
