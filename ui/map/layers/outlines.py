"""What the brief holds: areas, exclusions, zones, territory, fences, lines, sites and rally points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from missions.limits_held import is_derived
from missions.zone_rules import hours_label
from planner.brief import LineKind, PatrolBrief, Ring
from planner.geodesy import GeoPoint
from planner.times import Instant
from planner.zone_ground import zone_rings
from planner.zone_words import zone_label
from ui.map.camera import Camera
from ui.map.clipping import Box, segments_of, thin
from ui.map.dashes import dashed_segments
from ui.map.drawing import draw_segments, rings_path, view_box
from ui.map.edges import runs_of, shown_free
from ui.map.labels import Lettering, Room, draw_label, label_size
from ui.map.marks import SITE_RADIUS_PX, draw_rally, draw_site, fill_hatched
from ui.map.projection import FloatArray, world_of
from ui.map.shown import ALL_OPAQUE, NOTHING_HIDDEN, MapLayer
from ui.theme import Theme, tinted

_STEP_PX = 0.7
_OFF_OPACITY = 0.35  # of a zone that is switched off
_FREE_DASH_PX = 7.0
_BELOW_GRATICULE_PX = 30.0  # the degrees stand along the upper edge
_LEAST_LABEL_PX = 40.0  # narrower shapes carry no name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """How one kind of outline looks. A dash of 0 is a solid line."""

    layer: MapLayer
    colour: str
    width_px: float = 1.6
    fill: float = 0.0
    hatch: float = 0.0
    dash_px: float = 0.0
    space_px: float = 0.0
    hole_colour: str = ""  # of holes that are never entered, hatched
    free_colour: str = ""  # of edges that may be overshot
    casing: float = 0.0  # of a band along the line: here is a limit
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Shape:
    rings: tuple[FloatArray, ...]  # world positions
    style: _Style
    name: str
    closed: bool = True
    hard_runs: tuple[FloatArray, ...] | None = None  # of an outline with free edges; None: all of it is hard
    free_runs: tuple[FloatArray, ...] = ()


class OutlinesLayer:
    """Draws a brief; its positions are projected once, when it is given."""

    def __init__(self, theme: Theme, *, margin: float = 0.0) -> None:
        """`margin`: the share of the view by which what is drawn reaches beyond it, on every side."""
        self._margin = margin
        self.theme = theme
        self._brief = PatrolBrief()
        self._shapes: tuple[_Shape, ...] = ()
        self.hidden = NOTHING_HIDDEN
        self.opacities = ALL_OPAQUE
        self.covered: tuple[Box, ...] = ()  # by cards over the map, in pixels of the view

    def show(self, brief: PatrolBrief) -> None:
        """Take this brief from now on."""
        self._brief = brief
        self._shapes = tuple(_shapes_of(brief, self.theme))

    def render(self, painter: QPainter, camera: Camera) -> Iterator[None]:
        """Fills and outlines, bottom first."""
        for shape in self._visible():
            _draw_shape(painter, camera, shape)
            yield

    def render_names(self, painter: QPainter, camera: Camera) -> Iterator[None]:
        """Names, rally points and sites: over the plan."""
        room, seen = Room(), self._seen(camera)
        for left, top, right, bottom in self.covered:
            room.block((seen[0] + left, seen[1] + top, seen[0] + right, seen[1] + bottom))
        for shape in self._visible():
            if shape.name:
                _draw_name(painter, camera, shape, self.theme, (seen, room))
        for point in self._brief.rally_points:
            draw_rally(painter, self.theme, at=QPointF(*camera.pixel_of(point)))
        yield
        for letter, colour, point, name in self._sites():
            x_px, y_px = camera.pixel_of(point)
            draw_site(painter, self.theme, letter, at=QPointF(x_px, y_px), colour=colour)
            if camera.zoom >= 10:
                lettering = _lettering(colour, self.theme)
                left_px = x_px + SITE_RADIUS_PX + 5
                width_px, _ = label_size(name, lettering, painter.device().devicePixelRatioF())
                if left_px + width_px > self._seen(camera)[2]:
                    left_px = x_px - SITE_RADIUS_PX - width_px
                draw_label(painter, name, lettering, left_px=left_px, middle_px=y_px)
        yield

    def _seen(self, camera: Camera) -> Box:
        """What of the picture is in view."""
        aside = self._margin / (1 + 2 * self._margin)
        left, top = aside * camera.width_px, aside * camera.height_px
        return left, top, camera.width_px - left, camera.height_px - top

    def _visible(self) -> Iterator[_Shape]:
        for shape in self._shapes:
            style, opacity = shape.style, self.opacities.get(shape.style.layer, 1.0)
            if style.layer in self.hidden:
                continue
            if opacity < 1:
                yield replace(shape, style=replace(style, opacity=style.opacity * opacity))
            else:
                yield shape

    def _sites(self) -> Iterator[tuple[str, str, GeoPoint, str]]:
        several = len(self._brief.aircraft) > 1
        for aircraft in self._brief.aircraft:
            suffix = f" {aircraft.aircraft_id}" if several else ""
            if aircraft.recovery is not None and aircraft.recovery != aircraft.launch:
                yield "R", self.theme.recovery, aircraft.recovery, f"Recovery{suffix}"
            if aircraft.launch is not None:
                both = aircraft.recovery is None or aircraft.recovery == aircraft.launch
                name = "Launch and recovery" if both else "Launch"
                yield "H" if both else "L", self.theme.launch, aircraft.launch, f"{name}{suffix}"


def _shapes_of(brief: PatrolBrief, theme: Theme) -> Iterator[_Shape]:
    layer = MapLayer
    territory = _Style(layer=layer.TERRITORIES, colour=theme.territory, width_px=1.6, dash_px=14, space_px=5)
    fence = _Style(layer=layer.FENCES, colour=theme.fence, width_px=1.5, dash_px=6, space_px=4)
    zone_look = _Style(
        layer=layer.ZONES, colour=theme.zone, width_px=1.4, fill=0.05, hatch=0.22, dash_px=7, space_px=3
    )
    area_look = _Style(
        layer=layer.AREAS,
        colour=theme.area,
        width_px=2.0,
        fill=0.10,
        hole_colour=theme.exclusion,
        free_colour=theme.free_edge,
        casing=0.22,
    )
    exclusion_look = _Style(
        layer=layer.EXCLUSIONS, colour=theme.exclusion, width_px=1.8, fill=0.08, hatch=0.5
    )
    for land in brief.territories:
        yield _shape((land.outline, *land.holes), territory, land.name or land.territory_id)
    now = Instant(utc=datetime.now(UTC))
    for zone in brief.zones:
        look = zone_look if zone.is_on else replace(zone_look, opacity=_OFF_OPACITY)
        yield _shape(zone_rings(zone.shape), look, zone_label(zone, hours=hours_label(zone, now=now)))
    for area in brief.areas:
        is_strip = brief.strip_of(area.area_id) is not None  # what it leads round may be flown over
        look = replace(area_look, hole_colour="") if is_strip else area_look
        shape = _shape((area.outline, *area.holes), look, area.name or area.area_id)
        yield _with_free_edges(shape, shown_free(area, brief))
    for exclusion in brief.exclusions:
        yield _shape((exclusion.outline,), exclusion_look, exclusion.name or exclusion.exclusion_id)
    for line in brief.lines:
        is_border = line.kind is LineKind.BORDER
        look = _Style(
            layer=layer.LINES,
            colour=theme.brief_border if is_border else theme.brief_coast,
            width_px=2.0 if is_border else 1.5,
            dash_px=12 if is_border else 3 if is_derived(line) else 0,
            space_px=4 if is_border or is_derived(line) else 0,
        )
        is_named = is_border or is_derived(line)
        name = line.name if is_named and line.strip is None else ""  # its areas carry it
        yield _shape((line.path,), look, name, closed=False)
    for one in brief.fences:
        yield _shape((one.outline,), fence, one.name)


def _shape(rings: Sequence[Ring], style: _Style, name: str, *, closed: bool = True) -> _Shape:
    outline = world_of(rings[0])
    worlds = [outline]
    for hole in rings[1:]:
        world = world_of(hole)
        world[:, 0] += round(float(outline[0, 0] - world[0, 0]))
        worlds.append(world)
    return _Shape(rings=tuple(worlds), style=style, name=name, closed=closed)


def _with_free_edges(shape: _Shape, free: frozenset[int]) -> _Shape:
    """The shape with its outline cut into runs of hard and of free edges."""
    if not free:
        return shape
    runs = runs_of(shape.rings[0], free)
    return replace(
        shape,
        hard_runs=tuple(run for run, is_free in runs if not is_free),
        free_runs=tuple(run for run, is_free in runs if is_free),
    )


def _draw_shape(painter: QPainter, camera: Camera, shape: _Shape) -> None:
    rings = _pixels(camera, shape)
    if not _near(rings[0], camera):
        return
    style = shape.style
    painter.setOpacity(style.opacity)
    box = view_box(camera.width_px, camera.height_px)
    view = QRectF(0, 0, camera.width_px, camera.height_px)
    if shape.closed and (style.fill or style.hatch):
        path = rings_path(rings, box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(path, tinted(style.colour, style.fill))
        if style.hatch:
            fill_hatched(painter, path, tinted(style.colour, style.hatch), view)
    for number, ring in enumerate(rings):
        colour = style.hole_colour if number and style.hole_colour else style.colour
        if number and style.hole_colour:
            fill_hatched(painter, rings_path([ring], box), tinted(colour, 0.5), view)
        if number or shape.hard_runs is None:
            _stroke(painter, _strokes(ring, shape, box), shape, colour, box)
        else:
            _draw_runs(painter, camera, shape)
    painter.setOpacity(1.0)


def _stroke(painter: QPainter, segments: FloatArray, shape: _Shape, colour: str, box: Box) -> None:
    style = shape.style
    looks = [(tinted(colour, style.casing), 7.0)] if style.casing else []
    for shade, width_px in (*looks, (QColor(colour), style.width_px)):
        pen = QPen(shade, width_px)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap if not style.dash_px else Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        draw_segments(painter, segments, box)


def _draw_runs(painter: QPainter, camera: Camera, shape: _Shape) -> None:
    """Hard edges solid; free ones dashed, in a colour of their own."""
    box = view_box(camera.width_px, camera.height_px)
    shift = camera.nearest_turn(shape.rings[0])[0] - shape.rings[0][0]
    for run in shape.hard_runs or ():
        segments = segments_of(thin(camera.screen(run + shift), _STEP_PX))
        _stroke(painter, segments, shape, shape.style.colour, box)
    painter.setPen(QPen(QColor(shape.style.free_colour), 2.2))
    for run in shape.free_runs:
        line = thin(camera.screen(run + shift), _STEP_PX)
        draw_segments(painter, dashed_segments(line, box, dash_px=_FREE_DASH_PX, space_px=5.0), box)


def _strokes(ring: FloatArray, shape: _Shape, box: Box) -> FloatArray:
    if not shape.style.dash_px:
        return segments_of(ring, closed=shape.closed)
    line = ring if not shape.closed else ring.take(range(len(ring) + 1), axis=0, mode="wrap")
    return dashed_segments(line, box, dash_px=shape.style.dash_px, space_px=shape.style.space_px)


def _draw_name(
    painter: QPainter, camera: Camera, shape: _Shape, theme: Theme, where: tuple[Box, Room]
) -> None:
    """At the uppermost corner that is seen, wholly in view; where something stands, beside or below it."""
    ring = _pixels(camera, shape)[0]
    low, high = ring.min(axis=0), ring.max(axis=0)
    if not _near(ring, camera) or max(high - low) < _LEAST_LABEL_PX:
        return
    (left, top, right, bottom), room = where
    corners = ring[((ring >= (left, top)) & (ring <= (right, bottom))).all(axis=1)]
    at = corners[int(corners[:, 1].argmin())] if len(corners) else ring[int(ring[:, 1].argmin())]
    left_px, middle_px = float(at[0]) + 6, float(at[1]) - 10
    lettering = _lettering(shape.style.colour, theme)
    width_px, height_px = label_size(shape.name, lettering, painter.device().devicePixelRatioF())
    if len(corners):
        left_px = max(min(left_px, right - width_px), left + 6)
        middle_px = max(middle_px, top + _BELOW_GRATICULE_PX)
    sides = (left_px, max(float(at[0]) - 6 - width_px, left + 6))
    for beside_px, lines in product(sides, (0, 1, -1, 2, -2)):
        upper_px = middle_px + (lines - 0.5) * height_px
        is_out = len(corners) > 0 and not top < upper_px < bottom - height_px
        if not is_out and room.take((beside_px, upper_px, beside_px + width_px, upper_px + height_px)):
            left_px, middle_px = beside_px, middle_px + lines * height_px
            break
    painter.setOpacity(shape.style.opacity)
    draw_label(painter, shape.name, lettering, left_px=left_px, middle_px=middle_px)
    painter.setOpacity(1.0)


def _lettering(colour: str, theme: Theme) -> Lettering:
    return Lettering(size_px=12, colour=colour, halo=theme.place_halo, bold=True)


def _pixels(camera: Camera, shape: _Shape) -> list[FloatArray]:
    outline = shape.rings[0]
    shift = camera.nearest_turn(outline) - outline
    return [thin(camera.screen(ring + shift[0]), _STEP_PX) for ring in shape.rings]


def _near(ring: FloatArray, camera: Camera) -> bool:
    low, high = ring.min(axis=0), ring.max(axis=0)
    return bool((high > -20).all() and low[0] < camera.width_px + 20 and low[1] < camera.height_px + 20)
