"""Sound shapes from what was drawn: rings that cross themselves, touch themselves, or enclose nothing."""

import re
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from planner.brief import PatrolBrief, Ring, TaskArea
from planner.errors import BriefError
from planner.findings import Finding, Level
from planner.geodesy import ROUNDING_M, GeoPoint, LocalFrame
from planner.shapes import joined, polygonal, polygons_of
from planner.wording import counted, square
from planner.zone_ground import zone_rings
from planner.zones import Zone

#: An area narrower than this on average is a line: satellite navigation is 3 m off.
LEAST_WIDTH_M = 1.0

#: So is one whose outline runs to and fro with no more than this between, and such an exclusion.
LEAST_BETWEEN_M = 0.1

#: Where lengths on the map are off by more than this share, somebody may want to know.
NOTED_SCALE_ERROR = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Mender:
    """Turns the rings of a brief into sound shapes, and notes what had to be read into them."""

    brief: PatrolBrief
    frame: LocalFrame
    findings: list[Finding]

    def areas(self) -> tuple[tuple[str, BaseGeometry], ...]:
        """Identity and shape of each area that has a width.

        Raises:
            BriefError: none has.
        """
        drawn = [self.frame.polygon(area.outline) for area in self.brief.areas]
        shapes = [mended(each) for each in drawn]
        wide = [_has_width(shape, outline) for shape, outline in zip(shapes, drawn, strict=True)]
        for area, outline, shape, has_width in zip(self.brief.areas, drawn, shapes, wide, strict=True):
            if not has_width and not any(wide):
                raise BriefError(f"{_thin(area, outline, shape)}.", remedy="Move its corners apart.")
            if not has_width:
                self.findings.append(self._left_out(area, outline, shape))
            elif not outline.is_valid:
                self.findings.append(self._mending(area, outline, shape))
        of_width = zip(self.brief.areas, shapes, wide, strict=True)
        return tuple((area.area_id, shape) for area, shape, has_width in of_width if has_width)

    def enclosed(self, outline: Ring) -> BaseGeometry:
        """All that any reading of an outline encloses, which may cross itself."""
        drawn = self.frame.polygon(outline)
        if drawn.is_valid:
            return drawn
        return joined([mended(drawn), polygonal(shapely.make_valid(drawn)), _shell(drawn)])

    def kept_out(self) -> list[BaseGeometry]:
        """What exclusions forbid; where one encloses nothing, its line is not crossed."""
        return [
            self._forbidden(each.exclusion_id, each.name or each.exclusion_id, each.outline)
            for each in self.brief.exclusions
        ]

    def zone(self, zone: Zone) -> BaseGeometry:
        """The ground of a zone, and a hair round it: where it is no wider than a line that is not crossed."""
        outline, *holes = zone_rings(zone.shape)
        whole = self._forbidden(zone.zone_id, zone.title, outline)
        bare = shapely.difference(whole, joined(self.frame.polygon(hole) for hole in holes))
        edge = shapely.buffer(self.frame.polygon(outline).exterior, ROUNDING_M, quad_segs=2)
        return joined([bare, edge])

    def _forbidden(self, identity: str, name: str, outline: Ring) -> BaseGeometry:
        drawn, inside = self.frame.polygon(outline), self.enclosed(outline)
        if inside.area < LEAST_BETWEEN_M * drawn.length / 2:
            self.findings.append(_no_width(identity, name, outline, inside))
        if not drawn.is_valid:
            inside = joined([inside, shapely.buffer(drawn.exterior, 2 * ROUNDING_M, quad_segs=2)])
        return inside

    def note_scale(self, scale_error: float) -> None:
        """Say how far the map is off where it is off by more than nobody would notice."""
        if scale_error <= NOTED_SCALE_ERROR:
            return
        self.findings.append(
            Finding(
                code="map-scale",
                level=Level.NOTE,
                subject="areas",
                message=f"So large an area fits no flat map: lengths on it are up to {scale_error:.2%} and "
                f"areas up to {2 * scale_error:.2%} larger than on the ground.",
                remedy="Swaths meet and stand-offs are kept all the same; plan the parts one by one for "
                "exact figures.",
                measured=scale_error,
                limit=NOTED_SCALE_ERROR,
            )
        )

    def _left_out(self, area: TaskArea, drawn: shapely.Polygon, shape: BaseGeometry) -> Finding:
        return Finding(
            code="area-left-out",
            level=Level.WARNING,
            subject=area.area_id,
            message=f"{_thin(area, drawn, shape)}; it is left out.",
            remedy="Move its corners apart, or delete it.",
            at=area.outline[0],
            measured=float(shape.area),
        )

    def _mending(self, area: TaskArea, drawn: shapely.Polygon, shape: BaseGeometry) -> Finding:
        gained_m2 = shape.area - abs(_signed_m2(drawn))
        same = abs(gained_m2) < max(1.0, 1e-6 * shape.area)
        parts = len(polygons_of(shape))
        meets = "touches" if same else "crosses"
        more = (
            "as much as" if same else f"{square(abs(gained_m2))} {'more' if gained_m2 > 0 else 'less'} than"
        )
        return Finding(
            code="area-mended",
            level=Level.NOTE if same and parts == 1 else Level.WARNING,
            subject=area.area_id,
            message=(
                f"The outline of {area.name or area.area_id} {meets} itself. It is read as "
                f"{counted(parts, 'part')}, {square(shape.area)} together: {more} the outline counts when "
                "followed round."
            ),
            remedy="Look whether that is the ground you mean, or redraw the outline.",
            at=self._where_invalid(drawn),
            measured=gained_m2,
        )

    def _where_invalid(self, drawn: shapely.Polygon) -> GeoPoint | None:
        """Where an outline meets itself: the place that GEOS names."""
        numbers = re.findall(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?", shapely.is_valid_reason(drawn))
        return (
            self.frame.to_geo([[float(number) for number in numbers[-2:]]])[0] if len(numbers) > 1 else None
        )


def _thin(area: TaskArea, drawn: shapely.Polygon, shape: BaseGeometry) -> str:
    return (
        f"{area.name or area.area_id} has {square(shape.area)} inside an outline of "
        f"{drawn.length:,.0f} m: no width"
    )


def _no_width(identity: str, name: str, outline: Ring, inside: BaseGeometry) -> Finding:
    return Finding(
        code="exclusion-no-width",
        level=Level.WARNING,
        subject=identity,
        message=f"{name} encloses {square(inside.area)}, no more than a line: it must not be crossed.",
        remedy="Move its corners apart, or delete it.",
        at=outline[0],
    )


def _has_width(shape: BaseGeometry, drawn: shapely.Polygon) -> bool:
    """Whether an area is more than a line: wide enough on average for its extent, and for its outline."""
    extent_m = 2 * float(shapely.minimum_bounding_radius(shape))
    between_m = float(drawn.length) / 2
    return bool(shape.area >= LEAST_WIDTH_M * extent_m > 0 and shape.area >= LEAST_BETWEEN_M * between_m)


def mended(drawn: shapely.Polygon) -> BaseGeometry:
    """A polygon as drawn, mended where it crosses or touches itself; empty where it encloses nothing."""
    if drawn.is_valid:
        return drawn
    return polygonal(shapely.make_valid(drawn, method="structure", keep_collapsed=False))


def _shell(drawn: shapely.Polygon) -> BaseGeometry:
    faces = shapely.polygonize([shapely.node(drawn.exterior)])
    return joined(shapely.Polygon(face.exterior) for face in shapely.get_parts(faces).tolist())


def _signed_m2(drawn: shapely.Polygon) -> float:
    x_m, y_m = shapely.get_coordinates(drawn.exterior).T
    return float((x_m[:-1] * y_m[1:] - x_m[1:] * y_m[:-1]).sum() / 2)
