"""Draws a plan over its ground so that a person can judge it: the whole, and its worst spots enlarged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from planner.geodesy import FloatArray
from planner.route import LegKind
from tests.benchmarks.coverage.planned import FlownLeg
from ui.map.picture import picture_application
from ui.theme import font, load_fonts

_SIZE_PX = (1_900, 1_300)
_TITLE_PX = 40.0
_MARGIN_PX = 24.0
_INSETS = 3
_INSET_SWATHS = 24.0

#: Gaps thinner than this on average are not made bolder than they are.
_HAIR_SWATHS = 0.005

_GROUND, _KEPT_OUT, _GAP = QColor("#dce9f4"), QColor("#a05a5a"), QColor("#e00000")
_TRANSIT, _INK, _SPOT = QColor("#ff7a00"), QColor("#202020"), QColor("#00843d")
_RAMP = ((0.27, 0.00, 0.33), (0.19, 0.41, 0.56), (0.21, 0.72, 0.47), (0.75, 0.75, 0.10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is to be seen: ground, the legs flown in order, what they leave bare, and its figures."""

    ground: shapely.Geometry
    legs: Sequence[FlownLeg]
    gaps: shapely.Geometry
    swath_m: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A piece of ground on a piece of the picture."""

    west_m: float
    north_m: float
    px_per_m: float
    on: QRectF

    @classmethod
    def of(cls, bounds_m: tuple[float, float, float, float], on: QRectF) -> "_View":
        west_m, south_m, east_m, north_m = bounds_m
        px_per_m = min(on.width() / (east_m - west_m), on.height() / (north_m - south_m))
        spare_x_m = on.width() / px_per_m - (east_m - west_m)
        spare_y_m = on.height() / px_per_m - (north_m - south_m)
        return cls(west_m=west_m - spare_x_m / 2, north_m=north_m + spare_y_m / 2, px_per_m=px_per_m, on=on)

    def pixels(self, spots_m: FloatArray) -> list[QPointF]:
        left, top = self.on.left(), self.on.top()
        return [
            QPointF(left + (x - self.west_m) * self.px_per_m, top + (self.north_m - y) * self.px_per_m)
            for x, y in spots_m
        ]

    def box_m(self) -> shapely.Polygon:
        return shapely.box(
            self.west_m,
            self.north_m - self.on.height() / self.px_per_m,
            self.west_m + self.on.width() / self.px_per_m,
            self.north_m,
        )


def draw(picture: Picture, file: Path) -> None:
    """Write a PNG: lanes from violet to yellow along the flight, other legs dashed orange, gaps red.

    Raises:
        OSError: it could not be written.
    """
    application = picture_application()
    load_fonts()
    width_px, height_px = _SIZE_PX
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _title(painter, picture.title)
    side_px = height_px - _TITLE_PX - _MARGIN_PX
    whole = _View.of(
        picture.ground.bounds,
        QRectF(_MARGIN_PX, _TITLE_PX + _MARGIN_PX, side_px - _MARGIN_PX, side_px - _MARGIN_PX),
    )
    _paint(painter, picture, whole)
    inset_px = (height_px - _TITLE_PX) / _INSETS
    for number, (name, middle_m, reach_m) in enumerate(_worst_spots(picture)):
        on = QRectF(
            side_px + _MARGIN_PX,
            _TITLE_PX + number * inset_px,
            width_px - side_px - 2 * _MARGIN_PX,
            inset_px - 8,
        )
        _inset(painter, picture, whole, name=name, middle_m=middle_m, reach_m=reach_m, on=on)
    painter.end()
    if not image.save(str(file)):
        raise OSError(f"{file} could not be written")
    application.processEvents()


def _worst_spots(picture: Picture) -> Iterator[tuple[str, FloatArray, float]]:
    """Name, middle and reach of what a pilot would ask about first."""
    west_m, south_m, east_m, north_m = picture.ground.bounds
    closest_m = min(_INSET_SWATHS / 2 * picture.swath_m, max(east_m - west_m, north_m - south_m) / 4)
    others = [leg.path_m for leg in picture.legs if leg.kind is not LegKind.LANE]
    if others:
        longest = max(others, key=_length_m)
        low, high = longest.min(axis=0), longest.max(axis=0)
        reach_m = max(closest_m, 0.6 * float(max(high - low)))
        yield f"longest transit, {_length_m(longest):,.0f} m", (low + high) / 2, reach_m
    gaps = shapely.get_parts(picture.gaps)
    if len(gaps):
        largest = max(gaps, key=lambda gap: float(gap.area))
        middle_m = shapely.get_coordinates(largest.centroid)[0]
        yield f"largest gap, {largest.area:,.0f} m²", middle_m, closest_m / 2
    yield "most corners", _busiest_m(np.vstack([leg.path_m for leg in picture.legs]), closest_m), closest_m


def _busiest_m(corners_m: FloatArray, reach_m: float) -> FloatArray:
    cells, counts = np.unique(np.floor(corners_m / reach_m), axis=0, return_counts=True)
    middle: FloatArray = (cells[int(np.argmax(counts))] + 0.5) * reach_m
    return middle


def _inset(
    painter: QPainter,
    picture: Picture,
    whole: _View,
    *,
    name: str,
    middle_m: FloatArray,
    reach_m: float,
    on: QRectF,
) -> None:
    x_m, y_m = middle_m
    view = _View.of((x_m - reach_m, y_m - reach_m, x_m + reach_m, y_m + reach_m), on)
    _paint(painter, picture, view)
    painter.setPen(QPen(_SPOT, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(on)
    painter.drawPolygon(QPolygonF(whole.pixels(shapely.get_coordinates(view.box_m())[:-1])))
    painter.fillRect(
        QRectF(on.left() + 1, on.top() + 1, 12 + 8.5 * len(name), 26), QColor(255, 255, 255, 225)
    )
    painter.setPen(_INK)
    painter.setFont(font(16))
    painter.drawText(QPointF(on.left() + 8, on.top() + 20), name)


def _paint(painter: QPainter, picture: Picture, view: _View) -> None:
    painter.save()
    painter.setClipRect(view.on)
    box = view.box_m()
    seen = shapely.clip_by_rect(picture.ground, *box.bounds)
    hull = shapely.union_all([shapely.Polygon(part.exterior) for part in _polygons(seen)])
    painter.fillPath(_shape(view, hull), QBrush(_KEPT_OUT, Qt.BrushStyle.BDiagPattern))
    painter.fillPath(_shape(view, seen), Qt.GlobalColor.white)
    painter.fillPath(_shape(view, seen), _GROUND)
    _paint_legs(painter, picture, view, box)
    gaps = shapely.clip_by_rect(picture.gaps, *box.bounds)
    painter.fillPath(_shape(view, gaps), _GAP)
    wide = [gap for gap in _polygons(gaps) if 2 * gap.area / gap.length > _HAIR_SWATHS * picture.swath_m]
    painter.strokePath(_shape(view, shapely.MultiPolygon(wide)), QPen(_GAP, 1.5))
    painter.strokePath(_shape(view, picture.ground), QPen(QColor("#5f7f9f"), 1))
    _mark(painter, view, picture.legs[0].path_m[:1], "start", QColor("#1a1aff"))
    _mark(painter, view, picture.legs[-1].path_m[-1:], "end", QColor("#c000c0"))
    _scale_bar(painter, view)
    painter.restore()


def _paint_legs(painter: QPainter, picture: Picture, view: _View, box: shapely.Polygon) -> None:
    lane_px = min(3.0, max(0.6, picture.swath_m * view.px_per_m / 5))
    whole_m = sum(_length_m(leg.path_m) for leg in picture.legs)
    flown_m = 0.0
    shapely.prepare(box)
    for leg in picture.legs:
        share = flown_m / whole_m
        flown_m += _length_m(leg.path_m)
        if len(leg.path_m) < 2 or not box.intersects(shapely.LineString(leg.path_m)):
            continue
        pen = QPen(_along_ramp(share), lane_px)
        if leg.kind is not LegKind.LANE:
            pen = QPen(_TRANSIT, min(2.0, 1.2 * lane_px))
            if leg.kind is not LegKind.TURN:
                pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(view.pixels(leg.path_m)))


def _title(painter: QPainter, title: str) -> None:
    painter.setPen(_INK)
    painter.setFont(font(19))
    painter.drawText(QPointF(_MARGIN_PX, 27), title)


def _mark(painter: QPainter, view: _View, spot_m: FloatArray, name: str, colour: QColor) -> None:
    (at,) = view.pixels(spot_m)
    painter.setPen(QPen(Qt.GlobalColor.white, 2))
    painter.setBrush(colour)
    painter.drawEllipse(at, 7, 7)
    painter.setPen(colour)
    painter.setFont(font(16))
    painter.drawText(at + QPointF(10, -6), name)


def _scale_bar(painter: QPainter, view: _View) -> None:
    across_m = view.on.width() / view.px_per_m
    round_m = 10.0 ** np.floor(np.log10(across_m / 4))
    bar_m = max(step * round_m for step in (1, 2, 5) if step * round_m <= across_m / 4)
    left, bottom = view.on.left() + 12, view.on.bottom() - 12
    right = left + bar_m * view.px_per_m
    painter.setPen(QPen(_INK, 3))
    painter.drawLine(QPointF(left, bottom), QPointF(right, bottom))
    painter.setFont(font(14))
    label = f"{bar_m / 1000:g} km" if bar_m >= 1_000 else f"{bar_m:g} m"
    painter.drawText(QPointF(left, bottom - 6), label)


def _shape(view: _View, ground: shapely.Geometry) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for part in _polygons(ground):
        for ring in (part.exterior, *part.interiors):
            path.addPolygon(QPolygonF(view.pixels(shapely.get_coordinates(ring))))
    return path


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(shape)).tolist()
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _along_ramp(share: float) -> QColor:
    place = min(max(share, 0.0), 1.0) * (len(_RAMP) - 1)
    below = min(int(place), len(_RAMP) - 2)
    mixed = [
        low + (high - low) * (place - below) for low, high in zip(_RAMP[below], _RAMP[below + 1], strict=True)
    ]
    return QColor.fromRgbF(*mixed)


def _length_m(path_m: FloatArray) -> float:
    return float(np.hypot(*np.diff(path_m, axis=0).T).sum())
