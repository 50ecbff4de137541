"""Towns and seas by name, the important first, none over another."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from missions.atlas import Atlas
from ui.map.camera import Camera
from ui.map.labels import Lettering, draw_label, label_size
from ui.map.projection import world_from_degrees
from ui.theme import Theme

_LEAST_ZOOM_OF_RANK = {1: 5.0, 2: 7.0, 3: 8.5, 4: 9.8, 5: 11.0}
_MOST_LABELS = 60


@dataclass(frozen=True, slots=True)
class _Sea:
    name: str
    lon_deg: float
    lat_deg: float
    zooms: tuple[float, float]


# Where there is room for the name at the zooms given; positions read off the map.
_SEAS = (
    _Sea("ADRIATIC SEA", 16.3, 42.6, (6.3, 10.5)),
    _Sea("IONIAN SEA", 18.6, 38.6, (5.2, 9.5)),
    _Sea("AEGEAN SEA", 25.2, 38.9, (6.3, 9.5)),
    _Sea("TYRRHENIAN SEA", 12.0, 39.8, (6.0, 8.5)),
    _Sea("ENGLISH CHANNEL", -1.2, 50.2, (5.2, 9.5)),
    _Sea("NORTH SEA", 3.2, 55.5, (4.0, 8.0)),
    _Sea("MEDITERRANEAN SEA", 18.0, 34.5, (3.5, 7.0)),
    _Sea("BLACK SEA", 34.5, 43.2, (4.0, 8.0)),
    _Sea("Strait of Otranto", 18.95, 40.2, (7.5, 11.5)),
    _Sea("Strait of Dover", 1.42, 50.98, (8.5, 12.5)),
    _Sea("Lalzi Bay", 19.44, 41.508, (10.6, 15.0)),
    _Sea("Bay of Durrës", 19.47, 41.26, (9.9, 14.0)),
    _Sea("Bay of Vlorë", 19.38, 40.42, (9.5, 14.0)),
    _Sea("Drin Bay", 19.52, 41.72, (9.9, 14.0)),
)


class PlacesLayer:
    """Names from the atlas, set anew for every frame (a hundred rectangles), drawn from kept images."""

    def __init__(self, atlas: Atlas, theme: Theme) -> None:
        self.theme = theme
        self._places = sorted(atlas.places, key=lambda place: (place.rank, place.name))
        degrees = np.array([(place.lon_deg, place.lat_deg) for place in self._places]).reshape(-1, 2)
        self._world = world_from_degrees(degrees)
        seas = np.array([(sea.lon_deg, sea.lat_deg) for sea in _SEAS])
        self._sea_world = world_from_degrees(seas)

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Write the names over a view."""
        taken: list[QRectF] = []
        self._paint_seas(painter, camera)
        middle = (self._world[:, 0] - camera.x + 0.5) % 1.0 - 0.5 + camera.x
        pixels = camera.screen(np.column_stack((middle, self._world[:, 1])))
        inside = ((pixels > -80) & (pixels < (camera.width_px + 10, camera.height_px + 10))).all(axis=1)
        for index in np.flatnonzero(inside):
            rank = self._places[index].rank
            if camera.zoom < _LEAST_ZOOM_OF_RANK.get(rank, 12.0) or len(taken) >= _MOST_LABELS:
                continue
            self._paint_place(painter, int(index), float(pixels[index, 0]), float(pixels[index, 1]), taken)

    def _paint_place(
        self, painter: QPainter, index: int, x_px: float, y_px: float, taken: list[QRectF]
    ) -> None:
        place = self._places[index]
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

    def _paint_seas(self, painter: QPainter, camera: Camera) -> None:
        middle = (self._sea_world[:, 0] - camera.x + 0.5) % 1.0 - 0.5 + camera.x
        pixels = camera.screen(np.column_stack((middle, self._sea_world[:, 1])))
        for sea, (x_px, y_px) in zip(_SEAS, pixels, strict=True):
            if not sea.zooms[0] <= camera.zoom <= sea.zooms[1]:
                continue
            large = sea.name.isupper()
            lettering = Lettering(
                size_px=16 if large else 13,
                colour=self.theme.sea_name,
                halo=self.theme.sea,
                italic=True,
                spacing_px=5 if large else 1,
            )
            width, _ = label_size(sea.name, lettering, painter.device().devicePixelRatioF())
            draw_label(painter, sea.name, lettering, left_px=x_px - width / 2, middle_px=y_px)
