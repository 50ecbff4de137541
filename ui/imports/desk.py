"""Joins the import of own files with the document: look into a file, choose, and add it as one step."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from missions.atlas import Atlas
from missions.formats import Imported
from missions.formats.gis import KEPT_WHOLE, Survey
from missions.own_layers import SourceNews, sources_news
from missions.own_wish import Box
from missions.strip_wishes.stock import Sources, line_stock, own_lines
from planner.brief import LineKind, PatrolBrief
from planner.errors import PatrolError, PlanningCancelled
from planner.geodesy import GeoPoint
from planner.own_layers import OwnLayer
from ui.document import Document
from ui.errand import Errand
from ui.imports.asking import Question
from ui.imports.card import ImportCard
from ui.imports.process import ImportProcess
from ui.map.view import MapView
from ui.messages import MessageBar, Weight
from ui.panels.side_panel import Page, SidePanel

_MOST_NOTES = 4


class ImportDesk(QObject):
    """One file at a time; a failure stays on its card, and the document as it was."""

    def __init__(
        self, view: MapView, *, side: SidePanel, document: Document, message: MessageBar, atlas: Atlas
    ) -> None:
        super().__init__(view)
        self._view, self._side, self._document, self._message = view, side, document, message
        self._stock = line_stock(atlas)
        self._process = ImportProcess()
        self._errand = Errand("import", self)
        self._errand.done.connect(self._on_done)
        self._errand.failed.connect(self._on_failed)
        self._errand.progressed.connect(self._on_progress)
        self._errand.busy_changed.connect(self._on_busy)
        self._looking = Errand("own files", self)
        self._looking.done.connect(self._on_news)
        self._warming = Errand("own lines", self)
        self._path: Path | None = None
        self._again = False  # what is asked for has changed while an answer was awaited
        self._base = document.brief  # that the answer is to be put onto
        self.card = ImportCard(side.brief)
        side.brief.put_first(self.card, self.card.fields())
        self.card.wished.connect(self._look)
        self.card.accepted.connect(self._add)
        self.card.given_up.connect(self._leave)
        document.opened.connect(self._on_opened)

    def begin(self, path: Path, *, layers: Sequence[OwnLayer] = ()) -> None:
        """Look into a file, and show what is in it; `layers` were taken from it before."""
        self._leave()
        self._path = path
        roles = {layer.layer: layer.role for layer in layers if layer.role != "mixed"}
        self.card.begin(path.name, roles=roles)
        self._side.show_page(Page.BRIEF)
        self._side.reveal(self.card.title)
        self._look()

    def stop(self) -> None:
        """Nothing more is wanted."""
        self._errand.stop()
        self._looking.stop()
        self._warming.stop()
        self._process.close()

    def _look(self) -> None:
        if self._path is None:
            return
        if self._errand.is_busy:
            self._again = True
            self._errand.cancel()
            return
        self.card.show_busy("Looking into the file …")
        self._ask(Question(path=self._path, wish=self.card.survey_wish()))

    def _add(self) -> None:
        if self._path is None or self._errand.is_busy:
            return
        self.card.show_busy("Adding …")
        self._base = self._document.brief
        wish = self.card.wish()
        if self.card.chosen_corners > KEPT_WHOLE and not self._base.points():
            wish = replace(wish, near=self._seen())  # there is no patrol yet to be near to
        self._ask(Question(path=self._path, wish=wish, base=self._base))

    def _ask(self, question: Question) -> None:
        process = self._process
        self._errand.start(lambda report, is_given_up: process.answer(question, report, is_given_up))

    def _seen(self) -> Box:
        """What the map shows."""
        camera = self._view.camera
        north_west = camera.point_at(0, 0)
        south_east = camera.point_at(camera.width_px, camera.height_px)
        return north_west.lon_deg, south_east.lat_deg, south_east.lon_deg, north_west.lat_deg

    def _leave(self) -> None:
        self._path = None
        self._again = False
        self._errand.cancel()
        if not self.card.isHidden():
            self.card.hide()
            self._view.setFocus()

    def _on_progress(self, share: object) -> None:
        if self._path is not None and isinstance(share, float):
            self.card.show_share(share)

    def _on_busy(self, is_busy: object) -> None:
        if not is_busy and self._path is not None and self._again:
            self._again = False
            self._look()

    def _on_done(self, answer: object) -> None:
        if self._path is None or self._errand.is_busy:
            return
        match answer:
            case Survey():
                self.card.show_survey(answer)
            case Imported():
                self._take(answer, self._path)

    def _take(self, imported: Imported, path: Path) -> None:
        if self._document.brief is not self._base:
            self._add()  # something else was changed meanwhile: once more, onto that
            return
        before = set(self._base.own_layers)
        self._leave()
        self._document.change(imported.brief, label=f"Import {path.name}")
        self._warm(imported.brief)
        self._show_where(imported.brief, before)
        said = " ".join(imported.notes[:_MOST_NOTES])
        more = len(imported.notes) - _MOST_NOTES
        rest = f" And {more} more." if more > 0 else ""
        if said:
            self._message.show_text(f"{path.name}: {said}{rest}", weight=Weight.NOTE)

    def _warm(self, brief: PatrolBrief) -> None:
        """Have lines ready to snap to before the pointer comes: a coast of 100,000 corners takes a moment."""
        stock, sources = self._stock, Sources(own=own_lines(brief.lines), with_atlas=False)

        def make() -> None:
            for kind in (LineKind.COASTLINE, LineKind.BORDER):
                stock.own_nets(kind, sources)

        self._warming.start(lambda _report, _is_given_up: make())

    def _show_where(self, brief: PatrolBrief, before: set[OwnLayer]) -> None:
        fresh = [layer for layer in brief.own_layers if layer not in before]
        members = {name for layer in fresh for name in layer.members}
        points: list[GeoPoint] = []
        for line in brief.lines:
            points += line.path[:: max(len(line.path) // 50, 1)] if f"line:{line.line_id}" in members else ()
        outlines = [(f"area:{one.area_id}", one.outline) for one in brief.areas]
        outlines += [(f"zone:{one.zone_id}", one.shape.corners) for one in brief.zones]
        outlines += [(f"territory:{one.territory_id}", one.outline) for one in brief.territories]
        for name, outline in outlines:
            points += outline[:: max(len(outline) // 50, 1)] if name in members else ()
        if points:
            self._view.fit(points)

    def _on_failed(self, error: PatrolError) -> None:
        if self._path is not None and not isinstance(error, PlanningCancelled):
            self.card.show_error(error)

    def _on_opened(self) -> None:
        self._leave()
        brief = self._document.brief
        if brief.own_layers:
            self._looking.start(lambda _report, _is_given_up: sources_news(brief))

    def _on_news(self, news: object) -> None:
        if not isinstance(news, tuple) or not news:
            return
        first = news[0]
        if not isinstance(first, SourceNews) or first.layer not in self._document.brief.own_layers:
            return
        path = Path(first.layer.file)
        layers = [layer for layer in self._document.brief.own_layers if layer.file == first.layer.file]
        texts = " ".join(dict.fromkeys(one.text for one in news))
        acts = [("Import again …", lambda: self.begin(path, layers=layers))] if path.is_file() else []
        self._message.show_text(texts, weight=Weight.WARNING, acts=acts)
