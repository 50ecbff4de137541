"""plan, check, info, convert: from file to file."""

import argparse
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from missions.errors import MissionFileError
from missions.formats import Written, has_layers, read_brief, write_brief, write_plan, writer_for
from missions.own_layers import sources_news
from missions.patrol_file import ENDING, Patrol, open_patrol, save_patrol
from missions.recovery import recover_patrol
from missions.waivers import waived
from planner.brief import PatrolBrief
from planner.figures import figures_of
from planner.findings import Finding, Level, blocks_upload
from planner.fleet import Aircraft
from planner.judge.checks import Verdict, check_plan
from planner.plan import plan_patrol
from planner.route import PatrolPlan
from planner.times import Instant
from planner.wording import counted
from ui.commands.arguments import own_wish
from ui.commands.briefing import default_fleet, with_settings
from ui.commands.measures import Stopwatch, peak_rss_mb
from ui.commands.missions import check_mission_file, convert_mission, holds_mission, mission_info
from ui.commands.own_data import own_data_info
from ui.commands.reporting import (
    finding_members,
    margin_members,
    plan_lines,
    say_distances,
    say_findings,
    say_margins,
)
from ui.commands.zones import packages_of, zone_lines, zone_members
from ui.console import Console


def run_plan(given: argparse.Namespace, console: Console) -> int:
    """Plan an area and write the plan."""
    writer_for(given.out)
    patrol = _patrol_of(given, given.area, console, aircraft=default_fleet(given.aircraft))
    brief = with_settings(patrol.brief, given)
    watch = Stopwatch()
    plan = plan_patrol(brief, progress=console.progress)
    took = {"elapsed_s": watch.elapsed_s(), "cpu_s": watch.cpu_s(), "peak_rss_mb": peak_rss_mb()}
    _say_written(_write(replace(patrol, brief=brief, plan=plan), given.out, editable=given.editable), console)
    figures = figures_of(plan)
    for line in plan_lines(figures):
        console.say(line)
    say_distances(plan.distances[:1], console)
    say_margins(sorted(plan.margins, key=lambda each: each.left_share)[:1], console)
    say_findings(plan.findings, console)
    findings = [finding_members(finding) for finding in plan.findings]
    distances = [asdict(each) for each in plan.distances]
    console.answer(
        {
            **asdict(figures),
            "standoff_m": plan.standoff_m,
            "findings": findings,
            "distances": distances,
            "margins": [margin_members(each) for each in plan.margins],
            **took,
        }
    )
    return _verdict(plan.findings, console)


def run_check(given: argparse.Namespace, console: Console) -> int:
    """Print what the safety checker finds in a plan, or in a mission; an area is planned first."""
    if holds_mission(given.file):
        return _verdict(check_mission_file(given, console).findings, console)
    if given.brief is not None:
        raise MissionFileError(
            f"{given.file.name} is no mission to hold against {given.brief.name}.",
            remedy="Leave --brief out, or name a .plan or .waypoints file.",
        )
    patrol = _patrol_of(given, given.file, console)
    if patrol.plan_is_stale:
        console.say("The plan is of an earlier brief: it is checked as it was planned.")
    plan = patrol.plan or plan_patrol(patrol.brief, progress=console.progress)
    verdict = check_plan(plan)
    findings = _with_mended(plan, verdict)
    say_distances(verdict.distances, console)
    say_margins(verdict.margins, console)
    if not findings:
        console.say("No findings.")
    answered = waived(findings, plan, patrol.waivers, now=Instant(utc=datetime.now(UTC)))
    say_findings(findings, console, answered)
    console.answer(
        {
            "findings": [finding_members(finding, answered.get(finding)) for finding in findings],
            "distances": [asdict(each) for each in verdict.distances],
            "margins": [margin_members(each) for each in verdict.margins],
        }
    )
    return _verdict(findings, console)


def run_info(given: argparse.Namespace, console: Console) -> int:
    """Say what is in a file."""
    if given.recover:
        patrol, lost = _read_patrol(given, given.file, ())
        answer = _patrol_info(patrol, console) | {"lost": lost}
        console.say(f"{counted(len(lost), 'part')} could not be recovered.")
        for one in lost:
            console.say(one)
    elif holds_mission(given.file):
        answer = mission_info(given.file, console)
    elif has_layers(given.file):
        answer = own_data_info(given.file, own_wish(given), console)
    else:
        answer = _patrol_info(_patrol_of(given, given.file, console), console)
    console.answer(answer)
    return 0


def run_convert(given: argparse.Namespace, console: Console) -> int:
    """Any readable file to any writable one."""
    if not given.recover and holds_mission(given.input):
        convert_mission(given, console)
        return 0
    _require_another(given)
    patrol, notes = _read_patrol(given, given.input, ())
    written = _write(patrol, given.output, editable=given.editable)
    for note in notes:
        console.say(note)
    _say_written(written, console)
    console.answer({"files": [str(path) for path in written.paths], "notes": [*notes, *written.notes]})
    return 0


def _verdict(findings: tuple[Finding, ...], console: Console) -> int:
    if not blocks_upload(findings):
        return 0
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    console.warn(
        f"vedette: {len(errors)} error(s) block the upload; the first: {errors[0].message} {errors[0].remedy}"
    )
    return 1


def _write(patrol: Patrol, path: Path, *, editable: bool) -> Written:
    """A patrol in the format of the file's ending; only a saved patrol holds its uploads and flights."""
    if path.suffix.lower() == ENDING:
        save_patrol(patrol, path)
        return Written(paths=(path,), notes=())
    if patrol.plan is None:
        return write_brief(patrol.brief, path)
    written = write_plan(patrol.plan, path, editable=editable)
    notes = [*written.notes]
    if patrol.plan_is_stale:
        notes.append("The plan is of an earlier brief: that one is written with it.")
    if patrol.receipts or patrol.flights:
        record = f"{len(patrol.receipts)} upload(s) and {len(patrol.flights)} flight(s)"
        notes.append(f"The record of {record} stays in the saved patrol.")
    return replace(written, notes=tuple(notes))


def _patrol_of(
    given: argparse.Namespace, path: Path, console: Console, *, aircraft: tuple[Aircraft, ...] = ()
) -> Patrol:
    patrol, notes = _read_patrol(given, path, aircraft)
    for note in notes:
        console.say(note)
    return patrol


def _read_patrol(
    given: argparse.Namespace, path: Path, aircraft: tuple[Aircraft, ...]
) -> tuple[Patrol, tuple[str, ...]]:
    if given.recover:
        recovery = recover_patrol(path)
        return recovery.patrol, recovery.lost
    if path.suffix.lower() == ENDING:
        patrol = open_patrol(path)
        return patrol, tuple(news.text for news in sources_news(patrol.brief))
    imported = read_brief(path, PatrolBrief(name=path.stem, aircraft=aircraft), own_wish(given))
    return Patrol(brief=imported.brief), imported.notes


def _require_another(given: argparse.Namespace) -> None:
    """A damaged file is never written over: it may hold more than was read."""
    if given.recover and given.input.resolve() == given.output.resolve():
        raise MissionFileError(
            f"{given.output} is the damaged file itself.", remedy="Write what is recovered to another one."
        )


def _with_mended(plan: PatrolPlan, verdict: Verdict) -> tuple[Finding, ...]:
    """What the checks find now, and what was noticed when the areas were mended."""
    mended = (finding for finding in plan.findings if finding.code == "area-mended")
    return (*mended, *verdict.findings)


def _patrol_info(patrol: Patrol, console: Console) -> dict[str, object]:
    today, sent = datetime.now(UTC).date(), packages_of(patrol)
    for line in (*_brief_lines(patrol.brief), *zone_lines(patrol.brief, sent, today=today)):
        console.say(line)
    console.say(f"{len(patrol.receipts)} upload(s) and {len(patrol.flights)} flight(s) are on record.")
    answer: dict[str, object] = {
        "name": patrol.brief.name,
        "areas": len(patrol.brief.areas),
        "exclusions": len(patrol.brief.exclusions),
        "zones": zone_members(patrol.brief, sent),
        "aircraft": len(patrol.brief.aircraft),
        "receipts": len(patrol.receipts),
        "flights": len(patrol.flights),
        "plan": None,
    }
    if patrol.plan is None:
        return answer
    figures, findings = figures_of(patrol.plan), _with_mended(patrol.plan, check_plan(patrol.plan))
    for line in plan_lines(figures):
        console.say(line)
    say_findings(findings, console)
    answer["plan"] = {**asdict(figures), "stale": patrol.plan_is_stale}
    answer["findings"] = [finding_members(finding) for finding in findings]
    return answer


def _brief_lines(brief: PatrolBrief) -> list[str]:
    settings = brief.settings
    counts = (
        (len(brief.areas), "area(s)"),
        (len(brief.exclusions), "exclusion(s)"),
        (len(brief.zones), "zone(s)"),
        (len(brief.territories), "territory part(s)"),
        (len(brief.lines), "line(s)"),
        (len(brief.own_layers), "layer(s) of own files"),
        (len(brief.aircraft), "aircraft"),
    )
    swath_m = settings.footprint.swath_width_m
    return [
        f"{brief.name}: {', '.join(f'{count} {what}' for count, what in counts)}.",
        f"{settings.height}, {settings.ground_speed_mps:g} m/s, swath {swath_m:.0f} m.",
    ]


def _say_written(written: Written, console: Console) -> None:
    for path in written.paths:
        console.say(f"Wrote {path}.")
    for note in written.notes:
        console.say(note)
