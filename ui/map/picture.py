"""A picture of the map without a window: base, plan, flown tracks, what they saw, legend, scale.

Text needs a QGuiApplication (a QApplication is one); `picture_application` makes one that needs no display.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QGuiApplication, QImage, QPainter

from missions.atlas import Atlas
from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint
from planner.route import PatrolPlan
from ui.map.camera import Camera
from ui.map.layers.flights import FlightsLayer
from ui.map.layers.graticule import paint_graticule
from ui.map.layers.ground import GroundLayer, attribution
from ui.map.layers.live import paint_track
from ui.map.layers.outlines import OutlinesLayer
from ui.map.layers.places import PlacesLayer
from ui.map.layers.scale import paint_attribution, paint_scale_bar
from ui.map.layers.seen import OPACITY, SeenLayer
from ui.map.legend import WIDTH_PX, paint_north, paint_panel, rows_for
from ui.map.projection import world_of
from ui.theme import Theme, load_fonts

_DPR = 2.0  # device pixels to the logical one: sharp on paper


def picture_application() -> QGuiApplication:
    """The application that is there, else a new one that needs no display; keep it while drawing."""
    there = QGuiApplication.instance()
    if isinstance(there, QGuiApplication):
        return there
    return QGuiApplication(["vedette", "-platform", "offscreen"])


def draw_map_picture(  # noqa: PLR0913, PLR0917 - each is one thing that the picture shows
    atlas: Atlas,
    theme: Theme,
    size: tuple[int, int],
    brief: PatrolBrief,
    plan: PatrolPlan | None = None,
    tracks: Sequence[Sequence[GeoPoint]] = (),
    *,
    title: str = "",
    lines: Sequence[str] = (),
) -> QImage:
    """Draw a patrol onto an image of `size` device pixels.

    `tracks` are what was flown; what they saw is tinted with the brief's footprint. `lines` are figures
    written under the title.
    """
    load_fonts()
    image = QImage(size[0], size[1], QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_DPR)
    patrol = _Patrol(brief=brief, plan=plan, tracks=tracks)
    camera = _camera_for(patrol, width_px=size[0] / _DPR, height_px=size[1] / _DPR)
    painter = QPainter(image)
    _run(GroundLayer(atlas, theme, patient=True).render(painter, camera))
    paint_graticule(painter, camera, theme)
    PlacesLayer(atlas, theme).paint(painter, camera)
    _paint_patrol(painter, camera, theme, patrol)
    rows = rows_for(brief, plan, theme, flown=bool(tracks))
    paint_panel(painter, theme, title=title or brief.name, lines=lines, rows=rows)
    paint_north(painter, theme, right_px=camera.width_px - 12, top_px=24)
    height_px = paint_attribution(painter, camera, theme, attribution(atlas))
    paint_scale_bar(painter, camera, theme, up_px=height_px)
    painter.end()
    return image


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patrol:
    """What was asked, planned and flown."""

    brief: PatrolBrief
    plan: PatrolPlan | None
    tracks: Sequence[Sequence[GeoPoint]]

    def points(self) -> list[GeoPoint]:
        """Every position of it."""
        points = list(self.brief.points())
        points += [point for sortie in self.plan.sorties for point in sortie.path] if self.plan else []
        return points + [point for track in self.tracks for point in track]


def _paint_patrol(painter: QPainter, camera: Camera, theme: Theme, patrol: _Patrol) -> None:
    _paint_seen(painter, camera, theme, patrol)
    outlines, flights = OutlinesLayer(theme), FlightsLayer(theme)
    outlines.show(patrol.brief)
    flights.show(patrol.plan, stale=False)
    _run(outlines.render(painter, camera))
    _run(flights.render(painter, camera))
    for track in patrol.tracks:
        paint_track(painter, camera, world_of(track), theme)
    _run(outlines.render_names(painter, camera))


def _paint_seen(painter: QPainter, camera: Camera, theme: Theme, patrol: _Patrol) -> None:
    device = painter.device()
    mask = QImage(device.width(), device.height(), QImage.Format.Format_ARGB32_Premultiplied)
    mask.setDevicePixelRatio(device.devicePixelRatioF())
    mask.fill(0)
    brush = QPainter(mask)
    seen = SeenLayer(theme)
    seen.follow(patrol.tracks, patrol.brief.settings.footprint)
    _run(seen.render(brush, camera))
    brush.end()
    painter.setOpacity(OPACITY)
    painter.drawImage(0, 0, mask)
    painter.setOpacity(1.0)


def _camera_for(patrol: _Patrol, *, width_px: float, height_px: float) -> Camera:
    """The closest look at everything, right of the panel."""
    points = patrol.points()
    beside_px = WIDTH_PX + 36 if width_px > 2.2 * WIDTH_PX else 0.0
    start = points[0] if points else GeoPoint(lat_deg=41.4, lon_deg=19.5)
    free = Camera.over(start, zoom=9, width_px=width_px - beside_px, height_px=height_px)
    fitted = free.fitted(points, margin_px=44) if points else free
    return replace(fitted, width_px=width_px).panned(right_px=-beside_px / 2, down_px=0)


def _run(pieces: Iterable[None]) -> None:
    for _ in pieces:
        pass
