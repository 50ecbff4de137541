"""Signing of links in the window: the passphrase is asked for, and the key goes to the system's keyring."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from missions.errors import LinkError
from missions.link import KeyStore, SigningKey, key_of
from ui.actions import Actions
from ui.errand import Errand
from ui.messages import MessageBar, Weight
from ui.preferences import Preferences


class SigningDesk(QObject):
    """Whether links are signed is a preference; the key itself never is."""

    def __init__(
        self,
        store: KeyStore,
        *,
        preferences: Preferences,
        actions: Actions,
        message: MessageBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._store = store
        self._preferences = preferences
        self._message = message
        self._window = window
        self._keeping = Errand("keyring", self)  # it may wait for the operator to unlock it
        self._keeping.done.connect(self._on_kept)
        actions["signing"].triggered.connect(lambda _checked=False: self.ask())

    def key_source(self) -> Callable[[], SigningKey | None]:
        """Gives the key for the next connection, off the UI thread; None where links are not signed."""
        signs, store = self._preferences.signs, self._store

        def key() -> SigningKey | None:
            found = store.key() if signs else None
            if signs and found is None:
                raise LinkError(
                    "Links are to be signed, and there is no key: the keyring is locked, or never took it.",
                    remedy="Give the passphrase again (Vehicle > Signing key), or an empty one.",
                )
            return found

        return key

    def ask(self) -> None:
        """Ask for the passphrase; it holds from the next connection on."""
        dialog = QInputDialog(self._window)
        dialog.setObjectName("signingQuestion")
        dialog.setWindowTitle("Signing key")
        dialog.setLabelText(
            "Passphrase, the same as on the vehicle. Whoever has not its key is then not heard.\n"
            "Signing hides nothing. Empty: links are not signed."
        )
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._take)
        dialog.setModal(False)
        dialog.show()

    def stop(self) -> None:
        """Wait no longer for a keyring."""
        self._keeping.stop()

    def _take(self, passphrase: str) -> None:
        if not passphrase:
            self._preferences.signs = False
            self._keeping.start(lambda _report, _cancelled: self._store.forget())
            return
        try:
            key = key_of(passphrase)
        except LinkError as error:
            self._message.show_error(error)
            return
        self._preferences.signs = True
        self._keeping.start(lambda _report, _cancelled: self._store.keep(key))

    def _on_kept(self, answer: object) -> None:
        """`answer` is what the store said: kept or not, None when it was told to forget."""
        if answer is None:
            self._message.show_text("Links are not signed from the next connection on.", weight=Weight.NOTE)
        elif answer:
            self._message.show_text(
                "Links are signed from the next connection on. The key is in this system's keyring.",
                weight=Weight.GOOD,
            )
        else:
            self._message.show_text(
                "Links are signed from the next connection on. No keyring of this system takes the key: it "
                "is held in memory, and has to be given again after the next start.",
                weight=Weight.WARNING,
            )
