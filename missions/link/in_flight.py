"""A package onto an armed vehicle: what must hold before anything is sent, and again while it is sent.

Source: ArduPilot 4.6.3. In AUTO a new mission takes the place of the old under its number (AP_Mission, the
change detector of ModeAuto): a vehicle would fly from wherever it is to an item that nobody chose for it, so
it must hold its place in another mode. A mission that comes item by item is part new, part old if the link
goes, and the lost-link action would look for its way home in that: it goes as a file, whole or not at all.
Entering AUTO resumes at the number of before unless another is set, and a take-off begun in the air leads a
wing straight on: the first item after it is made the next one.
"""

import time
from collections.abc import Mapping, Sequence

from missions.errors import LinkError, UploadError
from missions.fencing.inside import FencedGround
from missions.items import LAST_NAV_COMMAND, Command, Mission, MissionItem
from missions.link import gate
from missions.link.commands import Order, give
from missions.link.must_match import match_notes
from missions.link.parameters import get_parameter
from missions.link.parts import Part
from missions.link.preflight import NOTHING_SENT
from missions.link.protocol import Kind
from missions.link.session import Session
from missions.link.state import LinkState, VehicleState
from missions.link.telemetry import place
from missions.link.ways import Way, way_to
from missions.parameter_table import FENCE_MARGIN_M, PackageParameters
from missions.safeguards import Safeguards
from planner.fleet import FixedWing, carrier_of
from planner.geodesy import GeoPoint, distance_m

#: Modes in which it stays where it is until told otherwise.
HOLDING = {"Copter": ("LOITER", "POSHOLD", "BRAKE", "GUIDED"), "Plane": ("LOITER", "QLOITER")}

#: So far inside its new fence it must be: its margin, and what its own position may be off.
INSIDE_M = FENCE_MARGIN_M + 3.0

_STANDS_MPS = 2.0  # over ground; a hovering aircraft in wind drifts under one
_POSITION_WITHIN_S = 3.0
_TOLD_WITHIN_S = 3.0
_SET_CURRENT = 224  # MAV_CMD_DO_SET_MISSION_CURRENT
_HOVERING = "QLOITER"  # of the modes in which a Plane holds its place, the one on rotors
_CIRCLES, _USUAL_CIRCLES_M = "WP_LOITER_RAD", 60.0  # what a Plane flies where it is 1 or less
_WIDER = 1.05  # than planned its circles may be by so much
_TAKE_OFFS = (Command.NAV_TAKEOFF, Command.NAV_VTOL_TAKEOFF)


class InFlight:
    """One package and the vehicle in the air that is to take it."""

    def __init__(self, session: Session, mission: Mission) -> None:
        """Refuse a package that brings no fence to be inside of, or none of its parameters.

        Raises:
            UploadError: it does not; nothing was sent.
        """
        if not mission.fence or mission.safeguards is None:
            raise _refused(
                f"Mission {mission.sortie_id or 'from a file'} brings no fence with its parameters, and an "
                "armed vehicle takes none without.",
                "Land and disarm it first, or send a sortie of a saved patrol.",
            )
        self._session = session
        self._mission = mission
        self._guards: Safeguards = mission.safeguards
        self._ground = FencedGround.of(mission.fence)
        self._number, self._first = first_flown(mission.items)
        carrier = carrier_of(self._guards.vehicle)
        self._radius_m = carrier.loiter_radius_m if isinstance(carrier, FixedWing) else 0.0  # of its circles
        self._at: GeoPoint | None = None  # where it was when last looked
        self._ways: dict[Kind, Way] = {}

    def require_fit(self, parts: Sequence[Part]) -> None:
        """Look at everything but parameters, before anything is read or sent.

        Raises:
            UploadError: with the reason and its numbers; nothing was sent.
        """
        self._require_circles()
        self.look()
        self._ways = {part.kind: _by_file(self._session, part) for part in parts}
        self._require_home()
        self._require_start()

    def require_parameters(
        self, asked: PackageParameters, held: Mapping[str, float], values: Mapping[str, float]
    ) -> None:
        """Refuse where a parameter does not match, or where one that is set would act at once.

        Nobody passes an arming gate in flight, so what would only be noted on the ground is refused here.

        Raises:
            UploadError: with the reason; nothing was sent.
        """
        for note in match_notes(asked, held):
            raise _refused(
                note, "Land it, set that right on the vehicle, and upload the sortie on the ground."
            )
        left, low = self._session.state.battery_share, self._guards.low_battery
        acts = any(name.startswith("BATT_") and value != held.get(name) for name, value in values.items())
        if acts and left is not None and low is not None and left <= low:
            raise _refused(
                f"The battery is at {left:.0%}, and with this sortie on board it turns back at {low:.0%}.",
                "Bring it home and swap the battery.",
            )

    def look(self) -> None:
        """See that it still holds its place inside the new fence, with the way to the first item clear.

        Raises:
            UploadError: with the reason and its numbers; says nothing of what the vehicle holds.
        """
        at = None if self._session.state.armed is False else self._position()
        state = self._session.state  # as it is now that its position has come
        if at is None or state.armed is False:
            return  # it has landed meanwhile: nothing is at stake any more
        self._require_news(state)
        self._require_holding(state)
        self._require_height(state)
        self._require_inside(at)
        self._require_first_leg(at)
        self._at = at

    def way(self, part: Part) -> Way:
        """By which a part goes: as it was decided before anything was sent.

        Raises:
            UploadError: the vehicle offers no files any more; says nothing of what it holds.
        """
        way = self._ways[part.kind]
        if part.items and not _takes_files(self._session):
            raise UploadError(
                "The vehicle does not offer files any more, and item by item half of a package could be left "
                "to it in flight.",
                remedy="Look at the link, then upload it again; or land and disarm it first.",
            )
        return way

    def aim(self) -> None:
        """Make the first item after the take-off the one that is flown next.

        Raises:
            LinkError: the vehicle did not take that, or is in AUTO already.
        """
        if self._session.state.armed is False:
            return
        order = Order(doing=f"make item {self._begin} the next", command=_SET_CURRENT, params=(self._begin,))
        give(self._session, order)

    @property
    def notes(self) -> tuple[str, ...]:
        """What it does when it is put into AUTO, in words."""
        if self._at is None or self._first.point is None:
            return ()
        away_m = distance_m(self._at, self._first.point)
        where = f"item {self._number}, {away_m:,.0f} m away, at {self._first.height_m:.0f} m above home"
        return (f"Sent in flight: put into AUTO it flies straight to {where}.",)

    @property
    def _begin(self) -> int:
        """What is made the next item: what sets the speed before the first leg counts too."""
        return 2 if self._mission.items[0].command in _TAKE_OFFS else 1

    def _require_holding(self, state: VehicleState) -> None:
        holding = HOLDING.get(state.vehicle_type or "", ())
        if state.mode not in holding:
            raise UploadError(
                f"The vehicle is armed and in mode {state.mode}: what it flies by must not change under it.",
                remedy=f"Put it into {holding[0] if holding else 'LOITER'} first, and let it come to rest.",
            )
        if state.landed:
            raise UploadError(
                "The vehicle is armed and stands on the ground.", remedy="Disarm it, then upload."
            )
        moves_mps = state.ground_speed_mps
        hovers = not self._guards.is_wing or state.mode == _HOVERING
        if hovers and (moves_mps is None or moves_mps > _STANDS_MPS):
            speed = "an unknown speed" if moves_mps is None else f"{moves_mps:.1f} m/s"
            raise UploadError(
                f"The vehicle moves at {speed} in mode {state.mode}; {_STANDS_MPS:g} m/s is the limit.",
                remedy="Let it come to rest first.",
            )

    def _require_news(self, state: VehicleState) -> None:
        if state.link is not LinkState.UP or not state.position_good:
            lacks = "link" if state.link is not LinkState.UP else "position"
            raise UploadError(
                f"The vehicle's {lacks} is not good enough to say where it is.",
                remedy="Wait until it is, or land it.",
            )

    def _position(self) -> GeoPoint:
        """One that comes now: what was heard of before may be long past."""
        until_s = time.monotonic() + _POSITION_WITHIN_S
        with self._session.subscribed("GLOBAL_POSITION_INT") as messages:
            while (left_s := until_s - time.monotonic()) > 0:
                message = messages.next(within_s=left_s)
                point = None if message is None else place(message.lat, message.lon)
                if point is not None:
                    return point
        raise UploadError(
            f"The vehicle is armed and has not told its position for {_POSITION_WITHIN_S:g} s.",
            remedy="Look at the link, then try again.",
        )

    def _require_height(self, state: VehicleState) -> None:
        ceiling_m = self._guards.ceiling_above_home_m - FENCE_MARGIN_M
        height_m = state.height_above_home_m
        if height_m is None or height_m > ceiling_m:
            at = "at an unknown height" if height_m is None else f"{height_m:.0f} m above home"
            raise UploadError(
                f"The vehicle is {at}, and the new fence lets it up to {ceiling_m:.0f} m.",
                remedy="Bring it lower first.",
            )

    def _require_inside(self, at: GeoPoint) -> None:
        room_m, needs_m = self._ground.room_m(at), INSIDE_M + self._circles_m
        if room_m >= needs_m:
            return
        if room_m < 0:
            where = f"{-room_m:,.0f} m outside the new fence"
        else:
            where = f"{room_m:,.1f} m inside the edge of the new fence, where {needs_m:,.0f} m are needed"
        raise UploadError(
            f"The vehicle is {where}.",
            remedy="Fly it well inside, or land and disarm it first.",
        )

    def _require_first_leg(self, at: GeoPoint) -> None:
        to = self._first.point
        if to is None:
            raise UploadError(
                f"Item {self._number} says no place to fly to first.", remedy="Land and disarm it first."
            )
        if self._ground.holds_leg(at, to, about_start_m=self._circles_m, room_m=FENCE_MARGIN_M):
            return
        outside_m = self._ground.leg_outside_m(at, to)
        if outside_m > 0:
            how = f"leaves the new fence over {outside_m:,.0f} m"
        else:
            how = f"comes within {self._ground.leg_room_m(at, to):,.1f} m of the new fence's edge"
            how += f", begun from its circles of {self._circles_m / 2:,.0f} m" if self._circles_m else ""
        raise UploadError(
            f"The straight leg from where it is to item {self._number}, {distance_m(at, to):,.0f} m, {how}.",
            remedy="Fly it to where the way is clear, then upload.",
        )

    def _require_home(self) -> None:
        try:
            gate.require_armed_at_home(self._session, self._mission)
        except LinkError as error:
            raise _refused(
                error.problem,
                "Every height, the ceiling and RTL hang on home: upload it on the ground there.",
            ) from error

    def _require_start(self) -> None:
        """A wing that begins its mission anew in AUTO would take off in the air, straight on."""
        if self._guards.is_wing and get_parameter(self._session, "MIS_RESTART") == 1:
            raise _refused(
                "MIS_RESTART is 1 on the vehicle: in AUTO it would begin with its take-off, straight on.",
                "Land and disarm it first, or set MIS_RESTART to 0.",
            )

    def _require_circles(self) -> None:
        """Where a wing may be follows from the circles of the plan: they must be about the vehicle's own."""
        if not self._guards.is_wing:
            return
        held_m, planned_m = get_parameter(self._session, _CIRCLES), self._radius_m
        flown_m = abs(held_m) if abs(held_m) > 1 else _USUAL_CIRCLES_M
        if flown_m > _WIDER * planned_m:
            raise _refused(
                f"{_CIRCLES} is {held_m:g} on the vehicle, which so flies circles of {flown_m:g} m, and the "
                f"plan reckons with {planned_m:g} m.",
                f"Land it and set {_CIRCLES} to {planned_m:.0f}, or plan with circles of {flown_m:g} m.",
            )
        self._radius_m = max(planned_m, flown_m)

    @property
    def _circles_m(self) -> float:
        """How far from where it was heard of it may be: across the circle that a wing flies."""
        return 0.0 if self._session.state.mode == _HOVERING else 2 * self._radius_m


def first_flown(items: Sequence[MissionItem]) -> tuple[int, MissionItem]:
    """The first item that an aircraft in the air flies to, with its number from 1."""
    flown = [
        (number, item)
        for number, item in enumerate(items, 1)
        if item.command <= LAST_NAV_COMMAND and item.command not in _TAKE_OFFS
    ]
    return flown[0]


def _by_file(session: Session, part: Part) -> Way:
    """The way of one part, which is by file unless there is nothing but to clear what is held."""
    takes_files = _takes_files(session)
    way = way_to(session, kind=part.kind, count=len(part.items), whole=True)
    if part.items and not way.by_file:
        why = "The vehicle takes no files"
        if takes_files:
            why = f"The {part.name} of {len(part.items)} items may be more than the vehicle takes as a file"
        raise _refused(
            f"{why}, and item by item half of it could be left to a vehicle in flight.",
            "Land and disarm it first.",
        )
    return way


def _takes_files(session: Session) -> bool:
    """Whether the vehicle says that it does; it is waited for until it says so or not."""
    told = session.wait_until(lambda state: state.takes_files is not None, deadline_s=_TOLD_WITHIN_S)
    return told is not None and bool(told.takes_files)


def _refused(problem: str, remedy: str) -> UploadError:
    return UploadError(f"{problem} {NOTHING_SENT}", remedy=remedy)
