"""Where the vehicle is: the sum of its moves, limited in speed and acceleration, against the wind."""

import math

from sitl.earth import Offset
from sitl.moves import Arc, MotionLimits, Move, Straight, blend_time_s, braking

LEAST_PACE = 0.02
SAME_M = 0.001
FALL_MPS = 15.0  # sink rate of a multirotor that has no power left


class Mover:
    """Position and velocity over time.

    A move begins and ends at rest; flight is the sum of those under way. Given something new, what is left of
    the old becomes one braking move and the new one begins where that would stop, so velocity never jumps.
    """

    def __init__(self, *, ground_up_m: float, max_airspeed_mps: float) -> None:
        self.north_m = 0.0
        self.east_m = 0.0
        self.up_m = ground_up_m
        self.north_mps = 0.0
        self.east_mps = 0.0
        self.up_mps = 0.0
        self.wind_north_mps = 0.0  # where the air goes, not where it comes from
        self.wind_east_mps = 0.0
        self.ground_up_m = ground_up_m
        self.powered = True
        self._max_airspeed_mps = max_airspeed_mps
        self._anchor = [0.0, 0.0, ground_up_m]
        self._moves: list[Move] = []
        self._leg: Straight | Arc | None = None
        self._leg_end: Offset | None = None
        self._next: Straight | None = None
        self._next_end: Offset | None = None
        self._blend_s = 0.0
        self._pace = 1.0  # share of the planned speed that the wind leaves

    @property
    def position(self) -> Offset:
        """Where it is, from the origin."""
        return Offset(self.north_m, self.east_m, self.up_m)

    @property
    def velocity(self) -> Offset:
        """How fast, per second."""
        return Offset(self.north_mps, self.east_mps, self.up_mps)

    @property
    def on_ground(self) -> bool:
        """Whether it stands."""
        return self.up_m <= self.ground_up_m

    @property
    def ground_speed_mps(self) -> float:
        """Speed over ground."""
        return math.hypot(self.north_mps, self.east_mps)

    @property
    def airspeed_mps(self) -> float:
        """Speed through the air, horizontally."""
        return math.hypot(self.north_mps - self.wind_north_mps, self.east_mps - self.wind_east_mps)

    @property
    def target(self) -> Offset | None:
        """Where the present leg ends."""
        return self._leg_end

    @property
    def arrived(self) -> bool:
        """Whether the present leg is flown."""
        return self._leg is None or self._leg.done

    @property
    def at_rest(self) -> bool:
        """Whether nothing moves any more."""
        return not self._moves

    def fly_to(self, end: Offset, limits: MotionLimits, *, then: Offset | None = None) -> None:
        """Fly straight to a place; with `then`, cut the corner there towards the next one."""
        if self._next is not None and self._next_end is not None and math.dist(self._next_end, end) < SAME_M:
            self._promote(self._next, limits)
        else:
            start = self._brake(limits)
            leg = Straight(_minus(end, start), limits)
            self._moves.append(leg)
            self._leg, self._leg_end = leg, end
        self._prepare(end, then, limits)

    def circle(self, centre: Offset, limits: MotionLimits, *, turns: float, clockwise: bool) -> None:
        """Go round a centre, from where it comes to rest."""
        start = self._brake(limits)
        arc = Arc(start=start, centre=centre, turns=turns, clockwise=clockwise, limits=limits)
        self._moves.append(arc)
        self._leg = arc
        self._leg_end = Offset(*(a + b for a, b in zip(start, arc.whole, strict=True)))

    def stop(self, limits: MotionLimits) -> None:
        """Come to rest as soon as the limits allow."""
        self._leg_end = self._brake(limits)

    def stopping_point(self, limits: MotionLimits) -> Offset:
        """Where it would come to rest if told to stop now."""
        brake = braking(self.velocity, limits)
        if brake is None:
            return self.position
        return Offset(*(a + b for a, b in zip(self.position, brake.whole, strict=True)))

    def raise_path(self, up_m: float) -> None:
        """All of the way lies so much higher from now on, as the ground below does."""
        self._anchor[2] += up_m
        self.up_m += up_m
        if self._leg_end is not None:
            self._leg_end = self._leg_end._replace(up_m=self._leg_end.up_m + up_m)
        if self._next_end is not None:
            self._next_end = self._next_end._replace(up_m=self._next_end.up_m + up_m)

    def change_limits(self, limits: MotionLimits) -> None:
        """Take new limits for the leg under way and the one prepared."""
        if isinstance(self._leg, Straight):
            self._leg.limit(limits)
            if self._next is not None and self._next not in self._moves:
                self._next = Straight(self._next.whole, limits)
                self._blend_s = blend_time_s(self._leg, self._next, limits.corner_radius_m)

    def step(self, dt_s: float) -> None:
        """Go on by one tick."""
        if not self.powered:
            self._fall(dt_s)
            return
        if self._moves:
            self._pace = self._held_pace()
            self._advance(dt_s * self._pace)
            self._settle()
        self._drift(dt_s)
        self._sum_up()
        self._touch_ground()

    def _prepare(self, end: Offset, then: Offset | None, limits: MotionLimits) -> None:
        self._next, self._next_end, self._blend_s = None, None, 0.0
        if then is None or not isinstance(self._leg, Straight):
            return
        following = Straight(_minus(then, end), limits)
        if following.length_m > 0.01:
            self._next, self._next_end = following, then
            self._blend_s = blend_time_s(self._leg, following, limits.corner_radius_m)

    def _promote(self, following: Straight, limits: MotionLimits) -> None:
        if following not in self._moves:
            self._moves.append(following)
        self._leg, self._leg_end = following, self._next_end
        if following.limits != limits:
            following.limit(limits)

    def _brake(self, limits: MotionLimits) -> Offset:
        # Moves give way to one braking move; returns where that ends.
        brake = braking(self.velocity, limits)
        self._anchor = [self.north_m, self.east_m, self.up_m]
        self._moves = [] if brake is None else [brake]
        self._leg = self._leg_end = self._next = self._next_end = None
        if brake is None:
            return self.position
        return Offset(*(a + b for a, b in zip(self.position, brake.whole, strict=True)))

    def _advance(self, dt_s: float) -> None:
        for move in self._moves:
            move.time_s += dt_s
        if self._next is None or self._leg is None or self._next in self._moves:
            return
        late_s = self._blend_s - self._leg.left_s
        if late_s >= 0.0:
            self._next.time_s = min(late_s, dt_s)
            self._moves.append(self._next)

    def _settle(self) -> None:
        if not any(move.done for move in self._moves):
            return
        for move in self._moves:
            if move.done:
                self._anchor = [a + b for a, b in zip(self._anchor, move.whole, strict=True)]
        self._moves = [move for move in self._moves if not move.done]

    def _sum_up(self) -> None:
        north_m, east_m, up_m = self._anchor
        north_mps = east_mps = up_mps = 0.0
        for move in self._moves:
            motion = move.now()
            north_m += motion[0]
            east_m += motion[1]
            up_m += motion[2]
            north_mps += motion[3]
            east_mps += motion[4]
            up_mps += motion[5]
        self.north_m, self.east_m, self.up_m = north_m, east_m, up_m
        pace = self._pace
        self.north_mps, self.east_mps, self.up_mps = north_mps * pace, east_mps * pace, up_mps * pace

    def _held_pace(self) -> float:
        # Against strong wind ArduPilot slows the target along the track; so does this.
        wind_mps = math.hypot(self.wind_north_mps, self.wind_east_mps)
        wanted_north_mps, wanted_east_mps = self.north_mps / self._pace, self.east_mps / self._pace
        speed2 = wanted_north_mps**2 + wanted_east_mps**2
        if speed2 < 1e-6 or wind_mps + math.sqrt(speed2) <= self._max_airspeed_mps:
            return 1.0
        along = wanted_north_mps * self.wind_north_mps + wanted_east_mps * self.wind_east_mps
        root = along * along + speed2 * (self._max_airspeed_mps**2 - wind_mps**2)
        if root <= 0.0:
            return LEAST_PACE
        return min(1.0, max(LEAST_PACE, (along + math.sqrt(root)) / speed2))

    def _drift(self, dt_s: float) -> None:
        wind_mps = math.hypot(self.wind_north_mps, self.wind_east_mps)
        if wind_mps <= self._max_airspeed_mps or self.on_ground:
            return
        share = 1.0 - self._max_airspeed_mps / wind_mps
        self._anchor[0] += self.wind_north_mps * share * dt_s
        self._anchor[1] += self.wind_east_mps * share * dt_s

    def _touch_ground(self) -> None:
        if self.up_m > self.ground_up_m or self.up_mps > 0.0 or self._climbs():
            return
        self.up_m = self.ground_up_m
        self._anchor = [self.north_m, self.east_m, self.up_m]
        self._moves = []
        self._leg = self._next = self._next_end = None
        self.north_mps = self.east_mps = self.up_mps = 0.0

    def _climbs(self) -> bool:
        return self._leg is not None and self._leg.whole.up_m > 0.0

    def _fall(self, dt_s: float) -> None:
        self._moves = []
        self._leg = self._next = self._next_end = None
        self.up_mps = -FALL_MPS
        self.north_mps, self.east_mps = self.wind_north_mps / 2, self.wind_east_mps / 2
        self.up_m = max(self.ground_up_m, self.up_m - FALL_MPS * dt_s)
        if self.on_ground:
            self.north_mps = self.east_mps = self.up_mps = 0.0
        else:
            self.north_m += self.north_mps * dt_s
            self.east_m += self.east_mps * dt_s
        self._anchor = [self.north_m, self.east_m, self.up_m]


def _minus(end: Offset, start: Offset) -> Offset:
    return Offset(end.north_m - start.north_m, end.east_m - start.east_m, end.up_m - start.up_m)
