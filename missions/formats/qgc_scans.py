"""Surveys, corridor and structure scans of a .plan as what they are: ground, and how it was to be flown.

Source: QGroundControl, SurveyComplexItem.cc, CorridorScanComplexItem.cc, StructureScanComplexItem.cc,
CameraCalc.cc.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from missions.formats.json_fields import Fields
from missions.formats.lane_wishes import LaneWish
from missions.formats.qgc_items import ABOVE_TERRAIN_AS_SEA, ABSOLUTE, RELATIVE, TERRAIN
from missions.geometry_reading import Shape, ShapeKind
from missions.json_text import JsonObject
from planner.errors import BriefError
from planner.heights import Height, HeightReference

MANUAL_CAMERA = "Manual (no camera specs)"
_REFERENCE_OF_MODE = {
    RELATIVE: HeightReference.LAUNCH,
    ABSOLUTE: HeightReference.SEA,
    ABOVE_TERRAIN_AS_SEA: HeightReference.GROUND,
    TERRAIN: HeightReference.GROUND,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A complex item: its ground as a shape with a role, and how it was to be flown."""

    shape: Shape
    wish: LaneWish | None = None


@dataclass(frozen=True, slots=True)
class ScanReader:
    """Reads the complex items of one file."""

    fields: Fields

    def scans(self, listed: list[object]) -> Iterator[Scan]:
        """Every item that is ground.

        Raises:
            MissionFileError: a member of one is not what it must be.
        """
        for n, value in enumerate(listed):
            where = f"mission.items[{n}]"
            item = self.fields.members(value, where)
            match item.get("complexItemType", item.get("type")):
                case "survey" if "grid" in item:
                    yield self._old_survey(item, where)
                case "survey":
                    yield self._survey(item, where)
                case "CorridorScan":
                    yield self._corridor(item, where)
                case "StructureScan":
                    yield Scan(shape=self._outline(item, where, role="exclusion", name="Structure"))

    def _survey(self, item: JsonObject, where: str) -> Scan:
        bearing_deg = self.fields.number(item.get("angle", 0), f"{where}.angle")
        wish = self._transects(item, where, bearing_deg=bearing_deg)
        return Scan(shape=self._outline(item, where, role="area", name="Survey"), wish=wish)

    def _old_survey(self, item: JsonObject, where: str) -> Scan:
        """Versions 2 and 3: what later lies in TransectStyleComplexItem lay in `grid` and `camera`."""
        grid = self.fields.members(item.get("grid"), f"{where}.grid")
        is_relative = grid.get("relativeAltitude", True) is not False
        camera = item.get("camera")
        overlap = camera.get("imageSideOverlap", 0) if isinstance(camera, dict) else 0
        wish = LaneWish(
            bearing_deg=self.fields.number(grid.get("angle", 0), f"{where}.grid.angle"),
            spacing_m=self.fields.positive(grid.get("spacing"), f"{where}.grid.spacing"),
            sidelap=self.fields.number(overlap, f"{where}.camera.imageSideOverlap") / 100,
            height=self._height(
                grid.get("altitude"), RELATIVE if is_relative else ABSOLUTE, f"{where}.grid.altitude"
            ),
        )
        return Scan(shape=self._outline(item, where, role="area", name="Survey"), wish=wish)

    def _corridor(self, item: JsonObject, where: str) -> Scan:
        width_m = self.fields.positive(item.get("CorridorWidth"), f"{where}.CorridorWidth")
        path = self.fields.points(self.fields.list_in(item, "polyline", where), f"{where}.polyline", least=2)
        shape = Shape(
            where=where,
            kind=ShapeKind.LINE,
            rings=(path,),
            properties={"role": "line", "name": "Corridor", "width_m": width_m},
        )
        return Scan(shape=shape, wish=self._transects(item, where, bearing_deg=None))

    def _outline(self, item: JsonObject, where: str, *, role: str, name: str) -> Shape:
        ring = self.fields.points(self.fields.list_in(item, "polygon", where), f"{where}.polygon", least=3)
        return Shape(
            where=where, kind=ShapeKind.POLYGON, rings=(ring,), properties={"role": role, "name": name}
        )

    def _transects(self, item: JsonObject, where: str, *, bearing_deg: float | None) -> LaneWish:
        at = f"{where}.TransectStyleComplexItem"
        transects = self.fields.members(item.get("TransectStyleComplexItem"), at)
        at = f"{at}.CameraCalc"
        camera = self.fields.members(transects.get("CameraCalc"), at)
        if transects.get("FollowTerrain") is True:
            mode: object = TERRAIN
        elif "DistanceMode" in camera:
            mode = camera["DistanceMode"]
        else:  # of the first version
            mode = RELATIVE if camera.get("DistanceToSurfaceRelative", True) is not False else ABSOLUTE
        overlap = 0 if camera.get("CameraName") == MANUAL_CAMERA else camera.get("SideOverlap", 0)
        return LaneWish(
            bearing_deg=bearing_deg,
            spacing_m=self.fields.positive(
                camera.get("AdjustedFootprintSide"), f"{at}.AdjustedFootprintSide"
            ),
            sidelap=self.fields.number(overlap, f"{at}.SideOverlap") / 100,
            height=self._height(camera.get("DistanceToSurface"), mode, f"{at}.DistanceToSurface"),
        )

    def _height(self, value: object, mode: object, where: str) -> Height:
        metres = self.fields.number(value, where)
        reference = _REFERENCE_OF_MODE.get(mode) if isinstance(mode, int) else None
        if reference is None:
            raise self.fields.bad(f"{where} with the altitude mode", mode, "1, 2, 3 or 4")
        try:
            return Height(metres=metres, above=reference)
        except BriefError as error:
            raise self.fields.bad(where, value, "a height in metres that somebody flies at") from error
