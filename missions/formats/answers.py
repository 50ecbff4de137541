"""What reading and writing files answers: the thing itself, and what could not be carried over."""

from dataclasses import dataclass
from pathlib import Path

from missions.items import Mission
from planner.brief import PatrolBrief


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A brief with a file's contents added; `notes` say what was mended or left out."""

    brief: PatrolBrief
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedMission:
    """A mission from a file; `notes` say what was mended or left out."""

    mission: Mission
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Files written, in the order of the sorties; `notes` say what the format could not carry."""

    paths: tuple[Path, ...]
    notes: tuple[str, ...]
