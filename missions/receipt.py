"""What proves that a vehicle holds a mission."""

from dataclasses import dataclass

from planner.times import Instant


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
    retries: int  # whole uploads that had to be repeated
    seconds_s: float
    verified: bool
    differences: tuple[str, ...]
    notes: tuple[str, ...]  # what the vehicle does not store, and what could not be compared
    sha256: str  # of what was read back, in the form it is compared in
    lane_of_item: tuple[str | None, ...]
