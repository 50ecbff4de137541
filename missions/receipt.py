"""What proves that a vehicle holds a mission, its fence and its rally points."""

from dataclasses import dataclass

from planner.times import Instant
from planner.wording import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReceipt:
    """The fence or the rally points of a package: sent, read back and equal."""

    item_count: int  # corners and circles of a fence, or rally points
    replaced_count: int  # what the vehicle held of them before, where that was another
    sha256: str  # of what was read back, in the form it is compared in


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterReceipt:
    """One parameter of a package: set where it was another, read back and equal."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An upload that was read back and compared.

    Items count from 1 as on the vehicle; `lane_of_item[i]` is the lane that item i + 1 belongs to,
    or None for items outside any lane.
    """

    system_id: int
    vehicle_type: str
    firmware: str | None
    uid: str | None  # of the board, where it tells
    at: Instant
    sortie_id: str
    plan_id: str
    item_count: int  # home not counted
    retries: int  # whole transfers that had to be repeated
    seconds_s: float
    verified: bool
    differences: tuple[str, ...]
    notes: tuple[str, ...]  # what the vehicle does not store, and what its parameters make of the package
    sha256: str  # of the mission as read back, in the form it is compared in
    lane_of_item: tuple[str | None, ...]
    fence: PartReceipt | None = None  # None: not sent, the vehicle keeps its own
    rally: PartReceipt | None = None
    parameters: tuple[ParameterReceipt, ...] | None = None  # None: none were set, the vehicle keeps its own
    backup: str | None = None  # file in which is kept what the vehicle held before

    @property
    def changed(self) -> tuple[ParameterReceipt, ...]:
        """The parameters that were another before."""
        return tuple(one for one in self.parameters or () if one.before != one.after)

    @property
    def beside(self) -> str:
        """What went with the mission, in words: "a fence of 12 items, 2 rally points in place of 3"."""
        fence = _part(self.fence, "no fence", "a fence of {}", noun="item")
        rally = _part(self.rally, "no rally points", "{}", noun="rally point")
        return ", ".join(filter(None, (fence, rally, self._set)))

    @property
    def _set(self) -> str:
        if self.parameters is None:
            return ""
        return f"{counted(len(self.parameters), 'parameter')}, {len(self.changed):,} of them changed"


def _part(part: PartReceipt | None, none: str, some: str, *, noun: str) -> str:
    if part is None:
        return ""
    what = some.format(counted(part.item_count, noun)) if part.item_count else none
    return f"{what} in place of {part.replaced_count:,}" if part.replaced_count else what
