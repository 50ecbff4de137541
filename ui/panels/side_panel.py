"""The one panel beside the map: the patrol's name and figures, and a page for each part of the work."""

from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from planner.fleet import Sensor, Vehicle
from ui.document import Document
from ui.glyphs import icon
from ui.messages import MessageBar
from ui.panels.brief_panel import BriefPanel
from ui.panels.figures_panel import FiguresPanel
from ui.panels.findings_panel import FindingsPanel
from ui.panels.parts import named, text_label
from ui.panels.sorties_panel import CountItems, SortiesPanel
from ui.panels.vehicle_pages import VehiclePages
from ui.panels.vehicle_panel import VehiclePanel
from ui.theme import Theme

LEAST_WIDTH_PX = 372


class Page(IntEnum):
    """The parts of the work, in their order."""

    BRIEF = 0
    SORTIES = 1
    VEHICLE = 2
    LAYERS = 3


_PAGE_ICONS = {Page.BRIEF: "brief", Page.SORTIES: "sorties", Page.VEHICLE: "fly", Page.LAYERS: "layers"}
_PAGE_NAMES = {Page.BRIEF: "Brief", Page.SORTIES: "Sorties", Page.VEHICLE: "Fly", Page.LAYERS: "Layers"}


class SidePanel(QWidget):
    """Name, figures, and the pages."""

    def __init__(
        self,
        document: Document,
        *,
        vehicles: Sequence[Vehicle],
        sensors: Sequence[Sensor],
        count_items: CountItems,
        theme: Theme,
    ) -> None:
        super().__init__()
        self._document = document
        self.setObjectName("sidePanel")
        self.setMinimumWidth(LEAST_WIDTH_PX)
        self.name = named(QLineEdit(), "Name of the patrol", object_name="patrolName")
        self.figures = FiguresPanel(document)
        self.message = MessageBar(name="Problem with the plan")
        self.brief = BriefPanel(document, vehicles=vehicles, sensors=sensors)
        self.sorties = SortiesPanel(document, count_items, theme)
        self.findings = FindingsPanel(theme)
        self.vehicles = VehiclePages()
        self.pages = QTabWidget(documentMode=True, usesScrollButtons=False, iconSize=QSize(18, 18))
        self.pages.tabBar().setExpanding(False)
        self._areas: list[QScrollArea] = []  # of the pages
        self._in_sight: QWidget | None = None
        self._theme = theme
        self.add_page(Page.BRIEF, self.brief)
        self.add_page(Page.SORTIES, self._sorties_page())
        self.add_page(Page.VEHICLE, self.vehicles, head=self.vehicles.fleet)
        self._lay_out()
        self.set_theme(theme)
        self.name.editingFinished.connect(self._on_name)
        self.pages.currentChanged.connect(self._on_page)
        document.brief_changed.connect(lambda brief: self.name.setText(brief.name))
        self.name.setText(document.brief.name)

    def add_page(self, page: Page, widget: QWidget, *, head: QWidget | None = None) -> None:
        """Put a page behind those that there are; its head does not scroll."""
        area = _scrolled(widget)
        self._areas.append(area)
        tab = area if head is None else _headed(head, area)
        self.pages.addTab(tab, icon(_PAGE_ICONS[page], self._theme), _PAGE_NAMES[page])
        area.verticalScrollBar().rangeChanged.connect(self._scroll)
        area.verticalScrollBar().actionTriggered.connect(self._let_scroll)

    def show_page(self, page: Page) -> None:
        """Turn to a page."""
        self.pages.setCurrentIndex(page)

    def reveal(self, widget: QWidget) -> None:
        """Scroll the page so that a part of it is seen, and keep it in sight until the page is scrolled."""
        self._in_sight = widget
        self._scroll()

    @property
    def vehicle(self) -> VehiclePanel:
        """The panel of the vehicle that is chosen."""
        return self.vehicles.panel

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return Page(self.pages.currentIndex())

    def show_problem_count(self, count: int) -> None:
        """Say on the tab how many problems there are."""
        self.pages.setTabText(Page.SORTIES, f"Sorties ({count})" if count else "Sorties")

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme's colours."""
        self._theme = theme
        for number in range(self.pages.count()):
            self.pages.setTabIcon(number, icon(_PAGE_ICONS[Page(number)], theme))
        self.sorties.model.set_theme(theme)
        self.findings.set_theme(theme)

    def _sorties_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(6)
        layout.addWidget(text_label("SORTIES", role="section"))
        layout.addWidget(self.sorties, 2)
        layout.addSpacing(6)
        layout.addWidget(text_label("CHECKED", role="section"))
        layout.addWidget(self.findings, 3)
        return page

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(8)
        head = QVBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.setSpacing(8)
        for widget in (self.name, self.figures, self.message):
            head.addWidget(widget)
        layout.addLayout(head)
        layout.addWidget(self.pages, 1)

    def _on_page(self) -> None:
        """In flight the vehicle needs the room."""
        self.figures.setVisible(self.page is not Page.VEHICLE)
        self._let_scroll()

    def _scroll(self) -> None:
        """What stands above it may have grown."""
        area, widget = self._areas[self.pages.currentIndex()], self._in_sight
        if widget is not None and area.isAncestorOf(widget):
            area.ensureWidgetVisible(widget, 0, 12)

    def _let_scroll(self) -> None:
        self._in_sight = None

    def _on_name(self) -> None:
        brief, name = self._document.brief, self.name.text().strip()
        if name:
            self._document.change(replace(brief, name=name), label="Rename the patrol")
        else:
            self.name.setText(brief.name)


def _headed(head: QWidget, area: QScrollArea) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(head)
    column.addWidget(area, 1)
    return page


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
