"""Sends a sortie off the UI thread, with progress and cancel; a failure says what the vehicle holds."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from missions.items import Mission
from missions.link import Progress, Session, upload_mission
from missions.package import compile_package
from missions.receipt import Receipt
from planner.route import PatrolPlan, Sortie
from ui.errand import Errand


class TransferJob(Errand):
    """One upload at a time. `done` carries the Receipt, `progressed` a Progress, `failed` a PatrolError."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("upload", parent)
        self.sent: Mission | None = None  # with its fence and rally points, once `done` says so

    def send(self, session: Session, plan: PatrolPlan, sortie: Sortie) -> bool:
        """Compile a sortie, send it and read it back; False while another upload is under way."""

        def work(report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Receipt:
            package = compile_package(plan, sortie)  # its fence takes a moment: not on the UI thread
            receipt = upload_mission(session, package, progress=report, cancelled=cancelled)
            self.sent = package
            return receipt

        return not self.is_busy and self.start(work)
