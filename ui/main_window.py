"""The window: map, side panel, profile, menus and status line, joined with document, planner and vehicle."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from missions.atlas import Atlas
from missions.link import KeyStore
from missions.patrol_file import Patrol
from planner.fleet import Sensor, Vehicle
from ui.actions import Actions
from ui.armed_watch import ArmedWatch
from ui.clipboard_desk import ClipboardDesk
from ui.conversion_desk import ConversionDesk
from ui.document import Document
from ui.drops import Drops
from ui.edge_desk import EdgeDesk
from ui.fences.desk import FenceDesk
from ui.fleet_deck import FleetDeck
from ui.fleet_desk import FleetDesk
from ui.flight_deck import FlightDeck
from ui.glyphs import icon
from ui.guard_desk import GuardDesk
from ui.imports.desk import ImportDesk
from ui.imports.layers_card import OwnLayersCard
from ui.layer_keeping import LayerKeeping
from ui.limits.desk import LimitDesk
from ui.limits.layers_card import LimitLayersCard
from ui.map.view import MapView
from ui.map_desk import MapDesk, Surfaces
from ui.messages import MessageBar, Weight
from ui.own_keys import OwnKeys
from ui.panels.layers_panel import LayersPanel
from ui.panels.parts import stacked
from ui.panels.profile_panel import ProfilePanel
from ui.panels.search_box import SearchBox
from ui.panels.side_panel import Page, SidePanel
from ui.panels.sorties_panel import CountItems
from ui.panels.timeline_panel import TimelinePanel
from ui.patrol_files import PatrolFiles
from ui.planning_desk import PlanningDesk
from ui.planning_job import PlanningJob, PlanPatrol
from ui.preferences import Preferences, ThemeChoice
from ui.record_desk import RecordDesk
from ui.safekeeping import Safekeeping
from ui.signing_desk import SigningDesk
from ui.status_line import StatusLine
from ui.strip_desk import StripDesk
from ui.strips.process import MakeAreas, made_here
from ui.style import window_sheet
from ui.theme import apply_theme, theme_named
from ui.tool_bar import ToolBar
from ui.waiver_desk import WaiverDesk
from ui.where_desk import NotationDesk, WhereDesk
from ui.zone_desk import ZoneDesk

_FIRST_SIZE = QSize(1440, 900)
_LEAST_SIZE = QSize(1024, 680)
_TOLD_MS = 2_000
_BELOW_PX = 178  # timeline and profile
_SEARCH_AT_PX = (64, 12)  # beside the map's buttons
_TITLE_BAR_PX = 40  # the frame is known only once the window stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """What the window works with."""

    atlas: Atlas
    vehicles: Sequence[Vehicle]
    sensors: Sequence[Sensor]
    plan_patrol: PlanPatrol
    count_items: CountItems
    new_patrol: Callable[[], Patrol]
    journals: Path  # the folder where unsaved work is kept
    records: Path  # the folder of flight records
    key_service: str = "vedette"  # the name under which the system's keyring shows the signing key
    make_areas: MakeAreas = made_here  # of strips


class MainWindow(QMainWindow):
    """One patrol, one window."""

    def __init__(self, equipment: Equipment, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self._theme = theme_named(preferences.theme.value)
        self.setObjectName("mainWindow")
        self.document = Document(equipment.new_patrol(), self)
        self.job = PlanningJob(equipment.plan_patrol, self)
        self.actions_by_name = Actions(self, self._theme)
        self.message = MessageBar(name="Message")
        self._equip_links(equipment, preferences)
        self._atlas = equipment.atlas
        self.map = MapView(equipment.atlas, self._theme, make_areas=equipment.make_areas)
        self.actions_by_name.give_tools_to(self.map)
        self.profile, self.timeline = ProfilePanel(self._theme), TimelinePanel(self._theme)
        self.side = SidePanel(
            self.document,
            vehicles=equipment.vehicles,
            sensors=equipment.sensors,
            count_items=equipment.count_items,
            theme=self._theme,
        )
        self.layers = LayersPanel(equipment.atlas, self._theme)
        self.side.add_page(Page.LAYERS, self.layers)
        self.status = StatusLine(self.document)
        self.files = PatrolFiles(
            self,
            document=self.document,
            preferences=preferences,
            message=self.message,
            new_patrol=equipment.new_patrol,
        )
        self.conversion = ConversionDesk(self, preferences=preferences, message=self.message)
        self.safekeeping = Safekeeping(
            equipment.journals, document=self.document, files=self.files, message=self.message
        )
        self._lay_out()
        OwnKeys(self, self.actions_by_name)
        self._desk()
        self._join()
        self._dress()
        # What is hidden when the typeface comes would keep the one before.
        self.where = WhereDesk(self.map, side=self.side, document=self.document)
        NotationDesk(self.where.card, self.status, self.actions_by_name, preferences)
        self.strip_desk = StripDesk(self.map, side=self.side, document=self.document)
        self.zone_desk = ZoneDesk(self.map, side=self.side, document=self.document, atlas=self._atlas)
        self.edge_desk = EdgeDesk(self.map, side=self.side, document=self.document)
        self.imports = ImportDesk(
            self.map, side=self.side, document=self.document, message=self.message, atlas=self._atlas
        )
        self.files.choice_wanted.connect(self.imports.begin)
        self.waivers = WaiverDesk(self.side.findings, document=self.document, message=self.message)
        self.side.findings.waiver.who = preferences.operator
        self.limits = LimitDesk(self.map, side=self.side, document=self.document, message=self.message)
        self.actions_by_name["limit"].triggered.connect(lambda _checked=False: self.limits.begin())
        self.fences = FenceDesk(self.map, vehicles=self.side.vehicles, document=self.document)
        self.layers.add_card(OwnLayersCard(self.document))
        self.layers.add_card(LimitLayersCard(self.document, self.limits))
        Drops(self, self.files)
        LayerKeeping(self.layers, self.map, preferences)
        self._restore_shape()
        self.map.setFocus()

    @property
    def deck(self) -> FlightDeck:
        """The vehicle that is chosen."""
        return self.fleet.chosen

    def show_on_screen(self) -> None:
        """Show the window as it was left; one that would not fit on the screen fills it instead."""
        room = self.screen().availableGeometry()
        if not _fits(self.size(), room.size()):
            self.setGeometry(room)  # where no window manager is there to maximise it
            self.showMaximized()
        elif self.isMaximized():
            self.showMaximized()
        else:
            self.show()

    def set_theme(self, choice: ThemeChoice) -> None:
        """Change the colours of everything."""
        self.preferences.theme = choice
        self._theme = theme_named(choice.value)
        self._dress()
        self.where.set_theme(self._theme)

    def tell(self, text: str, *, weight: Weight = Weight.NOTE) -> None:
        """Show a message above the map."""
        self.message.show_text(text, weight=weight)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask before anything is lost or a vehicle is left alone, then let go of everything."""
        if not (self.armed_watch.may_leave(self) and self.files.may_leave()):
            event.ignore()
            return
        self._keep_shape()
        self.let_go()
        event.accept()

    def let_go(self) -> None:
        """End everything that runs beside the window, and its journal: all is saved, or not wanted."""
        self.safekeeping.let_go()
        self.files.let_go()
        for running in (
            *(self.job, self.guard, self.imports, self.conversion, self.limits, self.fences),
            *(self.zone_desk, self.map.strips, self.armed_watch, self.signing, self.fleet),
        ):
            running.stop()
        self.preferences.sync()

    def _equip_links(self, equipment: Equipment, preferences: Preferences) -> None:
        self.records = RecordDesk(
            equipment.records,
            preferences=preferences,
            actions=self.actions_by_name,
            message=self.message,
            window=self,
        )
        self.signing = SigningDesk(
            KeyStore(service=equipment.key_service),
            preferences=preferences,
            actions=self.actions_by_name,
            message=self.message,
            window=self,
        )
        self.fleet = FleetDeck(self, keeping=self.records.keeping, key_source=self.signing.key_source)
        self.armed_watch = ArmedWatch(self.fleet, self)

    def _lay_out(self) -> None:
        self.setMinimumSize(_LEAST_SIZE.boundedTo(self.screen().availableGeometry().size()))
        self.actions_by_name.fill(self.menuBar())
        self.addToolBar(ToolBar(self.actions_by_name))
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.message)
        self._upright = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self._upright.addWidget(self.map)
        self._upright.addWidget(stacked(self.timeline, self.profile))
        self._upright.setStretchFactor(0, 1)
        self._upright.setSizes([_FIRST_SIZE.height() - _BELOW_PX, _BELOW_PX])
        column.addWidget(self._upright, 1)
        self._level = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._level.addWidget(centre)
        self._level.addWidget(self.side)
        self._level.setStretchFactor(0, 1)
        self._level.setSizes([_FIRST_SIZE.width() - self.side.minimumWidth(), self.side.minimumWidth()])
        self.setCentralWidget(self._level)
        self.setStatusBar(self.status)

    def _desk(self) -> None:
        self._map_desk = MapDesk(
            Surfaces(
                view=self.map,
                side=self.side,
                profile=self.profile,
                timeline=self.timeline,
                status=self.status,
            ),
            document=self.document,
            fleet=self.fleet,
            actions=self.actions_by_name,
        )
        self._planning_desk = PlanningDesk(
            self.job,
            document=self.document,
            side=self.side,
            status=self.status,
            actions=self.actions_by_name,
        )
        self._fleet_desk = FleetDesk(
            self.armed_watch,
            document=self.document,
            side=self.side,
            actions=self.actions_by_name,
            preferences=self.preferences,
        )

        self.search = SearchBox(self._atlas.gazetteer, lambda: self.map.camera.centre, self.map)
        self.search.move(*_SEARCH_AT_PX)
        self.search.wanted.connect(lambda found: self.map.go_to(found.at, zoom=found.zoom))
        self.search.left.connect(self.map.setFocus)
        ClipboardDesk(self.map, self.document, self.message, self.actions_by_name)
        self.guard = GuardDesk(self._atlas, document=self.document, message=self.message)

    def _join(self) -> None:
        actions, files, document = self.actions_by_name, self.files, self.document
        for name, slot in (
            ("new", files.new),
            ("open", files.ask_open),
            ("copies", files.ask_copy),
            ("sample", self._open_sample),
            ("save", files.save),
            ("save_as", files.ask_save),
            ("import", files.ask_import),
            ("export", files.ask_export),
            ("convert", self.conversion.ask),
            ("quit", self.close),
            ("undo", document.undo_stack.undo),
            ("redo", document.undo_stack.redo),
            ("page_brief", lambda: self.side.show_page(Page.BRIEF)),
            ("page_sorties", lambda: self.side.show_page(Page.SORTIES)),
            ("page_vehicle", lambda: self.side.show_page(Page.VEHICLE)),
            ("page_layers", lambda: self.side.show_page(Page.LAYERS)),
            ("guard", self.guard.offer),
            ("next_edge", self.map.next_edge),
            ("free_edges", self.map.free_or_hard),
            ("find", self.search.begin),
            ("theme", self._change_theme),
            ("keys", self._show_keys),
        ):
            actions[name].triggered.connect(lambda _checked=False, act=slot: act())
        actions["over_time"].toggled.connect(self._show_over_time)
        actions["over_time"].setChecked(self.preferences.is_profile_over_time)
        actions.recent.aboutToShow.connect(lambda: files.fill_recent(actions.recent))
        files.fill_recent(actions.recent)
        files.remembered.connect(lambda: files.fill_recent(actions.recent))
        files.opened.connect(self.map.fit_all)
        self.status.problems_wanted.connect(lambda: self.side.show_page(Page.SORTIES))
        self._join_document()

    def _join_document(self) -> None:
        document = self.document
        document.file_changed.connect(self._show_title)
        document.brief_changed.connect(self._show_title)
        stack = document.undo_stack
        stack.undoTextChanged.connect(self._show_undo)
        stack.redoTextChanged.connect(self._show_undo)
        stack.indexChanged.connect(self._show_undo)
        self._show_undo()
        self._show_title()

    def _open_sample(self) -> None:
        if self.files.may_leave():
            self.files.open_sample()

    def _change_theme(self) -> None:
        choices = [*ThemeChoice]
        following = (choices.index(self.preferences.theme) + 1) % len(choices)
        self.set_theme(choices[following])
        self.statusBar().showMessage(f"Theme: {self._theme.name}", _TOLD_MS)

    def _show_over_time(self, over_time: bool) -> None:  # noqa: FBT001 - a signal's slot
        self.profile.show_over_time(over_time)
        self.preferences.is_profile_over_time = over_time

    def _show_keys(self) -> None:
        label = QLabel(self.actions_by_name.keys_text(), self, Qt.WindowType.Tool)
        label.setWindowTitle("Shortcuts")
        label.setContentsMargins(16, 12, 16, 12)
        label.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        label.show()

    def _show_title(self) -> None:
        path = self.document.path
        where = f" — {path.name}" if path else ""
        self.setWindowTitle(f"{self.document.brief.name}{where}[*] — Vedette")
        self.setWindowModified(self.document.is_modified)

    def _show_undo(self) -> None:
        stack = self.document.undo_stack
        for name, text, can in (
            ("undo", stack.undoText(), stack.canUndo()),
            ("redo", stack.redoText(), stack.canRedo()),
        ):
            action = self.actions_by_name[name]
            action.setEnabled(can)
            keys = action.shortcut().toString()
            action.setText(f"{name.title()} {text}".strip())
            action.setToolTip(f"{name.title()} {text} ({keys})" if text else f"{name.title()} ({keys})")

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, self._theme)
        self.setStyleSheet(window_sheet(self._theme))
        self.actions_by_name.set_theme(self._theme)
        self.map.set_theme(self._theme)
        self.profile.set_theme(self._theme)
        self.timeline.set_theme(self._theme)
        self.side.set_theme(self._theme)
        self.layers.set_theme(self._theme)
        self._map_desk.set_theme(self._theme)
        self.setWindowIcon(icon("fly", self._theme, colour=self._theme.accent))

    def _restore_shape(self) -> None:
        self.resize(_FIRST_SIZE)
        for name, thing in (("window", self), ("level", self._level), ("upright", self._upright)):
            shape = self.preferences.geometry(name)
            if not shape.isEmpty():
                _ = (
                    thing.restoreGeometry(shape)
                    if isinstance(thing, MainWindow)
                    else thing.restoreState(shape)
                )

    def _keep_shape(self) -> None:
        self.preferences.keep_geometry("window", self.saveGeometry())
        self.preferences.keep_geometry("level", self._level.saveState())
        self.preferences.keep_geometry("upright", self._upright.saveState())


def _fits(size: QSize, room: QSize) -> bool:
    return size.width() <= room.width() and size.height() + _TITLE_BAR_PX <= room.height()
