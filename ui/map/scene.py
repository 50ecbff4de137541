"""Everything the map shows, in its order: what is kept as images, and what is drawn for each frame."""

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from missions.atlas import Atlas
from missions.fencing.outlines import FenceRing
from planner.brief import PatrolBrief
from planner.findings import Finding
from planner.fleet import Footprint
from planner.geodesy import GeoPoint
from planner.route import PatrolPlan
from ui.map.cached import CachedLayer
from ui.map.camera import Camera
from ui.map.labels import Box
from ui.map.layers.chosen import ChosenLayer
from ui.map.layers.contingencies import ContingenciesLayer
from ui.map.layers.flights import FlightsLayer
from ui.map.layers.graticule import paint_graticule
from ui.map.layers.ground import GroundLayer, attribution
from ui.map.layers.live import LiveLayer
from ui.map.layers.outlines import OutlinesLayer
from ui.map.layers.own import OwnLayersLayer
from ui.map.layers.places import PlacesLayer
from ui.map.layers.scale import paint_attribution, paint_scale_bar
from ui.map.layers.seen import OPACITY, SeenLayer
from ui.map.layers.sent_fence import SentFenceLayer
from ui.map.shown import (
    ALL_OPAQUE,
    GROUND_LAYERS,
    MISSION_LAYERS,
    NOTHING_HIDDEN,
    Hidden,
    MapLayer,
    Opacities,
)
from ui.map.vehicles import VehicleOnMap
from ui.theme import Theme

_MARGIN = 0.2  # of the view on every side: the image is 1.4 times as wide
_KEY_LEFT_PX, _KEY_UP_PX = 64.0, 58.0  # beside the numbers of the graticule
_OVERVIEW_STEPS = 2.5  # zoom steps that the overview lies behind


class Scene:
    """The layers and what they show."""

    def __init__(self, atlas: Atlas, theme: Theme) -> None:
        self._theme = theme
        self._attribution = attribution(atlas)
        self._ground = GroundLayer(atlas, theme)
        self._far_ground = GroundLayer(atlas, theme)
        self._places = PlacesLayer(atlas, theme)
        self._own = OwnLayersLayer(theme)
        self._outlines = OutlinesLayer(theme, margin=_MARGIN)
        self._flights = FlightsLayer(theme)
        self._seen = SeenLayer(theme)
        self._chosen = ChosenLayer(theme)
        self._contingencies = ContingenciesLayer(theme)
        self._sent_fence = SentFenceLayer(theme)
        self._live = LiveLayer(theme)
        self._plan: PatrolPlan | None = None
        self._is_stale = False
        self._chosen_identity: str | None = None
        self._hidden = NOTHING_HIDDEN
        self._opacities = ALL_OPAQUE
        self._base_image = CachedLayer(self._ground.render, margin=_MARGIN, opaque=True)
        # Shown where the base has not got to yet: coarse land looks better than blank sea.
        self._overview_image = CachedLayer(self._far_ground.render, margin=_MARGIN, opaque=True)
        self._mission_image = CachedLayer(self._render_mission, margin=_MARGIN, opaque=False)
        self._contingency_image = CachedLayer(self._contingencies.render, margin=_MARGIN, opaque=False)
        self._seen_image = CachedLayer(self._seen.render, margin=_MARGIN, opaque=False)
        self._own_image = CachedLayer(self._own.render, margin=_MARGIN, opaque=False)
        # First drawn first: an edit is seen before the coast is sharp.
        self._images = (
            self._mission_image,
            self._base_image,
            self._own_image,
            self._contingency_image,
            self._seen_image,
            self._overview_image,
        )

    @property
    def theme(self) -> Theme:
        """The colours in use."""
        return self._theme

    def wear(self, theme: Theme, brief: PatrolBrief) -> None:
        """Change all colours."""
        self._theme = theme
        self._ground.theme = self._far_ground.theme = self._places.theme = self._outlines.theme = (
            self._flights.theme
        ) = theme
        self._seen.theme = self._chosen.theme = self._live.theme = self._own.theme = theme
        self._sent_fence.theme = self._contingencies.theme = theme
        self._outlines.show(brief)
        self._flights.forget()
        for image in self._images:
            image.invalidate()

    def hide(self, hidden: Hidden) -> None:
        """Leave these layers out from now on."""
        changed = hidden ^ self._hidden
        self._hidden = hidden
        self._ground.hidden = self._far_ground.hidden = self._outlines.hidden = self._flights.hidden = hidden
        for image in self._images if changed & GROUND_LAYERS else (self._mission_image,):
            image.invalidate()

    def fade(self, opacities: Opacities) -> None:
        """Draw layers so faintly from now on."""
        before, self._opacities = self._opacities, opacities
        changed = {layer for layer in MapLayer if before.get(layer) != opacities.get(layer)}
        for drawn in (self._ground, self._far_ground, self._outlines, self._flights):
            drawn.opacities = opacities
        if changed & GROUND_LAYERS:
            self._base_image.invalidate()
            self._overview_image.invalidate()
        if changed & MISSION_LAYERS:
            self._mission_image.invalidate()

    def cover(self, boxes: tuple[Box, ...]) -> bool:
        """Keep names from under what stands over the map; true where that is somewhere else than before."""
        if boxes == self._outlines.covered:
            return False
        self._outlines.covered = self._live.covered = boxes
        self._mission_image.invalidate()
        return True

    def show_brief(self, brief: PatrolBrief) -> None:
        """Take this brief from now on."""
        self._outlines.show(brief)
        self._mission_image.invalidate()
        if self._own.show(brief.own_layers):
            self._own_image.invalidate()

    def show_plan(self, plan: PatrolPlan | None, *, stale: bool) -> None:
        """Take this plan from now on."""
        self._plan = plan
        self._flights.show(plan, stale=stale)
        self._chosen.choose(plan, self._chosen_identity)
        self._is_stale = stale
        self._choose_contingencies()
        self._mission_image.invalidate()

    def highlight(self, identity: str | None) -> None:
        """Show what of the plan has this identity."""
        self._chosen_identity = identity
        self._chosen.choose(self._plan, identity)
        self._choose_contingencies()

    def show_fence(self, rings: Sequence[FenceRing]) -> None:
        """Take this fence of the chosen sortie from now on."""
        self._sent_fence.show(rings)

    def show_findings(self, findings: Sequence[Finding], chosen: Finding | None) -> None:
        """Take these findings from now on."""
        self._live.show_findings(findings, chosen)

    def show_vehicles(self, vehicles: Sequence[VehicleOnMap]) -> None:
        """Take these vehicles from now on."""
        self._live.show_vehicles(vehicles)

    def show_seen(self, tracks: Sequence[Sequence[GeoPoint]], footprint: Footprint | None) -> None:
        """Take these tracks from now on; what is new of them is painted over what was there."""
        known = self._seen.follow(tracks, footprint)
        if known is None:
            self._seen_image.invalidate()
        else:
            self._seen_image.add(lambda painter, camera: self._seen.draw_new(painter, camera, known))

    def covers(self, camera: Camera) -> bool:
        """Whether the kept images fill the view."""
        return self._base_image.covers(camera) and self._mission_image.covers(camera)

    def start_drawing(self, camera: Camera, dpr: float) -> bool:
        """Begin to draw anew what this view needs; true when there is something to do."""
        behind = camera.zoomed(by=round(camera.zoom - _OVERVIEW_STEPS) - camera.zoom)
        empty = (
            *((self._own_image,) if self._own.is_empty else ()),
            *((self._seen_image,) if self._seen.is_empty else ()),
            *((self._contingency_image,) if self._lacks_contingencies else ()),
        )
        for image in self._images:
            if image in empty:
                continue  # a picture of nothing takes as long to show as any other
            seen_by = behind if image is self._overview_image else camera
            if not image.is_busy and not image.is_current(seen_by, dpr):
                image.begin(seen_by, dpr)
        return self.is_drawing

    @property
    def is_drawing(self) -> bool:
        """Whether a kept image is unfinished."""
        return any(image.is_busy for image in self._images)

    def is_ground_coarse(self, camera: Camera) -> bool:
        """Whether a finer level of the atlas was wanted and not there yet."""
        return self._ground.is_coarse(camera)

    def refine_ground(self, camera: Camera) -> bool:
        """Have the ground drawn again if the level that was missing is there now; true when it is."""
        if not self._ground.is_ready(camera):
            return False
        self._base_image.invalidate()
        return True

    def draw_some(self, *, seconds_s: float) -> bool:
        """Go on drawing kept images for about so long; true when one was finished."""
        stop_s = time.perf_counter() + seconds_s
        finished = False
        while time.perf_counter() < stop_s:
            busy = next((image for image in self._images if image.is_busy), None)
            if busy is None:
                break
            finished |= busy.step()
        return finished

    def drop_drawings(self) -> None:
        """Give up what is half drawn."""
        for image in self._images:
            image.invalidate()

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """Draw a frame, without what belongs to the tools."""
        if not self._base_image.covers(camera):
            painter.fillRect(QRectF(0, 0, camera.width_px, camera.height_px), QColor(self._theme.sea))
            self._overview_image.paint(painter, camera)
        self._base_image.paint(painter, camera)
        if not self._own.is_empty and self._begin(painter, MapLayer.OWN):
            self._own_image.paint(painter, camera)
        if self._begin(painter, MapLayer.GRATICULE):
            paint_graticule(painter, camera, self._theme)
        if self._begin(painter, MapLayer.PLACES):
            self._places.paint(painter, camera)
        if not self._seen.is_empty and self._begin(painter, MapLayer.SEEN):
            painter.setOpacity(OPACITY * painter.opacity())
            self._seen_image.paint(painter, camera)
        painter.setOpacity(1.0)
        self._mission_image.paint(painter, camera)
        if not self._lacks_contingencies and self._begin(painter, MapLayer.CONTINGENCIES):
            self._contingency_image.paint(painter, camera)
        if self._begin(painter, MapLayer.SENT_FENCE):
            self._sent_fence.paint(painter, camera)
        painter.setOpacity(1.0)
        self._chosen.paint(painter, camera)
        if self._begin(painter, MapLayer.FINDINGS):
            self._live.paint_findings(painter, camera)
        painter.setOpacity(1.0)
        self._live.paint_vehicles(painter, camera)
        if not self._lacks_contingencies:
            self._contingencies.paint(painter, camera)

    def paint_corners(self, painter: QPainter, camera: Camera) -> None:
        """Draw scale bar and attribution, over everything else."""
        height_px = paint_attribution(painter, camera, self._theme, self._attribution)
        paint_scale_bar(painter, camera, self._theme, up_px=height_px)
        if not self._lacks_contingencies:
            self._contingencies.paint_key(
                painter, left_px=_KEY_LEFT_PX, bottom_px=camera.height_px - height_px - _KEY_UP_PX
            )

    def finding_at(self, camera: Camera, *, x_px: float, y_px: float) -> Finding | None:
        """The finding whose mark is under a pixel."""
        if MapLayer.FINDINGS in self._hidden:
            return None
        return self._live.finding_at(camera, x_px=x_px, y_px=y_px)

    def point_at(self, camera: Camera, point: GeoPoint | None) -> bool:
        """Take what is under the mouse; true where something is shown for it that was not before."""
        if self._lacks_contingencies:
            return False
        return self._contingencies.point_at(camera, point)

    @property
    def _lacks_contingencies(self) -> bool:
        """Hidden they are not even reckoned."""
        return MapLayer.CONTINGENCIES in self._hidden or self._contingencies.is_empty

    def _choose_contingencies(self) -> None:
        """Those of a plan that no longer follows from the brief would mislead."""
        plan = None if self._is_stale else self._plan
        if self._contingencies.choose(plan, self._chosen_identity):
            self._contingency_image.invalidate()

    def _begin(self, painter: QPainter, layer: MapLayer) -> bool:
        """Whether a layer is shown at all; if so, the painter draws as faintly as it is to be."""
        painter.setOpacity(self._opacities.get(layer, 1.0))
        return layer not in self._hidden

    def _render_mission(self, painter: QPainter, camera: Camera) -> Iterator[None]:
        yield from self._outlines.render(painter, camera)
        yield from self._flights.render(painter, camera)
        yield from self._outlines.render_names(painter, camera)
