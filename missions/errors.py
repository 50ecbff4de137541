"""What can go wrong with files and vehicles."""

from pathlib import Path

from planner.errors import BriefError, PatrolError


class MissionFileError(PatrolError):
    """A file is not what it should be, or cannot hold what it is given; names file, field and value."""


class NoGroundError(MissionFileError):
    """A file holds a mission, and neither an area nor a limit that a brief could take."""


class StorageError(PatrolError):
    """The disk or its permissions refused: full, read-only, gone. What was there before is still there."""


class LinkError(PatrolError):
    """There is no vehicle to talk to, or it stopped answering, or it refused a command with its reason."""


class AddressError(LinkError):
    """The text is no address of a vehicle."""


class SeveralVehiclesError(LinkError):
    """Several vehicles are heard at one address, and none was named.

    Attributes:
        system_ids: Theirs.
    """

    def __init__(self, problem: str, *, remedy: str, system_ids: tuple[int, ...]) -> None:
        super().__init__(problem, remedy=remedy)
        self.system_ids = system_ids


class UploadError(PatrolError):
    """A transfer did not verify; the message says what the vehicle holds now, or that this is not known.

    Attributes:
        backup: Where what it held before is kept; None: nothing was sent, or nothing was kept.
    """

    def __init__(self, problem: str, *, remedy: str, backup: Path | None = None) -> None:
        super().__init__(problem, remedy=remedy)
        self.backup = backup


class LineError(BriefError):
    """Two points cannot be joined along a line: they are one, too far apart, or on lines that do not meet."""
