"""Areas as careless hands and broken files draw them, for Hypothesis and for long runs."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import shapely

from planner.brief import Exclusion, PatrolBrief, PatrolSettings, TaskArea
from planner.fleet import Aircraft
from planner.geodesy import FloatArray, GeoPoint, LocalFrame
from planner.profiles import CALLISTO

Rng = np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Rings of metres as drawn: each area an outline with its holes, then what is excluded."""

    areas: tuple[tuple[FloatArray, ...], ...]
    exclusions: tuple[FloatArray, ...] = ()


def one(outline: FloatArray, *holes: FloatArray) -> Drawing:
    """A drawing of a single area."""
    return Drawing(areas=((outline, *holes),))


def star_ring(rng: Rng, corners: int, *, size_m: float = 1000.0) -> FloatArray:
    """A ring round the origin, every corner at its own distance: simple, however spiky."""
    turns = np.sort(rng.uniform(0, 2 * math.pi, corners))
    away_m = size_m * rng.uniform(0.2, 1.0, corners)
    return np.column_stack([away_m * np.cos(turns), away_m * np.sin(turns)])


def box_ring(rng: Rng, *, size_m: float = 1000.0) -> FloatArray:
    """A rectangle somewhere near the origin."""
    west_m, south_m = rng.uniform(-size_m, size_m, 2)
    wide_m, high_m = rng.uniform(0.1, 1.5, 2) * size_m
    return box_corners(west_m, south_m, west_m + wide_m, south_m + high_m)


def box_corners(west_m: float, south_m: float, east_m: float, north_m: float) -> FloatArray:
    """The corners of a rectangle."""
    return np.array([[west_m, south_m], [east_m, south_m], [east_m, north_m], [west_m, north_m]])


def bow_tie(rng: Rng) -> Drawing:
    """Two opposite corners swapped, or any corners in any order."""
    if rng.random() < 0.5:
        return one(rng.uniform(-1000, 1000, (4, 2))[[0, 2, 1, 3]])
    return one(rng.uniform(-1000, 1000, (int(rng.integers(4, 12)), 2)))


def pentagram(rng: Rng) -> Drawing:
    """A star drawn without lifting the pen: its middle is gone round twice."""
    points = int(rng.choice([5, 7, 9]))
    turns = np.arange(points) * 2 * math.pi * 2 / points + rng.uniform(0, 6)
    return one(1000 * np.column_stack([np.cos(turns), np.sin(turns)]))


def self_touching(rng: Rng) -> Drawing:
    """A ring that comes back to a corner, or to the middle of an edge, and stops there."""
    ring = star_ring(rng, int(rng.integers(5, 15)))
    edge = int(rng.integers(0, len(ring) - 1))
    touched = ring[edge] + rng.choice([0.0, 0.5]) * (ring[edge + 1] - ring[edge])
    return one(np.insert(ring, int(rng.integers(0, len(ring))), touched, axis=0))


def figure_of_eight(rng: Rng) -> Drawing:
    """Two loops that share one corner."""
    aside_m = np.array([1000.0, 0.0])
    first, second = star_ring(rng, 8) + aside_m, star_ring(rng, 8) - aside_m
    return one(np.vstack([[0, 0], first, [0, 0], second]))


def spiked(rng: Rng) -> Drawing:
    """Spikes out of and into the area, there and back on one line or a hair apart."""
    ring = star_ring(rng, int(rng.integers(6, 20)))
    for _ in range(int(rng.integers(1, 5))):
        at = int(rng.integers(0, len(ring)))
        foot, tip = ring[at], ring[at] * rng.uniform(0.1, 3.0) + rng.uniform(-200, 200, 2)
        back = foot + rng.uniform(-1, 1, 2) * rng.choice([0.0, 1e-6, 1e-3, 0.1, 2.0])
        ring = np.insert(ring, at + 1, [tip, back], axis=0)
    return one(ring)


def thin(rng: Rng) -> Drawing:
    """A millimetre to ten metres wide, straight, tapering or bent."""
    wide_m, long_m = 10.0 ** rng.uniform(-3, 1), 10.0 ** rng.uniform(1, 4)
    along_m = np.linspace(0, long_m, int(rng.integers(2, 30)))
    bent_m = rng.choice([0.0, 0.2]) * long_m * np.sin(along_m / long_m * 3)
    taper = rng.choice([0.0, 1.0]) * along_m / long_m
    south = np.column_stack([along_m, bent_m])
    north = np.column_stack([along_m, bent_m + wide_m * (1 - taper)])
    return one(turned(np.vstack([south, north[::-1]]), rng.uniform(0, 360)))


def repeated(rng: Rng) -> Drawing:
    """Corners given twice or thrice, exactly or nearly."""
    ring = np.repeat(star_ring(rng, int(rng.integers(4, 15))), int(rng.integers(2, 5)), axis=0)
    return one(ring + rng.normal(size=ring.shape) * rng.choice([0.0, 1e-7, 1e-3, 0.05, 1.0]))


def nearly_straight(rng: Rng) -> Drawing:
    """Many corners on almost one line, as a cursor leaves them."""
    ring = star_ring(rng, int(rng.integers(3, 8)))
    closed = shapely.segmentize(shapely.LinearRing(ring), float(rng.uniform(5, 200)))
    corners = shapely.get_coordinates(closed)[:-1]
    return one(corners + rng.normal(size=corners.shape) * rng.choice([0.0, 1e-9, 1e-4, 0.01, 0.5]))


def touching_holes(rng: Rng) -> Drawing:
    """Holes that touch the outline at a corner or along an edge, touch each other, lie in one another."""
    outline = box_corners(0, 0, 1200, 1000)
    holes = [
        box_corners(0, 300, 200, 500),
        np.array([[600.0, 0.0], [700.0, 200.0], [500.0, 200.0]]),
        box_corners(500, 400, 700, 600),
        box_corners(700, 600, 800, 700),
        box_corners(700, 400, 900, 600),
        box_corners(550, 450, 600, 500),
        np.array([[400.0, 200.0], [500.0, 200.0], [500.0, 400.0], [400.0, 400.0]]),
    ]
    chosen = [hole for hole in holes if rng.random() < 0.6]
    return one(turned(outline, 20.0), *(turned(hole, 20.0) for hole in chosen))


def stray_holes(rng: Rng) -> Drawing:
    """Holes outside, across the outline, over all of it, and without width."""
    outline = star_ring(rng, 12)
    holes = [
        star_ring(rng, 6, size_m=float(rng.uniform(1, 400))) + rng.uniform(-1500, 1500, 2)
        for _ in range(int(rng.integers(1, 8)))
    ]
    if rng.random() < 0.3:
        holes.append(np.array([[-2000.0, 0.0], [2000.0, 0.0], [0.0, 0.0]]))
    return one(outline, *holes)


def overlapping(rng: Rng) -> Drawing:
    """Several areas over and in one another, or side by side with a hair between."""
    count = int(rng.integers(2, 8))
    if rng.random() < 0.4:
        hair_m = float(rng.choice([0.0, 1e-7, 1e-3, -1e-3, 0.05, 1.0]))
        return Drawing(
            areas=tuple(
                (box_corners(number * 300.0, 0.0, (number + 1) * 300.0 - hair_m, 700.0),)
                for number in range(count)
            )
        )
    return Drawing(
        areas=tuple((star_ring(rng, 9) + rng.uniform(-800, 800, 2),) for _ in range(count)),
        exclusions=tuple(star_ring(rng, 6, size_m=300.0) for _ in range(int(rng.integers(0, 3)))),
    )


def split(rng: Rng) -> Drawing:
    """Exclusions that cut an area apart, themselves crossed, thin or touching."""
    walls = []
    for _ in range(int(rng.integers(1, 5))):
        at_m, wide_m = float(rng.uniform(-800, 800)), 10.0 ** rng.uniform(-2, 2.3)
        walls.append(turned(box_corners(at_m, -3000, at_m + wide_m, 3000), float(rng.uniform(0, 180))))
    if rng.random() < 0.4:
        walls.append(rng.uniform(-600, 600, (5, 2)))
    return Drawing(areas=((star_ring(rng, 15),),), exclusions=tuple(walls))


def archipelago(rng: Rng) -> Drawing:
    """Many areas from a rock to an island, some with lakes."""
    areas = []
    for _ in range(int(rng.integers(2, 30))):
        size_m = 10.0 ** rng.uniform(0, 2.8)
        ring = star_ring(rng, int(rng.integers(3, 12)), size_m=size_m)
        middle = rng.uniform(-4000, 4000, 2)
        lake = [ring * 0.3 + middle] if rng.random() < 0.3 else []
        areas.append((ring + middle, *lake))
    return Drawing(areas=tuple(areas))


def fractal(rng: Rng) -> Drawing:
    """A ragged island of up to a thousand corners; its shore may cross itself."""
    return one(ragged_ring(rng, int(rng.choice([10, 100, 400, 1200])), size_m=1500.0, rough=0.3))


def ragged_ring(rng: Rng, corners: int, *, size_m: float, rough: float = 0.2) -> FloatArray:
    """A shore by moving the middles of edges, again and again."""
    ring = star_ring(rng, 5, size_m=size_m)
    while len(ring) < corners:
        steps = np.roll(ring, -1, axis=0) - ring
        left = np.column_stack([-steps[:, 1], steps[:, 0]])
        middles = ring + steps / 2 + left * rng.uniform(-rough, rough, (len(ring), 1))
        ring = np.stack([ring, middles], axis=1).reshape(-1, 2)
    kept: FloatArray = ring[np.linspace(0, len(ring) - 1, corners).astype(int)]
    return kept


def scribble(rng: Rng) -> Drawing:
    """A random walk, closed."""
    steps = rng.normal(size=(int(rng.integers(10, 120)), 2)) * 150
    return one(np.cumsum(steps, axis=0))


def spiral(rng: Rng) -> Drawing:
    """A strip rolled up, its turns far apart or a hair."""
    turns = np.linspace(0.5, float(rng.uniform(3, 8)) * math.pi, 120)
    out = turns * 60
    ratio = float(rng.choice([0.4, 0.8, 0.97, 1.0]))
    outer = np.column_stack([out * np.cos(turns), out * np.sin(turns)])
    inner_m = out - 60 * 2 * math.pi * ratio * np.minimum(1, turns / 7)
    inner = np.column_stack([inner_m * np.cos(turns), inner_m * np.sin(turns)])
    return one(np.vstack([outer, inner[::-1]]))


def comb(rng: Rng) -> Drawing:
    """Teeth with gaps, or necks between rooms, from a millimetre to ten metres."""
    gap_m = 10.0 ** rng.uniform(-3, 1)
    ring: list[tuple[float, float]] = [(0.0, 0.0)]
    teeth = int(rng.integers(2, 8))
    for number in range(teeth):
        west_m = number * 200.0
        ring += [(west_m, 800.0), (west_m + 200 - gap_m, 800.0)]
        if number < teeth - 1:
            ring += [(west_m + 200 - gap_m, float(rng.choice([0.5, 10.0, 200.0]))), (west_m + 200, 10.0)]
    return one(np.array([*ring, ((teeth - 1) * 200.0 + 200 - gap_m, 0.0)]))


def hourglass(rng: Rng) -> Drawing:
    """Rooms joined by necks so narrow that nobody can keep clear in them."""
    half_m = 10.0 ** rng.uniform(-3, 1) / 2
    upper = [(-500.0, 500.0), (-500.0, 10.0), (-half_m, 0.0), (-500.0, -10.0), (-500.0, -500.0)]
    return one(np.array([*upper, *((-x_m, y_m) for x_m, y_m in reversed(upper))]))


def chequered(rng: Rng) -> Drawing:
    """Squares that touch at their corners."""
    return Drawing(
        areas=tuple(
            (box_corners(column * 300.0, row * 300.0, column * 300.0 + 300, row * 300.0 + 300),)
            for row in range(3)
            for column in range(4)
            if (row + column) % 2 == 0 and rng.random() < 0.9
        )
        or ((box_corners(0, 0, 300, 300),),)
    )


def any_size(rng: Rng) -> Drawing:
    """From a square metre to a thousand square kilometres."""
    return one(star_ring(rng, int(rng.integers(3, 30)), size_m=10.0 ** rng.uniform(-0.5, 4.3)))


NASTY: dict[str, Callable[[Rng], Drawing]] = {
    each.__name__: each
    for each in (
        *(bow_tie, pentagram, self_touching, figure_of_eight, spiked, thin, repeated, nearly_straight),
        *(touching_holes, stray_holes, overlapping, split, archipelago, fractal, scribble, spiral, comb),
        *(hourglass, chequered, any_size),
    )
}


def turned(ring: FloatArray, by_deg: float) -> FloatArray:
    """A ring turned about the origin."""
    cosine, sine = math.cos(math.radians(by_deg)), math.sin(math.radians(by_deg))
    whole: FloatArray = ring @ np.array([[cosine, sine], [-sine, cosine]])
    return whole


def extent_m(drawing: Drawing) -> float:
    """The greater side of the box round all areas."""
    corners = np.vstack([ring for area in drawing.areas for ring in area[:1]])
    return float(np.ptp(corners, axis=0).max())


def brief_of(drawing: Drawing, origin: GeoPoint, rng: Rng, **chosen: object) -> PatrolBrief:
    """A brief over a drawing, rings either way round, its swath wide enough for some dozens of lanes."""
    frame = LocalFrame(origin=origin)

    def ring(corners_m: FloatArray) -> tuple[GeoPoint, ...]:
        placed = frame.to_geo(corners_m[:: int(rng.choice([1, -1]))])
        return (*placed, placed[0]) if rng.random() < 0.2 else placed

    swath_m = max(float(rng.choice([20.0, 60.0, 120.0, 300.0, 2000.0])), extent_m(drawing) / 40)
    values: dict[str, object] = {
        "swath_width_m": swath_m,
        "ground_speed_mps": 15.0,
        "one_path": True,
        **chosen,
    }
    return PatrolBrief(
        areas=tuple(
            TaskArea(
                area_id=f"area-{number}", outline=ring(outline), holes=tuple(ring(hole) for hole in holes)
            )
            for number, (outline, *holes) in enumerate(drawing.areas)
        ),
        exclusions=tuple(
            Exclusion(exclusion_id=f"exclusion-{number}", outline=ring(corners_m))
            for number, corners_m in enumerate(drawing.exclusions)
        ),
        settings=PatrolSettings(**values),  # type: ignore[arg-type]  # any setting may be chosen
    )


def launched(brief: PatrolBrief) -> PatrolBrief:
    """The brief flown from the first corner of its first area, in sorties."""
    aircraft = Aircraft(aircraft_id="A1", vehicle=CALLISTO, launch=brief.areas[0].outline[0])
    return replace(brief, aircraft=(aircraft,), settings=replace(brief.settings, one_path=False))
