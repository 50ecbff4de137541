"""Parameters and backups on a real ArduPilot: set, flown with, and put back."""

import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from missions.backups import find_original, whole
from missions.link import (
    StatusText,
    connect,
    download_package,
    fly_mission,
    restore_backup,
    set_parameter,
    upload_mission,
)
from missions.link.parameter_sets import read_parameters
from missions.link.state import Progress
from missions.package import compile_package
from planner.brief import PatrolBrief, PatrolSettings, TaskArea, Wind
from planner.contingency import Contingency
from planner.fleet import Aircraft, FixedWing, Multirotor, Vtol
from planner.heights import above_launch
from planner.plan import plan_patrol
from planner.profiles import DELTAQUAD, SITL_PLANE, SITL_QUAD
from planner.route import PatrolPlan
from tests.missions.link.lost_link import FRAME, followed_down, other_station, ring
from tests.missions.link.simulated import HOME, UP_WITHIN_S, ready, simulated
from tests.missions.link.test_real_packages import over_a_field
from tests.missions.link.test_real_wings import patrol, standing

pytestmark = [pytest.mark.ardupilot, pytest.mark.slow]


def six_kilometres() -> PatrolPlan:
    """At 120 m, as far as 1.5 km from the launch: farther and higher than a wiped fence lets anybody."""
    corners = ((100.0, -100.0), (1500.0, -100.0), (1500.0, 300.0), (100.0, 300.0))
    brief = PatrolBrief(
        areas=(TaskArea(area_id="A1", outline=ring(*corners)),),
        aircraft=(
            Aircraft(aircraft_id="V1", vehicle=SITL_QUAD, launch=HOME, return_height=above_launch(120)),
        ),
        settings=PatrolSettings(swath_width_m=110.0, ground_speed_mps=10.0, height=above_launch(120)),
    )
    plan = plan_patrol(brief)
    assert plan.path_m > 6_000
    return plan


def troubles(said: Iterable[StatusText]) -> list[str]:
    """What it said of fences and failsafes; a Plane says so too when it hears its remote control first."""
    texts = (one.text for one in said)
    return [
        text
        for text in texts
        if any(word in text.lower() for word in ("breach", "failsafe", "battery 1"))
        and text != "Throttle failsafe off"
    ]


@pytest.mark.parametrize(("airframe", "vehicle"), [("quad", SITL_QUAD), ("plane", SITL_PLANE)])
def test_every_parameter_of_a_package_is_set_and_put_back(
    airframe: str, vehicle: FixedWing | Multirotor, tmp_path: Path
) -> None:
    plan = over_a_field(vehicle)
    package = compile_package(plan, plan.sorties[0])
    with simulated("--ardupilot", "--vehicle", airframe) as running, connect(running.address) as session:
        session.wait_up(UP_WITHIN_S)
        upload_mission(
            session, replace(package, items=package.items[:1] + package.items[-1:], safeguards=None)
        )
        set_parameter(session, "FENCE_RADIUS", 777)
        before = download_package(session)
        receipt = upload_mission(session, package, backups=tmp_path)
        names = [one.name for one in receipt.parameters or ()]
        held = {name: one.value for name, one in read_parameters(session, names).items()}
        again = upload_mission(session, package, backups=tmp_path)
        restored = restore_backup(session, whole(find_original(tmp_path, session.state.uid)))
        after = download_package(session)
        back = {name: one.value for name, one in read_parameters(session, names).items()}

    assert {one.name: one.after for one in receipt.parameters or ()} == held
    assert held["FENCE_ENABLE"] == 1
    assert {one.name for one in again.changed} <= {"FS_GCS_TIMEOUT", "FS_LONG_TIMEOUT"}
    assert (after.items, after.fence, after.rally) == (before.items, before.fence, before.rally)
    assert back == {one.name: one.before for one in receipt.parameters or ()}
    assert {one.name for one in restored.parameters} == {*names}


def test_six_kilometres_at_120_m_with_wiped_parameters_end_in_no_false_breach(tmp_path: Path) -> None:
    plan = six_kilometres()
    (sortie,) = plan.sorties
    package = compile_package(plan, sortie)
    said: dict[StatusText, None] = {}
    vehicle = simulated("--ardupilot", "--vehicle", "quad", speedup=20)
    with vehicle as running, connect(running.address) as session:
        session.add_listener(lambda state: said.update(dict.fromkeys(state.texts)))
        session.wait_up(UP_WITHIN_S)
        ready(session)
        receipt = upload_mission(session, package, backups=tmp_path)
        flight = fly_mission(session, package)

    wiped = {one.name: one.before for one in receipt.parameters or ()}
    assert (wiped["FENCE_TYPE"], wiped["FENCE_ALT_MAX"], wiped["FS_GCS_ENABLE"]) == (7, 100, 0)
    assert flight.complete, flight.ended
    assert max(at.height_above_home_m for at in flight.track) < 122
    assert troubles(said) == []


@pytest.mark.parametrize(
    ("vehicle", "airframe", "speed_mps"), [(SITL_PLANE, "plane", 22.0), (DELTAQUAD, "quadplane", 18.0)]
)
def test_a_wing_flies_its_package_under_its_ceiling_without_breach_or_failsafe(
    vehicle: FixedWing | Vtol, airframe: str, speed_mps: float
) -> None:
    plan = patrol(vehicle, speed_mps=speed_mps, wind=Wind())
    package = compile_package(plan, plan.sorties[0])
    assert package.safeguards is not None
    said: dict[StatusText, None] = {}
    with standing(plan, model=airframe, wind=Wind()) as session:
        session.add_listener(lambda state: said.update(dict.fromkeys(state.texts)))
        receipt = upload_mission(session, package)
        flight = fly_mission(session, package)

    assert flight.complete, (flight.ended, receipt.notes, [*said])
    highest_m = max(at.height_above_home_m for at in flight.track)
    assert highest_m < package.safeguards.ceiling_above_home_m - 10
    assert troubles(said) == []


def test_a_plane_without_its_link_comes_home_by_the_return_path_and_lands() -> None:
    plan = patrol(SITL_PLANE, speed_mps=22.0, wind=Wind())
    quick = replace(plan.brief.settings, contingency=Contingency(lost_link_after_s=5.0))
    plan = replace(plan, brief=replace(plan.brief, settings=quick))
    package = compile_package(plan, plan.sorties[0])
    nose_deg = next(each.measured for each in plan.findings if each.code == "take-off-heading")
    options = ("--ardupilot", "--vehicle", "plane", "--heading", f"{nose_deg:.1f}")
    reached: list[Progress] = []
    with simulated(*options, speedup=10) as running:
        with connect(running.address) as session:
            session.wait_up(UP_WITHIN_S)
            ready(session)
            upload_mission(session, package)
            flight = fly_mission(
                session,
                package,
                progress=reached.append,
                cancelled=lambda: bool(reached and reached[-1].done > 5),
            )
            assert "cancelled" in flight.ended
        with other_station(running.port) as other:  # which sends no heartbeat
            track, texts = followed_down(other)

    flown_m = FRAME.to_local(track)
    inside = shapely.box(-1500, -1500, 3300, 1500)
    assert shapely.covers(inside, shapely.LineString(flown_m))
    assert math.hypot(*flown_m[-1]) < 100
    assert any("GCS Failsafe On" in text for text in texts)
    assert not any("breach" in text.lower() for text in texts)


def test_a_patrol_beyond_the_reach_of_its_remote_control_goes_on_while_the_link_stands() -> None:
    plan = six_kilometres()
    package = compile_package(plan, plan.sorties[0])
    said: dict[StatusText, None] = {}
    lost: list[int] = []
    vehicle = simulated("--ardupilot", "--vehicle", "quad", speedup=20)
    with vehicle as running, connect(running.address) as session:
        session.add_listener(lambda state: said.update(dict.fromkeys(state.texts)))
        session.wait_up(UP_WITHIN_S)
        ready(session)
        upload_mission(session, package)

        def lose(progress: Progress) -> None:
            if progress.phase == "flying" and progress.done > 3 and not lost:
                lost.append(progress.done)
                set_parameter(session, "SIM_RC_FAIL", 1)

        flight = fly_mission(session, package, progress=lose)

    assert lost
    assert flight.complete, flight.ended
    assert "Radio Failsafe - Continuing Auto" in {one.text for one in said}
