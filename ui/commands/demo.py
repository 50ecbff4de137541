"""demo: the main job on a sample coast, headless: plan, upload, verify, fly, report."""

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from missions.examples import sample_path
from missions.flight import Flight
from missions.formats import write_plan
from missions.items import Mission
from missions.package import compile_package
from missions.patrol_file import Patrol, open_patrol, save_patrol
from missions.receipt import Receipt
from missions.report import FlightReport, report_flights
from missions.storage import write_bytes
from planner.figures import figures_of
from planner.findings import blocks_upload
from planner.plan import plan_patrol
from planner.route import PatrolPlan
from ui.commands.linking import linked
from ui.commands.measures import Stopwatch
from ui.commands.reporting import (
    picture_lines,
    plan_lines,
    report_lines,
    report_members,
    say_findings,
)
from ui.commands.sorties import require_sound
from ui.commands.vehicle import follow, send
from ui.console import Console
from ui.sitl_process import simulated_vehicle

#: As fast as the simulated vehicle keeps its steps on two busy cores.
SPEED_UP = 50

#: Two vehicles at that speed keep time on two cores.
_AT_A_TIME = 2

_PICTURE_PX = (1600, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flown:
    mission: Mission
    receipt: Receipt
    flight: Flight


def run_demo(given: argparse.Namespace, console: Console) -> int:
    """Plan the sample, fly every sortie of it on simulated vehicles, and report."""
    watch = Stopwatch()
    out: Path = given.out
    plan = plan_patrol(open_patrol(sample_path()).brief, progress=console.progress)
    for line in plan_lines(figures_of(plan)):
        console.say(line)
    say_findings(plan.findings, console)
    require_sound(plan)
    flown = _fly_all(plan, console)
    flights = tuple(one.flight for one in flown)
    report = report_flights(plan, flights, {one.mission.sortie_id: one.mission for one in flown})
    for line in report_lines(report):
        console.say(line)
    members = _members(plan, flown, report, watch)
    receipts = tuple(one.receipt for one in flown)
    patrol = Patrol(brief=plan.brief, plan=plan, receipts=receipts, flights=flights)
    _write(out, patrol, members, report)
    console.say(f"Mission files, map picture and report are in {out}.")
    console.answer(members)
    good = members["verified"] and all(flight.complete for flight in flights)
    return 0 if good and not blocks_upload(plan.findings) else 1


def _fly_all(plan: PatrolPlan, console: Console) -> list[_Flown]:
    """All sorties, each on a simulated vehicle of its own with a full battery; a few of them at a time."""
    missions = [compile_package(plan, sortie) for sortie in plan.sorties]
    with ThreadPoolExecutor(max_workers=_AT_A_TIME) as crews:
        return list(crews.map(lambda mission: _fly(plan, mission, console), missions))


def _fly(plan: PatrolPlan, mission: Mission, console: Console) -> _Flown:
    if mission.home is None:
        raise AssertionError("a compiled sortie knows where it arms")
    home = f"--home={mission.home.lon_deg!r},{mission.home.lat_deg!r}"
    battery = f"--battery-wh={_battery_wh(plan, mission.sortie_id):g}"
    with (
        simulated_vehicle([home, battery, "--port=0", f"--speedup={SPEED_UP}"]) as address,
        linked(address, system_id=1) as session,
    ):
        receipt = send(session, mission, console)
        return _Flown(mission=mission, receipt=receipt, flight=follow(session, mission, console))


def _battery_wh(plan: PatrolPlan, sortie_id: str) -> float:
    (sortie,) = (one for one in plan.sorties if one.sortie_id == sortie_id)
    return sortie.usable_wh / (1 - plan.brief.settings.reserve)


def _members(
    plan: PatrolPlan, flown: Sequence[_Flown], report: FlightReport, watch: Stopwatch
) -> dict[str, object]:
    return {
        "verified": all(one.receipt.verified for one in flown),
        **report_members(report),
        "limit_violation_m": plan.limit_violation_m,
        "covered_share": plan.coverage.covered_share,
        "elapsed_s": watch.elapsed_s(),
        "cpu_s": watch.cpu_s(),
    }


def _write(out: Path, patrol: Patrol, members: dict[str, object], report: FlightReport) -> None:
    from ui.commands.pictures import write_map_picture  # noqa: PLC0415 - Qt only where something is drawn

    if patrol.plan is None:
        raise AssertionError("the demo has planned")
    out.mkdir(parents=True, exist_ok=True)
    save_patrol(patrol, out / "lalzi-bay.vedette")
    for ending in ("geojson", "plan", "waypoints"):
        write_plan(patrol.plan, out / f"lalzi-bay.{ending}")
    write_bytes(out / "report.json", (json.dumps(members, indent=2) + "\n").encode())
    write_bytes(out / "report.md", _report_page(patrol.plan, report).encode())
    write_map_picture(patrol, out / "lalzi-bay.png", size_px=_PICTURE_PX, lines=picture_lines(report))


def _report_page(plan: PatrolPlan, report: FlightReport) -> str:
    """The report for people: what was planned, what was flown, and the map."""
    planned = "\n".join(f"- {line}" for line in plan_lines(figures_of(plan)))
    flown = "\n".join(f"- {line}" for line in report_lines(report))
    found = (
        "\n".join(f"- {one.level.value}: {one.message} {one.remedy}" for one in plan.findings) or "- None."
    )
    return (
        f"# {plan.brief.name}: planned against flown\n\n![Map](lalzi-bay.png)\n\n"
        f"## Planned\n\n{planned}\n\n## Findings\n\n{found}\n\n## Flown\n\n{flown}\n"
    )
