"""Towns and waters by name, the important first, none over another."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from missions.atlas import Atlas, Place, PlaceKind
from ui.map.camera import Camera
from ui.map.labels import Lettering, Room, draw_label, label_size, text_size
from ui.map.projection import FloatArray, world_from_degrees
from ui.theme import Theme

_LEAST_ZOOM_OF_RANK = {1: 5.0, 2: 7.0, 3: 8.5, 4: 9.8, 5: 11.0, 6: 12.0}
_MOST_LABELS = 40
_MOST_LOOKED_AT = 200  # the most important in view; a frame has no time for more
_MOST_KEPT = 2_000  # images of labels, some kilobytes each
_DOT_ROOM_PX = 5.0  # left of a place's middle
_AROUND_PX = 80.0  # a name may begin left of the view
_WATER_PX = (230.0, 4_200.0)  # a water's length on the screen while its name is written


class PlacesLayer:
    """Names from the atlas, set anew for every frame (a hundred rectangles), drawn from kept images.

    An image is made when a name finds room, not before: most that are looked at find none.
    """

    def __init__(self, atlas: Atlas, theme: Theme) -> None:
        self.theme = theme
        self._gazetteer = atlas.gazetteer
        self._world = world_from_degrees(self._gazetteer.lon_lat_deg)
        self._is_settlement = ~self._gazetteer.is_water
        self._waters = self._gazetteer.waters
        degrees = np.array([(water.lon_deg, water.lat_deg) for water in self._waters]).reshape(-1, 2)
        self._water_world = world_from_degrees(degrees)
        self._water_extents_m = np.array([water.extent_km * 1_000 for water in self._waters])
        ranks = range(len(_LEAST_ZOOM_OF_RANK) + 1)
        self._counts = np.searchsorted(self._gazetteer.rank, ranks, side="right").tolist()
        self._sizes: dict[int, tuple[float, float]] = {}
        self._images: dict[int, QImage] = {}
        self._look: tuple[float, str, str] | None = None

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Write the names over a view."""
        self._paint_waters(painter, camera)
        rank = sum(camera.zoom >= least for least in _LEAST_ZOOM_OF_RANK.values())
        shown = self._counts[rank]
        near = _in_view(self._world[:shown], camera)
        near = near[self._is_settlement[near]][:_MOST_LOOKED_AT]
        dpr = painter.device().devicePixelRatioF()
        self._keep_look(dpr)
        room = Room()
        for index, (x_px, y_px) in zip(
            near.tolist(), _pixels(self._world[near], camera).tolist(), strict=True
        ):
            if room.count >= _MOST_LABELS:
                break
            width_px, height_px = self._size(index)
            left, top = x_px - _DOT_ROOM_PX, y_px - height_px / 2
            if room.take((left, top, left + width_px, top + height_px)):
                painter.drawImage(QPointF(round(left), round(top)), self._image(index, dpr))

    def _keep_look(self, dpr: float) -> None:
        look = (dpr, self.theme.place, self.theme.place_halo)
        if look != self._look or len(self._images) > _MOST_KEPT:
            self._look = look
            self._images.clear()

    def _size(self, index: int) -> tuple[float, float]:
        if index not in self._sizes:
            place = self._gazetteer.place(index)
            width_px, height_px = text_size(place.name, _lettering(place, self.theme))
            self._sizes[index] = width_px + _DOT_ROOM_PX + 4, height_px
        return self._sizes[index]

    def _image(self, index: int, dpr: float) -> QImage:
        if index not in self._images:
            place = self._gazetteer.place(index)
            self._images[index] = _image_of(place, self.theme, self._size(index), dpr)
        return self._images[index]

    def _paint_waters(self, painter: QPainter, camera: Camera) -> None:
        extents_px = self._water_extents_m / camera.metres_per_pixel
        fits = (extents_px >= _WATER_PX[0]) & (extents_px <= _WATER_PX[1])
        near = _in_view(self._water_world, camera, around_px=400.0)
        near = near[fits[near]]
        dpr = painter.device().devicePixelRatioF()
        middles_px = _pixels(self._water_world[near], camera).tolist()
        for index, (x_px, y_px) in zip(near.tolist(), middles_px, strict=True):
            water = self._waters[index]
            large = water.kind is PlaceKind.SEA
            lettering = Lettering(
                size_px=16 if large else 13,
                colour=self.theme.sea_name,
                halo=self.theme.sea,
                italic=True,
                spacing_px=5 if large else 1,
            )
            text = water.name.upper() if large else water.name
            width, _ = label_size(text, lettering, dpr)
            draw_label(painter, text, lettering, left_px=x_px - width / 2, middle_px=y_px)


def _lettering(place: Place, theme: Theme) -> Lettering:
    return Lettering(
        size_px={1: 15, 2: 13, 3: 12}.get(place.rank, 11),
        colour=theme.place,
        halo=theme.place_halo,
        bold=place.rank <= 2,
    )


def _image_of(place: Place, theme: Theme, size_px: tuple[float, float], dpr: float) -> QImage:
    """A dot with its name: one image, because two strokes of the painter cost more than one copy."""
    width, height = size_px
    image = QImage(round(width * dpr), round(height * dpr), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dpr)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.place))
    radius = 2.6 if place.rank <= 2 else 2.0
    painter.drawEllipse(QPointF(_DOT_ROOM_PX, height / 2), radius, radius)
    lettering = _lettering(place, theme)
    draw_label(painter, place.name, lettering, left_px=_DOT_ROOM_PX + 7, middle_px=height / 2)
    painter.end()
    return image


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
