"""Vehicles with their tracks, and what the checks found: drawn anew for every frame."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from planner.findings import Finding, Level
from ui.map.camera import Camera
from ui.map.clipping import segments_of, thin
from ui.map.drawing import draw_segments, view_box
from ui.map.labels import draw_plate
from ui.map.marks import draw_aircraft, draw_finding
from ui.map.projection import FloatArray
from ui.map.tracks import GrowingTrack
from ui.map.vehicles import VehicleOnMap
from ui.theme import Theme, tinted
from ui.units import number_text

_MOST_FINDINGS = 300
_URGENCY = {Level.NOTE: 0, Level.WARNING: 1, Level.ERROR: 2}


class LiveLayer:
    """Vehicles and findings."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._vehicles: tuple[VehicleOnMap, ...] = ()
        self._tracks: list[GrowingTrack] = []
        self._findings: tuple[Finding, ...] = ()
        self._chosen: Finding | None = None

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
        """Draw tracks and vehicles."""
        for track in self._tracks:
            paint_track(painter, camera, track.world, self.theme)
        for vehicle in self._vehicles:
            self._paint_vehicle(painter, camera, vehicle)

    def finding_at(self, camera: Camera, *, x_px: float, y_px: float) -> Finding | None:
        """The uppermost finding whose mark is under a pixel."""
        for finding in reversed(self._findings):
            if finding.at is not None:
                away = QPointF(*camera.pixel_of(finding.at)) - QPointF(x_px, y_px)
                if away.manhattanLength() < 13:
                    return finding
        return None

    def _paint_vehicle(self, painter: QPainter, camera: Camera, vehicle: VehicleOnMap) -> None:
        if vehicle.state.point is None:
            return
        at = QPointF(*camera.pixel_of(vehicle.state.point))
        if not QRectF(-60, -60, camera.width_px + 120, camera.height_px + 120).contains(at):
            return
        draw_aircraft(painter, self.theme, vehicle, at=at)
        draw_plate(
            painter,
            self.theme,
            (vehicle.name or "Vehicle", _figures(vehicle)),
            corner=at + QPointF(17, -20),
            edge=vehicle.colour,
        )


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
    return f"{height} above home · {speed}" + (" · no news" if vehicle.is_stale else "")
