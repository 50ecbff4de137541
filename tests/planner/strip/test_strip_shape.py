"""The ground of strips: how much, on which side, how near and how far, and without what."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import BriefError, PlanningError
from planner.geodesy import FloatArray
from planner.shapes import grown
from planner.strip.shape import Surroundings, strip_ground
from planner.strip.values import Islands, Pieces, Side, SideWidth, StripEnds, StripSettings, WidthAt

STRAIGHT = shapely.LineString([(0, 0), (20_000, 0)])
SEA_LEFT = Surroundings(water_on=Side.LEFT)


def left(from_m: float, to_m: float, **more: object) -> StripSettings:
    return StripSettings(left=SideWidth.even(from_m, to_m), **more)  # type: ignore[arg-type]  # settings by name


def smooth_path(bends: list[float]) -> FloatArray:
    """A line that turns by so much (radians) every 5 km, along arcs of at least 5 km radius."""
    turns = np.repeat(np.array(bends) / 25, 25)
    headings = np.cumsum(turns)
    steps_m = 200 * np.column_stack([np.cos(headings), np.sin(headings)])
    return np.concatenate([[[0.0, 0.0]], np.cumsum(steps_m, axis=0)])


def fractal_line(seed: int, *, splits: int = 7, roughness: float = 0.3) -> shapely.LineString:
    """A ragged line of about 20 km that does not cross itself."""
    rng = np.random.default_rng(seed)
    path_m = np.array([[0.0, 0.0], [20_000.0, 0.0]])
    for _ in range(splits):
        steps = np.diff(path_m, axis=0)
        across = np.column_stack([-steps[:, 1], steps[:, 0]])
        middles = (path_m[:-1] + path_m[1:]) / 2 + across * rng.uniform(
            -roughness, roughness, (len(steps), 1)
        )
        path_m = np.insert(path_m, range(1, len(path_m)), middles, axis=0)
    line = shapely.LineString(path_m)
    return line if line.is_simple else fractal_line(seed + 10_000, splits=splits, roughness=0.9 * roughness)


def area_m2(ground: tuple[shapely.Polygon, ...]) -> float:
    return math.fsum(piece.area for piece in ground)


bends = st.lists(st.floats(-0.9, 0.9), min_size=3, max_size=6)
seeds = st.integers(0, 10_000)
sides = st.sampled_from(Side)


@st.composite
def distances_m(draw: st.DrawFn) -> tuple[float, float]:
    from_m = draw(st.sampled_from([0.0, 50.0, 600.0]))
    return from_m, from_m + draw(st.floats(200, 3_000))


def one_sided(side: Side, from_m: float, to_m: float) -> StripSettings:
    width = SideWidth.even(from_m, to_m)
    return StripSettings(left=width) if side is Side.LEFT else StripSettings(right=width)


@given(bends, st.floats(100, 1_000))
def test_where_the_line_is_smooth_a_strip_to_both_sides_is_length_times_width(
    turns: list[float], half_m: float
) -> None:
    line = shapely.LineString(smooth_path(turns))
    width = SideWidth.even(0, half_m)

    ground = strip_ground(line, StripSettings(left=width, right=width), Surroundings())

    # A line that turns right round comes back over its own strip; 5 bends of 0.9 do not.
    if shapely.buffer(line, half_m, cap_style="flat").area > 0.99 * 2 * half_m * line.length:
        assert area_m2(ground) == pytest.approx(2 * half_m * line.length, rel=0.02)


@given(st.floats(0, 5_000), st.floats(10, 5_000), sides)
def test_along_a_straight_line_a_strip_is_a_rectangle(from_m: float, width_m: float, side: Side) -> None:
    (ground,) = strip_ground(STRAIGHT, one_sided(side, from_m, from_m + width_m), Surroundings())

    assert ground.area == pytest.approx(20_000 * width_m, rel=0.02)
    x, y = shapely.get_coordinates(ground).T
    assert x.min() >= -1e-6
    assert x.max() <= 20_000 + 1e-6
    assert (y * (1 if side is Side.LEFT else -1)).min() >= from_m - 1e-6


@given(seeds, distances_m(), sides)
def test_no_point_of_a_strip_is_nearer_or_farther_than_asked_for(
    seed: int, distances: tuple[float, float], side: Side
) -> None:
    line, (from_m, to_m) = fractal_line(seed), distances

    try:
        ground = strip_ground(line, one_sided(side, from_m, to_m), Surroundings())
    except PlanningError:
        assert from_m > 0  # bends of the line have taken all of it
        return

    for piece in ground:
        assert piece.is_valid
        assert shapely.distance(piece, line) >= from_m - 1e-6
        assert shapely.buffer(line, 1.0005 * to_m, quad_segs=64).covers(piece)


@given(seeds, distances_m(), sides)
def test_a_strip_keeps_to_its_side_of_the_line(seed: int, distances: tuple[float, float], side: Side) -> None:
    line, (from_m, to_m) = fractal_line(seed), distances
    # The line closed far away on its left: what is left of it is inside.
    left_of = shapely.Polygon([*line.coords, (90_000, 0), (90_000, 90_000), (-70_000, 90_000), (-70_000, 0)])

    try:
        ground = strip_ground(line, one_sided(side, from_m, to_m), Surroundings())
    except PlanningError:
        return

    # Beyond an end of the line nothing says which side is which.
    ends = shapely.buffer(shapely.MultiPoint([line.coords[0], line.coords[-1]]), 2 * to_m)
    for piece in ground if left_of.is_valid else ():
        wrong = piece.difference(left_of) if side is Side.LEFT else piece.intersection(left_of)
        assert wrong.difference(ends).area < 1.0
    assert not any(shapely.buffer(piece, -1e-3).intersects(line) for piece in ground)
    assert sum(piece.intersection(grown(line, 1)).area for piece in ground) <= 1.05 * line.length


@given(seeds, st.floats(300, 2_000))
def test_a_strip_has_no_slivers(seed: int, width_m: float) -> None:
    ground = strip_ground(fractal_line(seed), left(0, width_m), Surroundings())

    for piece in ground:
        core = shapely.buffer(piece, -0.002 * width_m)
        assert shapely.buffer(core, 0.012 * width_m).covers(piece)
        assert piece.area >= 0.09 * width_m**2


@given(seeds, st.floats(0.1, 0.9))
def test_the_two_sides_together_are_the_strip_to_both_sides(seed: int, share: float) -> None:
    line, to_m = fractal_line(seed, splits=5), 1_000 * share + 200
    width = SideWidth.even(0, to_m)

    both = strip_ground(line, StripSettings(left=width, right=width), Surroundings())
    alone = [strip_ground(line, one_sided(side, 0, to_m), Surroundings()) for side in Side]

    assert area_m2(both) == pytest.approx(sum(map(area_m2, alone)), rel=0.01)


@given(seeds)
def test_a_strip_does_not_depend_on_the_direction_of_its_line(seed: int) -> None:
    line = fractal_line(seed, splits=5)

    ahead = strip_ground(line, left(100, 900), Surroundings())
    back = strip_ground(line.reverse(), one_sided(Side.RIGHT, 100, 900), Surroundings())

    differs = shapely.MultiPolygon(ahead).symmetric_difference(shapely.MultiPolygon(back))
    assert differs.area < 0.001 * area_m2(ahead)


def test_round_ends_reach_as_far_ahead_as_aside() -> None:
    (ground,) = strip_ground(STRAIGHT, left(0, 1_000, ends=StripEnds.ROUND), Surroundings())

    assert ground.area == pytest.approx(20_000 * 1_000 + math.pi * 1_000**2 / 2, rel=0.001)


def test_a_width_that_changes_along_the_line_makes_a_wedge() -> None:
    places = (WidthAt(share=0, from_m=0, to_m=500), WidthAt(share=1, from_m=0, to_m=2_500))

    (ground,) = strip_ground(STRAIGHT, StripSettings(left=SideWidth(places=places)), Surroundings())

    assert ground.area == pytest.approx(20_000 * 1_500, rel=0.02)
    assert ground.contains(shapely.Point(19_000, 2_300))
    assert not ground.contains(shapely.Point(1_000, 700))


def test_a_width_may_change_inside_a_long_step_of_the_line() -> None:
    widths = ((0.0, 500), (0.5, 2_500), (1.0, 500))
    places = tuple(WidthAt(share=share, from_m=100, to_m=to_m) for share, to_m in widths)

    (ground,) = strip_ground(STRAIGHT, StripSettings(left=SideWidth(places=places)), Surroundings())

    assert ground.area == pytest.approx(20_000 * 1_400, rel=0.02)
    assert ground.bounds[3] == pytest.approx(2_500, rel=0.01)


@given(seeds)
def test_an_even_width_given_twice_is_an_even_width(seed: int) -> None:
    line = fractal_line(seed, splits=5)
    twice = SideWidth(places=(WidthAt(from_m=200, to_m=900), WidthAt(share=1, from_m=200, to_m=900.5)))

    even = strip_ground(line, left(200, 900), Surroundings())
    changing = strip_ground(line, StripSettings(left=twice), Surroundings())

    assert area_m2(changing) == pytest.approx(area_m2(even), rel=0.02)


def test_a_ring_is_followed_all_round_outside_or_inside() -> None:
    ring = shapely.LineString(shapely.Point(0, 0).buffer(5_000, quad_segs=64).exterior.coords)
    width = SideWidth.even(500, 1_500)

    inside, outside = (
        strip_ground(ring, settings, Surroundings())[0]
        for settings in (StripSettings(right=width), StripSettings(left=width))
    )

    assert outside.area == pytest.approx(math.pi * (6_500**2 - 5_500**2), rel=0.01)
    assert inside.area == pytest.approx(math.pi * (4_500**2 - 3_500**2), rel=0.01)
    assert len(outside.interiors) == len(inside.interiors) == 1


ISLAND = shapely.box(8_000, 400, 9_000, 900)


@pytest.mark.parametrize(
    ("islands", "change_m2"),
    [(Islands.KEPT, 0.0), (Islands.CUT_OUT, -1_000 * 500)],
)
def test_islands_are_kept_or_cut_out(islands: Islands, change_m2: float) -> None:
    around = Surroundings(water_on=Side.LEFT, islands=ISLAND)

    ground = strip_ground(STRAIGHT, left(0, 1_000, islands=islands), around)

    assert area_m2(ground) == pytest.approx(20_000 * 1_000 + change_m2, rel=0.001)


def test_a_merged_island_pushes_the_strip_out() -> None:
    around = Surroundings(water_on=Side.LEFT, islands=ISLAND)

    ground = strip_ground(STRAIGHT, left(200, 1_000, islands=Islands.MERGED), around)

    far_out = shapely.Point(8_500, 1_800)
    assert any(piece.contains(far_out) for piece in ground)
    assert all(piece.distance(ISLAND) >= 200 - 1e-6 for piece in ground)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("from_m", [0.0, 1_200.0])
def test_a_line_that_turns_back_and_ends_within_reach_of_itself_keeps_its_sides_apart(
    side: Side, from_m: float
) -> None:
    """As along both banks of a narrow arm of the sea: ground on both sides hangs together round the end."""
    hairpin = shapely.segmentize(
        shapely.LineString([(0, 0), (20_000, 0), (20_000, 1_000), (12_000, 1_000)]), 200
    )
    on_left = side is Side.LEFT

    pieces = strip_ground(hairpin, one_sided(side, from_m, 2_800), Surroundings())

    whole = shapely.union_all(pieces)
    north_of_the_first_leg, south_of_it = shapely.Point(8_000, 2_000), shapely.Point(8_000, -2_000)
    assert whole.contains(north_of_the_first_leg) is on_left
    assert whole.contains(south_of_it) is not on_left
    north_of_the_last_leg = shapely.Point(18_000, 3_000)
    assert whole.contains(north_of_the_last_leg) is not on_left
    between = shapely.Point(16_000, 500)
    assert whole.contains(between) is (on_left and from_m == 0)


def test_the_opposite_shore_is_no_part_of_a_strip_at_sea() -> None:
    opposite = shapely.box(-1_000, 700, 21_000, 3_000)

    (ground,) = strip_ground(STRAIGHT, left(0, 1_000), Surroundings(water_on=Side.LEFT, land=opposite))

    assert ground.bounds[3] == pytest.approx(700)


def test_a_strip_on_land_keeps_to_the_land() -> None:
    land = shapely.box(-1_000, -600, 21_000, 0)

    (ground,) = strip_ground(
        STRAIGHT, one_sided(Side.RIGHT, 0, 1_000), Surroundings(water_on=Side.LEFT, land=land)
    )

    assert ground.bounds[1] == pytest.approx(-600)


def test_a_strip_does_not_reach_across_a_barrier() -> None:
    barrier = shapely.LineString([(-5_000, 500), (25_000, 500)])

    (ground,) = strip_ground(STRAIGHT, left(0, 1_000), Surroundings(barriers=(barrier,)))

    assert ground.area == pytest.approx(20_000 * 500, rel=0.001)


def test_only_the_largest_piece_is_given_when_asked_for() -> None:
    sound = shapely.box(8_000, -1, 12_000, 2_000)
    around = Surroundings(water_on=Side.LEFT, land=sound)

    all_pieces = strip_ground(STRAIGHT, left(0, 1_000), around)
    largest = strip_ground(STRAIGHT, left(0, 1_000, pieces=Pieces.LARGEST), around)

    assert [round(piece.area / 1e6) for piece in all_pieces] == [8, 8]
    assert largest == all_pieces[:1]


def test_nothing_left_is_said_with_the_distances() -> None:
    land = shapely.box(-5_000, 0, 25_000, 5_000)

    with pytest.raises(PlanningError, match="600 to 3,600 m"):
        strip_ground(STRAIGHT, left(600, 3_600), Surroundings(water_on=Side.LEFT, land=land))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (StripSettings, "no width on either side"),
        (lambda: SideWidth(places=()), "no width"),
        (lambda: SideWidth.even(500, 500), "from 500 m to 500 m"),
        (lambda: SideWidth.even(-1, 500), "-1 m"),
        (lambda: SideWidth.even(0, 1e9), "1e\\+09 m"),
        (
            lambda: SideWidth(
                places=(WidthAt(share=0.5, from_m=0, to_m=9), WidthAt(share=0.5, from_m=0, to_m=9))
            ),
            "follows one at 0.5",
        ),
    ],
)
def test_widths_that_make_no_sense_are_refused(make: object, said: str) -> None:
    with pytest.raises(BriefError, match=said):
        make()  # type: ignore[operator]  # each is a function of nothing
