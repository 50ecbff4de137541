"""What the operator asks for: the document that is edited, in WGS84."""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum

from planner.assumptions import Assumptions
from planner.contingency import Contingency
from planner.errors import BriefError
from planner.fleet import Aircraft, Footprint, Sensor
from planner.geodesy import GeoPoint
from planner.heights import Height, HeightReference, above_launch
from planner.own_layers import OwnLayer
from planner.require import require_between, require_name, require_positive, require_rings
from planner.strip.values import Strip
from planner.times import TimeWindow
from planner.wording import counted
from planner.zones import Zone

Ring = tuple[GeoPoint, ...]  # an outline as drawn: open (the first corner is not repeated), either way round


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskArea:
    """Ground to see. Its holes are never entered; its edges are hard unless listed as free.

    What a strip leads round is not to be seen either, but may be flown over: an island with the launch on it.
    `free_edges` are pairs of corner numbers of the outline (i, i + 1; the last closes to 0), which may be
    overshot by `free_overshoot_m`.
    """

    area_id: str
    outline: Ring
    name: str = ""
    holes: tuple[Ring, ...] = ()
    free_edges: tuple[tuple[int, int], ...] = ()
    free_overshoot_m: float = 0.0
    source: str = ""  # of the line it was cut from, with what must be said of it

    def __post_init__(self) -> None:
        require_name(self.area_id, name="Area identity")
        require_rings(self.name or self.area_id, self.outline, *self.holes)
        require_between(self.free_overshoot_m, name="Free overshoot", low=0, high=10_000, unit="m")
        corners = len(self.outline)
        for start, end in self.free_edges:
            if not (0 <= start < corners and end == (start + 1) % corners):
                raise BriefError(
                    f"Free edge ({start}, {end}) is no edge of {self.name or self.area_id}, "
                    f"which has {corners} corners.",
                    remedy="Name each free edge by two neighbouring corner numbers, counted from 0.",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """An outline never to enter, at any height or hour, nor nearer than the stand-off."""

    exclusion_id: str
    outline: Ring
    name: str = ""

    def __post_init__(self) -> None:
        require_name(self.exclusion_id, name="Exclusion identity")
        require_rings(self.name or self.exclusion_id, self.outline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """Where an aircraft may be at all, launch to recovery. Several make one territory together.

    From its edge stand-off plus accuracy are kept; of several parts the least accurate counts.
    """

    territory_id: str
    outline: Ring
    name: str = ""
    holes: tuple[Ring, ...] = ()
    state: str = ""  # whose ground it is (ISO 3166-1 alpha-3, XKX for Kosovo); empty: an outline of one's own
    accuracy_m: float | None = None  # of its edge; None: unknown
    source: str = ""
    transformation_m: float = 0.0  # accuracy of what brought it to WGS84; part of its own where that is known

    def __post_init__(self) -> None:
        require_name(self.territory_id, name="Territory identity")
        if self.accuracy_m is not None:
            require_between(self.accuracy_m, name="Accuracy", low=0, high=100_000, unit="m")
        require_between(self.transformation_m, name="Transformation", low=0, high=100_000, unit="m")
        require_rings(self.name or self.territory_id, self.outline, *self.holes)

    @property
    def known_off_m(self) -> float:
        """How far its edge may lie off, as far as that is known: at least what its transformation may."""
        return self.transformation_m if self.accuracy_m is None else self.accuracy_m


class LineKind(Enum):
    """What a line on the ground is."""

    BORDER = "border"
    COASTLINE = "coastline"
    LINE = "line"  # the middle of a corridor, whose ground is an area


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundLine:
    """A border, a coast, or the line that a corridor was drawn along.

    One with a strip owns the areas that are its pieces: they go by its identity (`planner.strip.linked`).
    No leg may cross a border, nor come nearer to it than stand-off plus accuracy; the others are for
    reference.
    """

    line_id: str
    kind: LineKind
    path: tuple[GeoPoint, ...]
    name: str = ""
    accuracy_m: float | None = None  # None: unknown, and said so
    source: str = ""
    width_m: float | None = None  # of the corridor, both sides together
    strip: Strip | None = None  # how it is widened to areas
    transformation_m: float = 0.0  # accuracy of what brought it to WGS84; part of its own where that is known

    def __post_init__(self) -> None:
        require_name(self.line_id, name="Line identity")
        require_between(self.transformation_m, name="Transformation", low=0, high=100_000, unit="m")
        if len(self.path) < 2:
            raise BriefError(
                f"The line {self.name or self.line_id} has {counted(len(self.path), 'point')}.",
                remedy="Give it at least two.",
            )

    @property
    def known_off_m(self) -> float:
        """How far it may lie off, as far as that is known: at least what its transformation may."""
        return self.transformation_m if self.accuracy_m is None else self.accuracy_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """An outline that the operator wants fenced on board; no leg may leave it."""

    fence_id: str
    outline: Ring
    name: str = ""

    def __post_init__(self) -> None:
        require_name(self.fence_id, name="Fence identity")
        require_rings(self.name or self.fence_id, self.outline)


class Pattern(Enum):
    """How lanes are laid over an area."""

    AUTOMATIC = "automatic"
    SWEEP = "sweep"
    PARALLEL = "parallel"
    CONTOUR = "contour"
    PERIMETER = "perimeter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind:
    """Steady wind, where it comes from."""

    speed_mps: float = 0.0
    from_deg: float = 0.0  # true

    def __post_init__(self) -> None:
        require_between(self.speed_mps, name="Wind", low=0, high=60, unit="m/s")
        require_between(self.from_deg, name="Wind direction", low=0, high=360, unit="°")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolSettings:
    """How the areas are to be flown.

    The ground seen comes from `swath_width_m` (straight down, half to each side) or, when that is None,
    from `sensor` at `height`. `standoff_m` None means the computed sum under `assumptions`; keeping less than
    the usual assumptions ask for needs `standoff_reason`.
    """

    height: Height = field(default_factory=lambda: above_launch(120))
    ground_speed_mps: float = 12.0
    swath_width_m: float | None = 200.0
    sensor: Sensor | None = None
    sidelap: float = 0.0  # share of each swath seen twice
    pattern: Pattern = Pattern.AUTOMATIC
    bearing_deg: float | None = None  # of the lanes; None: the best
    standoff_m: float | None = None
    standoff_reason: str = ""
    assumptions: Assumptions = field(default_factory=Assumptions)
    reserve: float = 0.25  # share of the battery never planned away
    endurance_s: float | None = None  # None: the vehicle's own
    turn_time_s: float | None = None  # of a turn over 45°; None: the vehicle's own model
    free_overshoot_m: float | None = None  # all edges free by so much; None: each area's own
    wind: Wind = field(default_factory=Wind)
    rally_limit_m: float | None = None  # RTL passes farther rally points by; None: the vehicle's own, 0: none
    contingency: Contingency = field(default_factory=Contingency)
    one_path: bool = False  # ignore endurance and item limits: one path, for comparing

    def __post_init__(self) -> None:
        require_positive(self.height.metres, name="Patrol height", unit="m")
        if self.height.above not in (HeightReference.LAUNCH, HeightReference.GROUND):
            raise BriefError(
                f"The patrol height is {self.height}.",
                remedy="Give it above launch, or above ground over flat ground such as the sea.",
            )
        require_between(self.ground_speed_mps, name="Ground speed", low=0.5, high=100, unit="m/s")
        require_between(self.sidelap, name="Sidelap", low=0, high=0.9)
        require_between(self.reserve, name="Reserve", low=0, high=0.9)
        if self.swath_width_m is not None:
            require_between(self.swath_width_m, name="Swath", low=0.001, high=1_000_000, unit="m")
        if self.endurance_s is not None:
            require_positive(self.endurance_s, name="Endurance", unit="s")
        for name, value, high in (
            ("Bearing", self.bearing_deg, 360.0),
            ("Stand-off", self.standoff_m, 100_000.0),
            ("Turn time", self.turn_time_s, 3_600.0),
            ("Free overshoot", self.free_overshoot_m, 10_000.0),
            ("Rally limit", self.rally_limit_m, 1_000_000.0),
        ):
            if value is not None:
                require_between(value, name=name, low=0, high=high)
        if self.swath_width_m is None and self.sensor is None:
            raise BriefError("Neither a swath nor a sensor is given.", remedy="Give one of the two.")

    @property
    def footprint(self) -> Footprint:
        """Ground seen at the patrol height, over flat ground at launch height."""
        if self.swath_width_m is not None:
            half_m = self.swath_width_m / 2
            return Footprint(left_m=half_m, right_m=half_m, ahead_m=half_m, behind_m=half_m)
        if self.sensor is None:
            raise AssertionError("__post_init__ demands a swath or a sensor")
        return self.sensor.footprint(height_agl_m=self.height.metres)

    @property
    def track_spacing_m(self) -> float:
        """Greatest distance between neighbouring lanes."""
        return self.footprint.swath_width_m * (1 - self.sidelap)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolBrief:
    """Everything the operator asks for. Undo, files and planning all work on this one value."""

    name: str = "Untitled patrol"
    areas: tuple[TaskArea, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    zones: tuple[Zone, ...] = ()
    territories: tuple[Territory, ...] = ()
    lines: tuple[GroundLine, ...] = ()
    fences: tuple[Fence, ...] = ()
    rally_points: tuple[GeoPoint, ...] = ()
    aircraft: tuple[Aircraft, ...] = ()
    settings: PatrolSettings = field(default_factory=PatrolSettings)
    take_off: TimeWindow | None = None  # None: any time
    own_layers: tuple[OwnLayer, ...] = ()

    def __post_init__(self) -> None:
        for what, identities in (
            ("areas", [area.area_id for area in self.areas]),
            ("exclusions", [exclusion.exclusion_id for exclusion in self.exclusions]),
            ("zones", [zone.zone_id for zone in self.zones]),
            ("territories", [territory.territory_id for territory in self.territories]),
            ("lines", [line.line_id for line in self.lines]),
            ("fences", [fence.fence_id for fence in self.fences]),
            ("aircraft", [aircraft.aircraft_id for aircraft in self.aircraft]),
            ("own layers", [layer.layer_id for layer in self.own_layers]),
        ):
            _require_distinct(what, identities)

    @property
    def strips(self) -> tuple[GroundLine, ...]:
        """The lines that are widened to strips, each with its settings."""
        return tuple(line for line in self.lines if line.strip is not None)

    def strip_of(self, area_id: str) -> GroundLine | None:
        """The line whose strip an area is a piece of: `S1`, and `S1.2`, `S1.3`, … of a line `S1`."""
        first, _, number = area_id.rpartition(".")
        names = {area_id, first} if number.isdecimal() else {area_id}
        return next((line for line in self.strips if line.line_id in names), None)

    def points(self) -> tuple[GeoPoint, ...]:
        """Every position that the flight may have to do with: areas, and where aircraft start and end."""
        corners = [corner for area in self.areas for corner in area.outline]
        for aircraft in self.aircraft:
            corners += [site for site in (aircraft.launch, aircraft.recovery) if site is not None]
        return tuple(corners)


def _require_distinct(what: str, identities: list[str]) -> None:
    for identity, count in Counter(identities).items():
        if count > 1:
            raise BriefError(
                f"{count} {what} have the identity {identity!r}.", remedy="Give each its own identity."
            )
