"""Flight records in the window: in whose name, where they lie, and flights that a crash left in the air."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog, QWidget

from missions.link import Keeping
from ui.actions import Actions
from ui.messages import MessageBar, Weight
from ui.preferences import Preferences


class RecordDesk(QObject):
    """Joins the menu's rows about records with the folder they are kept in."""

    def __init__(
        self,
        folder: Path,
        *,
        preferences: Preferences,
        actions: Actions,
        message: MessageBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._folder = folder
        self._preferences = preferences
        self._message = message
        self._window = window
        actions["records"].triggered.connect(lambda _checked=False: self.show_folder())
        actions["operator"].triggered.connect(lambda _checked=False: self.ask_operator())

    def keeping(self) -> Keeping:
        """Where the next connection is recorded, and in whose name."""
        return Keeping(folder=self._folder, operator=self._preferences.operator)

    def show_folder(self) -> None:
        """Open the folder in the desktop's own file browser."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self._message.show_text(f"Flight records lie in {self._folder}.", weight=Weight.NOTE)

    def ask_operator(self) -> None:
        """Ask for the name that flights are recorded under; it holds from the next connection on."""
        dialog = QInputDialog(self._window)
        dialog.setObjectName("operatorQuestion")
        dialog.setWindowTitle("Operator")
        dialog.setLabelText("Flights are recorded in the name of\n(empty: whoever is logged in):")
        dialog.setTextValue(self._preferences.operator)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._keep_operator)
        dialog.setModal(False)
        dialog.show()

    def _keep_operator(self, name: str) -> None:
        self._preferences.operator = name
