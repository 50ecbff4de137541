"""The arming gate: what must hold before a vehicle is told to arm."""

from missions.errors import LinkError
from missions.items import Command, Mission
from missions.link.canonical import compare
from missions.link.commands import reasons
from missions.link.downloads import read_items
from missions.link.exchange import IsCancelled
from missions.link.parts import parts_of
from missions.link.session import Session
from missions.link.state import LinkState, VehicleState
from planner.geodesy import bearing_deg, distance_m

HOME_WITHIN_M = 15.0
HOME_HEIGHT_WITHIN_M = 5.0

#: A plane climbs out straight ahead: so far off its planned bearing it may stand. A take-off item nearer to
#: home than that many metres says no bearing.
NOSE_WITHIN_DEG = 15.0
NOSE_FROM_M = 20.0

#: Whole percent are told, and a full battery that has idled for a while is a little under its 100 %.
_BATTERY_ROUNDING = 0.03

#: A vehicle just switched on needs some 40 s until its estimator trusts the GPS.
_READY_WITHIN_VEHICLE_S = 120.0
_READY_AT_LEAST_S = 20.0


def wait_ready(session: Session, *, cancelled: IsCancelled | None = None) -> VehicleState:
    """Wait until the vehicle knows where it is and its own checks pass.

    Raises:
        LinkError: it does not get ready; the message carries its reasons.
    """
    deadline_s = max(_READY_AT_LEAST_S, _READY_WITHIN_VEHICLE_S / session.clock_rate)
    state = session.wait_until(
        lambda newest: _is_ready(newest) or bool(cancelled and cancelled()), deadline_s=deadline_s
    )
    if state is not None and _is_ready(state):
        return state
    if state is not None:
        raise LinkError("The flight was cancelled before arming.", remedy="Nothing was flown.")
    newest = session.state
    lacking = _lacking(newest)
    raise LinkError(
        f"The vehicle is not ready to arm: {lacking}.{reasons(session, since_s=float('inf'))}",
        remedy="Wait for its position, mend what it names, then try again.",
    )


def require_home(state: VehicleState, mission: Mission) -> None:
    """Refuse to arm elsewhere than planned: home is where it arms, and every height and return hangs on it.

    Raises:
        LinkError: with the distance.
    """
    if mission.home is None or state.point is None:
        raise LinkError(
            f"Where sortie {mission.sortie_id} starts, or where the vehicle is, is not known.",
            remedy="Give the plan a launch, and wait for the vehicle's position.",
        )
    away_m = distance_m(state.point, mission.home)
    if away_m > HOME_WITHIN_M:
        raise LinkError(
            f"The vehicle stands {away_m:.0f} m from the launch of sortie {mission.sortie_id}; "
            f"{HOME_WITHIN_M:g} m is the limit.",
            remedy="Carry it to the launch, or move the launch and plan again.",
        )
    _require_elevation(state.height_amsl_m, mission, what="The vehicle stands")
    above_m = state.height_above_home_m
    if state.home is not None and above_m is not None and abs(above_m) > HOME_HEIGHT_WITHIN_M:
        raise LinkError(
            f"The vehicle reports {above_m:.1f} m above its home while it stands; "
            f"{HOME_HEIGHT_WITHIN_M:g} m is the limit.",
            remedy="Restart it where it stands, so that it finds its height anew.",
        )


def require_nose(state: VehicleState, mission: Mission) -> None:
    """Refuse to let a plane take off another way than planned: it climbs out the way its nose points.

    Raises:
        LinkError: with both bearings.
    """
    first = mission.items[0] if mission.items else None
    if mission.vehicle_type != "Plane" or first is None or first.command != Command.NAV_TAKEOFF:
        return
    if mission.home is None or first.point is None or state.heading_deg is None:
        return
    if distance_m(mission.home, first.point) < NOSE_FROM_M:
        return
    planned_deg = bearing_deg(mission.home, first.point)
    off_deg = abs((state.heading_deg - planned_deg + 180) % 360 - 180)
    if off_deg > NOSE_WITHIN_DEG:
        raise LinkError(
            f"The nose points to {state.heading_deg:.0f}° and sortie {mission.sortie_id} takes off along "
            f"{planned_deg:.0f}°; {NOSE_WITHIN_DEG:g}° is the limit.",
            remedy="Turn the aircraft, or give it the bearing of its runway and plan again.",
        )


def require_battery(session: Session, needed: float | None, *, sortie_id: str) -> None:
    """Refuse a sortie that takes more of the battery than is left, its reserve included.

    Args:
        session: A link that is up; a vehicle that does not tell its battery is not refused.
        needed: Share of a full battery; None: not known.
        sortie_id: For the message.

    Raises:
        LinkError: with both shares.
    """
    if needed is None:
        return
    found = session.wait_until(lambda state: state.battery_share is not None, deadline_s=3.0)
    left = None if found is None else found.battery_share
    if left is not None and left + _BATTERY_ROUNDING < needed:
        raise LinkError(
            f"The battery is at {left:.0%}, and sortie {sortie_id} takes {needed:.0%} with the reserve.",
            remedy="Swap or charge the battery, then try again.",
        )


def require_same_mission(session: Session, mission: Mission) -> None:
    """Read the mission, and what went with it, once more and compare: another station may have changed it.

    Raises:
        LinkError: something differs, or could not be read.
    """
    vehicle_type = session.state.vehicle_type
    for part in parts_of(mission):
        held = read_items(session, kind=part.kind)
        found = compare(part.items, held, vehicle_type=vehicle_type, kind=part.kind)
        if found.differences:
            raise LinkError(
                f"The vehicle does not hold the {part.name} of sortie {mission.sortie_id}: "
                f"{found.differences[0]}",
                remedy="Upload it again.",
            )


def require_armed_at_home(session: Session, mission: Mission) -> None:
    """See that the home which arming has set is the planned one.

    Raises:
        LinkError: with the distance.
    """
    session.send("command_long", *session.target, 512, 0, 242.0, 0, 0, 0, 0, 0, 0)  # HOME_POSITION, now
    home = mission.home
    if home is None:
        return
    near = session.wait_until(
        lambda state: state.home is not None and distance_m(state.home, home) <= HOME_WITHIN_M,
        deadline_s=3.0,
    )
    if near is None:
        known = session.state.home
        away = "an unknown distance" if known is None else f"{distance_m(known, home):.0f} m"
        raise LinkError(
            f"The vehicle set its home {away} from the launch of sortie {mission.sortie_id}.",
            remedy="Let it find its position before arming, or move the launch and plan again.",
        )
    _require_elevation(near.home_amsl_m, mission, what="The vehicle set its home")


def _require_elevation(amsl_m: float | None, mission: Mission, *, what: str) -> None:
    """Every height flown, and every zone above sea, hangs on the launch's elevation where that is known."""
    planned_m = mission.home_amsl_m
    if planned_m is None or amsl_m is None or abs(amsl_m - planned_m) <= HOME_HEIGHT_WITHIN_M:
        return
    raise LinkError(
        f"{what} {amsl_m:.0f} m above sea and the launch of sortie {mission.sortie_id} lies at "
        f"{planned_m:.0f} m; {HOME_HEIGHT_WITHIN_M:g} m is the limit.",
        remedy="Let it find its height, or give the launch its elevation and plan again.",
    )


def _is_ready(state: VehicleState) -> bool:
    return (
        state.link is LinkState.UP
        and state.position_good is True
        and state.ready_to_arm is True
        and state.point is not None
    )


def _lacking(state: VehicleState) -> str:
    if state.link is not LinkState.UP:
        return f"the link is {state.link.value}"
    if state.point is None or not state.position_good:
        return f"it does not trust its position yet ({state.fix or 'no GPS heard of'})"
    return "its own checks before arming do not pass"
