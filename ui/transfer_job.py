"""Sends a sortie off the UI thread, with progress and cancel, and leads out of a failure: put back, clear."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject

from missions.backups import note_restored, whole
from missions.items import Mission
from missions.link import (
    Progress,
    Restored,
    Session,
    clear_vehicle,
    note_plan,
    require_battery,
    restore_backup,
    upload_mission,
)
from missions.package import compile_package
from missions.receipt import Receipt
from missions.waivers import Waiver
from planner.figures import battery_share
from planner.route import PatrolPlan, Sortie
from planner.times import Instant
from ui.errand import Errand

Report = Callable[[Progress], None]
IsCancelled = Callable[[], bool]


class TransferJob(Errand):
    """One transfer at a time. `progressed` carries a Progress, `failed` a PatrolError.

    `done` carries the Receipt of an upload, or what is Restored, also of a vehicle that was cleared.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("upload", parent)
        self.sent: Mission | None = None  # with all that goes with it, once `done` says so

    def send(  # noqa: PLR0913 - what is sent, and how
        self,
        session: Session,
        plan: PatrolPlan,
        sortie: Sortie,
        *,
        backups: Path,
        force_armed: bool = False,
        waivers: tuple[Waiver, ...] = (),
    ) -> bool:
        """Compile a sortie, send it and read it back; False while another transfer is under way."""

        def work(report: Report, cancelled: IsCancelled) -> Receipt:
            package = compile_package(plan, sortie)  # its fence takes a moment: not on the UI thread
            note_plan(session, plan, sortie, package, waivers)
            if force_armed:
                require_battery(session, battery_share(plan, sortie), sortie_id=sortie.sortie_id)
            receipt = upload_mission(
                session,
                package,
                progress=report,
                cancelled=cancelled,
                backups=backups,
                force_armed=force_armed,
            )
            self.sent = package
            return receipt

        return not self.is_busy and self.start(work)

    def put_back(self, session: Session, path: Path) -> bool:
        """Restore what a file keeps, and read it back; False while another transfer is under way."""

        def work(report: Report, cancelled: IsCancelled) -> Restored:
            backup = whole(path)
            restored = restore_backup(session, backup, progress=report, cancelled=cancelled)
            note_restored(path.parent, backup.uid, Instant(utc=datetime.now(UTC)))
            return restored

        return self.start(work)

    def clear(self, session: Session, *, backups: Path) -> bool:
        """Empty the vehicle, and see that it is; False while another transfer is under way."""
        return self.start(
            lambda report, cancelled: clear_vehicle(
                session, backups=backups, progress=report, cancelled=cancelled
            )
        )
