"""A report of flights in words and in JSON."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from missions.report import FlightReport
from missions.value_codec import to_json
from missions.waivers import Waiver
from planner.figures import PlanFigures
from planner.findings import Finding
from planner.route import HomeMargin, LimitDistance
from ui.console import Console


def plan_lines(figures: PlanFigures) -> list[str]:
    """A plan's figures for people."""
    flown = f"{figures.path_m / 1000:.1f} km, {figures.duration_s / 60:.0f} min in the air"
    return [
        f"{figures.lanes} lanes in {figures.sorties} sortie(s): {flown}, {figures.turns} turns.",
        f"{figures.deadhead_share:.0%} of that time, {figures.deadhead_m / 1000:.1f} km, sees no new ground.",
        f"Done {figures.makespan_s / 60:.0f} min after the first take-off, battery changes included.",
        f"{figures.covered_share:.2%} of {figures.area_m2 / 1e6:.2f} km² is seen from the lanes.",
        f"{figures.outside_m:.1f} m outside the area; {figures.limit_violation_m:.1f} m across limits.",
    ]


def report_lines(report: FlightReport) -> list[str]:
    """Planned against flown for people."""
    lines = [
        f"Sortie {sortie.sortie_id}: {sortie.ended}; planned {_way(sortie.planned_m, sortie.planned_s)}, "
        f"flown {_way(sortie.flown_m, sortie.flown_s)}."
        for sortie in report.sorties
    ]
    lines.append(f"Seen: {report.seen_share:.2%} of the area. Outside it: {report.outside_m:.1f} m.")
    if report.least_distance_to_limit_m is None:
        lines.append("The patrol has no limits to keep away from.")
    else:
        lines.append(f"Least distance to the limits: {report.least_distance_to_limit_m:.0f} m.")
    return lines


def picture_lines(report: FlightReport) -> list[str]:
    """The same in few words, for the card on a map picture."""
    lines = [
        f"Planned {report.planned_m / 1000:.1f} km, {report.planned_s / 60:.0f} min",
        f"Flown {report.flown_m / 1000:.1f} km, {report.flown_s / 60:.0f} min",
        f"{_floored(report.seen_share)} seen, {report.outside_m:.0f} m outside",
    ]
    if report.least_distance_to_limit_m is not None:
        lines.append(f"{report.least_distance_to_limit_m:.0f} m from the limits at least")
    return lines


def report_members(report: FlightReport) -> dict[str, object]:
    """Planned against flown for scripts."""
    return {
        "planned_m": report.planned_m,
        "flown_m": report.flown_m,
        "planned_s": report.planned_s,
        "flown_s": report.flown_s,
        "seen_share": report.seen_share,
        "outside_m": report.outside_m,
        "least_distance_to_limit_m": report.least_distance_to_limit_m,
        "sorties": [asdict(sortie) for sortie in report.sorties],
    }


def _floored(share: float) -> str:
    """Per cent with two decimals, never more than there is."""
    return f"{math.floor(share * 10_000) / 100:.2f}%"


def _way(length_m: float, time_s: float) -> str:
    return f"{length_m / 1000:.2f} km in {time_s / 60:.1f} min"


def say_findings(
    findings: tuple[Finding, ...], console: Console, waived: Mapping[Finding, Waiver] | None = None
) -> None:
    """One line a finding, and what to do, or who answers for it."""
    for finding in findings:
        if waived and finding in waived:
            words = waived[finding].words
            console.say(f"waived {finding.level.value}: [{finding.code}] {finding.message} {words}")
            continue
        console.say(f"{finding.level.value}: [{finding.code}] {finding.message} {finding.remedy}")


def say_distances(distances: Sequence[LimitDistance], console: Console) -> None:
    """One line a limit, the tightest first: how near what is flown comes, and every way home."""
    for each in distances:
        home = "" if each.returns_m is None else f", ways home {each.returns_m:,.0f} m"
        straight = "" if each.rtl_m is None else f", a straight RTL {each.rtl_m:,.0f} m"
        console.say(
            f"From the {each.what}: flown {each.flown_m:,.0f} m{home}{straight} at least; "
            f"{each.kept_m:,.0f} m are to be kept."
        )


def say_margins(margins: Sequence[HomeMargin], console: Console) -> None:
    """One line a sortie: where turning back leaves least, and how early that must be."""
    for each in margins:
        away = "no way home" if each.home_s is None else f"{each.home_s / 60:.1f} min from home"
        console.say(
            f"Sortie {each.sortie_id}: its tightest place, {each.flown_s / 60:.1f} min out and {away}, "
            f"leaves {each.left_share:.0%} of the battery. Turned back with {each.failsafe_share:.0%} left "
            "it comes home from anywhere with its reserve."
        )


def finding_members(finding: Finding, waiver: Waiver | None = None) -> dict[str, object]:
    """A finding for scripts, with who answers for it."""
    at = finding.at
    return {
        "level": finding.level.value,
        "code": finding.code,
        "subject": finding.subject,
        "message": finding.message,
        "remedy": finding.remedy,
        "at": [at.lon_deg, at.lat_deg] if at is not None else None,
        "measured": finding.measured,
        "limit": finding.limit,
        "waiver": to_json(waiver) if waiver is not None else None,
    }


def margin_members(margin: HomeMargin) -> dict[str, object]:
    """What is left after going home, for scripts."""
    return {**asdict(margin), "at": [margin.at.lon_deg, margin.at.lat_deg]}
