"""Vehicles with their tracks, and what the checks found: drawn anew for every frame."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from planner.findings import Finding, Level
from ui.map.camera import Camera
from ui.map.clipping import segments_of, thin
from ui.map.drawing import draw_segments, view_box
from ui.map.labels import Box, draw_plate, plate_at
from ui.map.marks import draw_aircraft, draw_finding
from ui.map.projection import FloatArray
from ui.map.tracks import GrowingTrack
from ui.map.vehicles import VehicleOnMap
from ui.theme import Theme, tinted
from ui.units import number_text

_MOST_FINDINGS = 300
_SILENT = " · no news"
_URGENCY = {Level.NOTE: 0, Level.WARNING: 1, Level.ERROR: 2}


class LiveLayer:
    """Vehicles and findings."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._vehicles: tuple[VehicleOnMap, ...] = ()
        self._tracks: list[GrowingTrack] = []
        self._findings: tuple[Finding, ...] = ()
        self._chosen: Finding | None = None
        self.covered: tuple[Box, ...] = ()  # by cards over the map, in pixels of the view

    def show_vehicles(self, vehicles: Sequence[VehicleOnMap]) -> None:
        """Take these vehicles from now on."""
        self._vehicles = tuple(vehicles)
        self._tracks = (self._tracks + [GrowingTrack() for _ in vehicles])[: len(vehicles)]
        for track, vehicle in zip(self._tracks, vehicles, strict=True):
            track.follow(vehicle.track)

    def show_findings(self, findings: Sequence[Finding], chosen: Finding | None) -> None:
        """Take these findings from now on; those without a position are not on the map."""
        placed = [finding for finding in findings if finding.at is not None]
        placed.sort(key=lambda finding: _URGENCY[finding.level])  # the worst is drawn last, on top
        self._findings, self._chosen = tuple(placed[-_MOST_FINDINGS:]), chosen

    def paint_findings(self, painter: QPainter, camera: Camera) -> None:
        """Draw findings."""
        for finding in self._findings:
            if finding.at is not None:
                at = QPointF(*camera.pixel_of(finding.at))
                draw_finding(painter, self.theme, finding.level, at=at, chosen=finding == self._chosen)

    def paint_vehicles(self, painter: QPainter, camera: Camera) -> None:
        """Draw tracks and vehicles, the chosen one over the others."""
        for track in self._tracks:
            paint_track(painter, camera, track.world, self.theme)
        view = QRectF(-60, -60, camera.width_px + 120, camera.height_px + 120)
        placed = [
            (at, vehicle)
            for vehicle in sorted(self._vehicles, key=lambda one: one.is_chosen)
            if vehicle.state.point is not None
            and view.contains(at := QPointF(*camera.pixel_of(vehicle.state.point)))
        ]
        for at, vehicle in placed:
            draw_aircraft(painter, self.theme, vehicle, at=at)
        taken = [QRectF(at.x() - 10, at.y() - 10, 20, 20) for at, _vehicle in placed]
        taken += [QRectF(left, top, right - left, low - top) for left, top, right, low in self.covered]
        for at, vehicle in reversed(placed):
            self._label(painter, vehicle, at, taken)

    def finding_at(self, camera: Camera, *, x_px: float, y_px: float) -> Finding | None:
        """The uppermost finding whose mark is under a pixel."""
        for finding in reversed(self._findings):
            if finding.at is not None:
                away = QPointF(*camera.pixel_of(finding.at)) - QPointF(x_px, y_px)
                if away.manhattanLength() < 13:
                    return finding
        return None

    def _label(self, painter: QPainter, vehicle: VehicleOnMap, at: QPointF, taken: list[QRectF]) -> None:
        """Beside the vehicle, where no other stands and no plate or card is; below where all is taken."""
        name = vehicle.name or "Vehicle"
        lines: tuple[str, ...] = (name, _figures(vehicle))
        if not vehicle.is_chosen:
            lines = (name + (_SILENT if vehicle.is_stale else ""),)
        size = plate_at(QPointF(), lines)
        right, left, up = at.x() + 17, at.x() - 17 - size.width(), at.y() - size.height() / 2
        sides = [
            size.translated(round(x), round(y))
            for x, y in ((right, up), (left, up), (right, up + size.height()), (right, up - size.height()))
        ]
        free = (side for side in sides if not any(side.intersects(other) for other in taken))
        plate = next(free, None) or sides[2].translated(0, size.height())
        taken.append(plate)
        draw_plate(painter, self.theme, lines, plate=plate, edge=vehicle.colour)


def paint_track(painter: QPainter, camera: Camera, world: FloatArray, theme: Theme) -> None:
    """Draw a flown track over its dark edge."""
    if len(world) < 2:
        return
    segments = segments_of(thin(camera.screen(camera.nearest_turn(world)), 1.5))
    box = view_box(camera.width_px, camera.height_px)
    for colour, width_px in ((tinted(theme.place_halo, 0.7), 4.0), (QColor(theme.seen), 2.0)):
        pen = QPen(colour, width_px)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        draw_segments(painter, segments, box, smooth=len(segments) < 1500)


def _figures(vehicle: VehicleOnMap) -> str:
    height_m, speed_mps = vehicle.state.height_above_home_m, vehicle.state.ground_speed_mps
    height = f"{number_text(height_m)} m" if height_m is not None else "– m"
    speed = f"{number_text(speed_mps, decimals=1)} m/s" if speed_mps is not None else "– m/s"
    return f"{height} above home · {speed}" + (_SILENT if vehicle.is_stale else "")
