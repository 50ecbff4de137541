"""check, info and convert of files that hold a mission and no patrol."""

import argparse
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from missions.errors import MissionFileError
from missions.expanded import references_of
from missions.formats import (
    ImportedMission,
    read_brief,
    read_mission,
    reader_for,
    write_brief,
    write_mission,
    writer_for,
)
from missions.mission_checks import MissionVerdict, check_mission
from missions.patrol_file import ENDING, open_patrol
from planner.brief import PatrolBrief
from planner.findings import blocks_upload
from planner.geodesy import path_length_m
from ui.commands.reporting import finding_members, say_distances, say_findings
from ui.console import Console


def holds_mission(path: Path) -> bool:
    """Whether a file is read as a mission."""
    return reader_for(path).read_mission is not None


def check_mission_file(given: argparse.Namespace, console: Console) -> MissionVerdict:
    """Check a mission, against the brief of `--brief` where one is named, and print what was found."""
    imported = _read(given.file, console)
    verdict = check_mission(imported.mission, _brief_of(given.brief))
    say_distances(verdict.distances, console)
    say_findings(verdict.findings, console)
    console.answer(
        {
            "findings": [finding_members(finding) for finding in verdict.findings],
            "distances": [asdict(each) for each in verdict.distances],
            "ending": verdict.flight.ending.value,
            "checked": not any(finding.code == "not-checkable" for finding in verdict.findings),
        }
    )
    return verdict


def mission_info(path: Path, console: Console) -> dict[str, object]:
    """Say what is in a mission file, and what its flight comes to."""
    imported = _read(path, console)
    mission = imported.mission
    verdict = check_mission(mission)
    places = tuple(item.point for item in mission.items if item.point is not None)
    length_m = path_length_m(places)
    flown_m = sum(leg.length_m for leg in verdict.flight.legs)
    apart = {"fence": len(mission.fence or ()), "rally": len(mission.rally or ())}
    heights = [reference.value for reference in references_of(verdict.flight)]
    console.say(f"{len(mission.items)} mission items, {length_m / 1000:.2f} km through their positions.")
    console.say(
        f"Flown: {flown_m / 1000:.2f} km in {verdict.flight.duration_s / 60:.0f} min; it "
        f"{verdict.flight.ending.value}. Heights are above {', '.join(heights) or 'nothing'}."
    )
    console.say(f"{apart['fence']} fence items, {apart['rally']} rally points.")
    say_findings(verdict.findings, console)
    return {
        "items": len(mission.items),
        "length_m": length_m,
        "flown_m": flown_m,
        "duration_s": verdict.flight.duration_s,
        "ending": verdict.flight.ending.value,
        "heights": heights,
        **apart,
        "levels": Counter(finding.level.value for finding in verdict.findings),
        "blocked": blocks_upload(verdict.findings),
    }


def convert_mission(given: argparse.Namespace, console: Console) -> None:
    """A mission as another, or its ground as a brief where the other format holds no mission."""
    if given.editable:
        raise MissionFileError(
            f"{given.input.name} is a mission: which of its items are lanes is not in it.",
            remedy="Leave --editable out, or name a saved patrol.",
        )
    if writer_for(given.output).write_mission is None and reader_for(given.input).read_brief is not None:
        imported = read_brief(given.input, PatrolBrief(name=given.input.stem))
        notes, written = imported.notes, write_brief(imported.brief, given.output)
    else:
        read = read_mission(given.input)
        notes, written = read.notes, write_mission(read.mission, given.output)
    said = [*notes, *written.notes]
    for path in written.paths:
        console.say(f"Wrote {path}.")
    for note in said:
        console.say(note)
    console.answer({"files": [str(path) for path in written.paths], "notes": said})


def _read(path: Path, console: Console) -> ImportedMission:
    imported = read_mission(path)
    for note in imported.notes:
        console.say(note)
    return imported


def _brief_of(path: Path | None) -> PatrolBrief | None:
    if path is None:
        return None
    if path.suffix.lower() == ENDING:
        return open_patrol(path).brief
    return read_brief(path, PatrolBrief(name=path.stem)).brief
