"""Names of files to write. A dialog asks about the one that was typed, not about others that are replaced."""

from collections.abc import Iterable
from pathlib import Path

from planner.wording import listed


def with_ending(name: str, row: str) -> Path:
    """A file's name as it was typed, else with the first ending of the format that was chosen.

    Args:
        name: As the operator typed it.
        row: Of the dialog's formats: "KML (*.kml)" means .kml.
    """
    ending = row.rpartition("(*")[2].rstrip(")").split(" ")[0]
    return Path(name) if Path(name).suffix else Path(f"{name}{ending}")


def unasked(replaced: Iterable[Path], agreed: Path | None) -> str:
    """Which files would be replaced that nobody agreed to, in a sentence; empty: none."""
    names = [path.name for path in replaced if path != agreed]
    if not names:
        return ""
    are, them = ("are", "them") if len(names) > 1 else ("is", "it")
    return f"{listed(names)} {are} there already: writing replaces {them}."


def file_name(text: str) -> str:
    """A patrol's name, as a file may be called everywhere."""
    kept = "".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in text)
    return kept.strip() or "patrol"
