"""Checks that values make of themselves when they are built."""

import math
from collections.abc import Hashable, Sequence

from planner.errors import BriefError
from planner.wording import counted


def require_between(value: float, *, name: str, low: float, high: float, unit: str = "") -> None:
    """Refuse a number that is not finite or not within `low` to `high` (both allowed).

    Raises:
        BriefError: names the field, its value and what is allowed.
    """
    if not (math.isfinite(value) and low <= value <= high):
        raise BriefError(
            f"{name} is {value:g}{_spaced(unit)}.",
            remedy=f"Give a number from {low:g} to {high:g}{_spaced(unit)}.",
        )


def require_positive(value: float, *, name: str, unit: str = "") -> None:
    """Refuse a number that is not finite or not above zero.

    Raises:
        BriefError: names the field and its value.
    """
    if not (math.isfinite(value) and value > 0):
        raise BriefError(
            f"{name} is {value:g}{_spaced(unit)}.", remedy=f"Give a number above 0{_spaced(unit)}."
        )


def require_name(value: str, *, name: str) -> None:
    """Refuse an empty identity or name.

    Raises:
        BriefError: names the field.
    """
    if not value.strip():
        raise BriefError(f"{name} is empty.", remedy="Give it a name.")


def require_rings(name: str, *rings: Sequence[Hashable]) -> None:
    """Refuse an outline without three different corners.

    Raises:
        BriefError: names what has it, and how many corners there are.
    """
    for ring in rings:
        if len(set(ring)) < 3:
            raise BriefError(
                f"The outline of {name} has {counted(len(set(ring)), 'different corner')}.",
                remedy="An outline needs at least three.",
            )


def _spaced(unit: str) -> str:
    return f" {unit}" if unit else ""
