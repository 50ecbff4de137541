"""Where the map looks: the one way between positions on Earth and pixels of the widget."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.geodesy import GeoPoint
from ui.map.projection import FloatArray, kept_world_of, metres_per_world, point_of, world_of

TILE_PX = 256  # the world is this wide at zoom 0, as on any web map
LEAST_ZOOM, GREATEST_ZOOM = 1.5, 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A view of the world square: its middle, its zoom and its size in logical pixels."""

    x: float  # world position of the middle, 0 to 1
    y: float
    zoom: float
    width_px: float
    height_px: float

    @classmethod
    def over(cls, point: GeoPoint, *, zoom: float, width_px: float, height_px: float) -> "Camera":
        """The camera that has `point` in its middle."""
        x, y = world_of([point])[0]
        return cls(x=float(x), y=float(y), zoom=zoom, width_px=width_px, height_px=height_px)

    @property
    def scale_px(self) -> float:
        """Pixels to one turn of the Earth."""
        return float(TILE_PX * 2**self.zoom)

    @property
    def centre(self) -> GeoPoint:
        """The position in the middle."""
        return point_of(self.x, self.y)

    @property
    def metres_per_pixel(self) -> float:
        """Ground covered by a pixel at the middle, west to east."""
        return metres_per_world(self.centre.lat_deg) / self.scale_px

    @property
    def world_box(self) -> tuple[float, float, float, float]:
        """Least x, least y, greatest x, greatest y of what is in view; x may leave 0 to 1."""
        half_x, half_y = self.width_px / 2 / self.scale_px, self.height_px / 2 / self.scale_px
        return (self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y)

    def screen(self, world: FloatArray) -> FloatArray:
        """World positions as pixels from the top left corner, as they stand (no turn is added)."""
        left, top, _, _ = self.world_box
        return (world - (left, top)) * self.scale_px

    def nearest_turn(self, world: FloatArray) -> FloatArray:
        """The same line moved by whole turns of the Earth to where this camera sees it best."""
        if not len(world):
            return world
        middle_x = (float(world[:, 0].min()) + float(world[:, 0].max())) / 2
        turns = round(self.x - middle_x)
        return world + np.array((turns, 0.0)) if turns else world

    def pixels_of(self, points: Sequence[GeoPoint]) -> FloatArray:
        """Positions as pixels, on the turn nearest to the middle."""
        world = kept_world_of(points) if isinstance(points, tuple) and len(points) > 16 else world_of(points)
        return self.screen(self.nearest_turn(world))

    def pixel_of(self, point: GeoPoint) -> tuple[float, float]:
        """One position as pixels."""
        x, y = self.pixels_of([point])[0]
        return float(x), float(y)

    def point_at(self, x_px: float, y_px: float) -> GeoPoint:
        """The position under a pixel."""
        left, top, _, _ = self.world_box
        return point_of(left + x_px / self.scale_px, top + y_px / self.scale_px)

    def panned(self, *, right_px: float, down_px: float) -> "Camera":
        """The camera moved over the ground by so many pixels."""
        return self._settled(self.x + right_px / self.scale_px, self.y + down_px / self.scale_px, self.zoom)

    def zoomed(self, *, by: float, about_px: tuple[float, float] | None = None) -> "Camera":
        """The camera `by` zoom steps closer, the ground under `about_px` (the middle) kept in its place."""
        x_px, y_px = about_px or (self.width_px / 2, self.height_px / 2)
        zoom = min(max(self.zoom + by, self._least_zoom()), GREATEST_ZOOM)
        off_x, off_y = x_px - self.width_px / 2, y_px - self.height_px / 2
        change = 1 / self.scale_px - 1 / (TILE_PX * 2**zoom)
        return self._settled(self.x + off_x * change, self.y + off_y * change, zoom)

    def resized(self, *, width_px: float, height_px: float) -> "Camera":
        """The same middle in a widget of another size."""
        return replace(self, width_px=max(width_px, 1.0), height_px=max(height_px, 1.0)).zoomed(by=0)

    def centred_on(self, point: GeoPoint) -> "Camera":
        """The same zoom over another position."""
        x, y = world_of([point])[0]
        return self._settled(float(x), float(y), self.zoom)

    def fitted(self, points: Sequence[GeoPoint], *, margin_px: float = 48, closest: float = 15.5) -> "Camera":
        """The closest camera, up to zoom `closest`, that shows all of `points` with a margin."""
        world = world_of(points)
        low, high = world.min(axis=0), world.max(axis=0)
        room = np.maximum(np.array([self.width_px, self.height_px]) - 2 * margin_px, 32)
        spans = np.maximum(high - low, 1e-12)
        zoom = min(float(np.log2((room / spans).min() / TILE_PX)), closest)
        middle = (low + high) / 2
        return self._settled(float(middle[0]), float(middle[1]), max(zoom, self._least_zoom()))

    def widened(self, *, margin: float) -> "Camera":
        """The camera that sees `margin` of this one's size more on every side."""
        # Whole pixels on each side, so that an image of the wider view lies on this one's pixels.
        return replace(
            self,
            width_px=self.width_px + 2 * math.ceil(self.width_px * margin),
            height_px=self.height_px + 2 * math.ceil(self.height_px * margin),
        )

    def _least_zoom(self) -> float:
        return max(LEAST_ZOOM, math.log2(self.height_px / TILE_PX))

    def _settled(self, x: float, y: float, zoom: float) -> "Camera":
        half_y = self.height_px / 2 / (TILE_PX * 2**zoom)
        kept_y = min(max(y, half_y), 1 - half_y) if half_y < 0.5 else 0.5
        return replace(self, x=x % 1.0, y=kept_y, zoom=zoom)
