"""Sends a mission off the UI thread, with progress and cancel; a failure says what the vehicle holds."""

from PySide6.QtCore import QObject

from missions.items import Mission
from missions.link import Session, upload_mission
from ui.errand import Errand


class TransferJob(Errand):
    """One upload at a time. `done` carries the Receipt, `progressed` a Progress, `failed` the UploadError."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("upload", parent)

    def send(self, session: Session, mission: Mission) -> bool:
        """Send `mission` and read it back; False while another upload is under way."""
        return self.start(
            lambda report, cancelled: upload_mission(session, mission, progress=report, cancelled=cancelled)
        )
