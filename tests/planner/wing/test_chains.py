"""Ways round limits: found by looking at few turnings, they are as short as by looking at all."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry.base import BaseGeometry

from planner.brief import Wind
from planner.geodesy import FloatArray
from planner.profiles import SITL_PLANE
from planner.shapes import length_m
from planner.ways.transit import Passages
from planner.wing.chains import JOINED_NEXT, Chain
from planner.wing.dubins import Pose, Turning, shortest_turnings
from planner.wing.rooms import Room
from planner.wing.turns import Curves, Tip
from planner.wing.wings import Wings
from tests.strategies import examples, seeds

WINGS = Wings(craft=SITL_PLANE, air_speed_mps=20.0, wind=Wind())


def ground_with_holes(rng: np.random.Generator) -> BaseGeometry:
    holes = [
        shapely.box(east_m, north_m, east_m + wide_m, north_m + high_m)
        for east_m, north_m, wide_m, high_m in rng.uniform([0, -800, 50, 50], [4_000, 600, 500, 900], (6, 4))
    ]
    return shapely.difference(shapely.box(-1_500, -1_500, 6_000, 1_500), shapely.union_all(holes))


def room_with_holes(rng: np.random.Generator) -> Room:
    return Room(Passages(ground_with_holes(rng)), WINGS)


def random_pose(rng: np.random.Generator, *, east_m: float) -> Pose:
    course_rad = float(rng.uniform(0, math.tau))
    at = (east_m + float(rng.uniform(-200, 200)), float(rng.uniform(-900, 900)))
    return Pose(at=at, along=(math.cos(course_rad), math.sin(course_rad)))


def shortest_by_trial_m(poses: Sequence[Pose], room: Room) -> float:
    """Length of the shortest chain, every turning looked at."""
    best_m = [0.0]
    for number in range(1, len(poses)):
        found_m = [math.inf]
        for before in range(max(0, number - JOINED_NEXT), number):
            turning = room.turning(poses[before], poses[number])
            found_m.append(math.inf if turning is None else best_m[before] + turning.length_m)
        best_m.append(min(found_m))
    return best_m[-1]


@given(seeds)
@settings(max_examples=examples(12))
def test_a_chain_is_as_short_as_any_and_found_wherever_there_is_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    room = room_with_holes(rng)
    poses = [random_pose(rng, east_m=east_m) for east_m in np.linspace(-500, 5_000, 14)]

    def chain() -> Chain:
        return Chain(poses, room.turning, radius_m=WINGS.radius_m)

    path_m = chain().path_m(chord_rad=0.01)

    least_m = shortest_by_trial_m(poses, room)
    assert chain().exists() == math.isfinite(least_m)
    assert (path_m is not None) == math.isfinite(least_m)
    if path_m is not None:
        assert length_m(path_m) == pytest.approx(least_m, rel=1e-4)
        assert chain().path_m(chord_rad=0.01, give_up_m=0.99 * least_m) is None


@given(seeds)
@settings(max_examples=examples(40))
def test_a_turning_far_from_limits_is_held_as_it_is_by_looking_at_all_of_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    region = ground_with_holes(rng)
    room, roomy = Room(Passages(region), WINGS), region.buffer(-WINGS.slip_m - 1.0)

    for _ in range(10):
        start, end = (random_pose(rng, east_m=float(rng.uniform(-800, 5_000))) for _ in range(2))
        for turning in shortest_turnings(start, end, radius_m=WINGS.radius_m):
            flown = shapely.LineString(drawn_m(turning))
            if room.holds(turning):
                assert region.buffer(0.01).covers(flown)
            else:
                assert not roomy.covers(flown)


def drawn_m(turning: Turning) -> FloatArray:
    """The chords that are flown, and the arc itself."""
    chord_rad = WINGS.chord_rad
    return np.vstack([turning.path_m(chord_rad=chord_rad), turning.path_m(chord_rad=chord_rad / 3)[::-1]])


@given(seeds)
@settings(max_examples=examples(12))
def test_a_way_is_said_to_lead_there_exactly_where_one_is_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    room = room_with_holes(rng)
    curves = Curves(WINGS, near=room, far=room)
    leave, arrive = random_pose(rng, east_m=-700), random_pose(rng, east_m=5_300)

    there = Curves(WINGS, near=room, far=room).leads(Tip(pose=leave), Tip(pose=arrive))

    assert there == (curves.join(Tip(pose=leave), Tip(pose=arrive), anywhere=True) is not None)
