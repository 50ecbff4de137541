"""What the checks say about a plan, as data."""

from dataclasses import dataclass
from enum import Enum

from planner.geodesy import GeoPoint

#: Code of the note that says which way an aircraft takes off; `measured` is that bearing, true.
TAKE_OFF_HEADING = "take-off-heading"


class Level(Enum):
    """How much a finding weighs: an error blocks upload, a warning can be waived, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class RallyPoint:
    """A rally point that would help, and how far off RTL must still go there."""

    at: GeoPoint
    limit_m: float | None = None  # ArduPilot's RALLY_LIMIT_KM, where the vehicle's own is too short


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing noticed, stable so that a waiver can bind to it.

    `code` is a short fixed word such as `leg-outside`; `subject` the identity of the leg, sortie, area
    or aircraft it is about; `measured` and `limit` carry the unit of the code (metres unless the
    message says otherwise).
    """

    code: str
    level: Level
    subject: str
    message: str
    remedy: str
    at: GeoPoint | None = None
    measured: float | None = None
    limit: float | None = None
    rally: RallyPoint | None = None  # that puts it right, or part of it


def blocks_upload(findings: tuple[Finding, ...]) -> bool:
    """Whether the plan these findings are about must not be sent to a vehicle."""
    return any(finding.level is Level.ERROR for finding in findings)
