"""Open areas to compare by: every family, each the same every time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import shapely

from planner.geodesy import GeoPoint
from tests.benchmarks.coverage import compact, islands, strips

#: Where invented areas lie; real ones lie where they are.
LALZI = GeoPoint(lat_deg=41.5, lon_deg=19.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkArea:
    """Ground in metres about an origin, and the swath to see it with; every edge is hard."""

    name: str
    family: str
    ground: shapely.Geometry
    origin: GeoPoint
    swath_m: float


def names(*, name: str = "", family: str = "") -> list[str]:
    """Names of the areas that `areas` gives."""
    return [f"{each}-{own}" for each, (own, *_) in _rows(name, family)]


def areas(*, name: str = "", family: str = "") -> Iterator[BenchmarkArea]:
    """The areas whose name contains `name`, of one family or of all."""
    for own_family, (own_name, swath_m, make) in _rows(name, family):
        made = make()
        ground, origin = made if isinstance(made, tuple) else (made, LALZI)
        yield BenchmarkArea(
            name=f"{own_family}-{own_name}", family=own_family, ground=ground, origin=origin, swath_m=swath_m
        )


def _rows(name: str, family: str) -> Iterator[tuple[str, "Row"]]:
    for own_family, rows in FAMILIES.items():
        for row in rows:
            if name in f"{own_family}-{row[0]}" and family in ("", own_family):
                yield own_family, row


#: A name, a swath in metres, and how the ground is made: about LALZI, or with an origin of its own.
Row = tuple[str, float, Callable[[], "shapely.Geometry | strips.Placed"]]

FAMILIES: dict[str, tuple[Row, ...]] = {
    "convex": (
        ("hull", 80.0, partial(compact.convex, seed=0, across_m=9_000)),
        ("hull-wide", 100.0, partial(compact.convex, seed=1, across_m=14_000)),
        ("triangle", 60.0, compact.triangle),
        ("round", 50.0, compact.disc),
        ("small", 80.0, partial(compact.convex, seed=2, across_m=700)),
    ),
    "concave": (
        ("star", 80.0, partial(compact.star, seed=0, across_m=8_000, corners=14)),
        ("star-fine", 60.0, partial(compact.star, seed=1, across_m=7_000, corners=30)),
        ("letter-l", 50.0, compact.letter_l),
        ("letter-u", 60.0, compact.letter_u),
        ("small", 60.0, partial(compact.star, seed=2, across_m=900, corners=12)),
    ),
    "comb": (
        ("wide-teeth", 50.0, partial(compact.comb, seed=0, tooth_m=600)),
        ("teeth", 40.0, partial(compact.comb, seed=1, tooth_m=300)),
        ("thin-teeth", 40.0, partial(compact.comb, seed=2, tooth_m=110)),
    ),
    "spiral": (
        ("wide", 50.0, partial(compact.spiral, turns=2.5, band_m=800, pitch_m=1_000)),
        ("narrow", 40.0, partial(compact.spiral, turns=4.0, band_m=260, pitch_m=420)),
    ),
    "holes": (
        ("1", 80.0, partial(compact.holed, seed=0, holes=1)),
        ("5", 80.0, partial(compact.holed, seed=1, holes=5)),
        ("15", 60.0, partial(compact.holed, seed=2, holes=15)),
        ("30", 60.0, partial(compact.holed, seed=3, holes=30)),
        ("60", 60.0, partial(compact.holed, seed=4, holes=60)),
    ),
    "coast": (
        ("fractal", 100.0, partial(strips.fractal_coast, seed=0)),
        ("lalzi", 100.0, partial(strips.coast, strips.LALZI_BAY, from_m=0, to_m=2_000)),
        ("istria", 100.0, partial(strips.coast, strips.ISTRIA, from_m=1_000, to_m=3_000)),
        ("kent", 80.0, partial(strips.coast, strips.KENT, from_m=0, to_m=1_000)),
        ("kent-land", 80.0, partial(strips.coast, strips.KENT, from_m=0, to_m=1_000, landward=True)),
        ("laconia", 100.0, partial(strips.coast, strips.LACONIA, from_m=0, to_m=3_000)),
        ("albania", 100.0, strips.albanian_coast),
    ),
    "islands": (
        ("round", 60.0, partial(islands.round_islands, seed=0, count=4)),
        ("round-many", 80.0, partial(islands.round_islands, seed=1, count=9)),
        ("kornati", 60.0, partial(islands.dry_islands, islands.KORNATI, least_km2=0.4)),
        ("cyclades", 100.0, partial(islands.waters_around, islands.CYCLADES, least_km2=10, to_m=1_000)),
    ),
    "border": (
        ("fractal-30", 100.0, partial(strips.fractal_border, seed=0, long_m=30_000)),
        ("fractal-150", 100.0, partial(strips.fractal_border, seed=1, long_m=150_000)),
        ("alb-xkx", 100.0, partial(strips.border, strips.ALB_XKX)),
        ("grc-mkd", 100.0, partial(strips.border, strips.GRC_MKD)),
    ),
    "border-zones": (
        ("fractal-30", 100.0, partial(strips.zoned_fractal_border, seed=0, long_m=30_000, zones=3)),
        ("fractal-150", 100.0, partial(strips.zoned_fractal_border, seed=1, long_m=150_000, zones=12)),
        ("alb-xkx", 100.0, partial(strips.border, strips.ALB_XKX, zones=8, seed=2)),
        ("grc-mkd", 200.0, partial(strips.border, strips.GRC_MKD, zones=10, seed=3)),
    ),
    "random": tuple(
        (str(corners), swath_m, partial(compact.random_outline, seed=corners, corners=corners))
        for corners, swath_m in (
            (10, 80.0),
            (30, 60.0),
            (100, 60.0),
            (300, 100.0),
            (1_000, 80.0),
            (2_000, 60.0),
        )
    ),
}
