"""Towns and waters by name, the important first, none over another."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from missions.atlas import Atlas, PlaceKind
from ui.map.camera import Camera
from ui.map.labels import Lettering, draw_label, label_size
from ui.map.projection import FloatArray, world_from_degrees
from ui.theme import Theme

_LEAST_ZOOM_OF_RANK = {1: 5.0, 2: 7.0, 3: 8.5, 4: 9.8, 5: 11.0, 6: 12.0}
_MOST_LABELS = 60
_AROUND_PX = 80.0  # a name may begin left of the view
_WATER_PX = (230.0, 4_200.0)  # a water's length on the screen while its name is written


class PlacesLayer:
    """Names from the atlas, set anew for every frame (a hundred rectangles), drawn from kept images."""

    def __init__(self, atlas: Atlas, theme: Theme) -> None:
        self.theme = theme
        self._gazetteer = atlas.gazetteer
        self._world = world_from_degrees(self._gazetteer.lon_lat_deg)
        self._waters = self._gazetteer.waters
        degrees = np.array([(water.lon_deg, water.lat_deg) for water in self._waters]).reshape(-1, 2)
        self._water_world = world_from_degrees(degrees)

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Write the names over a view."""
        taken: list[QRectF] = []
        self._paint_waters(painter, camera)
        rank = sum(camera.zoom >= least for least in _LEAST_ZOOM_OF_RANK.values())
        shown = int(np.searchsorted(self._gazetteer.rank, rank, side="right"))
        near = _in_view(self._world[:shown], camera)
        for index, (x_px, y_px) in zip(near, _pixels(self._world[near], camera), strict=True):
            if len(taken) >= _MOST_LABELS:
                break
            self._paint_place(painter, int(index), float(x_px), float(y_px), taken)

    def _paint_place(
        self, painter: QPainter, index: int, x_px: float, y_px: float, taken: list[QRectF]
    ) -> None:
        place = self._gazetteer.place(index)
        if place.kind.is_water:
            return
        lettering = Lettering(
            size_px={1: 15, 2: 13, 3: 12}.get(place.rank, 11),
            colour=self.theme.place,
            halo=self.theme.place_halo,
            bold=place.rank <= 2,
        )
        width, height = label_size(place.name, lettering, painter.device().devicePixelRatioF())
        frame = QRectF(x_px - 5, y_px - height / 2, width + 14, height)
        if any(frame.intersects(other) for other in taken):
            return
        taken.append(frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.place))
        radius = 2.6 if place.rank <= 2 else 2.0
        painter.drawEllipse(QPointF(x_px, y_px), radius, radius)
        draw_label(painter, place.name, lettering, left_px=x_px + 7, middle_px=y_px)

    def _paint_waters(self, painter: QPainter, camera: Camera) -> None:
        for index in _in_view(self._water_world, camera, around_px=400.0):
            water = self._waters[index]
            if not _WATER_PX[0] <= water.extent_km * 1_000 / camera.metres_per_pixel <= _WATER_PX[1]:
                continue
            large = water.kind is PlaceKind.SEA
            lettering = Lettering(
                size_px=16 if large else 13,
                colour=self.theme.sea_name,
                halo=self.theme.sea,
                italic=True,
                spacing_px=5 if large else 1,
            )
            text = water.name.upper() if large else water.name
            width, _ = label_size(text, lettering, painter.device().devicePixelRatioF())
            x_px, y_px = _pixels(self._water_world[[index]], camera)[0]
            draw_label(painter, text, lettering, left_px=x_px - width / 2, middle_px=y_px)


def _in_view(world: FloatArray, camera: Camera, *, around_px: float = _AROUND_PX) -> npt.NDArray[np.intp]:
    """Which positions a view shows, whichever turn round the world it is on."""
    half_width = (camera.width_px / 2 + around_px) / camera.scale_px
    half_height = (camera.height_px / 2 + around_px) / camera.scale_px
    near = np.flatnonzero(np.abs(world[:, 1] - camera.y) <= half_height)
    across = (world[near, 0] - camera.x + 0.5) % 1.0 - 0.5
    kept: npt.NDArray[np.intp] = near[np.abs(across) <= half_width]
    return kept


def _pixels(world: FloatArray, camera: Camera) -> FloatArray:
    x = (world[:, 0] - camera.x + 0.5) % 1.0 - 0.5 + camera.x
    return camera.screen(np.column_stack((x, world[:, 1])))
