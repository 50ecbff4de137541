"""sim, upload, download, fly: everything with a vehicle at the other end."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from missions.data_folder import backups_folder
from missions.errors import UploadError
from missions.flight import Flight
from missions.formats import require_mission_ending, write_mission
from missions.items import Mission
from missions.link import (
    Session,
    download_package,
    fly_mission,
    is_simulated,
    require_battery,
    swap_simulated_battery,
    upload_mission,
)
from missions.package_words import before_sending
from missions.receipt import PartReceipt, Receipt
from missions.report import FlightReport, report_flights
from planner.errors import PatrolError
from planner.wording import counted
from ui.commands.linking import bar, ctrl_c, linked_as_asked, with_ways_out
from ui.commands.reporting import report_lines, report_members
from ui.commands.sorties import ToFly, note_origin, record, to_fly
from ui.console import Console
from ui.sitl_process import run_to_the_end


def run_sim(given: argparse.Namespace, console: Console) -> int:
    """A simulated vehicle until Ctrl-C."""
    arguments = [f"--vehicle={given.vehicle}", f"--port={given.port}", f"--speedup={given.speedup:g}"]
    if given.home is not None:
        arguments.append(f"--home={given.home.lon_deg!r},{given.home.lat_deg!r}")
    arguments.append(f"--heading={given.heading!r}")
    if given.wind is not None:
        arguments.append("--wind={!r},{!r}".format(*given.wind))
    arguments.append(f"--sysid={given.system}")
    arguments += ["--ardupilot"] if given.ardupilot else []
    arguments += ["--json"] if console.as_json else []
    arguments += ["--quiet"] if console.quiet else []
    return run_to_the_end(arguments)


def run_upload(given: argparse.Namespace, console: Console) -> int:
    """Send one mission, and say whether the vehicle holds it."""
    (one,) = to_fly(given.file, number=given.sortie)
    with linked_as_asked(given, console) as session:
        note_origin(session, one)
        if given.armed:
            require_battery(session, one.battery_share, sortie_id=one.mission.sortie_id)
        backups = given.backups or backups_folder()
        receipt = send(session, one.mission, console, backups=backups, force_armed=given.armed)
    record(given.file, receipt=receipt)
    console.answer(_receipt_members(receipt))
    if not receipt.verified:
        console.warn(f"vedette: The read-back differs: {receipt.differences[0]} Upload it again.")
    return 0 if receipt.verified else 1


def run_download(given: argparse.Namespace, console: Console) -> int:
    """Write down what the vehicle holds."""
    require_mission_ending(given.out)
    with linked_as_asked(given, console) as session:
        held = download_package(session, progress=bar(console, session))
    mission = Mission(sortie_id="", home=held.home, items=held.items, fence=held.fence, rally=held.rally)
    written = write_mission(mission, given.out)
    fence, rally = len(held.fence or ()), len(held.rally or ())
    console.say(
        f"The vehicle holds {counted(len(held.items), 'item')}, a fence of {counted(fence, 'item')} and "
        f"{counted(rally, 'rally point')}; wrote {written.paths[0]}."
    )
    for note in written.notes:
        console.say(note)
    console.answer({"items": len(held.items), "fence": fence, "rally": rally, "file": str(written.paths[0])})
    return 0


def run_fly(given: argparse.Namespace, console: Console) -> int:
    """Upload, arm, fly, follow to the end, and hold the flight against the plan."""
    chosen = to_fly(given.file, number=given.sortie, everything=given.all)
    flights: list[Flight] = []
    receipts: list[Receipt] = []
    unkept: PatrolError | None = None
    with linked_as_asked(given, console) as session, ctrl_c() as cancelled:
        for one in chosen:
            note_origin(session, one)
            receipts.append(send(session, one.mission, console, backups=given.backups or backups_folder()))
            record(given.file, receipt=receipts[-1])
            if flights:
                _swap_simulated_battery(session, console)
            require_battery(session, one.battery_share, sortie_id=one.mission.sortie_id)
            flights.append(follow(session, one.mission, console, cancelled=cancelled))
            unkept = _unkept(given.file, flights[-1])
            if not flights[-1].complete:
                _warn_of(flights[-1], session, console)
                break
            if unkept is not None:
                break
    answer = _receipt_members(receipts[-1]) | _flown_members(chosen, flights, console)
    answer["verified"] = all(receipt.verified for receipt in receipts)
    console.answer(answer)
    if unkept is not None:
        raise unkept
    return 0 if answer["verified"] and all(flight.complete for flight in flights) else 1


def _unkept(path: Path, flight: Flight) -> PatrolError | None:
    """Record a flight, or say later why not: what was flown is reported first."""
    try:
        record(path, flight=flight)
    except PatrolError as error:
        return error
    return None


def _warn_of(flight: Flight, session: Session, console: Console) -> None:
    state = session.state
    if state.armed:
        now = f"The vehicle flies on in mode {state.mode}, as last heard: take it over"
    else:
        now = "The vehicle is disarmed: go and see"
    console.warn(
        f"vedette: Sortie {flight.sortie_id} did not end in its landing: {flight.ended}. {now}, and fly the "
        "sortie again with `vedette fly`."
    )


def _swap_simulated_battery(session: Session, console: Console) -> None:
    """What a crew does between sorties, where there is no crew; a real vehicle's crew must do it."""
    if is_simulated(session):
        swap_simulated_battery(session)
        console.say("The simulated vehicle has a full battery again.")


def send(
    session: Session,
    mission: Mission,
    console: Console,
    *,
    backups: Path | None = None,
    force_armed: bool = False,
) -> Receipt:
    """Upload and say what was proved.

    Args:
        session: that is up.
        mission: to send.
        console: where it is said.
        backups: folder in which is kept what the vehicle held; None: it is not kept.
        force_armed: to an armed vehicle too, where it holds its place inside the new fence.

    Raises:
        UploadError: it could not be; the message says what the vehicle holds now, and the ways out of that.
    """
    console.say(before_sending(mission, is_kept=backups is not None))
    try:
        receipt = upload_mission(
            session, mission, progress=bar(console, session), backups=backups, force_armed=force_armed
        )
    except UploadError as error:
        raise with_ways_out(error, session) from error
    state = "read back equal" if receipt.verified else "NOT verified"
    along = f" with {receipt.beside}" if receipt.beside else ""
    sent = f"Sent {receipt.item_count} items{along} to system {receipt.system_id}"
    console.say(f"{sent} in {receipt.seconds_s:.1f} s: {state}.")
    for note in receipt.notes:
        console.say(note)
    if receipt.backup is not None:
        console.say(f"What it held before is kept in {receipt.backup}; `vedette restore` puts it back.")
    return receipt


def follow(
    session: Session, mission: Mission, console: Console, *, cancelled: Callable[[], bool] | None = None
) -> Flight:
    """Arm, fly and follow to the end, or until cancelled."""
    flight = fly_mission(session, mission, progress=bar(console, session), cancelled=cancelled)
    console.say(f"Sortie {mission.sortie_id}: {flight.ended} after {flight.seconds_s / 60:.1f} min.")
    return flight


def report_of(chosen: Sequence[ToFly], flights: Sequence[Flight]) -> FlightReport | None:
    """Planned against flown; None when there was no plan, only missions."""
    plan = chosen[0].plan
    if plan is None:
        return None
    return report_flights(plan, flights, {one.mission.sortie_id: one.mission for one in chosen})


def _flown_members(chosen: Sequence[ToFly], flights: Sequence[Flight], console: Console) -> dict[str, object]:
    report = report_of(chosen, flights)
    if report is None:
        flown_m = sum(flight.flown_m for flight in flights)
        return {"flown_m": flown_m, "flown_s": sum(flight.seconds_s for flight in flights)}
    for line in report_lines(report):
        console.say(line)
    return report_members(report)


def _receipt_members(receipt: Receipt) -> dict[str, object]:
    return {
        "verified": receipt.verified,
        "items": receipt.item_count,
        "differences": list(receipt.differences),
        "retries": receipt.retries,
        "plan_id": receipt.plan_id,
        "fence": _part_members(receipt.fence),
        "rally": _part_members(receipt.rally),
        "parameters": None
        if receipt.parameters is None
        else [{"name": one.name, "before": one.before, "after": one.after} for one in receipt.parameters],
        "backup": receipt.backup,
        "notes": list(receipt.notes),
    }


def _part_members(part: PartReceipt | None) -> dict[str, object] | None:
    """None: it was not sent, and the vehicle has its own."""
    return None if part is None else {"items": part.item_count, "replaced": part.replaced_count}
