"""Cut, copy, paste and duplicate what is drawn, between windows and other programs too."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from missions.clippings import Clipping, clipping_of
from planner.brief import PatrolBrief, Ring
from planner.errors import PatrolError
from ui.actions import Actions
from ui.document import Document
from ui.map.edits import moved_rings, picked, without
from ui.map.features import Feature, features_of, is_strip, listed_features
from ui.map.view import MapView
from ui.messages import MessageBar, Weight

_BESIDE_PX = 24.0  # down and to the right of where it lies already


class ClipboardDesk(QObject):
    """Joins the map and the document with the system's clipboard."""

    def __init__(self, view: MapView, document: Document, message: MessageBar, actions: Actions) -> None:
        super().__init__(view)
        self._view, self._document, self._message = view, document, message
        for name, act in (
            ("cut", self._cut),
            ("copy", self._copy),
            ("paste", self._paste),
            ("duplicate", self._duplicate),
        ):
            actions[name].triggered.connect(lambda _checked=False, do=act: do())
        self._needs_choice = [actions[name] for name in ("cut", "copy", "duplicate")]
        view.selection_changed.connect(lambda _identity: self._show())
        self._show()

    def _show(self) -> None:
        for action in self._needs_choice:
            action.setEnabled(self._view.selected is not None)

    def _copy(self) -> None:
        feature = self._view.selected
        if feature is not None:
            QGuiApplication.clipboard().setText(clipping_of(picked(self._document.brief, feature)))

    def _cut(self) -> None:
        feature, brief = self._view.selected, self._document.brief
        if feature is not None:
            self._copy()
            self._document.change(without(brief, feature), label=f"Cut {_word(brief, feature)}")

    def _duplicate(self) -> None:
        feature = self._view.selected
        if feature is not None:
            text = clipping_of(picked(self._document.brief, feature))
            self._put(text, label="Duplicate")

    def _paste(self) -> None:
        self._put(QGuiApplication.clipboard().text(), label="Paste")

    def _put(self, text: str, *, label: str) -> None:
        """Add what a text holds, beside what lies in its very place already, and choose it."""
        base = self._document.brief
        try:
            clipping = Clipping.of(text)
            imported = clipping.onto(base)
            if _lies_twice(imported.brief, base):
                imported = clipping.moved(self._beside).onto(base)
        except PatrolError as error:
            self._message.show_error(error)
            return
        new = _added(imported.brief, base)
        word = _word(imported.brief, new[0]) if len(new) == 1 else f"{len(new)} shapes"
        self._document.change(imported.brief, label=f"{label} {word}")
        if imported.notes:
            self._message.show_text(" ".join(imported.notes), weight=Weight.NOTE)
        if new:
            self._view.select(new[0])

    def _beside(self, rings: tuple[Ring, ...]) -> tuple[Ring, ...]:
        """As far off on the ground for each shape, so that they keep together."""
        camera, start = self._view.camera, rings[0][0]
        x_px, y_px = camera.pixel_of(start)
        return moved_rings(rings, start=start, end=camera.point_at(x_px + _BESIDE_PX, y_px + _BESIDE_PX))


def _added(brief: PatrolBrief, base: PatrolBrief) -> list[Feature]:
    before = set(features_of(base))
    return [feature for feature in features_of(brief) if feature not in before]


def _lies_twice(brief: PatrolBrief, base: PatrolBrief) -> bool:
    before = {one.feature: (one.feature.kind, one.rings) for one in listed_features(base)}
    there = set(before.values())
    new = (one for one in listed_features(brief) if one.feature not in before)
    return any((one.feature.kind, one.rings) in there for one in new)


def _word(brief: PatrolBrief, feature: Feature) -> str:
    return "strip" if is_strip(brief, feature) else feature.kind.value
