"""What is to be reached, and what others reach: the published figures that stand beside ours."""

from dataclasses import dataclass

MEAN_LENGTH_RATIO = 1.07
MEAN_TIME_INDEX = 1.16
MEDIAN_CPU_S = 0.3
WORST_CPU_S = 5.0
PEAK_MB = 500.0

#: Length ratio to reach in each family. Combs and spirals are concave; a plain border is a goal of its own.
LENGTH_RATIOS = {
    "convex": 1.07,
    "concave": 1.12,
    "comb": 1.12,
    "spiral": 1.12,
    "holes": 1.09,
    "coast": 1.055,
    "islands": 1.06,
    "border": 1.01,
    "border-zones": 1.04,
    "random": 1.045,
}

#: The goal for a plain border strip of 150 km.
BORDER_TURNS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A planner measured before, on 35 areas of the same families that are not these."""

    planner: str
    finished: str
    clean: int
    length_ratio: float
    covered_pct: float
    outside_km: float


PUBLISHED = tuple(
    Published(
        planner=planner,
        finished=finished,
        clean=clean,
        length_ratio=length_ratio,
        covered_pct=covered_pct,
        outside_km=outside_km,
    )
    for planner, finished, clean, length_ratio, covered_pct, outside_km in (
        ("shapely sweep, Huang's angle, straight links", "35/35", 3, 2.64, 99.85, 238_201),
        ("QGroundControl survey, best angle", "35/35", 0, 1.17, 99.3, 14_188),
        ("Mission Planner grid", "35/35", 2, 1.11, 99.53, 2_716),
        ("corridor scan, given the centre line", "5/35", 1, 1.03, 99.97, 107),
        ("contour rings", "35/35", 1, 1.05, 98.00, 795),
        ("spanning-tree coverage (DARP)", "34/35", 0, 1.18, 99.54, 4_068),
        ("Fields2Cover 2.1.0, OR-tools 20 s", "24/29", 5, 1.09, 99.43, 0),
        ("ETH polygon_coverage_planning, least time", "16/17", 7, 1.33, 99.5, 0),
        ("a plain sweep, transits inside", "35/35", 8, 1.13, 99.60, 0),
    )
)
