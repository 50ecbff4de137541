"""Keeps the list of what is drawn and the map one: what is chosen, renamed, moved or deleted in either."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from planner.brief import PatrolBrief, Ring
from planner.errors import BriefError
from planner.geodesy import GeoPoint, path_length_m, ring_area_m2
from ui.actions import Actions
from ui.coordinates import Notation
from ui.document import Document
from ui.map.edits import with_corner_at, with_name, without
from ui.map.features import Corner, Feature, FeatureKind, ListedFeature, is_strip, listed_features, rings_of
from ui.map.view import MapView
from ui.panels.side_panel import SidePanel
from ui.panels.where_card import ChosenFeature, FeatureRow, WhereCard
from ui.preferences import Preferences
from ui.status_line import StatusLine
from ui.theme import Theme
from ui.units import area_text, distance_text


class WhereDesk(QObject):
    """Joins the card with the map and the document."""

    def __init__(self, view: MapView, *, side: SidePanel, document: Document) -> None:
        super().__init__(view)
        self._view = view
        self._document = document
        self.details: dict[Feature, tuple[tuple[Ring, ...], str]] = {}  # rings, and what is said of them
        self._names: dict[Feature, str] = {}
        self.card = WhereCard(view.theme)
        side.brief.put_head(self.card, self.card.fields)
        self.card.chosen.connect(self._on_chosen)
        self.card.renamed.connect(self._rename)
        self.card.deleted.connect(self._delete)
        self.card.corners.moved.connect(self._move)
        view.selection_changed.connect(lambda _identity: self._show_chosen())
        document.brief_changed.connect(self._show_brief)
        self._show_brief(document.brief)

    def set_theme(self, theme: Theme) -> None:
        """Draw the card in another theme's colours."""
        self.card.set_theme(theme)

    def _show_brief(self, brief: PatrolBrief) -> None:
        listed = tuple(listed_features(brief))
        self.details = {one.feature: self._detail(brief, one) for one in listed}
        rows = tuple(
            FeatureRow(feature=one.feature, name=one.name, detail=self.details[one.feature][1])
            for one in listed
        )
        self._names = {one.feature: one.name for one in listed}
        self.card.show_features(rows, self._view.selected)
        self._show_chosen()

    def _detail(self, brief: PatrolBrief, one: ListedFeature) -> tuple[tuple[Ring, ...], str]:
        """Measured again only where the rings are others: those of a territory have many thousand corners."""
        rings, known = one.rings, self.details.get(one.feature)
        if (
            known
            and len(known[0]) == len(rings)
            and all(a is b for a, b in zip(known[0], rings, strict=True))
        ):
            return known
        return rings, _detail(brief, one)

    def _show_chosen(self) -> None:
        feature, brief = self._view.selected, self._document.brief
        self.card.choose(feature)
        rings = () if feature is None else rings_of(brief, feature)
        if feature is None or not rings:
            self.card.show_chosen(None)
            return
        own = () if is_strip(brief, feature) else rings  # a strip's corners follow from its line
        self.card.show_chosen(
            ChosenFeature(name=self._names.get(feature, ""), rings=own, can_rename=not feature.is_site)
        )

    def _on_chosen(self, feature: Feature) -> None:
        self._view.select(feature)
        points = [point for ring in rings_of(self._document.brief, feature) for point in ring]
        if self._is_in_view(points):
            return
        if feature.is_site:
            self._view.centre_on(points[0])
        else:
            self._view.fit(points)

    def _is_in_view(self, points: Sequence[GeoPoint]) -> bool:
        pixels = self._view.camera.pixels_of(points)
        return bool(((pixels >= 0) & (pixels <= (self._view.width(), self._view.height()))).all())

    def _rename(self, name: str) -> None:
        feature = self._view.selected
        if feature is not None:
            self._change(lambda brief: with_name(brief, feature, name), label=f"Rename {feature.kind.value}")

    def _delete(self) -> None:
        feature = self._view.selected
        if feature is not None:
            word = "strip" if is_strip(self._document.brief, feature) else feature.kind.value
            self._change(lambda brief: without(brief, feature), label=f"Delete {word}")

    def _move(self, corner: Corner, point: GeoPoint) -> None:
        feature = self._view.selected
        if feature is not None:
            label = f"Move {feature.kind.value}" if feature.is_site else "Move corner"
            self._change(lambda brief: with_corner_at(brief, feature, corner, point), label=label)

    def _change(self, make: Callable[[PatrolBrief], PatrolBrief], *, label: str) -> None:
        try:
            changed = make(self._document.brief)
        except BriefError as error:
            self.card.message.show_error(error)
        else:
            self._document.change(changed, label=label)


class NotationDesk(QObject):
    """One notation of positions for all that shows them."""

    def __init__(
        self, card: WhereCard, status: StatusLine, actions: Actions, preferences: Preferences
    ) -> None:
        super().__init__(card)
        self._card, self._status, self._preferences = card, status, preferences
        actions["notation"].triggered.connect(lambda _checked=False: self._next())
        status.notation_wanted.connect(self._next)
        self._show()

    def _next(self) -> None:
        choices = [*Notation]
        here = choices.index(self._preferences.notation)
        self._preferences.notation = choices[(here + 1) % len(choices)]
        self._show()

    def _show(self) -> None:
        notation = self._preferences.notation
        self._card.write_in(notation)
        self._status.write_in(notation)


def _detail(brief: PatrolBrief, one: ListedFeature) -> str:
    """What it is, and its size; of sites and zones nothing more than that."""
    feature, rings = one.feature, one.rings
    kind = "strip" if is_strip(brief, feature) else feature.kind.value
    if feature.kind in (FeatureKind.AREA, FeatureKind.EXCLUSION, FeatureKind.TERRITORY, FeatureKind.FENCE):
        ground_m2 = ring_area_m2(rings[0]) - sum(map(ring_area_m2, rings[1:]))
        return f"{kind}, {' '.join(area_text(max(0.0, ground_m2)))}"
    if feature.kind is FeatureKind.LINE:
        return f"{kind}, {' '.join(distance_text(path_length_m(rings[0])))}"
    return "" if feature.is_site else kind
