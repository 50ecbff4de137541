"""What is judged of a vehicle in the air before it is given a package, by what it says at that moment."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest

from missions.errors import UploadError
from missions.items import Mission
from missions.link import Session
from missions.link.in_flight import InFlight
from planner.fleet import Vehicle
from planner.profiles import DELTAQUAD, SITL_PLANE
from tests.missions.link.peer import ARDUPILOT, ARMED, COPTER, Peer, listening
from tests.missions.link.simulated import HOME
from tests.missions.link.test_packages import fence
from tests.missions.link.test_parameters import guarded

PLANE, VTOL = 1, 20  # MAV_TYPE
COPTER_AUTO, COPTER_LOITER, COPTER_BRAKE, PLANE_LOITER, QLOITER = 3, 5, 17, 12, 19
_TRUSTED = 831  # EKF_STATUS_REPORT of a vehicle that knows where it is


def beat(peer: Peer, mode: int, *, kind: int = COPTER) -> None:
    """Armed, in a mode, and sure of where it is."""
    peer.say(1, 1, "ekf_status_report", _TRUSTED, 0.0, 0.0, 0.0, 0.0, 0.0)
    peer.say(1, 1, "heartbeat", kind, ARDUPILOT, 81 | ARMED, mode, 4, 3)


def say_where(peer: Peer, *, north_mps: float = 0.0) -> None:
    """Over home, 30 m above it."""
    lat_e7, lon_e7 = round(HOME.lat_deg * 1e7), round(HOME.lon_deg * 1e7)
    where = (lat_e7, lon_e7, 40_000, 30_000, round(north_mps * 100), 0, 0, 0)
    peer.say(1, 1, "global_position_int", 1000, *where)


def known(peer: Peer, session: Session, mode: int, *, kind: int = COPTER, north_mps: float = 0.0) -> None:
    """Until the session has heard of all that is judged."""
    for _ in range(200):
        beat(peer, mode, kind=kind)
        say_where(peer, north_mps=north_mps)
        if session.wait_until(lambda one: bool(one.point and one.position_good), deadline_s=0.05):
            return
    raise AssertionError(session.state)


def until_mode(peer: Peer, session: Session, mode: int, name: str) -> None:
    """It says so, and no word of where it is; whatever it said before has been heard then."""
    for _ in range(200):
        beat(peer, mode)
        if session.wait_until(lambda one: one.mode == name, deadline_s=0.05):
            return
    raise AssertionError(session.state)


def winged(vehicle: Vehicle) -> Mission:
    """For a wing, or rotors beside one, with room for its circles."""
    given_ = guarded(10)
    assert given_.safeguards is not None
    return replace(
        given_,
        vehicle_type="Plane",
        fence=fence(6, 900.0),
        safeguards=replace(given_.safeguards, vehicle=vehicle),
    )


def answer_parameters(peer: Peer, values: dict[str, float]) -> None:
    for asked in (one for one in peer.heard() if one.get_type() == "PARAM_REQUEST_READ"):
        if asked.param_id in values:
            peer.say(1, 1, "param_value", asked.param_id.encode(), values[asked.param_id], 9, 1, 0)


@pytest.fixture
def aside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_put_into_auto_while_its_position_is_waited_for_it_is_refused(aside: ThreadPoolExecutor) -> None:
    with listening() as (peer, session):
        known(peer, session, COPTER_LOITER)
        until_mode(peer, session, COPTER_BRAKE, "BRAKE")
        look = aside.submit(InFlight(session, guarded(10)).look)
        until_mode(peer, session, COPTER_AUTO, "AUTO")
        while not look.done():
            beat(peer, COPTER_AUTO)
            say_where(peer)

        with pytest.raises(UploadError, match="armed and in mode AUTO"):
            look.result()


@pytest.mark.parametrize(("north_mps", "refused"), [(0.5, ""), (6.0, r"moves at 6\.0 m/s in mode QLOITER")])
def test_on_its_rotors_a_quadplane_must_stand(
    north_mps: float, refused: str, aside: ThreadPoolExecutor
) -> None:
    with listening() as (peer, session):
        known(peer, session, QLOITER, kind=VTOL, north_mps=north_mps)
        look = aside.submit(InFlight(session, winged(DELTAQUAD)).look)
        while not look.done():
            beat(peer, QLOITER, kind=VTOL)
            say_where(peer, north_mps=north_mps)

        assert_ended(look, refused)


@pytest.mark.parametrize(
    ("held_m", "refused"),
    [
        (62.0, ""),
        (-62.0, ""),
        (0.0, ""),
        (90.0, r"WP_LOITER_RAD is 90 .* circles of 90 m, and the plan reckons with 60 m. Nothing was sent"),
        (-90.0, r"WP_LOITER_RAD is -90 .* circles of 90 m"),
    ],
)
def test_a_wing_that_flies_wider_circles_than_planned_is_refused(
    held_m: float, refused: str, aside: ThreadPoolExecutor
) -> None:
    assert SITL_PLANE.loiter_radius_m == 60.0
    given_ = replace(winged(SITL_PLANE), home=None)
    with listening() as (peer, session):
        known(peer, session, PLANE_LOITER, kind=PLANE, north_mps=18.0)
        fit = aside.submit(InFlight(session, given_).require_fit, ())
        while not fit.done():
            beat(peer, PLANE_LOITER, kind=PLANE)
            say_where(peer, north_mps=18.0)
            answer_parameters(peer, {"WP_LOITER_RAD": held_m, "MIS_RESTART": 0.0})

        assert_ended(fit, refused)


def assert_ended(done: "Future[None]", refused: str) -> None:
    if not refused:
        done.result()
        return
    with pytest.raises(UploadError, match=refused):
        done.result()
