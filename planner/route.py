"""What the planner answers, in WGS84: lanes, legs, sorties and the plan they make.

Values only. The planner makes them; checks, coverage, files, the link and the map read them.
Every position is already rounded to what an autopilot holds.
"""

from dataclasses import dataclass
from enum import Enum

from planner.brief import PatrolBrief
from planner.findings import Finding
from planner.fleet import Footprint
from planner.geodesy import GeoPoint, path_length_m
from planner.heights import Height


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLane:
    """A line flown along a swath's middle, in the direction in which it is flown."""

    lane_id: str  # survives saving and export
    area_id: str
    path: tuple[GeoPoint, ...]
    footprint: Footprint
    is_edge_pass: bool = False  # laid along the edge for what straight lanes leave bare


class LegKind(Enum):
    """What a leg is flown for."""

    TAKE_OFF = "take-off"  # straight up over the launch, or a plane's climb-out
    LAUNCH = "launch"  # from the launch to the first lane
    LANE = "lane"
    TURN = "turn"  # joins two neighbouring lanes
    TRANSIT = "transit"  # joins anything else inside the patrol
    RECOVERY = "recovery"  # from the last lane to over the recovery
    LANDING = "landing"  # straight down, or a plane's approach


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One piece of a sortie. The next leg starts where it ends.

    `path` has one position for vertical legs, two or more otherwise; heights run evenly along it.
    """

    leg_id: str  # such as S1-007: sortie and running number
    kind: LegKind
    path: tuple[GeoPoint, ...]
    start_height: Height
    end_height: Height
    ground_speed_mps: float  # commanded; vertical speed for vertical legs
    duration_s: float  # with speeding up, slowing down and the turn at its end
    energy_wh: float
    lane_id: str | None = None

    @property
    def length_m(self) -> float:
        """Length over ground along geodesics."""
        return path_length_m(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class DescentCircle:
    """Where a wing circles down before its approach, which then begins at `height`."""

    centre: GeoPoint
    radius_m: float
    clockwise: bool
    height: Height


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPath:
    """A way home that stays inside: flown from its nearest point on when something fails.

    Compiled after the landing as DO_RETURN_PATH_START … LAND, so that a normal flight never enters it. A
    wing's goes on from the middle of its descent circle to where the approach begins and to the recovery.
    """

    path: tuple[GeoPoint, ...]  # ends over the recovery
    height: Height
    descent: DescentCircle | None = None  # of a wing: nobody joins the path after it

    @property
    def joined(self) -> tuple[GeoPoint, ...]:
        """The part that a failing flight may be led to: all of it, or up to the descent circle."""
        if self.descent is None:
            return self.path
        return self.path[: self.path.index(self.descent.centre) + 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sortie:
    """Launch to recovery on one battery, by one aircraft."""

    sortie_id: str  # such as S1
    aircraft_id: str
    legs: tuple[Leg, ...]
    return_paths: tuple[ReturnPath, ...]
    greatest_height: Height  # above launch
    return_height: Height
    least_clearance_m: float | None  # over ground and obstacles; None: unknown, never 0
    usable_wh: float  # battery less reserve, for this sortie

    @property
    def duration_s(self) -> float:
        """From take-off to touch-down."""
        return sum(leg.duration_s for leg in self.legs)

    @property
    def energy_wh(self) -> float:
        """Drawn from the battery, take-off to touch-down."""
        return sum(leg.energy_wh for leg in self.legs)

    @property
    def length_m(self) -> float:
        """Length over ground of everything flown."""
        return sum(leg.length_m for leg in self.legs)

    @property
    def deadhead_s(self) -> float:
        """Time flown without seeing new ground: every leg but lanes, take-off and landing included.

        Deadheading is arc routing's word for it (Golden and Wong 1981, Capacitated arc routing problems).
        """
        return sum(leg.duration_s for leg in self.legs if leg.kind is not LegKind.LANE)

    @property
    def deadhead_m(self) -> float:
        """Length over ground flown without seeing new ground."""
        return sum(leg.length_m for leg in self.legs if leg.kind is not LegKind.LANE)

    @property
    def deadhead_share(self) -> float:
        """Share of the flight time in which no new ground is seen, 0 to 1."""
        return self.deadhead_s / self.duration_s if self.duration_s else 0.0

    @property
    def path(self) -> tuple[GeoPoint, ...]:
        """Every position flown through, in order, without repeats."""
        positions: list[GeoPoint] = []
        for leg in self.legs:
            for point in leg.path:
                if not positions or positions[-1] != point:
                    positions.append(point)
        return tuple(positions)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapPiece:
    """One piece of a gap that has several."""

    outline: tuple[GeoPoint, ...]
    holes: tuple[tuple[GeoPoint, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Ground to see that no lane sees. Slivers are listed together, as one gap of several pieces."""

    gap_id: str
    outline: tuple[GeoPoint, ...]
    holes: tuple[tuple[GeoPoint, ...], ...]
    area_m2: float  # of all pieces
    reason: str
    others: tuple[GapPiece, ...] = ()  # pieces beside the one that `outline` and `holes` are

    @property
    def pieces(self) -> tuple[GapPiece, ...]:
        """All pieces, the largest first."""
        return (GapPiece(outline=self.outline, holes=self.holes), *self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of the task areas less exclusions is seen, measured on the finished path.

    Covered and gaps add up to the area. A lane sees half a swath to each side, with round ends.
    """

    area_m2: float
    covered_m2: float  # by lanes
    path_covered_m2: float  # by everything flown
    gaps: tuple[Gap, ...]

    @property
    def covered_share(self) -> float:
        """Share of the ground to see that lanes see, 0 to 1."""
        return self.covered_m2 / self.area_m2

    @property
    def path_covered_share(self) -> float:
        """Share of the ground to see that the whole path sees, 0 to 1."""
        return self.path_covered_m2 / self.area_m2


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitDistance:
    """How near a plan comes to one limit, over ground; negative: how far beyond it gets."""

    subject: str  # identity of the exclusion, zone, line, territory or fence
    what: str  # in the operator's words, with its name
    kept_m: float  # what is to be kept
    flown_m: float  # everything flown, launch to landing
    returns_m: float | None  # by the ways home, from anywhere; None: no way home is carried
    rtl_m: float | None  # straight home, from anywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeMargin:
    """How much is left when a sortie turns back from where that is tightest: its point of no return.

    Home is reached by the return path, against the wind, then the nearest alternate where there is one.
    Shares are of a full battery, or of the endurance where that runs out first.
    """

    sortie_id: str
    at: GeoPoint  # turning back from here leaves least
    flown_s: float  # since take-off
    home_s: float | None  # from there to touch-down; None: against the wind it makes no way
    left_share: float  # at touch-down; below the reserve it was too late to turn back
    failsafe_share: float  # turning back with so much left brings it home from anywhere, its reserve kept


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolPlan:
    """The answer to a brief: `brief` is the one it follows from.

    `outside_m` counts path outside the task areas or inside an exclusion, legs to and from launch and
    between areas that do not touch apart. `limit_violation_m` counts every leg, launch, return and landing
    included, inside an exclusion or its stand-off, outside territory or fence, or across a border.
    """

    brief: PatrolBrief
    lanes: tuple[PlannedLane, ...]
    sorties: tuple[Sortie, ...]
    coverage: Coverage
    standoff_m: float  # kept from exclusions and the territory's edge
    usual_standoff_m: float = 0.0  # what the usual assumptions ask for: keeping less needs a reason
    outside_m: float
    limit_violation_m: float  # must be 0
    findings: tuple[Finding, ...]
    distances: tuple[LimitDistance, ...] = ()  # to each limit, the tightest first
    margins: tuple[HomeMargin, ...] = ()  # one a sortie that carries a way home

    @property
    def path_m(self) -> float:
        """Length of everything flown."""
        return sum(sortie.length_m for sortie in self.sorties)

    @property
    def duration_s(self) -> float:
        """Flight time of all sorties together."""
        return sum(sortie.duration_s for sortie in self.sorties)

    @property
    def takes_off_s(self) -> tuple[float, ...]:
        """When each sortie takes off, after the first take-off of all: all aircraft start at once.

        Each flies its own sorties one after another, with its turn-round between them.
        """
        turn_rounds_s = {one.aircraft_id: one.turn_round_s for one in self.brief.aircraft}
        ready_s: dict[str, float] = {}
        starts_s = []
        for sortie in self.sorties:
            starts_s.append(ready_s.get(sortie.aircraft_id, 0.0))
            turn_round_s = turn_rounds_s.get(sortie.aircraft_id, 0.0)
            ready_s[sortie.aircraft_id] = starts_s[-1] + sortie.duration_s + turn_round_s
        return tuple(starts_s)

    @property
    def makespan_s(self) -> float:
        """From the first take-off to the last touch-down, as `takes_off_s` says."""
        starts_s = self.takes_off_s
        return max(
            (start + one.duration_s for start, one in zip(starts_s, self.sorties, strict=True)), default=0.0
        )

    @property
    def deadhead_s(self) -> float:
        """Time that all sorties fly without seeing new ground (see `Sortie.deadhead_s`)."""
        return sum(sortie.deadhead_s for sortie in self.sorties)

    @property
    def deadhead_m(self) -> float:
        """Length over ground that all sorties fly without seeing new ground."""
        return sum(sortie.deadhead_m for sortie in self.sorties)

    @property
    def deadhead_share(self) -> float:
        """Share of all flight time in which no new ground is seen, 0 to 1."""
        return self.deadhead_s / self.duration_s if self.duration_s else 0.0
